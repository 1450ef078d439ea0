"""New tests that have nothing to do with the change."""

from __future__ import annotations

from ..running.facts import Facts
from ..running.runs import is_fast
from .doubt import once, unknown_base, untested
from .finding import Finding, Row, part

QUESTION = "Which new tests pass without the change and run none of it?"


def find(facts: Facts) -> Row:
    """Name the new tests that are green without the change and run no line of it."""
    links = [facts.linked(lines) for lines in (*facts.change.sources, *facts.change.support)]
    known = frozenset[str]().union(*(link for link in links if link is not None))
    before = {case.node: case for case in facts.new_on_base.tests}
    findings, apart = [], False
    added = facts.inventory.added
    for name, test, cases in once(facts.outcomes(added)) if None not in links else ():
        # what another process runs of the change, nobody sees
        guarded = [c for c in cases if is_fast(c.level) and "process" not in c.did]
        if not guarded or any(case.node in known for case in guarded):
            continue
        apart = True
        if all(case.node in before and before[case.node].outcome == "passed" for case in cases):
            text = (
                f"{name} passes without the change and runs no changed line; take it out, or "
                "test what the change does"
            )
            findings.append(Finding(test.path, test.line, text))
    summary = part(len(findings), len(added), "new test", "without a link to the change")
    lost = facts.head.broken or facts.late.broken
    unverified = untested(facts, added) if added or lost else ""
    if apart:  # what runs the change is none, whatever the base makes of it
        unverified = unknown_base(facts, added)
    return Row("speculative", summary, tuple(sorted(findings)), unverified)
