"""What is asked of runs of pytest, and what they say."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import PurePosixPath
from typing import Any, Self

from ...table import Level, Table
from ..trees import Tree
from .failures import Failure
from .making import Mutant
from .sessions import Call

Job = tuple[Mutant, list[str]]  # with the tests that run its line

LATE = "TimeoutExpired"
PATIENCE = 300.0  # seconds; a run that takes longer hangs, like a loop that the change made endless


@dataclass(frozen=True)
class Outcome:
    """What one test did in one run."""

    node: str  # pytest's name of it
    file: str  # where pytest found it
    called: str  # TestClass.test_x, there
    path: str  # where its function is written
    name: str  # and as what
    line: int
    outcome: str  # passed, failed, skipped; nothing if it did not run
    assertions: int  # executed
    free: bool  # marked as one that needs none
    level: Level | None
    failure: Failure | None = None
    why: str = ""  # it was skipped
    cpu: tuple[float, ...] = ()  # of its set-up, its call and its end
    profiled: bool = False  # and so slower than it is
    did: frozenset[str] = frozenset()  # only of those that were watched, see watching.py

    @property
    def keys(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """Its file and name as pytest has it, and as the source does."""
        return (self.file, self.called), (self.path, self.name)


@dataclass(frozen=True)
class Run:
    """What one run of pytest left."""

    tests: tuple[Outcome, ...] = ()
    broken: dict[str, Failure] = field(default_factory=dict)  # files that cannot be collected
    statements: dict[str, frozenset[int]] = field(default_factory=dict)  # of the measured files
    ran: dict[str, dict[int, frozenset[str]]] = field(default_factory=dict)  # "": an import did
    lost: Failure | None = None  # nothing was recorded; why
    seconds: float = 0.0
    listing: dict[str, Any] = field(default_factory=dict)  # what listing.py says of the settings

    @property
    def late(self) -> bool:
        """Whether it was stopped because it took too long."""
        return self.lost is not None and self.lost.error == LATE

    @property
    def failed(self) -> dict[str, str]:
        """The files and tests that failed, each with a short phrase that says it."""
        found = {file: f"{file}: {failure.message}" for file, failure in self.broken.items()}
        return found | {test.node: test.node for test in self.tests if test.outcome == "failed"}


@dataclass(frozen=True)
class Request:
    """What to run, and what to note of it."""

    tree: Tree
    files: tuple[str, ...]  # files or folders of tests
    levels: tuple[str, ...] = ()  # "" for tests that have none; all, if nothing is named
    only: frozenset[str] = frozenset()  # of these, as PATH::NAME; all, if there is none
    watch: frozenset[str] = frozenset()  # whose calls of functions like assert_equal count
    count: frozenset[str] | None = None  # files of tests whose asserts count; all, if None
    cover: tuple[str, ...] = ()  # files whose lines are to be measured
    keep: str = ""  # a file for these lines; then the run does not tell them
    listing: bool = False  # collect and run nothing
    words: tuple[str, ...] = ()  # more arguments of pytest, as a session has them
    env: tuple[tuple[str, str], ...] = ()  # and variables


class MutantsError(Exception):
    """No mutant can be judged; the text says why."""


class Running(ABC):
    """A run that has begun."""

    @abstractmethod
    def result(self, seconds: float = PATIENCE) -> Run:
        """Wait for the end and return what was recorded; a run that takes longer is stopped."""


class Runs(ABC):
    """Runs the tests of trees; what still goes on ends with the block."""

    def __enter__(self) -> Self:
        return self

    @abstractmethod
    def __exit__(self, *error: object) -> None:
        """End what still goes on, if anything does."""

    @abstractmethod
    def start(self, request: Request, table: Table) -> Running:
        """Begin a run. Raises LevelsError where its files cannot be written."""

    @abstractmethod
    def try_mutants(
        self, tree: Tree, jobs: list[Job], end: float, name: str
    ) -> list[tuple[Mutant, bool]]:
        """Run the tests on each mutant until the moment `end`; return which were noticed.

        `name` is that of the files that are written, no two may have the same. Raises MutantsError.
        """

    @abstractmethod
    def calls(self, side: Tree) -> list[Call] | None:
        """Return how the default sessions of a side call pytest, None where that cannot be told."""


def read_record(record: dict[str, Any], table: Table) -> Run:
    """Return what the recorder wrote of a run, or why it wrote nothing."""
    if told := record.get("lost"):
        return Run(lost=Failure(**told))
    level = cache(lambda file: table.level_of(PurePosixPath(file)))
    tests = tuple(_outcome(node, one, level(one["file"])) for node, one in record["tests"].items())
    broken = {file: Failure(**told) for file, told in record["broken"].items()}
    statements = {name: frozenset(row["statements"]) for name, row in record["lines"].items()}
    ran = {
        name: {int(line): frozenset(tests) for line, tests in row["ran"].items()}
        for name, row in record["lines"].items()
    }
    told = {word: record[word] for word in ("listing", "seconds") if word in record}
    return Run(tests, broken, statements, ran, **told)


def _outcome(node: str, entry: dict[str, Any], level: Level | None) -> Outcome:
    told = entry.get("failure") if entry["outcome"] == "failed" else None
    words = "file called path name line outcome assertions free why profiled".split()
    more = {word: entry[word] for word in words if word in entry}
    more |= {"did": frozenset(entry.get("did", ())), "cpu": tuple(entry.get("cpu", ()))}
    return Outcome(node, **more, level=level, failure=Failure(**told) if told else None)


def guarded(table: Table) -> tuple[str, ...]:
    """Return the levels that are run again and again: whose tests start no process, and no level."""
    return (*(level.name for level in table.levels if is_fast(level)), "")


def is_fast(level: Level | None) -> bool:
    """Say whether the tests of a level are run again and again, like those that have none."""
    return level is None or "process" in level.forbids


def by_function(tests: Sequence[Outcome]) -> Iterator[tuple[str, list[Outcome]]]:
    """Yield each test function with the outcomes of its cases."""
    found: dict[str, list[Outcome]] = {}
    for test in tests:
        found.setdefault(named(test.file, test.called), []).append(test)
    yield from found.items()


def named(path: str, name: str) -> str:
    """Return a test as pytest names it: path::TestClass::test_x."""
    return "::".join((path, *name.split(".")))


def existing(tree: Tree, files: Iterable[str]) -> tuple[str, ...]:
    """Return those of the files that a tree has, in order."""
    return tuple(name for name in sorted(set(files)) if tree.has(name))
