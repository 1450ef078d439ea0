"""`plumbline review`: all rows of one change."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from dataclasses import dataclass, replace
from pathlib import Path

from ..checks.skills import WRITERS
from ..table import FILE, REVIEW, LevelsError, Table, parse_table, read_table
from ..terminal import show, waiting
from ..writer.role import HOOK
from ..writer.scope import check_scope
from . import SECONDS
from .base import Base, find_base
from .change import Change, change_since
from .declared import ASKED, TRAILER, Declarations
from .folders import tests_of
from .reading.inventory import Inventory
from .report import Report, refuse_places, write_reports
from .rows.finding import Finding, Row, declared
from .rows.static import WEAKENED, judge_texts, weakened_row

OF_NEW = ("speculative", "misplaced")  # where a test that is not new is named falsely
BY_TEST = ("unasserted", "unproven", *OF_NEW)


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
        report = make_report(root, options, base)
    show(f"{report.verdict}\n" if report.is_plain else report.as_markdown())
    write_reports(report, options.markdown, options.json)
    return 1 if report.failing else 0


def make_report(root: Path, options: Options, base: Base) -> Report:
    """Return the review of the work tree."""
    table = read_table(root)
    change = change_since(root, base)
    old, new = change.texts(tuple(tests_of(table)))
    packages = {path.name for path in root.glob("src/*") if path.is_dir()}
    found = judge_texts(change, old, new, packages)
    rows = [*found.rows, *_scope(root, change)]
    if options.quick:
        rows.append(found.silent)
    else:
        unread = next(row.unverified for row in found.rows if row.name == "tests")
        rows += [_with(unread, row) for row in _judge(root, change, found.inventory, options)]
        rows = _joined(change, rows)
    order = list(REVIEW)
    rows = [_excused(row, change) for row in rows]
    rows.sort(key=lambda row: order.index(row.name))
    table = replace(table, review=_modes(change, table))
    notes = _notes(change, table)
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


def _judge(root: Path, change: Change, inventory: Inventory, options: Options) -> list[Row]:
    """Return the rows that runs of the tests decide, with what the commits declare."""
    from .rows.dynamic import judge  # pytest and coverage, which a quick review does without

    rows = judge(
        root, change.base.commit, inventory, mutants=options.mutants, seconds=options.seconds
    )
    declared = {"broken": change.declarations, "speculative": change.asked}
    return [
        _declared(row, change, declared[row.name]) if row.name in declared else row for row in rows
    ]


def _with(unread: str, row: Row) -> Row:
    """Return a row that asks which tests are new, unverified where a file of tests is no Python."""
    if not unread or row.unverified or row.name not in BY_TEST:
        return row
    findings = () if row.name in OF_NEW else row.findings
    return replace(row, findings=findings, unverified=unread)


def _declared(row: Row, change: Change, declarations: Declarations) -> Row:
    findings = []
    for one in row.findings:
        file = change.find(one.path)
        paths = (file.path, file.was) if file else (one.path,)
        findings.append(declared(one, declarations.reason(*paths)))
    return replace(row, findings=tuple(findings))


def _joined(change: Change, rows: list[Row]) -> list[Row]:
    """Return the rows with one `weakened` instead of two: by the texts, and by what runs no more."""
    from .rows.lost import not_said

    texts, runs = [row for row in rows if row.name == WEAKENED]
    fresh = [one for one in runs.findings if one.path not in texts.unverified]  # it cannot be read
    found = [*texts.findings, *not_said(fresh, texts.findings)]
    row = weakened_row(change, found, "; ".join(filter(None, (texts.unverified, runs.unverified))))
    return [row, *(one for one in rows if one.name != WEAKENED)]


def _excused(row: Row, change: Change) -> Row:
    """Return a row that could not be judged with the reason of the commit that causes it, if it has one.

    The files that it names cause it; where it names none, any Python that changed may.
    """
    if not row.unverified:
        return row
    named = {name for name in re.findall(r"[\w./-]+", row.unverified) if change.find(name)}
    python = {one.path for one in change.files if one.path.endswith(".py")}
    files = [one for one in change.files if {one.path, one.was} & (named or python)]
    paths = [path for one in files for path in (one.path, one.was)]
    return replace(row, excuse=change.declarations.reason(*paths))


def _scope(root: Path, change: Change) -> list[Row]:
    """Return the row of the test-writer's commits; none where there is no test-writer."""
    is_there = any((root / path).exists() or change.find(path) for path in (HOOK, *WRITERS))
    try:
        leaks, marked = check_scope(root, change.base.commit)
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


def _notes(change: Change, table: Table) -> tuple[str, ...]:
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
