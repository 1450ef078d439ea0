"""The pytest plugin: give every test its level, time it, and hold the levels to their budgets.

The entry point loads it where there is a levels.toml. Its hooks stand in the order of pytest's calls.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from _pytest.terminal import TerminalReporter

from ..table import MUST_NOT_RAISE, LevelsError, Table, read_table
from .baseline import Run
from .budgets import BudgetPlugin
from .conftests import guard_conftests, refuse_twice, taken
from .guarding import GuardPlugin
from .packages import package_of
from .ratchet import FIXED, NEW, RECORD, Ratchet
from .report import Report
from .selection import Selection, json_file
from .settling import Settling
from .start import BEFORE, LOADED
from .timing import UNPLACED, Cost, Ledger, ProcessStopwatch, Stopwatch

if TYPE_CHECKING:
    from .shards import ShardPlugin

MARKER = f"{MUST_NOT_RAISE}: that nothing is raised is all that this test has to say"
Wrapper = Generator[None, Any, Any]

# Contracts are imported by tests, not collected; their asserts shall explain themselves too.
pytest.register_assert_rewrite("tests.contracts")


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    pluginmanager.register(Settling(), "levels-settling")
    refuse_twice("another plugin", parser, 0)
    group = parser.getgroup("levels", "test levels (levels.toml)")
    try:
        _add_options(group)
    except ValueError as error:
        raise pytest.UsageError(taken("another plugin", error) or str(error)) from None


def _add_options(group: pytest.OptionGroup) -> None:
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


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    settling = config.pluginmanager.get_plugin("levels-settling")
    if settling is not None:
        settling.begin()
    begin(config, ProcessStopwatch())


def begin(config: pytest.Config, stopwatch: Stopwatch) -> None:
    """Give a run its guard, its budgets and its report. Raises UsageError."""
    try:
        table, ledger = read_table(config.rootpath), Ledger()
        ratchet = Ratchet(config, ledger)
        plugin = LevelsPlugin(config, table, stopwatch, ratchet)
    except LevelsError as error:
        raise pytest.UsageError(str(error)) from None
    for level in table.levels:
        config.addinivalue_line("markers", f"{level.name}: level {level.number}, {level.title}")
    config.addinivalue_line("markers", MARKER)
    guard = GuardPlugin(config, table, ratchet, plugin.selection)
    config.pluginmanager.register(guard, "levels-guard")
    config.pluginmanager.register(plugin, "levels-run")
    budgets = BudgetPlugin(plugin.selection, stopwatch, ratchet)
    config.pluginmanager.register(budgets, "levels-budgets")  # its wrappers are outside the guard's


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
        self.json = json_file(config)
        self.shard: ShardPlugin | None = None
        self.stopped = False
        if self.json:
            from .shards import ShardPlugin  # other runs need neither git nor the version

            self.shard = ShardPlugin(config)
            config.pluginmanager.register(self.shard, "levels-shard")

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

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> Wrapper:
        """Count the tests before some are left out."""
        for item in items:
            level = self.selection.level_of(item.path)
            self.ledger.account(level.name if level else UNPLACED).collected += 1
        count = len(items)
        result = yield
        self.selection.look_at(items)
        self.partial |= len(items) < count
        return result

    def pytest_deselected(self) -> None:
        self.partial = True

    def pytest_collection_finish(self) -> None:
        wall = self.stopwatch.wall() - LOADED + BEFORE
        self.ledger.start = Cost(self.stopwatch.cpu(), wall)

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
        if self.config.option.collectonly:
            return
        for place, problem in report.failures():
            self._fail(place, problem)
        if report.problems() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        if self.json and self.shard:
            whole = self.selection.whole and not self.ratchet.uncollected
            shard = self.shard.told(
                report, int(session.exitstatus), whole=whole, stopped=self.stopped
            )
            text = json.dumps({**report.as_json(), **shard}, indent=2) + "\n"
            self.json.write_text(text, encoding="utf-8")
        if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
            with Path(summary).open("a", encoding="utf-8") as file:
                file.write(report.as_markdown())

    def _fail(self, place: str, problem: str) -> None:
        """Count what fails the run outside its tests as a failed test, where all others count it."""
        file = place.partition("::")[0]
        where = (file, None, place)
        report = pytest.TestReport(place, where, {}, "failed", problem, "call")
        self.config.hook.pytest_runtest_logreport(report=report)
        if cache := self.config.pluginmanager.get_plugin("lfplugin"):
            cache.lastfailed.pop(place, None)  # nothing that could be run again

    def _report(self, session: pytest.Session) -> Report:
        self.stopped = bool(session.shouldstop or session.shouldfail)
        self.stopped |= session.exitstatus == pytest.ExitCode.INTERRUPTED
        complete = not (self.partial or self.stopped or self.ratchet.uncollected)
        names = self.selection.names
        turn = complete and not self.config.option.collectonly
        notes = [*self.selection.notes, *self.ratchet.notes]
        report = Report(self.table, names, self.ledger, complete, self.ratchet.baseline, notes)
        excused = self.ratchet.weigh(report.figures(), whole=turn)
        self.evidence = Run(self.table, names, turn, self.ledger.done, self.ledger.seen)
        self.ratchet.judge(self.evidence)
        return replace(report, excused=excused, package=package_of(self.config.rootpath))

    def pytest_terminal_summary(self, terminalreporter: TerminalReporter, exitstatus: int) -> None:
        report, out = self.report, terminalreporter
        nothing = report is not None and not report.tests and exitstatus != pytest.ExitCode.OK
        if report is None or nothing or self.config.option.collectonly:
            return
        out.write_sep("=", report.title)
        head, *lines = report.as_lines()
        out.write_line(head, bold=True)
        for level, line in zip(report.levels, lines, strict=False):
            over, off = report.is_over(level), report.is_off(level)
            out.write_line(line, red=over, yellow=off and not over)
        for line in [*lines[len(report.levels) :], *report.notes()]:
            out.write_line(line)
