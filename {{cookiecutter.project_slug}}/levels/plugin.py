"""The pytest plugin: give every test its level, time it, and hold the levels to their budgets.

pyproject.toml loads it with `-p levels.plugin`. The hooks stand in the order pytest calls them.
"""

from __future__ import annotations

import gc
import json
import os
import time
import warnings
from collections.abc import Generator
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from _pytest.terminal import TerminalReporter

from .guarding import GuardPlugin
from .ledger import UNPLACED, Cost, Ledger, Overrun, ProcessStopwatch, Stopwatch, Timer
from .report import Report
from .table import FILE, Level, LevelsError, Table, read_table

CONFIRMED = 20  # tests over `each` that get a second run; a run with more has no doubt left
Wrapper = Generator[None, Any, Any]

# Contracts are imported by tests, not collected; their asserts shall explain themselves too.
pytest.register_assert_rewrite("tests.contracts")

# Nothing that start-up and collection make is garbage, so looking for some only takes time; the
# objects that are there when the tests start are left out of later searches.
gc.disable()

# What went before this import, interpreter and pytest included, is known as CPU time only.
_BEFORE = time.process_time()
_LOADED = time.perf_counter()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("levels", "test levels (levels.toml)")
    group.addoption(
        "--level", action="append", metavar="NAME", default=[], help="run only this level; repeat"
    )
    group.addoption("--levels-json", metavar="FILE", help="write the figures of the levels here")


def pytest_configure(config: pytest.Config) -> None:
    try:
        table = read_table(config.rootpath)
    except LevelsError as error:
        raise pytest.UsageError(str(error)) from None
    for level in table.levels:
        config.addinivalue_line("markers", f"{level.name}: level {level.number}, {level.title}")
    plugin = LevelsPlugin(config, table, ProcessStopwatch())
    config.pluginmanager.register(plugin, "levels-run")
    guard = GuardPlugin(config, table, plugin.ledger, plugin)
    config.pluginmanager.register(guard, "levels-guard")


