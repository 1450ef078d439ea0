"""Count and time the tests of each level while they run."""

from __future__ import annotations

import heapq
import os
import time
from abc import ABC, abstractmethod
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from ..table import FILE, Level

UNPLACED = "not placed"  # the account of tests that no level owns
KEPT = 10  # slowest tests remembered per level


class Stopwatch(ABC):
    """The clocks a test is timed by."""

    @abstractmethod
    def cpu(self) -> float:
        """Return the seconds of CPU time this process has used, all threads together."""

    @abstractmethod
    def children(self) -> float:
        """Return the seconds of CPU time of child processes that have ended."""

    @abstractmethod
    def wall(self) -> float:
        """Return seconds that pass at the same speed as the clock on the wall."""


class ProcessStopwatch(Stopwatch):
    """The clocks of this process; children are not counted on Windows.

    They are taken when this is loaded, and kept by a class, since libraries that stop the time look for
    clocks in modules.
    """

    cpu = staticmethod(time.process_time)
    wall = staticmethod(time.perf_counter)
    _times = staticmethod(os.times)

    def children(self) -> float:
        times = self._times()
        return times.children_user + times.children_system


@dataclass(slots=True)
class Cost:
    """What one test, or the start of a session, took, in seconds."""

    cpu: float
    wall: float

    def on(self, clock: Literal["cpu", "wall"]) -> float:
        """Return the figure of one clock."""
        return self.cpu if clock == "cpu" else self.wall


@dataclass
class Account:
    """The figures of one level, in seconds as if its tests ran one after the other."""

    tests: int = 0
    cpu: float = 0.0
    wall: float = 0.0
    slowest: list[tuple[float, str]] = field(default_factory=list)  # a heap: cpu or wall, test
    collected: int = 0  # tests before some were left out: a budget is for all of them

    def add(self, test: str, cost: Cost, judged: float) -> None:
        """Book one test; `judged` is its time on the level's own clock."""
        self.tests += 1
        self.cpu += cost.cpu
        self.wall += cost.wall
        self._keep((judged, test))

    def merge(self, other: Account) -> None:
        """Add the figures of another process."""
        self.tests += other.tests
        self.collected = max(self.collected, other.collected)
        self.cpu += other.cpu
        self.wall += other.wall
        for entry in other.slowest:
            self._keep(entry)

    def _keep(self, entry: tuple[float, str]) -> None:
        if len(self.slowest) < KEPT:
            heapq.heappush(self.slowest, entry)
        elif entry > self.slowest[0]:
            heapq.heapreplace(self.slowest, entry)


@dataclass(frozen=True)
class Overrun:
    """A test that took longer than its level allows."""

    level: str
    test: str
    seconds: float
    how: str  # what a second run said: "twice", or why there was no verdict

    def sentence(self, level: Level) -> str:
        """Say what is wrong and what to do."""
        return (
            f"took {self.seconds:.2f} s of {level.clock} time, {self.how}; {FILE} allows "
            f"{level.each:g} s for each test of level {level.label}: make it faster, or move it to a "
            "slower level."
        )


@dataclass
class Ledger:
    """The accounts of a run; one per process, merged by the one that reports."""

    accounts: dict[str, Account] = field(default_factory=dict)
    overruns: list[Overrun] = field(default_factory=list)
    start: Cost = field(default_factory=lambda: Cost(0.0, 0.0))
    # What fails a run outside its tests: the test or file that it is about, and a sentence.
    complaints: list[tuple[str, str]] = field(default_factory=list)
    done: dict[str, list[str]] = field(default_factory=dict)  # kinds that were let be, by test
    seen: dict[str, bool] = field(default_factory=dict)  # tests of the baseline: did they pass?

    def account(self, level: str) -> Account:
        """Return the account of a level, an empty one if it has had no test yet."""
        return self.accounts.setdefault(level, Account())

    def merge(self, other: Ledger) -> None:
        """Add another process's figures; of the starts, which overlap, the longest counts."""
        for level, account in other.accounts.items():
            self.account(level).merge(account)
        self.overruns += other.overruns
        self.complaints += other.complaints
        for test, kinds in other.done.items():
            self.done[test] = sorted({*kinds, *self.done.get(test, ())})
        for test, passed in other.seen.items():
            self.seen[test] = passed or self.seen.get(test, False)
        self.start = max(self.start, other.start, key=lambda cost: cost.wall)

    def dump(self) -> dict[str, Any]:
        """Return the ledger in plain types, to cross from one process to another."""
        return asdict(self)

    @staticmethod
    def load(data: dict[str, Any]) -> Ledger:
        """Rebuild a ledger from what `dump` returned."""
        accounts = {
            level: Account(**{**row, "slowest": [(cpu, test) for cpu, test in row["slowest"]]})
            for level, row in data["accounts"].items()
        }
        overruns = [Overrun(**row) for row in data["overruns"]]
        complaints = [(place, sentence) for place, sentence in data["complaints"]]
        start, rest = Cost(**data["start"]), (complaints, data["done"], data["seen"])
        return Ledger(accounts, overruns, start, *rest)


class Timer:
    """Measures the stretch since it was made."""

    def __init__(self, stopwatch: Stopwatch, *, children: bool) -> None:
        self._stopwatch = stopwatch
        self._children = children
        self._cpu = self._used()
        self._wall = stopwatch.wall()

    def _used(self) -> float:
        watch = self._stopwatch
        return watch.cpu() + watch.children() if self._children else watch.cpu()

    def stop(self) -> Cost:
        """Return what has passed."""
        return Cost(self._used() - self._cpu, self._stopwatch.wall() - self._wall)
