"""`plumbline review`: all rows of one change."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..checks.skills import WRITERS
from ..table import FILE, REVIEW, LevelsError, Table, parse_table, read_table
from ..terminal import show, waiting
from ..writer.role import HOOK
from . import SECONDS
from .base import Base, find_base
from .change import Change
from .declared import ASKED, TRAILER
from .folders import suites_in
from .history import GitHistory, History, change_since
from .reading.modules import World
from .reading.renames import Renames, find_renames
from .report import Report, refuse_places, write_reports
from .rows.finding import Finding, Row, declared, joined
from .rows.static import Static, judge_texts
from .trees import Tree

if TYPE_CHECKING:
    from .running.runs import Runs

OF_NEW = ("speculative", "misplaced")  # where a test that is not new is named falsely
BY_TEST = ("unasserted", "unproven", *OF_NEW)
ASKED_ROW = "speculative"
DECLARED = ("weakened", "broken", ASKED_ROW)  # by a trailer


@dataclass(frozen=True)
class Options:
    """What the command line says."""

    base: str | None = None
    quick: bool = False  # by the texts alone
    mutants: bool = True
    seconds: float = SECONDS
    markdown: Path | None = None
    json: Path | None = None


def review(root: Path, options: Options) -> int:
    """Print the review of the work tree; return 1 if a row fails it.

    Raises LevelsError where nothing can be compared; a quick review then says so, and is left out.
    """
    refuse_places(options.markdown, options.json)
    read_table(root)
    try:
        base = find_base(root, options.base)
    except LevelsError as error:
        if not options.quick or options.base is not None:
            raise
        print(f"The change was not reviewed: {error}.")
        return 0
    with waiting("review"):
        report = make_report(GitHistory(root), options, base)
    show(f"{report.verdict}\n" if report.is_plain else report.as_markdown())
    write_reports(report, options.markdown, options.json)
    return 1 if report.failing else 0


def make_report(
    history: History, options: Options, base: Base, runs: Callable[[Path], Runs] | None = None
) -> Report:
    """Return the review of the work tree; `runs` makes what runs the tests, pytest if nothing is said."""
    there = history.work_tree().tree
    table = there.table()
    change = change_since(history, base)
    names = [*there.files, *(one.was for one in change.files)]
    suites = suites_in((name for name in names if name.endswith(".py")), table)
    old, new = change.texts(there, tuple(suites))
    packages = {name.split("/")[1] for name in there.files if re.match(r"src/[^/]+/", name)}

    def renames() -> Renames:
        every = (*suites, *there.sources())
        return find_renames(*map(World, change.texts(there, every)))

    found = judge_texts(change, old, new, packages, renames)
    rows = [*found.rows, *_scope(history, change, there)]
    rows += [found.silent] if options.quick else _judge(history, change, found, options, runs)
    order = list(REVIEW)
    rows = [settled(row, change) for row in joined(rows)]
    rows.sort(key=lambda row: order.index(row.name))
    table = replace(table, review=_modes(change, table))
    notes = _notes(change)
    return Report(base.said, table, found.inventory, tuple(rows), notes, options.quick)


def _modes(change: Change, table: Table) -> dict[str, str]:
    """Return which rows fail: those that fail on either side, or a change could let itself off."""
    file = change.find(FILE)
    try:
        before = parse_table(file.old).review if file and file.old is not None else {}
    except LevelsError:
        before = {}
    return {
        name: "fail" if "fail" in (mode, before.get(name)) else mode
        for name, mode in table.review.items()
    }


def _judge(
    history: History,
    change: Change,
    texts: Static,
    options: Options,
    runs: Callable[[Path], Runs] | None,
) -> list[Row]:
    """Return the rows that runs of the tests decide; what the texts have named is not named again.

    Where a file of tests is no Python, nobody knows which tests are new.
    """
    from .rows.dynamic import judge  # pytest and coverage, which a quick review does without
    from .rows.lost import not_said
    from .running.processes import PytestRuns

    tests, weakened = texts.rows[:2]
    mutants, seconds = options.mutants, options.seconds
    found = []
    given = runs or PytestRuns
    made = judge(
        history, given, change.base.commit, texts.inventory, mutants=mutants, seconds=seconds
    )
    for row in made:
        if row.name == weakened.name:
            fresh = [one for one in row.findings if one.path not in weakened.unverified]
            row = replace(row, findings=tuple(not_said(fresh, weakened.findings)))
        if tests.unverified and not row.unverified and row.name in BY_TEST:
            findings = () if row.name in OF_NEW else row.findings
            row = replace(row, findings=findings, unverified=tests.unverified)
        found.append(row)
    return found


def settled(row: Row, change: Change) -> Row:
    """Return a row with what the commits declare of it.

    The files that cause one that could not be judged are those that it names; where it names none, any
    Python that changed may.
    """
    if row.name in DECLARED:
        declarations = change.asked if row.name == ASKED_ROW else change.declarations
        findings = []
        for one in row.findings:
            file = change.find(one.path)
            paths = (file.path, file.was) if file else (one.path,)
            findings.append(declared(one, declarations.reason(*paths)))
        row = replace(row, findings=tuple(findings))
    if row.name == "weakened":
        count = len(row.findings)
        ways = "1 way" if count == 1 else f"{count} ways"
        said = f"{ways} in which tests ask for less" if count else "no test asks for less"
        row = replace(row, summary=said)
    if not row.unverified:
        return row
    named = {name for name in re.findall(r"[\w./-]+", row.unverified) if change.find(name)}
    python = {one.path for one in change.files if one.path.endswith(".py")}
    files = [one for one in change.files if {one.path, one.was} & (named or python)]
    both = [path for one in files for path in (one.path, one.was)]
    return replace(row, excuse=change.declarations.reason(*both))


def _scope(history: History, change: Change, there: Tree) -> list[Row]:
    """Return the row of the test-writer's commits; none where there is no test-writer."""
    is_there = any(path in there.files or change.find(path) for path in (HOOK, *WRITERS))
    try:
        leaks, marked = history.scope(change.base.commit)
    except LevelsError as error:
        return [Row("scope", "", (), f"{error}")] if is_there else []
    if not (is_there or marked):
        return []
    prefix = change.declarations.prefix
    found = [
        Finding(one.path.removeprefix(prefix), 0, f"{one}".replace("\n", " ")) for one in leaks
    ]
    commits = f"{marked} commit{'s' * (marked != 1)} of the test-writer"
    summary = f"{commits}; {len(found)} file{'s' * (len(found) != 1)} outside tests/"
    return [Row("scope", summary if marked else "no commit of the test-writer", tuple(found))]


def _notes(change: Change) -> tuple[str, ...]:
    notes = [
        f"{one.path} {one.problem}."
        for one in change.files
        if one.problem and ("submodule" in one.problem or one.path.endswith((".py", ".toml")))
    ]
    notes += [
        f"Commit {commit} says `{trailer}:` where git sees no trailer with a reason; trailers stand in "
        "its last paragraph, and the reason on the same line."
        for trailer, found in ((TRAILER, change.declarations), (ASKED, change.asked))
        for commit in found.missed
    ]
    return tuple(notes)


def parse_seconds(text: str) -> float:
    """Read a number of seconds above 0. Raises ArgumentTypeError."""
    try:
        value = float(text)
    except ValueError:
        value = 0
    if not 0 < value < float("inf"):
        raise ArgumentTypeError(f"{text!r} is no number of seconds above 0")
    return value
