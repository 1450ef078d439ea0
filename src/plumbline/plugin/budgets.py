"""What each test costs, and that it fails where that is more than its level allows."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import pytest
from _pytest.runner import call_and_report, runtestprotocol

from ..table import Level
from .ratchet import Ratchet
from .selection import Selection
from .timing import UNPLACED, Cost, Overrun, Stopwatch, Timer
from .totals import MENDED

CONFIRMED = 20  # tests over `each` that get a second run; a run with more has no doubt left
OF_A_RUN = ("_request", "funcargs")  # what pytest takes from an item at the end of its run
Wrapper = Generator[None, Any, Any]


@dataclass
class Trial:
    """A test that runs."""

    item: pytest.Item
    level: Level
    whole: Timer
    timer: Timer  # of this attempt, where a plugin makes several
    begun: bool = False
    judged: bool = (
        False  # as too slow, or red or skipped anyway, so that its teardown is not as well
    )
    cost: Cost | None = None  # of its first run, where it had a second
    torn: pytest.TestReport | None = None  # of the teardown that the second run brought forward


class BudgetPlugin:
    """Times the tests of one run, and holds each to the limit of its level."""

    def __init__(self, selection: Selection, stopwatch: Stopwatch, ratchet: Ratchet) -> None:
        self.selection = selection
        self.stopwatch = stopwatch
        self.ratchet = ratchet
        self.ledger = ratchet.ledger
        self.budgets = True
        self.trial: Trial | None = None  # the test that runs
        self.confirmed = 0  # tests that were run a second time, for their time
        self.wide = Cost(0.0, 0.0)  # what fixtures of several tests took in the current one
        self.timers: list[Timer] = []  # of the fixtures of several tests that begin or end now

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Wrapper:
        level = self.selection.level_of(item.path)
        timer = self._timer(level)
        if level is None:  # which nothing is asked of
            result = yield
            cost = timer.stop()
            self.ledger.account(UNPLACED).add(item.nodeid, cost, cost.cpu)
            return result
        self.wide = Cost(0.0, 0.0)
        self.trial = Trial(item, level, timer, timer)
        result = yield
        cost = self.trial.cost or self.trial.whole.stop()
        self.ledger.account(level.name).add(item.nodeid, cost, cost.on(level.clock))
        self.trial = None
        return result

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        trial = self.trial
        if trial and trial.item is item and trial.begun:  # a plugin runs it again
            self.wide = Cost(0.0, 0.0)
            self.trial = Trial(item, trial.level, trial.whole, self._timer(trial.level), begun=True)
        elif trial:
            trial.begun = True

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Wrapper:
        """Fail a test that takes too long, where all others count it."""
        report: pytest.TestReport = yield
        trial = self.trial
        if trial is None or trial.item is not item:
            return report  # a second run
        if trial.torn and report.when == "teardown":
            report.outcome, report.longrepr = trial.torn.outcome, trial.torn.longrepr
        passed = report.outcome == "passed"
        trial.judged |= not passed or hasattr(report, "wasxfail")
        whole = report.when != "setup" and not self.ratchet.calling  # not a subtest
        if passed and self.budgets and whole:
            self._judge(trial, trial.level, report)
        return report

    def _judge(self, trial: Trial, level: Level, report: pytest.TestReport) -> None:
        cost = trial.timer.stop()
        own = cost.on(level.clock) - self.wide.on(level.clock)
        if own <= level.each * MENDED or trial.judged:
            return  # a baseline asks for nothing below that, either
        test = trial.item.nodeid
        if not self.ratchet.is_slow(test, own, level.each):
            return
        trial.judged = True
        self.confirmed += 1
        how = "one of too many to run twice"
        if self.confirmed <= CONFIRMED or self.ratchet.recording:
            trial.cost = cost  # the second run is on nobody's account
            seconds, passed = self._again(trial, level, report)
            if passed and seconds <= level.each:
                return
            how = "twice" if passed else "and did not pass when it was run again, alone"
        overrun = Overrun(level.name, test, own, how)
        self.ledger.overruns.append(overrun)
        if not self.ratchet.recording:
            report.outcome, report.longrepr = "failed", overrun.sentence(level)

    def _again(self, trial: Trial, level: Level, report: pytest.TestReport) -> tuple[float, bool]:
        """Run a test once more: the garbage of others and first imports are gone.

        Return the seconds it took, and whether it passed.
        """
        item, wide, self.trial = trial.item, self.wide, None
        beside: Any = item.parent  # of which all that is not the test's own is kept
        stash, properties = dict(item.stash._storage), [*item.user_properties]
        kept = {name: getattr(item, name) for name in OF_A_RUN if hasattr(item, name)}
        try:
            if report.when == "call":
                trial.torn = call_and_report(item, "teardown", log=False, nextitem=beside)
                if trial.torn.failed:
                    return 0.0, True  # which fails it anyway
            vars(item).update(dict.fromkeys(kept))  # as pytest leaves them, for new fixtures
            gc.collect()
            self.wide = Cost(0.0, 0.0)
            timer = self._timer(level)
            with warnings.catch_warnings():
                reports = runtestprotocol(item, log=False, nextitem=beside)
            seconds = timer.stop().on(level.clock) - self.wide.on(level.clock)
        finally:
            self.trial, self.wide = trial, wide
            item.stash._storage.update(stash)
            item.user_properties[:] = properties
            vars(item).update(kept)  # plugins look at them as long as the first run goes on
        return seconds, not any(report.failed for report in reports)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Wrapper:
        """Keep what several tests share off the account of the first of them."""
        if fixturedef.scope == "function":
            return (yield)
        fixturedef.addfinalizer(self._stop_wide)  # finalizers run last to first
        self._start_wide()
        try:
            return (yield)
        finally:
            self._stop_wide()
            fixturedef.addfinalizer(self._start_wide)

    def _start_wide(self) -> None:
        self.timers.append(Timer(self.stopwatch, children=False))

    def _stop_wide(self) -> None:
        if self.timers:
            cost = self.timers.pop().stop()
            if not self.timers:
                self.wide = Cost(self.wide.cpu + cost.cpu, self.wide.wall + cost.wall)

    def _timer(self, level: Level | None) -> Timer:
        return Timer(self.stopwatch, children=level is None or level.clock == "wall")
