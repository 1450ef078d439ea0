"""Fixes that come without a proven test."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...history import git
from ...writer.scope import files_of
from ..folders import sources_of
from ..running.facts import Facts
from ..running.lines import Lines
from ..running.proving import PROVEN
from ..running.runs import Runs, named
from .doubt import unknown_base
from .finding import Finding, Row, counted

FIX = re.compile(r"(?i)(bug)?fix(\([^)]*\))?!?:")


QUESTION = "Which fix has no test that is red without it?"


def find(facts: Facts) -> Row:
    """Name the commits of type `fix:` whose sources no test runs that is proven for this commit."""
    late = {named(case.file, case.called) for case in facts.late.tests}
    touched = {_function(node) for node in facts.fresh}
    findings, fixes = [], 0
    for commit, subject, parts in _fixes(facts):
        fixes += 1
        runners: set[str] = set(late)  # another process ran the lines, so nobody saw which
        for lines in parts:
            linked = facts.linked(lines)
            runners |= touched if linked is None else {_function(node) for node in linked}
        if not is_proven(facts, commit, runners & touched):
            text = (
                f"commit {commit[:9]} ({subject}) comes without a test that is red before it and "
                f"green here; write one, and see it with "
                f"{facts.table.tool('prove', f'--base {commit[:9]}^ NODEID')}"
            )
            findings.append(Finding(parts[0].path, 0, text))
    summary = f"{len(findings)} of {counted(fixes, 'fix')} without a proven test"
    unverified = unknown_base(facts, facts.inventory.touched) if fixes else ""
    return Row("unproven", summary, tuple(findings), unverified)


def is_proven(facts: Facts, commit: str, tests: set[str]) -> bool:
    """Say whether one of these tests is red on the sources of the commit's parent, and green now."""
    space = facts.space
    if not tests:
        return False
    before = git(space.root, "rev-parse", f"{commit}^").strip()
    sources = {name for side in ("base", "head") for name in sources_of(space.side(side))}
    if not git(space.root, "diff", "--name-only", "--relative", space.base, before, "--", *sources):
        verdicts = facts.verdicts
    else:
        with Runs(space.root) as runs:
            verdicts = facts.verdicts_before(runs, space.check_out(before), tests)
    return any(verdicts[test].word == PROVEN for test in tests if test in verdicts)


def _function(node: str) -> str:
    return re.sub(r"\[.*", "", node, flags=re.DOTALL)


def _fixes(facts: Facts) -> Iterator[tuple[str, str, list[Lines]]]:
    """Yield hash and subject of the fixes since the base, and what of the sources they changed."""
    space = facts.space
    prefix = git(space.root, "rev-parse", "--show-prefix").strip()
    words = ("log", "-z", "--no-merges", "--format=%H %s", f"{space.base}..HEAD")
    for entry in filter(None, git(space.root, *words).split("\0")):
        commit, _, subject = entry.partition(" ")
        files = files_of(space.root, commit) if FIX.match(subject) else ()
        names = {name.removeprefix(prefix) for name in files if name.startswith(prefix)}
        parts = [one for one in facts.change.sources if {one.path, one.before} & names]
        if parts:
            yield commit, subject, parts
