"""What the tests cost: CPU time of the guarded levels on the base and now, and what makes it grow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...table import FILE, Level
from ..reading.inventory import Test
from ..running.facts import Facts
from ..running.runs import Outcome, is_fast
from .finding import Finding, Row, counted

QUESTION = "What do the tests cost now, and what makes it more?"
USED = 0.8  # of a level's total, from which on it is said
TENTH = 10  # the slowest of a level's tests that a new one is compared with
FLOOR = 0.1  # of a level's limit for one test, below which no test is slow
SLOWER, SECONDS = 1.5, 0.05  # a paired difference that is more than noise: both are needed
TRACED = 0.001  # of a test's set-up, which is traced now and was not on the base
NOISE = "measured once, so that less than a half more may be chance"
Spent = dict[str, tuple[float, ...]]  # CPU time of a test's phases, by node


def find(facts: Facts) -> Row:
    """Name new tests and levels that are slow for what they are, and what became slow.

    Of several runs of a test the quickest counts, for noise only adds.
    """
    if facts.head.lost:
        return Row("cost", "", (), f"the tests cannot be run ({facts.head.lost.message})")
    past, before, now = (
        _spent(tests) for tests in (facts.past.run.tests, facts.new_on_base.tests, facts.head.tests)
    )
    best = {
        node: min((one[node] for one in (past, before, now) if node in one), key=sum)
        for node in {*now, *before}
    }
    touched = facts.outcomes(facts.touched)
    new = {(test.path, test.name) for test in facts.inventory.added}
    fresh = {case.node for _, cases in touched for case in cases}
    findings = [] if facts.left else [*_tests(touched, new, best, fresh, facts.head.tests)]
    findings += [] if facts.left else _levels(facts, best, fresh)
    shared = (now.keys() & past.keys()) - fresh
    set_up = _Pair(len(shared), *(sum(one[node][0] for node in shared) for one in (past, now)))
    slower = set_up.now - set_up.before > TRACED * set_up.tests
    if set_up.is_slower and slower and facts.change.support:
        text = (
            f"makes the set-up of {counted(set_up.tests, 'test')} slower, if nothing else did: "
            f"{set_up.before:.2f} s of CPU time with the base's fixtures, {set_up.now:.2f} s now"
        )
        findings.append(Finding(facts.change.support[0].path, 0, text))
    shared = (past.keys() & before.keys()) - fresh  # the traced run counts where it was quicker
    quickest = sum(min(one[node][1] for one in (past, now) if node in one) for node in shared)
    lines = _Pair(len(shared), sum(before[node][1] for node in shared), quickest)
    if lines.is_slower:
        text = (
            f"is run by {counted(lines.tests, 'test')} that took {lines.before:.2f} s of CPU time on "
            f"the base's sources and {lines.now:.2f} s now; see what the change made slow"
        )
        findings.append(Finding(facts.change.sources[0].path, 0, text))
    said = "no test was run"
    if now:
        total = sum(
            spent[0] + min(sum(one[1:]) for one in (spent, past.get(node, spent)))
            for node, spent in now.items()
        )
        was = sum(map(sum, past.values())) if past else _without(now, fresh)
        said = f"the tests take {total:.2f} s of CPU time, {was:.2f} s before"
        if lines.tests:
            said += f"; those of changed lines {lines.now:.2f} s, {lines.before:.2f} s before"
        said += f"; {NOISE}"
    return Row("cost", said, tuple(findings))


@dataclass(frozen=True)
class _Pair:
    """The same tests, on the base and now."""

    tests: int
    before: float
    now: float

    @property
    def is_slower(self) -> bool:
        return self.now > SLOWER * self.before and self.now - self.before > SECONDS


def _without(now: Spent, fresh: set[str]) -> float:
    return sum(sum(spent) for node, spent in now.items() if node not in fresh)


def _spent(tests: Iterable[Outcome]) -> Spent:
    return {
        test.node: test.cpu
        for test in tests
        if test.outcome == "passed" and test.cpu and is_fast(test.level) and not test.profiled
    }


def _tests(
    touched: list[tuple[Test, list[Outcome]]],
    new: set[tuple[str, str]],
    best: Spent,
    fresh: set[str],
    all_tests: tuple[Outcome, ...],
) -> Iterator[Finding]:
    """Yield the new tests that are slower than their level's, and the new and changed set-ups."""
    for test, cases in touched:
        timed = [case for case in cases if case.node in best]
        if not timed:
            continue
        case = max(timed, key=lambda one: sum(best[one.node]))
        level, spent = case.level, best[case.node]
        if level is None or sum(spent) < FLOOR * level.each:
            continue
        others = sorted(
            sum(best[one.node])
            for one in all_tests
            if one.node in best and one.node not in fresh and one.level == level
        )
        took = f"{test.name} takes {sum(spent):.3f} s of CPU time"
        if spent[0] > sum(spent) / 2:
            text = f"{took}, {spent[0]:.3f} s of it in its own set-up; build no more there than it is about"
            yield Finding(test.path, test.line, text)
            continue  # one cause
        is_new = (test.path, test.name) in new and len(others) >= TENTH
        if is_new and sum(spent) > others[-TENTH]:
            text = (
                f"{took}, the tenth slowest of level {level.label} {others[-TENTH]:.3f} s; give it "
                "less to do"
            )
            yield Finding(test.path, test.line, text)


def _levels(facts: Facts, best: Spent, fresh: set[str]) -> Iterator[Finding]:
    """Yield the levels that the change adds to and whose budget is nearly used."""
    levels: dict[str, Level] = {}
    spent: dict[str, float] = {}
    numbers: dict[str, int] = {}
    grown = set()
    for test in facts.head.tests:
        if test.level and test.level.clock == "cpu" and test.node in best:
            levels[test.level.name] = test.level
            spent[test.level.name] = spent.get(test.level.name, 0.0) + sum(best[test.node])
            numbers[test.level.name] = numbers.get(test.level.name, 0) + 1
            grown |= {test.level.name} if test.node in fresh else set()
    for name, seconds in spent.items():
        level = levels[name]
        budget = level.budget(numbers[name])
        if name in grown and seconds > USED * budget:
            text = (
                f"allows level {level.label} {budget:.3g} s, and {seconds:.2f} s are used; make its "
                f"slowest tests faster, {facts.table.command(name)} lists them once it is over"
            )
            yield Finding(FILE, 0, text)
