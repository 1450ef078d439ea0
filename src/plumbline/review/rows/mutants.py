"""Mutants of the changed lines: made by making.py, run by mutating.py, named where no test notices."""

from __future__ import annotations

import time

from ..running.facts import Facts, trouble
from ..running.lines import Lines
from ..running.making import make_mutants
from ..running.runs import Job
from ..running.trying import spread
from .finding import Finding, Row

QUESTION = "Which small mutations of the changed lines does no test notice?"
NOBODY = "no test of levels 1, 3 and 4"


def find(facts: Facts) -> Row:
    """Return the row of the mutants that no test notices."""
    end = time.monotonic() + facts.seconds
    reason = trouble(facts)
    if reason:
        return Row("mutants", "not tried", unverified=reason)
    jobs = [job for lines in facts.change.sources for job in _jobs(facts, lines)]
    if not jobs:
        return Row("mutants", "no changed line to make a mutant of")
    verdicts = facts.try_mutants(spread(jobs), end, "mutants")
    survivors = [mutant for mutant, killed in verdicts if not killed]
    nobody = NOBODY if facts.table.unplaced is None else f"{NOBODY}, and none without a level,"
    findings = {
        Finding(m.path, m.line, f"{nobody} notices `- {m.old}` / `+ {m.new}`") for m in survivors
    }
    summary = f"{len(survivors)} of {len(verdicts)} mutants of the changed lines go unnoticed"
    late = len(jobs) - len(verdicts)
    unverified = ""
    if late:
        unverified = (
            f"{late} of {len(jobs)} mutants were not tried within {facts.seconds:g} seconds"
        )
    return Row("mutants", summary, tuple(sorted(findings)), unverified)


def _jobs(facts: Facts, lines: Lines) -> list[Job]:
    fast = {
        test.node
        for test in facts.head.tests
        if test.outcome == "passed" and not (test.level and "mock" not in test.level.forbids)
    }
    ran = facts.ran(lines)
    every = frozenset[str]().union(*ran.values()) & fast
    tests: dict[int, list[str]] = {}
    for start in facts.changed_statements(lines):
        runners = ran.get(start, frozenset())
        chosen = every if "" in runners else runners & fast
        tests[start] = sorted(chosen, key=lambda node: (node not in facts.fresh, node))
    starts = facts.starts(lines)
    wanted = {line for line in lines.changed if tests.get(starts.get(line, 0))}
    made = make_mutants(lines.path, facts.text(lines.path), wanted) if wanted else []
    return [(mutant, tests.get(starts.get(mutant.line, 0), []) or sorted(every)) for mutant in made]
