"""Tests of the base that fail on the new sources."""

from __future__ import annotations

from ..running.facts import Facts
from ..running.runs import by_function
from .finding import Finding, Row, counted

QUESTION = "Which of the base's tests fail now?"


def find(facts: Facts) -> Row:
    """Name the base's tests that fail on the new sources."""
    way_out = "mend the code, or declare that what it promises has changed"
    findings = [
        Finding(file, 0, f"of the base, cannot be imported with the new code ({text}); {way_out}")
        for file, text in facts.lost_files.items()
    ]
    for test, cases in by_function(facts.broken):
        told = next((case.failure.message for case in cases if case.failure), "")
        path, _, name = test.partition("::")
        text = f"{name}, as the base has it, fails with the new code ({told}); {way_out}"
        findings.append(Finding(path, cases[0].line, text))
    reasons = list(facts.space.notes)
    if facts.past.lost:
        reasons.append(f"the base's tests cannot be run ({facts.past.lost.message})")
    if facts.already:
        reasons.append(f"{facts.already} of the base's tests or files fail on the base as well")
    summary = f"{len(findings)} of {counted(len(facts.past.tests), 'test')} of the base fail now"
    summary += f"; {facts.not_run}" if facts.not_run else ""
    return Row("broken", summary, tuple(sorted(findings)), "; ".join(reasons))
