"""Run other people's plugins and libraries beside the guard; `--write` puts the tables into docs/guard.md."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.evidence.neighbours.honest import (
    FEATURE,
    FOLDERS,
    IMPORTED,
    NEIGHBOURS,
    SNAPSHOT,
    Neighbour,
)
from tests.evidence.wheel import renew
from tests.integration.engines import copy_template
from tests.places import ROOT, TOOLS

PAGE = ROOT / "docs" / "guard.md"
GUARDED = (1, 2, 3, 4)


def tool(name: str) -> str:
    """Return the path of a tool of this environment."""
    return shutil.which(name, path=str(TOOLS)) or name


class Place:
    """A generated repo with all neighbours installed."""

    def __init__(self, folder: Path) -> None:
        template = copy_template(folder / "template")
        renew(next(template.glob("*cookiecutter*slug*")))
        out = ("--output-dir", str(folder))
        command = [
            tool("cookiecutter"),
            "--no-input",
            str(template),
            *out,
            "clients=false",
            "example=false",
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        self.repo = folder / "my-project"
        names = {one.name for one in NEIGHBOURS} | {name for name, _ in IMPORTED}
        self._uv("sync", "--quiet")
        self._uv("pip", "install", "--quiet", *sorted(names))
        self.python = str(
            self.repo / ".venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
        )

    def _uv(self, *words: str) -> None:
        env = {k: v for k, v in os.environ.items() if k != "VIRTUAL_ENV"}
        subprocess.run([tool("uv"), *words], cwd=self.repo, env=env, check=True)

    def version(self, name: str) -> str:
        """Return the version of a distribution that is installed."""
        code = f"from importlib.metadata import version; print(version({name.split('[')[0]!r}))"
        return subprocess.run(
            [self.python, "-c", code], capture_output=True, text=True
        ).stdout.strip()

    def run(self, file: str, code: str, *words: str, **env: str) -> str:
        """Run one test; return `ok`, or the line that says what is wrong."""
        path = self.repo / file
        path.write_text(code, "utf-8")
        path.with_name("it.feature").write_text(FEATURE, "utf-8")
        snapshot = path.parent / "__snapshots__" / "test_syrupy.ambr"
        snapshot.parent.mkdir(exist_ok=True)
        snapshot.write_text(SNAPSHOT, "utf-8")
        command = [
            self.python,
            "-m",
            "pytest",
            "-q",
            "--no-header",
            "-p",
            "no:cacheprovider",
            *words,
            file,
        ]
        done = subprocess.run(
            command,
            cwd=self.repo,
            env={**os.environ, "COLUMNS": "300", **env},
            capture_output=True,
            text=True,
        )
        path.unlink()
        if done.returncode == 0:
            return "ok"
        lines = (done.stdout + done.stderr).splitlines()
        told = [
            line
            for line in lines
            if re.match(r"(FAILED|ERROR|E  )|.*(forbids|INTERNALERROR|rror:)", line)
        ]
        return (told or lines[-1:] or ["nothing said"])[0][:200]


def companions(place: Place, one: Neighbour) -> tuple[str, bool]:
    """Return the row of a plugin or library, and whether all is well where it may stand."""
    said = {}
    for level in one.levels:
        stem = re.sub(r"\W", "_", one.name)
        said[level] = place.run(f"{FOLDERS[level]}/test_{stem}.py", one.code, *one.words)
    cells = [said.get(level, "-") for level in FOLDERS]
    well = all(what == "ok" for what in said.values())
    return f"| {one.name} {place.version(one.name)} | {' | '.join(cells)} | {one.why} |", well


def imports(place: Place, name: str, module: str) -> tuple[str, bool]:
    """Return the row of a library that is imported first thing, and whether it may be everywhere."""
    code = f"import {module}\n\n\ndef test_it() -> None:\n    assert {module}\n"
    said = []
    for level in GUARDED:
        file = f"{FOLDERS[level]}/test_import_{module.replace('.', '_')}.py"
        words = ("-p", "plumbline.plugin", "-W", "default")
        said.append(place.run(file, code, *words, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1"))
    row = f"| `{module}` ({name.split('[')[0]} {place.version(name)}) | {' | '.join(said)} |"
    return row, all(what == "ok" for what in said)


def write(name: str, lines: list[str]) -> None:
    """Put a table between its markers in the page."""
    text = PAGE.read_text("utf-8")
    form = rf"(?<=<!-- {name} -->\n).*?(?=<!-- end of {name} -->)"
    new, count = re.subn(form, lambda _: "\n".join(lines) + "\n", text, flags=re.DOTALL)
    if count != 1:
        sys.exit(f"docs/guard.md: it has no place for {name}; restore its markers from git.")
    PAGE.write_text(new, "utf-8")


def main(arguments: list[str]) -> int:
    """Run all, or those that are named; return 1 if one is not well."""
    wanted = {word for word in arguments if not word.startswith("-")}
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        place = Place(Path(folder).resolve())
        found = [
            pool.submit(imports, place, *pair)
            for pair in IMPORTED
            if not wanted or pair[0] in wanted
        ]
        met = [
            pool.submit(companions, place, one)
            for one in NEIGHBOURS
            if not wanted or one.name in wanted
        ]
        first, second = [one.result() for one in found], [one.result() for one in met]
    today = f"{datetime.datetime.now(datetime.UTC).date()}, CPython {sys.version.split()[0]}, {sys.platform}"
    head = ["| imported first | 1 | 2 | 3 | 4 |", "| --- | --- | --- | --- | --- |"]
    tables = {"imports": [f"Seen on {today}.", "", *head, *(row for row, _ in first)]}
    head = [
        "| beside it | 1 | 2 | 3 | 4 | 5 | why not everywhere |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    tables["companions"] = [f"Seen on {today}.", "", *head, *(row for row, _ in second)]
    for name, lines in tables.items():
        print("\n".join(lines), end="\n\n")
        if "--write" in arguments:
            write(name, lines)
    return 0 if all(well for _, well in first + second) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
