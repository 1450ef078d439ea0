"""Tests of the base that fail on the new sources."""

from __future__ import annotations

from collections.abc import Sequence

from ..running.facts import Facts
from ..running.past import Gone
from ..running.runs import Outcome, by_function
from .finding import Finding, Row, counted, shown

QUESTION = "Which of the base's tests fail now?"


def find(facts: Facts) -> Row:
    """Name the base's tests that fail on the new sources."""
    past = facts.past
    way_out = "mend the code, or declare that what it promises has changed"
    findings = [Finding(one.path, 0, f"{_went(one)}; {way_out}") for one in past.gone]
    findings += [
        Finding(file, 0, f"of the base, cannot be imported with the new code ({text}); {way_out}")
        for file, text in past.lost_files.items()
    ]
    deleted: dict[str, list[Outcome]] = {}
    alike: dict[tuple[str, str], list[Outcome]] = {}
    moved = [case for case in past.broken if _is_moved(facts, case)]
    for test, cases in by_function([case for case in past.broken if case not in moved]):
        file, why = cases[0].file, _why(cases)
        if not (facts.space.side("head") / file).exists():
            deleted.setdefault(file, []).append(cases[0])
        else:  # the same error twice in a file, say of a call that fits no more, has one cause
            cause = test if why.startswith("Assert") else why
            alike.setdefault((file, cause), []).append(cases[0])
    for (file, _), tests in alike.items():
        names = shown([test.called for test in tests])
        verbs = ("has it", "fails") if len(tests) == 1 else ("has them", "fail")
        text = f"{names}, as the base {verbs[0]}, {verbs[1]} with the new code"
        line = tests[0].line if tests[0].path == file else 0  # inherited from another file
        findings.append(Finding(file, line, f"{text} ({_why(tests)}); {way_out}"))
    for file, tests in deleted.items():
        names = shown([test.called for test in tests])
        text = f"is deleted, and with the new code fail of it: {names} ({_why(tests)}); {way_out}"
        findings.append(Finding(file, 0, text))
    reasons = list(facts.space.notes)
    if past.run.lost:
        told = f"none of the base's tests can be run on the new sources ({past.run.lost.message})"
        reasons.append(f"{told}; mend what cannot be imported")
    if past.already:
        what = f"{len(past.already)} of the base's tests or files fail on the base as well"
        reasons.append(f"{what}: {shown(past.already)}; make them pass there first")
    summary = f"{past.failing - len(moved)} of {counted(past.total, 'test')} of the base fail now"
    if facts.left:
        summary += f"; {facts.left} more run no changed line and are left to the suite's own run"
    summary += "".join(f"; {words}" for words in (_known(facts), facts.not_run) if words)
    return Row("broken", summary, tuple(sorted(findings)), "; ".join(reasons))


def _known(facts: Facts) -> str:
    """Return how many tests without a level say nothing, on the base as little as now."""
    failing = len(facts.past.known)
    away = sum(t.level is None and t.outcome == "skipped" for t in facts.past.run.tests)
    said = [f"{failing} fail"] * (failing > 0) + [f"{away} are skipped"] * (away > 0)
    return f"of those without a level {' and '.join(said)} on the base as well" if said else ""


def _is_moved(facts: Facts, case: Outcome) -> bool:
    """Say whether a test has the same code elsewhere now, and only its old set-up does not fit."""
    if case.failure is None or case.failure.phase not in ("collection", "setup"):
        return False
    now = facts.inventory.now.get((case.file, case.called))
    return now in {(test.path, test.name) for test in facts.inventory.moved}


def _why(cases: Sequence[Outcome]) -> str:
    return next((case.failure.message for case in cases if case.failure), "it is not run")


def _went(one: Gone) -> str:
    """Return what is gone, and a few of the tests that went with it."""
    names = [test.partition("::")[2].replace("::", ".") for test in one.tests]
    what = f"{one.name} is gone" if one.name else "is gone"
    return f"{what}, and with it {counted(len(names), 'test')} of the base: {shown(names)}"
