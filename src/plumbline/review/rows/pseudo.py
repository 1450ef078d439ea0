"""New and changed functions that could be emptied, and no test would notice."""

from __future__ import annotations

import time

from ...syntax import parsed
from ..reading.elsewhere import elsewhere
from ..running.emptying import Emptied, empty_functions
from ..running.facts import Facts, trouble
from ..running.lines import Lines
from ..running.runs import Job
from .finding import Finding, Row, part

QUESTION = "Which new or changed functions could be emptied with no test noticing?"
FEW = 12  # tests that are asked first; the others only where those notice nothing
Asked = tuple[Emptied, list[str]]  # with the tests that run it, the new ones first


def find(facts: Facts) -> Row:
    """Name the functions that tests run and none would miss."""
    reason = trouble(facts)
    if reason and (facts.change.sources or facts.change.unread):
        return Row("pseudo", "not tried", unverified=reason)
    asked = [one for lines in facts.change.sources for one in _asked(facts, lines)]
    if not asked:
        return Row("pseudo", "no changed function that a test runs")
    end = time.monotonic() + facts.seconds
    left, late = _unnoticed(facts, asked, end)
    findings = []
    for one, tests in left:
        said = " or ".join(f"`{mutant.new}`" for mutant in one.mutants)
        whom = f"none of the {len(tests)} tests that run it" if len(tests) > 1 else "its one test"
        verb = "notices" if len(tests) > 1 else "does not notice"
        text = f"{one.name} may be emptied ({said}), and {whom} {verb}; assert what it is for"
        findings.append(Finding(one.mutants[0].path, one.line, text))
    summary = part(len(left), len(asked), "changed function", "could be emptied")
    unverified = (
        f"{late} of {len(asked)} functions were not emptied within {facts.seconds:g} seconds; "
        "give more with --seconds"
    )
    return Row("pseudo", summary, tuple(sorted(findings)), unverified if late else "")


def _asked(facts: Facts, lines: Lines) -> list[Asked]:
    sound = {test.node for test in facts.head.tests if test.outcome == "passed"}
    silent = {test.node for test in facts.head.tests if not test.assertions and not test.free}
    away = {test.node for test in facts.head.tests if test.outcome == "skipped"}
    ran = facts.ran(lines)
    tree, _ = parsed(facts.text(lines.path))
    never = elsewhere(tree) if tree else frozenset()
    found = []
    for one in empty_functions(
        lines.path, facts.text(lines.path), {*facts.changed_statements(lines)}
    ):
        every = frozenset[str]().union(*(ran.get(n, frozenset()) for n in one.lines))
        tests = every & sound
        if every & away or never.intersection(one.lines):
            continue  # where it is not skipped, or on the Python that the lines are for, it may notice
        if tests - (silent & facts.fresh):  # what asserts nothing at all is named by `unasserted`
            found.append((one, sorted(tests, key=lambda node: (node not in facts.fresh, node))))
    return found


def _unnoticed(facts: Facts, asked: list[Asked], end: float) -> tuple[list[Asked], int]:
    """Return the functions that no test misses, and how many were not tried to the end."""
    left, late = list(asked), 0
    rounds = [(number, few) for number in range(2) for few in (True, False)]
    for number, few in rounds:
        jobs: list[Job] = []
        owners: dict[str, Asked] = {}
        for one, tests in left:
            chosen = tests[:FEW] if few else tests[FEW:]
            if number < len(one.mutants) and chosen:
                jobs.append((one.mutants[number], chosen))
                owners[one.mutants[number].text] = (one, tests)
        if not jobs:
            continue
        verdicts = facts.try_mutants(jobs, end, f"empty-{number}{few:d}")
        killed = [owners[mutant.text] for mutant, noticed in verdicts if noticed]
        tried = [owners[mutant.text] for mutant, _ in verdicts]
        unknown = [pair for pair in owners.values() if pair not in tried]
        late += len(unknown)
        left = [pair for pair in left if pair not in killed and pair not in unknown]
    return left, late
