"""The pytest plugin: give every test its level, time it, and hold the levels to their budgets.

plugin/__init__.py loads it where there is a levels.toml. The hooks stand in the order pytest calls
them.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import warnings
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from _pytest.terminal import TerminalReporter

from ..table import Level, LevelsError, Table, read_table
from . import BEFORE, LOADED
from .baseline import Run
from .conftests import guard_conftests
from .guarding import GuardPlugin
from .ratchet import FIXED, NEW, RECORD, Ratchet
from .report import Report
from .selection import Selection, json_file
from .timing import UNPLACED, Cost, Ledger, Overrun, ProcessStopwatch, Stopwatch, Timer

MUST_NOT_RAISE = "must_not_raise: that nothing is raised is all that this test has to say"
CONFIRMED = 20  # tests over `each` that get a second run; a run with more has no doubt left
Wrapper = Generator[None, Any, Any]

# Contracts are imported by tests, not collected; their asserts shall explain themselves too.
pytest.register_assert_rewrite("tests.contracts")


def pytest_addoption(parser: pytest.Parser) -> None:
    # Nothing that start-up and collection make is garbage, so looking for some only takes time; the
    # objects that are there when the tests start are left out of later searches.
    gc.disable()
    group = parser.getgroup("levels", "test levels (levels.toml)")
    group.addoption(
        "--level",
        action="append",
        metavar="NAME",
        default=[],
        help="run only this level, or the levels of this session; repeat",
    )
    group.addoption("--levels-json", metavar="FILE", help="write the figures of the levels here")
    group.addoption(RECORD, choices=[NEW, FIXED], help="`plumbline baseline` adds this")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    with contextlib.suppress(LevelsError):  # pytest_configure says it
        guard_conftests(early_config, read_table(early_config.rootpath))


def pytest_configure(config: pytest.Config) -> None:
    try:
        table, ledger = read_table(config.rootpath), Ledger()
        ratchet = Ratchet(config, ledger)
        plugin = LevelsPlugin(config, table, ProcessStopwatch(), ratchet)
    except LevelsError as error:
        raise pytest.UsageError(str(error)) from None
    for level in table.levels:
        config.addinivalue_line("markers", f"{level.name}: level {level.number}, {level.title}")
    config.addinivalue_line("markers", MUST_NOT_RAISE)
    config.pluginmanager.register(plugin, "levels-run")
    guard = GuardPlugin(config, table, ratchet, plugin.selection)
    config.pluginmanager.register(guard, "levels-guard")


class LevelsPlugin:
    """One run: which level a file belongs to, and what its tests cost."""

    def __init__(
        self, config: pytest.Config, table: Table, stopwatch: Stopwatch, ratchet: Ratchet
    ) -> None:
        self.config = config
        self.table = table
        self.stopwatch = stopwatch
        self.ledger = ratchet.ledger
        self.ratchet = ratchet
        self.report: Report | None = None  # made when the tests have ended
        self.evidence: Run | None = None  # for the baseline, likewise
        self.selection = Selection(config, table)
        self.partial = not self.selection.whole
        self.budgets = True
        self.suspects: list[tuple[pytest.Item, Level, float]] = []  # with their first time
        self.wide = Cost(0.0, 0.0)  # what fixtures of several tests took in the current one
        self.timers: list[Timer] = []  # of the fixtures of several tests that begin or end now
        self.failed: set[str] = set()
        self.json = json_file(config)

    # Collection

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        return self.selection.leaves_out(collection_path) or None

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Wrapper:
        report: pytest.CollectReport = yield
        if not isinstance(collector, pytest.File) or not report.result:
            return report
        level = self.selection.level_of(collector.path)
        if level:
            collector.add_marker(level.name)
            return report
        message = self.selection.complaint(collector.path)
        return pytest.CollectReport(collector.nodeid, "failed", message, []) if message else report

    def pytest_deselected(self) -> None:
        self.partial = True

    def pytest_collection_finish(self) -> None:
        wall = self.stopwatch.wall() - LOADED + BEFORE
        self.ledger.start = Cost(self.stopwatch.cpu(), wall)

    # The tests

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self) -> Wrapper:
        gc.freeze()
        gc.enable()
        result = yield
        for item, level, first in self.suspects:
            if item.nodeid in self.failed:
                continue  # that fails the run already
            overrun = Overrun(level.name, item.nodeid, first, "one of too many to run twice")
            if len(self.suspects) <= CONFIRMED or self.ratchet.recording:
                seconds, passed = self._again(item, level)
                if passed and seconds <= level.each:
                    continue
                how = "twice" if passed else "and did not pass when it was run again, alone"
                overrun = Overrun(level.name, item.nodeid, first, how)
            self.ledger.overruns.append(overrun)
        return result

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Wrapper:
        level = self.selection.level_of(item.path)
        self.wide = Cost(0.0, 0.0)
        timer = self._timer(level)
        result = yield
        cost = timer.stop()
        if level is None:
            self.ledger.account(UNPLACED).add(item.nodeid, cost, cost.cpu)
            return result
        self.ledger.account(level.name).add(item.nodeid, cost, cost.on(level.clock))
        own = cost.on(level.clock) - self.wide.on(level.clock)
        if self.budgets and self.ratchet.is_slow(item.nodeid, own, level.each):
            self.suspects.append((item, level, own))
        return result

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

    def _again(self, item: pytest.Item, level: Level) -> tuple[float, bool]:
        """Run a test once more, alone: the garbage of others and first imports are gone.

        Return the seconds it took, and whether it passed.
        """
        gc.collect()
        self.wide = Cost(0.0, 0.0)
        timer = self._timer(level)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reports = runtestprotocol(item, log=False, nextitem=None)
        seconds = timer.stop().on(level.clock) - self.wide.on(level.clock)
        return seconds, not any(report.failed for report in reports)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.add(report.nodeid)

    # The report

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take the figures of an xdist worker."""
        figures = getattr(node, "workeroutput", {}).get("levels")
        if not figures:
            self.partial = True  # it died, and its figures with it
        else:
            self.ledger.merge(Ledger.load(figures["ledger"]))
            self.partial |= figures["partial"]

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if hasattr(self.config, "workeroutput"):
            figures = {"ledger": self.ledger.dump(), "partial": self.partial}
            self.config.workeroutput["levels"] = figures
            return
        if not self.partial and exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
            session.exitstatus = pytest.ExitCode.OK  # a level may be empty
        self.report = report = self._report(session)
        if report.problems() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        if self.config.option.collectonly:
            return
        if self.json:
            text = json.dumps(report.as_json(), indent=2) + "\n"
            self.json.write_text(text, encoding="utf-8")
        if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
            with Path(summary).open("a", encoding="utf-8") as file:
                file.write(report.as_markdown())

    def _report(self, session: pytest.Session) -> Report:
        stopped = bool(session.shouldstop or session.shouldfail)
        stopped |= session.exitstatus == pytest.ExitCode.INTERRUPTED
        complete = not (self.partial or stopped)
        names = self.selection.names
        turn = complete and not self.config.option.collectonly
        self.evidence = Run(self.table, names, turn, self.ledger.done, self.ledger.seen)
        self.ratchet.judge(self.evidence)
        notes = [*self.selection.notes, self.ratchet.note]
        return Report(self.table, names, self.ledger, complete, self.ratchet.baseline, notes)

    def pytest_terminal_summary(self, terminalreporter: TerminalReporter, exitstatus: int) -> None:
        report, out = self.report, terminalreporter
        nothing = report is not None and not report.tests and exitstatus != pytest.ExitCode.OK
        if report is None or nothing or self.config.option.collectonly:
            return
        out.write_sep("=", "levels")
        head, *lines = report.as_lines()
        out.write_line(head, bold=True)
        for level, line in zip(report.levels, lines, strict=False):
            over, off = report.is_over(level), report.is_off(level)
            out.write_line(line, red=over, yellow=off and not over)
        for line in [*lines[len(report.levels) :], *report.notes()]:
            out.write_line(line)
        for problem in report.problems():
            out.write_line(problem, red=True)
