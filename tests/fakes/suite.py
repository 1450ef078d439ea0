"""A suite of tests in memory, and a pytest that runs it: its hooks, nodes and reports are pytest's own."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from _pytest import runner
from _pytest.mark.structures import MARK_GEN

from tests.fakes.config import FakeConfig, FakeTerminal
from tests.fakes.nodes import Act, Case, FakeFixture, FakeModule, Shared

Plugins = Callable[[], Sequence[object]]  # makes those of a process
Report = pytest.TestReport | pytest.CollectReport
PHASE = "PYTEST_CURRENT_TEST"  # which pytest sets while a test runs, and takes out
ENDS = pytest.ExitCode


@dataclass
class Ended:
    """What a run left."""

    code: int = 0
    said: str = ""  # why it could not begin
    ends: dict[str, str] = field(
        default_factory=dict
    )  # how each test ended, or file that did not pass
    failed: dict[str, str] = field(default_factory=dict)  # why
    lines: list[str] = field(default_factory=list)  # what plugins wrote below the tests


class FakeSuite:
    """What each test does, by node id, and each import, by file, which returns names of the module.

    The folder is real. Words are `-x`, `--collect-only`, paths, or `--name=value`; of the two workers of
    `-n=2` one runs after the other.
    """

    def __init__(self, folder: Path, acts: Mapping[str, Act | Case] | None = None) -> None:
        self.folder = folder
        self.acts = dict(acts or {})

    def run(self, *words: str, plugins: Plugins = list, here: Sequence[object] = ()) -> Ended:
        """Run what the words ask for, with plugins of each process, and some that no worker has."""
        phase, marks = os.environ.get(PHASE), vars(MARK_GEN)["_config"]
        vars(MARK_GEN)["_config"] = None  # any mark is known
        try:
            return _Run(self, words, plugins).whole(here)
        finally:
            vars(MARK_GEN)["_config"] = marks
            if phase is not None:
                os.environ[PHASE] = phase


class _Run:
    """One process of pytest, and of its own plugins those that matter."""

    pytest_sessionstart = staticmethod(runner.pytest_sessionstart)
    pytest_sessionfinish = staticmethod(runner.pytest_sessionfinish)
    pytest_make_collect_report = staticmethod(runner.pytest_make_collect_report)
    pytest_runtest_protocol = staticmethod(runner.pytest_runtest_protocol)
    pytest_runtest_setup = staticmethod(runner.pytest_runtest_setup)
    pytest_runtest_call = staticmethod(runner.pytest_runtest_call)
    pytest_runtest_teardown = staticmethod(runner.pytest_runtest_teardown)
    pytest_runtest_makereport = staticmethod(runner.pytest_runtest_makereport)

    def __init__(self, suite: FakeSuite, words: Sequence[str], plugins: Plugins) -> None:
        self.suite, self.words, self.plugins = suite, words, plugins
        self.config: Any = FakeConfig(suite.folder, words)
        self.ended = Ended()
        self.session: Any = None
        self.controller: _Run | None = None
        self.turn = slice(None)  # which of the tests are run
        self.fixtures: dict[Shared, FakeFixture] = {}

    def whole(self, here: Sequence[object] = ()) -> Ended:
        """Do what a command line does."""
        hook = self.config.hook
        for plugin in (self, *here, *self.plugins()):
            self.config.pluginmanager.register(plugin)
        try:
            hook.pytest_configure.call_historic(kwargs={"config": self.config})
            self.session = pytest.Session.from_config(self.config)
            self._wrapped()
            self.ended.code = int(self.session.exitstatus)
        except pytest.UsageError as error:
            self.ended.code, self.ended.said = int(ENDS.USAGE_ERROR), str(error)
        finally:
            hook.pytest_unconfigure(config=self.config)
            for end in reversed(self.config.ends):
                end()
        return self.ended

    def _wrapped(self) -> None:
        session, hook = self.session, self.config.hook
        session.exitstatus = ENDS.OK
        hook.pytest_sessionstart(session=session)
        try:
            session.exitstatus = self._main()
        except session.Failed:
            session.exitstatus = ENDS.TESTS_FAILED
        except KeyboardInterrupt:  # that of a run that is stopped is one as well
            session.exitstatus = ENDS.INTERRUPTED
        hook.pytest_sessionfinish(session=session, exitstatus=session.exitstatus)
        hook.pytest_terminal_summary(
            terminalreporter=FakeTerminal(self.ended.lines),
            exitstatus=session.exitstatus,
            config=self.config,
        )

    def _main(self) -> int:
        session = self.session
        if not self.config.option.workers:
            self._collect()
        self.config.hook.pytest_runtestloop(session=session)
        if session.testsfailed:
            return ENDS.TESTS_FAILED
        return ENDS.OK if session.testscollected else ENDS.NO_TESTS_COLLECTED

    def _collect(self) -> None:
        session, hook = self.session, self.config.hook
        files: dict[str, list[str]] = {}
        for node in filter(self.config.asks_for, self.suite.acts):
            file, _, test = node.partition("::")
            files.setdefault(file, []).extend([node] if test else [])
        for file, nodes in sorted(files.items()):
            path = self.suite.folder / file
            named = {"collection_path": path, "path": path, "config": self.config}
            if not hook.pytest_ignore_collect(**named):
                given: Any = {"acts": self.suite.acts, "tests": nodes, "fixtures": self.fixtures}
                module = FakeModule.from_parent(session, path=path, **given)
                report = hook.pytest_make_collect_report(collector=module)
                hook.pytest_collectreport(report=report)
                session.items += report.result or []
        items = session.items
        hook.pytest_collection_modifyitems(session=session, config=self.config, items=items)
        hook.pytest_collection_finish(session=session)
        session.testscollected = len(items)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        left = [item for item in items if self.config.option.keyword not in item.nodeid]
        if left:
            items[:] = [item for item in items if item not in left]
            self.config.hook.pytest_deselected(items=left)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if self.config.option.workers:
            self._hand_out()
            return True
        if session.testsfailed and not self.config.option.continue_on_collection_errors:
            what = f"{session.testsfailed} errors during collection"
            raise session.Interrupted(what)
        items = [] if self.config.option.collectonly else session.items[self.turn]
        for item, following in zip(items, [*items[1:], None], strict=False):
            self.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.shouldfail:
                raise session.Failed(session.shouldfail)
        return True

    def _hand_out(self) -> None:
        """Do as xdist does with two workers."""
        words = [word for word in self.words if not word.startswith("-n=")]
        for number in range(2):
            worker = _Run(self.suite, words, self.plugins)
            worker.controller, worker.turn = self, slice(number, None, 2)
            worker.config.workeroutput = {}
            code = worker.whole().code
            self.session.testscollected = worker.session.testscollected
            node = SimpleNamespace(workeroutput=json.loads(json.dumps(worker.config.workeroutput)))
            self.config.hook.pytest_testnodedown(node=node, error=None)
            if code == ENDS.INTERRUPTED or self.session.shouldfail:
                raise self.session.Interrupted(f"worker {number} broke off")

    def pytest_fixture_setup(self, fixturedef: FakeFixture) -> bool:
        fixturedef.shared.before()
        fixturedef.addfinalizer(fixturedef.shared.after)
        return True

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.passed:
            return
        self._note(report)
        if self.controller:
            self.controller.config.hook.pytest_collectreport(report=report)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or not report.passed:
            self._note(report)
        if self.controller:
            self.controller.config.hook.pytest_runtest_logreport(report=report)

    def _note(self, report: Report) -> None:
        if report.nodeid not in self.ended.failed:
            self.ended.ends[report.nodeid] = report.outcome
        if report.failed:
            self.ended.failed.setdefault(report.nodeid, report.longreprtext)