class LevelsPlugin:
    """One run: which level a file belongs to, and what its tests cost."""

    def __init__(self, config: pytest.Config, table: Table, stopwatch: Stopwatch) -> None:
        self.config = config
        self.table = table
        self.stopwatch = stopwatch
        self.ledger = Ledger()
        self.report: Report | None = None  # made when the tests have ended
        left_out = ("lf", "ignore", "ignore_glob", "deselect")
        self.partial = any(config.getoption(option, None) for option in left_out)
        self.suspects: list[tuple[pytest.Item, Level, float]] = []  # with their first time
        self.wide = Cost(0.0, 0.0)  # what fixtures of several tests took in the current one
        self.timers: list[Timer] = []  # of the fixtures of several tests that begin or end now
        self.failed: set[str] = set()
        self._levels: dict[Path, Level | None] = {}
        self.only = self._chosen(config.getoption("level"))
        self.named = config.args_source is not pytest.Config.ArgsSource.TESTPATHS
        if self.named:
            self._check_arguments()
        self._check_json(config.getoption("levels_json"))

    # What runs

    def _chosen(self, names: list[str]) -> frozenset[str]:
        known = [level.name for level in self.table.levels]
        if unknown := next((name for name in names if name not in known), None):
            message = f"{FILE}: no level {unknown!r} in it; the levels are {', '.join(known)}."
            raise pytest.UsageError(message)
        return frozenset(names or known)

    def _check_arguments(self) -> None:
        """Refuse a path whose tests are all of other levels; see if the rest is the whole run."""
        folders = []
        for argument in self.config.args:
            path = self._relative(
                self.config.invocation_params.dir / argument.partition("::")[0], strict=False
            )
            names = self.table.below(path) if path else set()
            exists = path is not None and (self.config.rootpath / path).exists()
            if exists and names and not names & self.only:
                sessions = " or ".join(f"`nox -s {name}`" for name in sorted(names))
                message = (
                    f"{path}: its level is {' or '.join(sorted(names))}, "
                    f"which this session does not run; use {sessions}."
                )
                raise pytest.UsageError(message)
            if path and "::" not in argument:
                folders.append(path)
        wanted = [path for row in self.table.levels if row.name in self.only for path in row.paths]
        self.named = not all(
            any(PurePosixPath(path).is_relative_to(folder) for folder in folders) for path in wanted
        )

    def _check_json(self, name: str | None) -> None:
        file = self.config.invocation_params.dir / (name or "")
        if name and not file.parent.is_dir():
            message = f"--levels-json {name}: its folder does not exist; create it first."
            raise pytest.UsageError(message)
        if name and file.is_dir():
            message = f"--levels-json {name}: this is a folder; name a file."
            raise pytest.UsageError(message)

    def _relative(self, path: Path, *, strict: bool = True) -> PurePosixPath | None:
        try:
            if strict:
                return PurePosixPath(path.relative_to(self.config.rootpath).as_posix())
            return PurePosixPath(
                path.resolve().relative_to(self.config.rootpath.resolve()).as_posix()
            )
        except ValueError:
            return None

    def level_of(self, path: Path) -> Level | None:
        """Return the level that owns a file."""
        try:
            return self._levels[path]
        except KeyError:
            relative = self._relative(path)
            level = self.table.level_of(relative) if relative else None
            self._levels[path] = level
            return level

    # Collection

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        relative = self._relative(collection_path)
        names = self.table.below(relative) if relative else set()
        return True if names and not names & self.only else None

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Wrapper:
        report: pytest.CollectReport = yield
        if not isinstance(collector, pytest.File) or not report.result:
            return report
        level = self.level_of(collector.path)
        if level:
            collector.add_marker(level.name)
            return report
        relative = self._relative(collector.path)
        if relative is None or not self.table.claims(relative):
            return report
        folders = ", ".join(path for row in self.table.levels for path in row.paths)
        message = f"{relative}: no level in {FILE} owns it; move it below one of {folders}."
        return pytest.CollectReport(collector.nodeid, "failed", message, [])

    def pytest_deselected(self) -> None:
        self.partial = True

    def pytest_collection_finish(self) -> None:
        wall = self.stopwatch.wall() - _LOADED + _BEFORE
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
            if len(self.suspects) <= CONFIRMED:
                seconds, passed = self._again(item, level)
                if passed and seconds <= level.each:
                    continue
                how = "twice" if passed else "and did not pass when it was run again, alone"
                overrun = Overrun(level.name, item.nodeid, first, how)
            self.ledger.overruns.append(overrun)
        return result

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Wrapper:
        level = self.level_of(item.path)
        self.wide = Cost(0.0, 0.0)
        timer = self._timer(level)
        result = yield
        cost = timer.stop()
        if level is None:
            self.ledger.account(UNPLACED).add(item.nodeid, cost, cost.cpu)
            return result
        self.ledger.account(level.name).add(item.nodeid, cost, cost.on(level.clock))
        own = cost.on(level.clock) - self.wide.on(level.clock)
        if own > level.each:
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
        whole = not (self.partial or self.named)
        if whole and exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
            session.exitstatus = pytest.ExitCode.OK  # a level may be empty
        self.report = report = self._report(session)
        if report.problems() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        if self.config.option.collectonly:
            return
        if name := self.config.getoption("levels_json"):
            text = json.dumps(report.as_json(), indent=2) + "\n"
            (self.config.invocation_params.dir / name).write_text(text, encoding="utf-8")
        if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
            with Path(summary).open("a", encoding="utf-8") as file:
                file.write(report.as_markdown())

    def _report(self, session: pytest.Session) -> Report:
        stopped = bool(session.shouldstop or session.shouldfail)
        stopped |= session.exitstatus == pytest.ExitCode.INTERRUPTED
        complete = not (self.partial or self.named or stopped)
        return Report(self.table, self.only, self.ledger, complete)

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
