"""Tests of the base that fail on the new sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..running.facts import Facts
from ..running.past import Gone
from ..running.runs import Outcome, by_function
from .finding import Finding, Row, counted, grouped, part, shown

QUESTION = "Which of the base's tests fail now?"
WAY_OUT = "mend the code, or declare that what it promises has changed"


def find(facts: Facts) -> Row:
    """Name the base's tests that fail on the new sources."""
    past = facts.past
    moved = [case for case in past.broken if _is_moved(facts, case)]
    failed = [case for case in past.broken if case not in moved]
    findings = [Finding(one.path, 0, f"{_went(one)}; {WAY_OUT}") for one in past.gone]
    findings += [*_unread(past.lost_files), *_failing(facts, failed)]
    reasons = list(facts.space.notes)
    if past.run.lost:
        told = f"none of the base's tests can be run on the new sources ({past.run.lost.message})"
        reasons.append(f"{told}; mend what cannot be imported")
    if past.already:
        what = f"{len(past.already)} of the base's tests or files fail on the base as well"
        reasons.append(f"{what}: {shown(past.already)}; make them pass there first")
    summary = part(past.failing - len(moved), past.total, "test", "of the base fail now")
    if facts.left:
        summary += f"; {facts.left} more run no changed line and are left to the suite's own run"
    summary += "".join(f"; {words}" for words in (_known(facts), facts.not_run) if words)
    return Row("broken", summary, tuple(sorted(findings)), "; ".join(reasons))


def _unread(lost: dict[str, str]) -> Iterator[Finding]:
    """Yield the files that cannot be imported, those of one cause as one."""
    for files in grouped((_plain(text), file) for file, text in sorted(lost.items())).values():
        more = f" and {counted(len(files) - 1, 'more file')}" if len(files) > 1 else ""
        text = f"of the base{more} cannot be imported with the new code ({lost[files[0]]})"
        yield Finding(files[0], 0, f"{text}; {WAY_OUT}")


def _failing(facts: Facts, failed: Sequence[Outcome]) -> Iterator[Finding]:
    """Yield the tests that fail: the same error twice, say of a call that fits no more, has one cause.

    So has a test that several classes inherit.
    """
    causes = grouped((_cause(facts, cases), cases[0]) for _, cases in by_function(failed))
    for cause, tests in causes.items():
        names, files = shown([test.called for test in tests]), {test.file for test in tests}
        if cause[0] == "deleted":
            text = f"is deleted, and with the new code fail of it: {names}"
            yield Finding(tests[0].file, 0, f"{text} ({_why(tests)}); {WAY_OUT}")
            continue
        first = min(tests, key=lambda test: (_is_as_it_was(facts, test.file), test.file, test.line))
        verbs = ("has it", "fails") if len(tests) == 1 else ("has them", "fail")
        text = f"{names}, as the base {verbs[0]}, {verbs[1]} with the new code ({_why([first])}"
        text += f", in {len(files)} files)" if len(files) > 1 else ")"
        line = first.line if first.path == first.file else 0  # inherited from another file
        yield Finding(first.file, line, f"{text}; {WAY_OUT}")


def _cause(facts: Facts, cases: Sequence[Outcome]) -> tuple[str, ...]:
    case, why = cases[0], _why(cases)
    if not facts.space.side("head").has(case.file):
        return "deleted", case.file
    return (case.path, case.name) if why.startswith("Assert") else (_plain(why),)


def _is_as_it_was(facts: Facts, file: str) -> bool:
    """Say whether a file is the same on both sides; one that changed is named first, and can be declared."""
    return facts.space.side("base").is_same(file, facts.space.side("head"))


def _plain(why: str) -> str:
    """Return an error without what differs from test to test: numbers, addresses."""
    return re.sub(r"0x[0-9a-f]+|\d+", "0", why)


def _known(facts: Facts) -> str:
    """Return how many tests without a level say nothing, on the base as little as now."""
    failing = len(facts.past.known)
    away = sum(t.level is None and t.outcome == "skipped" for t in facts.past.run.tests)
    said = [f"{failing} fail{'s' * (failing == 1)}"] if failing else []
    said += [f"{away} {'is' if away == 1 else 'are'} skipped"] if away else []
    return f"of those without a level {' and '.join(said)} on the base as well" if said else ""


def _is_moved(facts: Facts, case: Outcome) -> bool:
    """Say whether a test has the same code elsewhere now, and only its old set-up does not fit."""
    if case.failure is None or case.failure.phase not in ("collection", "setup"):
        return False
    now = facts.inventory.now.get((case.file, case.called))
    return now in {test.key for test in facts.inventory.moved}


def _why(cases: Sequence[Outcome]) -> str:
    return next((case.failure.message for case in cases if case.failure), "it is not run")


def _went(one: Gone) -> str:
    """Return what is gone, and a few of the tests that went with it."""
    names = [test.partition("::")[2].replace("::", ".") for test in one.tests]
    what = f"{one.name} is gone" if one.name else "is gone"
    return f"{what}, and with it {counted(len(names), 'test')} of the base: {shown(names)}"
