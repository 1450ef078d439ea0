"""A suite of so many tests in files of a hundred, and what a command takes there."""

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.evidence.bench.measure import ENVIRONMENT
from tests.places import TREE

IN_A_FILE = 100
FOLDERS = ("fakes", "pure", "services")  # below tests/unit; services has most


def make(folder: Path, tests: int) -> Path:
    """Make a repo of these tests: nine of ten files at level 4."""
    for number in range(tests // IN_A_FILE):
        home = folder / "tests/unit" / FOLDERS[min(number % 20, 2)] / f"part_{number // 100}"
        home.mkdir(parents=True, exist_ok=True)
        lines = "".join(
            f"def test_{n}() -> None:\n    assert {n} + 1 == {n + 1}\n\n\n"
            for n in range(IN_A_FILE)
        )
        (home / f"test_{number}.py").write_text(lines)
    for path in ("tests/commands", "tests/integration/sanity"):
        (folder / path).mkdir(parents=True)
    table = (TREE / "levels.toml").read_text("utf-8")
    # trivial tests are no suite of a real one: on a slow machine a thousand take more than a second
    (folder / "levels.toml").write_text(table.replace("total = 1.0", "total = 9.0"))
    settings = '[tool.pytest]\naddopts = ["--import-mode=importlib", "-p", "no:randomly"]\n'
    (folder / "pyproject.toml").write_text(f'{settings}testpaths = ["tests"]\n')
    return folder


@dataclass(frozen=True)
class Taken:
    """What one run of a command took."""

    code: int
    wall: float
    cpu: float
    peak: float  # MB of memory
    out: str


def take(words: Sequence[str], folder: Path) -> Taken:
    """Run a command once."""
    start = time.perf_counter()
    with (folder / "out.txt").open("w+b") as out:
        process = subprocess.Popen(
            words, cwd=folder, env=ENVIRONMENT, stdout=out, stderr=subprocess.STDOUT
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode("utf-8", "replace")
    wall = time.perf_counter() - start
    cpu = used.ru_utime + used.ru_stime
    return Taken(process.returncode, wall, cpu, used.ru_maxrss / 1024, text)
