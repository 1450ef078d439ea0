"""Run commands by turns and compare what they take."""

import os
import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True)
class Command:
    """A command, where it runs and what makes the place ready before each run."""

    words: Sequence[str]
    folder: Path
    before: Callable[[], None] = lambda: None


def run(command: Command) -> tuple[float, float]:
    """Run once; return seconds on the wall and of CPU time, children included."""
    command.before()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(
        command.words, cwd=command.folder, env=ENVIRONMENT, capture_output=True, check=True
    )
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime


def by_turns(times: int, **commands: Command) -> dict[str, tuple[float, float]]:
    """Run each command in turn, after one run that does not count; return median wall and CPU."""
    return _by_turns(statistics.median, times, commands)


def least_by_turns(times: int, **commands: Command) -> dict[str, tuple[float, float]]:
    """Do the same, and return the least wall and CPU, which other load touches least."""
    return _by_turns(min, times, commands)


def _by_turns(
    of: Callable[[Iterable[float]], float], times: int, commands: dict[str, Command]
) -> dict[str, tuple[float, float]]:
    runs: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for command in commands.values():
        run(command)
    for _ in range(times):
        for name, command in commands.items():
            runs[name].append(run(command))
    return {
        name: (of(wall for wall, _ in found), of(cpu for _, cpu in found))
        for name, found in runs.items()
    }


def say(what: str, value: float, limit: float, unit: str, detail: str) -> None:
    """Print one figure beside its limit."""
    verdict = "ok" if value <= limit else "OVER"
    print(f"{what:<44} {value:6.2f} {unit:<5} limit {limit:<5g} {verdict:<5} {detail}", flush=True)
