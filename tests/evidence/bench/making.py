"""A new repo: its size, how long it takes to make, and its first and later runs."""

import shutil
import sys
from pathlib import Path

from tests.evidence.bench.measure import Command, by_turns, run, say
from tests.evidence.bench.templates import copy_of_template, empty_template, new_repo, tool
from tests.places import ROOT, TREE


def first_commit(repo: Path) -> list[Path]:
    """Return the files of a new repo that its owner has to know: all but the wheel."""
    return [path for path in repo.rglob("*") if path.is_file() and path.suffix != ".whl"]


def size(work: Path) -> None:
    """Count files and lines of the first commit, with everything and with the least."""
    for what, answers, most, longest in (
        ("default answers", [], 85, 4600),
        ("no example, no clients", ["example=no", "clients=no"], 45, 1600),
    ):
        files = first_commit(new_repo(work, what.replace(", ", "-"), answers))
        lines = sum(path.read_bytes().count(b"\n") for path in files)
        say(f"files of the first commit, {what}", len(files), most, "files", "without the wheel")
        say(f"lines of the first commit, {what}", lines, longest, "lines", "without the wheel")


def rendering(work: Path) -> None:
    """Compare rendering with the same engine on an empty template."""
    template = copy_of_template(work / "template")
    empty = empty_template(work / "empty", new_repo(work))
    files = sum(path.is_file() for path in (empty / TREE.name).rglob("*"))
    out = work / "out"
    out.mkdir()

    def clear() -> None:
        shutil.rmtree(out)
        out.mkdir()

    for engine in ("cookiecutter", "copier"):

        def words(source: Path, engine: str = engine) -> list[str]:
            if engine == "cookiecutter":
                return [tool(engine), "--no-input", str(source), "-o", str(out)]
            return [tool(engine), "copy", "--defaults", "--quiet", str(source), str(out / "x")]

        found = by_turns(
            11,
            ours=Command(words(template), work, clear),
            bare=Command(words(empty), work, clear),
        )
        (ours, _), (bare, _) = found["ours"], found["bare"]
        detail = f"{ours:.2f} s against {bare:.2f} s for {files} files of one line"
        say(f"rendering, {engine} over the bare engine", ours / bare, 1.35, "times", detail)


def first(work: Path) -> None:
    """Time the way from cookiecutter to the first green fast tests; the packages are cached."""
    repo = work / "first" / "my-project"
    (work / "first").mkdir()

    def clear() -> None:
        shutil.rmtree(work / "first")
        (work / "first").mkdir()

    script = (
        "import subprocess, sys\n"
        f"subprocess.run([{tool('cookiecutter')!r}, '--no-input', {str(ROOT)!r}], check=True)\n"
        f"subprocess.run([{tool('nox')!r}, '-s', 'unit'], cwd={str(repo)!r}, check=True)\n"
    )
    command = Command([sys.executable, "-c", script], work / "first", clear)
    wall, cpu = by_turns(5, first=command)["first"]
    say("from cookiecutter to the first green unit", wall, 4.5, "s", f"{cpu:.2f} s of CPU time")


def warm(work: Path) -> None:
    """Compare a warm `nox -s unit` with plain pytest, without the plugin, on the same tests."""
    repo = new_repo(work)
    run(Command([tool("nox"), "-s", "unit"], repo))
    pytest = shutil.which("pytest", path=str(repo / ".venv/bin")) or "pytest"
    plain = [pytest, "-p", "no:plumbline", "tests/unit", "tests/commands"]
    found = by_turns(15, nox=Command([tool("nox"), "-s", "unit"], repo), plain=Command(plain, repo))
    (ours, _), (bare, _) = found["nox"], found["plain"]
    detail = f"{ours:.3f} s against {bare:.3f} s"
    say("warm nox -s unit over plain pytest", ours / bare, 1.3, "times", detail)


def types(work: Path) -> None:
    """Time `nox -s types` without a cache of types."""
    repo = new_repo(work)
    run(Command([tool("nox"), "-s", "pure"], repo))  # makes the environment

    def forget() -> None:
        shutil.rmtree(repo / ".mypy_cache", ignore_errors=True)

    wall, cpu = by_turns(5, types=Command([tool("nox"), "-s", "types"], repo, forget))["types"]
    say("nox -s types, cold", wall, 3, "s", f"{cpu:.2f} s of CPU time")
