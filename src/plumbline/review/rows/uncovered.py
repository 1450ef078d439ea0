"""Changed lines that no test runs, each with the level where its test belongs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from ...syntax import parsed
from ..reading.elsewhere import elsewhere, wiring
from ..reading.modules import World
from ..running.facts import Facts, trouble
from ..running.lines import Lines
from ..running.runs import is_fast
from .finding import Finding, Row, part

QUESTION = "Which changed lines does no test run?"
NONE = "run by no test of levels 1 to 4"
RULE = "; test what they are for, at level 4"
GATEWAY = (
    " and no contract at level 5; test a gateway's own lines at level 2, with what lies behind it "
    "replaced, or by a method of its contract"
)


def find(facts: Facts) -> Row:
    """Name the changed lines that no test of the guarded levels runs, nor their import.

    A gateway's own lines may be run at level 5 as well. What puts the real things together is left to
    the journeys there, which may start it in another process. What else a new or changed test may run
    in another process is part, and not named.
    """
    none = NONE if facts.table.unplaced is None else f"{NONE}, and none without a level"
    findings, all_lines, bare, wired, away, unseen = [], 0, 0, 0, 0, 0
    started = _started(facts)
    for lines in facts.change.sources:
        ran = facts.ran(lines)
        starts = facts.changed_statements(lines)
        all_lines += len(starts)
        tree, _ = parsed(facts.text(lines.path))
        never = elsewhere(tree) if tree else frozenset()
        real = wiring(tree, lines.path) if tree else frozenset()
        missing = {start for start in starts if not ran.get(start)}
        away += len(missing & never)
        missing -= never
        if may := missing if is_gateway(lines.path) else missing & real:
            missing = missing - may | may - _late(facts, lines)
        wired += len(missing & real)
        missing -= real
        if lines.path in started:
            unseen += len(missing)
            continue
        bare += len(missing)
        for first, last in _blocks([one for one in starts if one not in never], missing):
            what = f"lines {first} to {last} are" if last > first else "is"
            text = f"{what} {none}{GATEWAY if is_gateway(lines.path) else RULE}"
            findings.append(Finding(lines.path, first, text))
    summary = part(bare, all_lines, "changed line", "run by no test")
    if wired:
        summary += f"; {wired} more in `main` or `real_context`, which level 5 runs"
    if away:
        summary += f"; {away} more for another Python or system than this one"
    if unseen:
        what = "that new or changed tests may run in another process, where nobody sees it"
        summary += f"; {unseen} more {what}"
    return Row("uncovered", summary, tuple(findings), trouble(facts))


def is_gateway(path: str) -> bool:
    """Say whether a file is a gateway's."""
    return "gateways" in PurePosixPath(path).parts[:-1]


def _started(facts: Facts) -> set[str]:
    """Return the sources that new and changed tests may run in processes that they start.

    That is what their files import, and what the packages of it run as programs; all, where they import
    nothing of the sources.
    """
    tests = {
        case.path
        for _, cases in facts.outcomes(facts.inventory.touched)
        for case in cases
        if is_fast(case.level) and "process" in case.did
    }
    if not tests:
        return set()
    sources = {path: facts.text(path) for path in facts.source_files}
    world = World({**facts.space.tests("head"), **sources})
    found = set[str]().union(*map(world.reached, tests)) & sources.keys()
    programs = {path.replace("__init__.py", "__main__.py") for path in found} & sources.keys()
    return found.union(*map(world.reached, programs)) or {*sources}


def _late(facts: Facts, lines: Lines) -> set[int]:
    """Return the statements that tests of level 5 run."""
    starts = facts.starts(lines)
    return {starts.get(line, line) for line in facts.real.ran.get(lines.path, {})}


def _blocks(starts: list[int], missing: set[int]) -> Iterator[tuple[int, int]]:
    """Join lines that no test runs where no other changed line stands between them."""
    block: list[int] = []
    for start in [*starts, 0]:
        if start in missing:
            block.append(start)
        elif block:
            yield block[0], block[-1]
            block = []
