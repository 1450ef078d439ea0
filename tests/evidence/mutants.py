"""Count the mutants of our own rules that levels 1 to 4 notice: `nox -s mutants`.

`python -m tests.evidence.mutants [--most N] [PATH ...]`: of the files below these paths, N mutants (300) are
drawn, the same each time; each is written into a copy of the repo, and the fast tests run there.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from plumbline.review.running.making import Mutant, make_mutants

from tests.places import ROOT

RULES = ("guard", "plugin/selection.py", "plugin/budgets.py", "plugin/totals.py", "review/rows")
PACKAGE = ROOT / "src/plumbline"
TESTS = ("tests/unit", "tests/integration/sanity")
PATIENCE = 180.0  # seconds; then a mutant counts as noticed
NOTHING_RUN = 5  # pytest's exit code


class Copy:
    """A copy of the repo, in which one mutant at a time is tried."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        ignored = shutil.ignore_patterns(".git", ".venv", ".nox", ".*_cache", "__pycache__")
        shutil.copytree(ROOT, folder, ignore=ignored)

    def tests_are_green(self) -> bool:
        """Say whether no fast test fails; one that runs for ever fails."""
        words = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *TESTS]
        source = {"PYTHONPATH": str(self.folder / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            done = subprocess.run(
                words,
                cwd=self.folder,
                env={**os.environ, **source},
                capture_output=True,
                timeout=PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return False
        assert done.returncode != NOTHING_RUN, done.stdout
        return done.returncode == 0

    def survives(self, mutant: Mutant) -> bool:
        """Say whether the fast tests are green with a mutant."""
        file = self.folder / mutant.path
        kept = file.read_bytes()
        file.write_text(mutant.text, "utf-8")
        try:
            return self.tests_are_green()
        finally:
            file.write_bytes(kept)


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
        assert copies[0].tests_are_green(), "the fast tests are red without a mutant"

        def tried(number: int) -> list[Mutant]:
            return [one for one in drawn[number::workers] if copies[number].survives(one)]

        left = [one for some in pool.map(tried, range(workers)) for one in some]
    for one in sorted(left, key=lambda mutant: (mutant.path, mutant.line)):
        print(f"{one.path}:{one.line}\n    - {one.old}\n    + {one.new}")
    killed = len(drawn) - len(left)
    print(
        f"{killed} of {len(drawn)} drawn from {len(every)} are noticed: {killed / len(drawn):.0%}"
    )


if __name__ == "__main__":
    main()
