"""`plumbline observe`: run a suite, stop nothing, and say which level each file belongs to."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from _pytest.terminal import TerminalReporter

from ..guard import mocks, patches
from ..guard.guard import Guard, install
from ..guard.policy import Policy
from ..placing import FIGURES
from ..placing.ties import python_files, ties
from ..table import FORBIDDEN, LevelsError, Table, read_table
from .timing import ProcessStopwatch, Timer
from .verdicts import Observed, as_json, summary

Wrapper = Generator[None, Any, Any]


class ObservePlugin:
    """Notes for each test file what its tests do."""

    def __init__(self, config: pytest.Config, table: Table) -> None:
        self.config = config
        self.table = table
        self.guard: Guard = install(config.rootpath)
        patches.install(self.guard)
        self.guard.reach.allow_temporary(tempfile.gettempdir())
        self.files: dict[str, Observed] = {}
        self.stopwatch = ProcessStopwatch()

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Wrapper:
        if isinstance(collector, pytest.File):
            return (yield from self._recorded(collector))
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self) -> Wrapper:
        try:
            return (yield)
        finally:
            self.guard.leave()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Wrapper:
        loaded, timer = len(sys.modules), Timer(self.stopwatch, children=False)
        result = yield
        self._seen(item).book(timer.stop(), imports=len(sys.modules) > loaded)
        return result

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Wrapper:
        return (yield from self._recorded(item))

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Wrapper:
        return (yield from self._recorded(item))

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Wrapper:
        return (yield from self._recorded(item))

    def _recorded(self, item: pytest.Item | pytest.File) -> Wrapper:
        patches.watch()
        done = self._seen(item).done  # threads and the exit add to it later
        kinds = frozenset(FORBIDDEN)
        policy = Policy("observed", item.nodeid, kinds, recording=True, violations=done)
        self.guard.policy = policy
        try:
            result = yield
        finally:
            self.guard.policy = None
        if isinstance(item, pytest.Module) and result.passed:
            mocks.judge(policy, item.obj, self.config.rootpath)
        return result

    def _seen(self, item: pytest.Item | pytest.File) -> Observed:
        return self.files.setdefault(item.nodeid.partition("::")[0], Observed())

    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        terminalreporter.write_sep("=", "observed")
        tied = ties(python_files(self.config.rootpath), self.files)
        for line in summary(self.table, self.files, tied):
            terminalreporter.write_line(line)
        if name := self.config.getoption(FIGURES):
            text = json.dumps(as_json(self.table, self.files), indent=2)
            Path(self.config.invocation_params.dir, name).write_text(f"{text}\n", encoding="utf-8")
        if self.guard.broken:
            terminalreporter.write_line(f"the guard failed: {self.guard.broken}", red=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(FIGURES, metavar="FILE", help="write what was seen here")


def pytest_configure(config: pytest.Config) -> None:
    try:
        plugin = ObservePlugin(config, read_table(config.rootpath))
    except LevelsError as error:
        raise pytest.UsageError(str(error)) from None
    config.pluginmanager.register(plugin, "levels-observe")
