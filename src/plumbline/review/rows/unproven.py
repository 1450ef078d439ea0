"""Fixes that come without a proven test."""

from __future__ import annotations

import re
from pathlib import Path

from ...history import git
from ..running.facts import Facts
from ..running.proving import PROVEN
from ..running.runs import named
from .doubt import unknown_base
from .finding import Finding, Row, counted

FIX = re.compile(r"(?i)(bug)?fix(\([^)]*\))?!?:")


QUESTION = "Which fix has no test that is red without it?"


def find(facts: Facts) -> Row:
    """Name the commits of type `fix:` whose sources no proven test runs."""
    proven = {test for test, verdict in facts.verdicts.items() if verdict.word == PROVEN}
    late = {named(case.file, case.called) for case in facts.late.tests}
    findings, fixes = [], 0
    for commit, subject, files in commits_since(facts.space.root, facts.space.base):
        parts = [lines for lines in facts.change.sources if {lines.path, lines.before} & {*files}]
        if not FIX.match(subject) or not parts:
            continue
        fixes += 1
        runners: set[str] = set(late)  # another process ran the lines, so nobody saw which
        for lines in parts:
            linked = facts.linked(lines)
            runners |= proven if linked is None else {re.sub(r"\[.*", "", node) for node in linked}
        if not proven & runners:
            text = (
                f"commit {commit[:9]} ({subject}) comes without a test that is red on the base and "
                f"green here; write one, and see it with {facts.table.tool('prove', 'NODEID')}"
            )
            findings.append(Finding(parts[0].path, 0, text))
    summary = f"{len(findings)} of {counted(fixes, 'fix')} without a proven test"
    return Row(
        "unproven", summary, tuple(findings), unknown_base(facts, facts.touched) if fixes else ""
    )


def commits_since(root: Path, base: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return hash, subject and files, relative to `root`, of the commits since the base."""
    words = ("log", "-z", "--no-merges", "--format=%x01%H%x02%s%x02", "--name-only", "--relative")
    found = []
    for entry in git(root, *words, f"{base}..HEAD").split("\x01")[1:]:
        commit, subject, names = entry.split("\x02", 2)
        files = tuple(name.strip("\n") for name in names.split("\0") if name.strip("\n"))
        found.append((commit, subject, files))
    return found
