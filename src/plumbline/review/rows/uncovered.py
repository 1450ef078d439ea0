"""Changed lines that no test of the guarded levels runs."""

from __future__ import annotations

from collections.abc import Iterator

from ..running.facts import Facts, trouble
from .finding import Finding, Row, counted

QUESTION = "Which changed lines does no test run?"


def find(facts: Facts) -> Row:
    """Name the changed lines that no test of the guarded levels runs, nor their import."""
    findings, all_lines = [], 0
    for lines in facts.change.sources:
        ran = facts.ran(lines)
        starts = facts.changed_statements(lines)
        all_lines += len(starts)
        for first, last in _blocks(starts, [start for start in starts if not ran.get(start)]):
            what = f"lines {first} to {last} are" if last > first else "is"
            text = f"{what} run by no test of levels 1 to 4; test what they are for, at level 4"
            findings.append(Finding(lines.path, first, text))
    bare = sum(
        not facts.ran(lines).get(start)
        for lines in facts.change.sources
        for start in facts.changed_statements(lines)
    )
    summary = f"{bare} of {counted(all_lines, 'changed line')} run by no test"
    return Row("uncovered", summary, tuple(findings), trouble(facts))


def _blocks(starts: list[int], bare: list[int]) -> Iterator[tuple[int, int]]:
    """Join lines that no test runs where no other changed line stands between them."""
    missing, block = set(bare), list[int]()
    for start in [*starts, 0]:
        if start in missing:
            block.append(start)
        elif block:
            yield block[0], block[-1]
            block = []
