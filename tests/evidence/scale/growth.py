"""That what the levels cost grows in a straight line with the suite, and what a part of it costs."""

import sys
from collections.abc import Sequence
from pathlib import Path

from tests.evidence.scale.suite import Taken, make, take

PYTEST = [sys.executable, "-m", "pytest", "-q"]
BARE = ["-p", "no:plumbline"]
PLUMBLINE = [sys.executable, "-m", "plumbline"]
FEW = 10_000  # tests up to which runs are repeated
ONE = "tests/unit/services/part_0/test_2.py"


def least(words: Sequence[str], folder: Path, times: int) -> Taken:
    """Run a command so often; return the run that took least CPU time."""
    runs = [take(words, folder) for _ in range(times)]
    for run in runs:
        if run.code not in (0, 1):
            sys.exit(f"{' '.join(words)}: {run.out[-2000:]}")
    return min(runs, key=lambda run: run.cpu)


def growth(work: Path, sizes: Sequence[int]) -> None:
    """Print a table: what is on top of plain pytest, per test, at each size."""
    print("| tests | what | plain pytest | with levels | more, per test |")
    print("| ---: | --- | ---: | ---: | ---: |", flush=True)
    for tests in sizes:
        repo = make(work / str(tests), tests)
        times = 3 if tests <= FEW else 1
        part(repo, tests, "collect", ["--collect-only", "-qq"], times)
        part(repo, tests, "run", [], times)
        part(repo, tests, "one test", [f"{ONE}::test_7"], 5)
        part(repo, tests, "-k", ["-k", "test_3 and test_12"], times)
        failing = repo / ONE
        text = failing.read_text()
        failing.write_text(text.replace("assert 7 + 1 == 8", "assert not 8"))
        take(PYTEST, repo)
        part(repo, tests, "--lf", ["--lf"], 3)
        failing.write_text(text)
        for name in ("check", "observe"):
            run = least([*PLUMBLINE, name], repo, 1 if name == "observe" else times)
            each = run.cpu / tests * 1000
            print(
                f"| {tests:,} | `plumbline {name}` | | {run.cpu:.1f} s, {run.peak:.0f} MB | {each:.2f} ms |",
                flush=True,
            )


def part(repo: Path, tests: int, what: str, words: Sequence[str], times: int) -> None:
    """Print one line: plain pytest and ours, by turns."""
    bare = least([*PYTEST, *BARE, *words], repo, times)
    ours = least([*PYTEST, *words], repo, times)
    more = (ours.cpu - bare.cpu) / tests * 1000
    memory = (ours.peak - bare.peak) / tests * 1024
    print(
        f"| {tests:,} | {what} | {bare.cpu:.2f} s, {bare.peak:.0f} MB | {ours.cpu:.2f} s, "
        f"{ours.peak:.0f} MB | {more:.3f} ms, {memory:.2f} KB |",
        flush=True,
    )
