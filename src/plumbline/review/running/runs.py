"""Run tests of a tree in a process of their own, and read what the recorder wrote."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from ...table import Level, Table
from ..folders import suites_of
from ..reading.modules import dotted
from .calling import environment, pytest_words
from .failures import Failure, failure_in
from .signals import held
from .workspace import no_room

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

    tree: Path
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


class Running:
    """A run that has begun."""

    def __init__(self, request: Request, table: Table, outside: Path) -> None:
        self._request = request
        self._table = table
        folder = request.tree.parent
        number = len(list(folder.glob("job-*.json")))
        self._out = folder / f"record-{number}.json"
        self._said = folder / f"said-{number}.txt"
        job = folder / f"job-{number}.json"
        job.write_text(json.dumps(self._job(outside)), encoding="utf-8")
        words = [*request.words, *pytest_words(folder / f"tmp-{number}"), f"--recording={job}"]
        words += ["--collect-only"] if request.listing else []
        with self._said.open("wb") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "pytest", *words, *request.files],
                cwd=request.tree,
                env={**environment(request.tree), **dict(request.env)},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
            )

    def _job(self, outside: Path) -> dict[str, Any]:
        request, tree = self._request, self._request.tree
        suites = suites_of(tree, self._table)
        support = [
            dotted(f"{suite}/{path.name}")
            for suite in suites
            for path in (tree / suite).glob("*")
            if path.stem != "fakes" and (path.is_dir() or path.suffix == ".py")
        ]
        return {
            "parent": os.getpid(),
            "tree": str(tree),
            "outside": sorted({str(outside.absolute()) + os.sep, str(outside.resolve()) + os.sep}),
            "out": str(self._out),
            "suites": suites,
            "keep": request.keep,
            "listing": request.listing,
            "support": sorted(support),
            "levels": request.levels,
            "only": sorted(request.only),
            "watch": sorted(request.watch),
            "count": None if request.count is None else sorted(request.count),
            "cover": [str(tree / name) for name in request.cover],
        }

    def result(self, seconds: float = PATIENCE) -> Run:
        """Wait for the end and return what was recorded; a run that takes longer is stopped."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.stop()
            return Run(lost=Failure("session", LATE, f"the run took more than {seconds:g} s"))
        if not self._out.is_file():
            said = self._said.read_text("utf-8", "replace")
            return Run(lost=failure_in(said.replace(str(self._request.tree) + os.sep, "")))
        record = json.loads(self._out.read_text("utf-8"))
        if record["alien"]:
            text = f"{record['alien'][0]} was imported from the repo itself, not from the copy"
            return Run(lost=Failure("session", "", text))
        return _run_of(record, self._table)

    def stop(self) -> None:
        """End the process, whatever it does."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()


class Runs:
    """Starts runs, and stops those that still go on when the block ends."""

    def __init__(self, outside: Path) -> None:
        self._outside = outside
        self._running: list[Running] = []

    def __enter__(self) -> Runs:
        return self

    def __exit__(self, *error: object) -> None:
        with held():
            for running in self._running:
                running.stop()

    def start(self, request: Request, table: Table) -> Running:
        """Begin a run. Raises LevelsError where its files cannot be written."""
        try:
            with held():
                self._running.append(Running(request, table, self._outside))
        except OSError as error:
            raise no_room(request.tree.parent, error) from None
        return self._running[-1]


def _run_of(record: dict[str, Any], table: Table) -> Run:
    tests = tuple(_outcome(node, entry, table) for node, entry in record["tests"].items())
    broken = {file: Failure(**told) for file, told in record["broken"].items()}
    statements = {name: frozenset(row["statements"]) for name, row in record["lines"].items()}
    ran = {
        name: {int(line): frozenset(tests) for line, tests in row["ran"].items()}
        for name, row in record["lines"].items()
    }
    told = {word: record[word] for word in ("listing", "seconds") if word in record}
    return Run(tests, broken, statements, ran, **told)


def _outcome(node: str, entry: dict[str, Any], table: Table) -> Outcome:
    told = entry.get("failure") if entry["outcome"] == "failed" else None
    words = "file called path name line outcome assertions free why profiled".split()
    level = table.level_of(PurePosixPath(entry["file"]))
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


def existing(tree: Path, files: Iterable[str]) -> tuple[str, ...]:
    """Return those of the files that a tree has, in order."""
    return tuple(name for name in sorted(set(files)) if (tree / name).exists())
