"""Tests that pass without one executed assertion."""

from __future__ import annotations

from ...table import MUST_NOT_RAISE
from ..running.facts import Facts
from .doubt import once, skipped_here, untested
from .finding import Finding, Row, counted

QUESTION = "Which new or changed tests assert nothing?"


def find(facts: Facts) -> Row:
    """Name the new and changed tests that pass without one executed assertion."""
    findings = []
    for name, test, cases in once(facts.outcomes(facts.inventory.touched)):
        passed = [case for case in cases if case.outcome == "passed" and not case.free]
        silent = sum(not case.assertions for case in passed)
        if silent:
            where = f" in {silent} of {len(passed)} cases" if len(passed) > 1 else ""
            text = (
                f"{name} executes no assertion{where}; assert what must be true, or mark it "
                f"{MUST_NOT_RAISE} if that nothing is raised is all it has to say"
            )
            findings.append(Finding(test.path, test.line, text))
    summary = f"{len(findings)} of {counted(len(facts.inventory.touched), 'new or changed test')} without assertion"
    if skipped := skipped_here(facts, facts.inventory.touched):
        summary += f"; {skipped}"
    return Row(
        "unasserted", summary, tuple(sorted(findings)), untested(facts, facts.inventory.touched)
    )
