"""What the tests cost: CPU time of the guarded levels on the base and now, and what makes it grow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

from ...table import FILE
from ..running.facts import Facts
from ..running.runs import Outcome, is_fast
from .finding import Finding, Row, counted, grouped

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
    findings = [] if facts.left else [*_tests(facts, best), *_levels(facts, best)]
    set_up = _pair(past, now, facts.fresh, 0)
    slower = set_up.now - set_up.before > TRACED * set_up.tests
    if set_up.is_slower and slower and facts.change.support:
        text = (
            f"makes the set-up of {counted(set_up.tests, 'test')} slower, if nothing else did: "
            f"{set_up.before:.2f} s of CPU time with the base's fixtures, {set_up.now:.2f} s now"
        )
        findings.append(Finding(facts.change.support[0].path, 0, text))
    traced = {node: now.get(node, spent) for node, spent in past.items()}
    quick = {node: min(spent, traced[node], key=lambda one: one[1]) for node, spent in past.items()}
    lines = _pair(before, quick, facts.fresh, 1)
    if lines.is_slower:
        text = (
            f"is run by {counted(lines.tests, 'test')} that took {lines.before:.2f} s of CPU time on "
            f"the base's sources and {lines.now:.2f} s now; see what the change made slow"
        )
        findings.append(Finding(facts.change.sources[0].path, 0, text))
    if not now:
        return Row("cost", "no test was run", tuple(findings))
    total = sum(
        spent[0] + min(sum(one[1:]) for one in (spent, past.get(node, spent)))
        for node, spent in now.items()
    )
    old = past or {node: spent for node, spent in now.items() if node not in facts.fresh}
    said = f"the tests take {total:.2f} s of CPU time, {sum(map(sum, old.values())):.2f} s before"
    if lines.tests:
        said += f"; those of changed lines {lines.now:.2f} s, {lines.before:.2f} s before"
    return Row("cost", f"{said}; {NOISE}", tuple(findings))


@dataclass(frozen=True)
class _Pair:
    """The same tests, on the base and now."""

    tests: int
    before: float
    now: float

    @property
    def is_slower(self) -> bool:
        return self.now > SLOWER * self.before and self.now - self.before > SECONDS


def _pair(before: Spent, now: Spent, left_out: Set[str], phase: int) -> _Pair:
    """Return what one phase of the tests of both runs took."""
    shared = (before.keys() & now.keys()) - left_out
    return _Pair(len(shared), *(sum(one[node][phase] for node in shared) for one in (before, now)))


def _spent(tests: Iterable[Outcome]) -> Spent:
    return {
        test.node: test.cpu
        for test in tests
        if test.outcome == "passed" and test.cpu and is_fast(test.level) and not test.profiled
    }


def _tests(facts: Facts, best: Spent) -> Iterator[Finding]:
    """Yield the new tests that are slower than their level's, and the new and changed set-ups."""
    olds = [one for one in facts.head.tests if one.node in best and one.node not in facts.fresh]
    for test, cases in facts.outcomes(facts.inventory.touched):
        timed = [case for case in cases if case.node in best]
        if not timed:
            continue
        case = max(timed, key=lambda one: sum(best[one.node]))
        level, spent = case.level, best[case.node]
        if level is None or sum(spent) < FLOOR * level.each:
            continue
        slowest = sorted(sum(best[one.node]) for one in olds if one.level == level)[-TENTH:]
        took = f"{test.name} takes {sum(spent):.3f} s of CPU time"
        if spent[0] > sum(spent) / 2:
            text = f"{took}, {spent[0]:.3f} s of it in its own set-up; build no more there than it is about"
            yield Finding(test.path, test.line, text)
        elif test in facts.inventory.added and len(slowest) == TENTH and sum(spent) > slowest[0]:
            text = (
                f"{took}, the tenth slowest of level {level.label} {slowest[0]:.3f} s; give it "
                "less to do"
            )
            yield Finding(test.path, test.line, text)


def _levels(facts: Facts, best: Spent) -> Iterator[Finding]:
    """Yield the levels that the change adds to and whose budget is nearly used."""
    timed = ((test.level, test.node) for test in facts.head.tests if test.node in best)
    for level, nodes in grouped(timed).items():
        if level is None or level.clock != "cpu" or facts.fresh.isdisjoint(nodes):
            continue
        seconds, budget = sum(sum(best[node]) for node in nodes), level.budget(len(nodes))
        if seconds > USED * budget:
            text = (
                f"allows level {level.label} {budget:.3g} s, and {seconds:.2f} s are used; make its "
                f"slowest tests faster, {facts.table.command(level.name)} lists them once it is over"
            )
            yield Finding(FILE, 0, text)
