"""New tests that do nothing their level is for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from ...table import Level, Table
from ..running import GATEWAY, READ, WAIT
from ..running.facts import Facts
from ..running.runs import Outcome
from .doubt import once, untested
from .finding import Finding, Row, grouped, part

QUESTION = "Which new tests would pass at a faster level?"
REPLACED = {"mock", "tmp", "files", READ, GATEWAY}  # one of it is what a level with mocks is for
REAL = {"process", "network", "sleep", "files", "tmp", READ, WAIT, GATEWAY}


def find(facts: Facts) -> Row:
    """Name the new tests that do nothing their level is for, with the level where they would pass."""
    added = facts.inventory.added
    has_gateways = any("gateways" in PurePosixPath(name).parts for name in facts.source_files)
    findings = []
    for name, test, cases in once(facts.outcomes(added)):
        for level, group in grouped((case.level, case) for case in cases).items():
            if level is None or any(case.outcome != "passed" for case in group):
                continue
            words = idle(level, group, has_gateways=has_gateways)
            there = fitting(facts.table, level, group) if words else None
            if words and there:
                text = (
                    f"{name} is at level {level.label} and {words}; it would pass at level "
                    f"{there.label}: move it there ({there.paths[0]}), or test what level "
                    f"{level.number} is for"
                )
                findings.append(Finding(test.path, test.line, text))
    summary = part(len(findings), len(added), "new test", "at a slower level than needed")
    return Row("misplaced", summary, tuple(sorted(findings)), untested(facts, added))


def idle(level: Level, cases: Sequence[Outcome], *, has_gateways: bool) -> str:
    """Return what the tests of a slow level leave undone, as words; nothing where they do it."""
    did = frozenset[str]().union(*(case.did for case in cases))
    if "process" not in level.forbids:
        return "" if did & REAL else "runs no process, connection, file or real gateway"
    if "mock" not in level.forbids and has_gateways:  # elsewhere nobody knows what is replaced
        return "" if did & REPLACED else "replaces nothing and runs no real gateway"
    return ""


def fitting(table: Table, level: Level, cases: Sequence[Outcome]) -> Level | None:
    """Return the level that most new tests belong to of those that let these; None if it is too fast."""
    did = frozenset[str]().union(*(case.did for case in cases))
    found = [
        one
        for one in table.levels
        if one.number != 1 and "process" in one.forbids and len(one.forbids) > len(level.forbids)
        if not did & set(one.forbids)
    ]
    best = max(found, key=lambda one: one.share, default=None)
    slowest = max(sum(case.cpu) for case in cases)
    return best if best and slowest <= best.each else None
