"""Count the mutants of our own rules that levels 1 to 4 notice: `nox -s mutants`.

`python -m tests.evidence.mutants [--most N] [PATH ...]`: of the files below these paths, N mutants (300) are
drawn, the same each time; each is written into a copy of the repo, and the fast tests that run its line run there.
"""

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from coverage import CoverageData

from plumbline.review.running.making import Mutant, make_mutants

from tests.places import ROOT

RULES = ("guard", "plugin/selection.py", "plugin/budgets.py", "plugin/totals.py", "review/rows")
PACKAGE = ROOT / "src/plumbline"
TESTS = ("tests/unit", "tests/integration/sanity")
PATIENCE = 180.0  # seconds; then a mutant counts as noticed
GREEN, NOTHING_RUN = 0, 5  # pytest's exit codes

Touched = dict[str, dict[int, list[str]]]  # which tests run which line of which file


class Copy:
    """A copy of the repo in a folder of its own, in which one mutant at a time is tried."""

    def __init__(self, folder: Path) -> None:
        self.beside, self.folder, self.bytecode = folder, folder / "repo", folder / "bytecode"
        self.said = ""  # by the last run
        ignored = shutil.ignore_patterns(".git", ".venv", ".nox", ".*_cache", "__pycache__")
        shutil.copytree(ROOT, self.folder, ignore=ignored)
        table = self.folder / "levels.toml"  # under coverage a test takes four times as long
        free = re.sub(r"(?m)^(each|total) = \S+", r"\1 = 999.0", table.read_text("utf-8"))
        table.write_text(free, "utf-8")

    def run(self, *words: str, seconds: float = PATIENCE) -> int | None:
        """Return pytest's exit code, nothing if it took too long."""
        source = {
            "PYTHONPATH": str(self.folder / "src"),
            "PYTHONPYCACHEPREFIX": str(self.bytecode),
            "PYTHONDONTWRITEBYTECODE": "",
        }
        try:
            done = subprocess.run(
                [sys.executable, "-m", *words, "-q", "-p", "no:cacheprovider"],
                cwd=self.folder,
                env={**os.environ, **source},
                capture_output=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return None
        assert done.returncode != NOTHING_RUN, done.stdout
        self.said = done.stdout.decode(errors="replace")
        return done.returncode

    def touched(self) -> Touched:
        """Return which fast tests run which line of the package."""
        settings, kept = self.beside / "touched.ini", self.beside / "touched"
        settings.write_text(f"[run]\nsource = src/plumbline\ndata_file = {kept}\n", "utf-8")
        coverage = ("coverage", "run", f"--rcfile={settings}", "-m", "pytest")
        done = self.run(*coverage, "-p", "tests.evidence.touched", *TESTS, seconds=10 * PATIENCE)
        assert done == GREEN, f"the fast tests are red without a mutant:\n{self.said[-2000:]}"
        data = CoverageData(str(kept))
        data.read()
        return {
            Path(file).relative_to(self.folder).as_posix(): data.contexts_by_lineno(file)
            for file in data.measured_files()
        }

    def survives(self, mutant: Mutant, touched: Touched) -> bool:
        """Say whether the tests that run its line are green with a mutant; of a line that runs at import, all units."""
        tests = {test for test in touched.get(mutant.path, {}).get(mutant.line, ()) if test}
        fast = {test for test in tests if test.startswith(TESTS[0])}
        file, chosen = self.folder / mutant.path, self.beside / "chosen.txt"
        kept = file.read_bytes()
        self.write(file, mutant.text.encode())
        try:
            for some in (fast, tests - fast) if tests else ({TESTS[0]},):
                chosen.write_text("\n".join(sorted(some)), "utf-8")
                if some and self.run("pytest", "-x", f"@{chosen}") != GREEN:
                    return False
            return True
        finally:
            self.write(file, kept)

    def write(self, file: Path, text: bytes) -> None:
        """Change a file; its bytecode goes, for Python tells times a second apart only."""
        file.write_bytes(text)
        for old in self.bytecode.rglob(f"{file.stem}.*pyc"):
            old.unlink()


def mutants_of(paths: list[Path]) -> Iterator[Mutant]:
    """Yield all mutants of the files of Python below paths."""
    for path in paths:
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            text = file.read_text("utf-8")
            every = set(range(1, text.count("\n") + 2))
            yield from make_mutants(file.relative_to(ROOT).as_posix(), text, every)


def main() -> None:
    """Print each mutant that survives, and the share of those that do not."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--most", type=int, default=300)
    parser.add_argument("paths", nargs="*", type=Path)
    options = parser.parse_args()
    paths = [path.resolve() for path in options.paths] or [PACKAGE / name for name in RULES]
    every = list(mutants_of(paths))
    drawn = random.Random(1).sample(every, min(options.most, len(every)))
    workers = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as place, ThreadPoolExecutor(workers) as pool:
        copies = [Copy(Path(place).resolve() / f"{number}") for number in range(workers)]
        touched = copies[0].touched()

        def tried(number: int) -> list[Mutant]:
            return [one for one in drawn[number::workers] if copies[number].survives(one, touched)]

        left = [one for some in pool.map(tried, range(workers)) for one in some]
    for one in sorted(left, key=lambda mutant: (mutant.path, mutant.line)):
        print(f"{one.path}:{one.line}\n    - {one.old}\n    + {one.new}")
    killed = len(drawn) - len(left)
    print(
        f"{killed} of {len(drawn)} drawn from {len(every)} are noticed: {killed / len(drawn):.0%}"
    )


if __name__ == "__main__":
    main()
