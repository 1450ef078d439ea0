"""Fixes that come without a proven test."""

from __future__ import annotations

import re

from ..running.facts import Facts
from ..running.proving import PROVEN
from ..running.runs import named
from .doubt import unknown_base
from .finding import Finding, Row, part

FIX = re.compile(r"(?i)(bug)?fix(\([^)]*\))?!?:")


QUESTION = "Which fix has no test that is red without it?"


def find(facts: Facts) -> Row:
    """Name the commits of type `fix:` whose sources no test runs that is proven for this commit."""
    cases = [case for _, several in facts.outcomes(facts.inventory.touched) for case in several]
    starting = [case for case in cases if "process" in case.did]
    late = {named(case.file, case.called) for case in (*facts.late.tests, *starting)}
    touched = {named(case.file, case.called) for case in cases}
    findings, fixes = [], 0
    for commit in facts.space.history.commits(facts.space.base):
        names = {*commit.files}
        parts = [lines for lines in facts.change.sources if {lines.path, lines.before} & names]
        if not FIX.match(commit.subject) or not parts:
            continue
        fixes += 1
        runners: set[str] = set(late)  # another process ran the lines, so nobody saw which
        for lines in parts:
            linked = facts.linked(lines)
            runners |= touched if linked is None else {_function(node) for node in linked}
        if not is_proven(facts, commit.parent, runners & touched):
            text = (
                f"commit {commit.name[:9]} ({commit.subject}) comes without a test that is red before it and "
                f"green here; write one, and see it with "
                f"{facts.table.tool('prove', f'--base {commit.name[:9]}^ NODEID')}"
            )
            findings.append(Finding(parts[0].path, 0, text))
    summary = part(len(findings), fixes, "fix", "without a proven test")
    unverified = unknown_base(facts, facts.inventory.touched) if fixes else ""
    return Row("unproven", summary, tuple(findings), unverified)


def is_proven(facts: Facts, before: str, tests: set[str]) -> bool:
    """Say whether one of these tests is red on the sources of the commit before, and green now."""
    space = facts.space
    if not tests:
        return False
    if space.history.is_same(space.base, before, space.tops("base", "head")):
        verdicts = facts.verdicts
    else:
        verdicts = facts.verdicts_before(space.check_out(before), tests)
    return any(verdicts[test].word == PROVEN for test in tests if test in verdicts)


def _function(node: str) -> str:
    return re.sub(r"\[.*", "", node, flags=re.DOTALL)
