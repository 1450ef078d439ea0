"""Counting and timing: what the accounts hold after tests have run."""

import json
import time

import pytest
from plumbline.plugin.timing import KEPT, Account, Cost, Ledger, Overrun, ProcessStopwatch, Timer

from tests.fakes.stopwatch import FakeStopwatch


@pytest.mark.parametrize(("children", "cpu"), [(False, 0.25), (True, 0.75)])
def test_a_timer_measures_from_where_it_was_made(children: bool, cpu: float) -> None:
    stopwatch = FakeStopwatch(cpu=8, children=4, wall=100)
    timer = Timer(stopwatch, children=children)

    stopwatch.pass_time(cpu=0.25, children=0.5, wall=2)

    assert timer.stop() == Cost(cpu=cpu, wall=2)


@pytest.mark.parametrize(("clock", "seconds"), [("cpu", 0.25), ("wall", 2.0)])
def test_a_cost_is_read_on_one_clock(clock: str, seconds: float) -> None:
    cost = Cost(cpu=0.25, wall=2.0)

    assert (cost.on("cpu") if clock == "cpu" else cost.on("wall")) == seconds


def test_an_account_adds_up() -> None:
    account = Account()

    account.add("a", Cost(cpu=0.25, wall=1), judged=0.25)
    account.add("b", Cost(cpu=0.5, wall=2), judged=0.5)

    assert (account.tests, account.cpu, account.wall) == (2, 0.75, 3)
    assert sorted(account.slowest) == [(0.25, "a"), (0.5, "b")]


def test_only_the_slowest_tests_are_remembered() -> None:
    account = Account()

    for number in range(3 * KEPT):
        account.add(f"t{number}", Cost(cpu=number, wall=0), judged=number)

    expected = [(float(number), f"t{number}") for number in range(2 * KEPT, 3 * KEPT)]
    assert sorted(account.slowest) == expected
    assert account.tests == 3 * KEPT


def test_processes_are_summed_as_if_one_by_one() -> None:
    mine, theirs = Ledger(start=Cost(cpu=0.5, wall=1)), Ledger(start=Cost(cpu=0.25, wall=2))
    mine.account("logic").add("a", Cost(cpu=1, wall=1), judged=1)
    theirs.account("logic").add("b", Cost(cpu=2, wall=3), judged=2)
    theirs.account("pure").add("c", Cost(cpu=4, wall=4), judged=4)
    theirs.overruns.append(Overrun("pure", "c", 4, "twice"))

    mine.merge(theirs)

    assert (mine.account("logic").tests, mine.account("logic").cpu) == (2, 3)
    assert (mine.account("pure").tests, mine.account("pure").wall) == (1, 4)
    assert sorted(mine.account("logic").slowest) == [(1, "a"), (2, "b")]
    assert mine.overruns == [Overrun("pure", "c", 4, "twice")]
    assert mine.start == Cost(cpu=0.25, wall=2)


def test_a_ledger_crosses_to_another_process_whole() -> None:
    ledger = Ledger(overruns=[Overrun("pure", "c", 4, "twice")], start=Cost(cpu=0.25, wall=2))
    ledger.account("logic").add("a", Cost(cpu=1, wall=1), judged=1)

    assert Ledger.load(json.loads(json.dumps(ledger.dump()))) == ledger


@pytest.mark.parametrize("name", ["perf_counter", "process_time"])
def test_a_clock_that_a_library_stops_is_not_asked(name: str) -> None:
    real = vars(time)[name]
    vars(time)[name] = lambda: -1.0
    try:
        stopwatch = ProcessStopwatch()
        assert min(stopwatch.wall(), stopwatch.cpu(), stopwatch.children()) >= 0
    finally:
        vars(time)[name] = real
