"""Put the guard around each test: which policy holds when, and how a violation is reported."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Generator
from dataclasses import replace
from typing import Any

import pytest

from . import patches
from .advice import block
from .guard import Forbidden, Guard, Policy, Violation, install
from .ledger import Ledger
from .table import Level, Table

MOCKERS = {"mocker", "class_mocker", "module_mocker", "package_mocker", "session_mocker"}
HOME_NAMES = ("HOME", "USERPROFILE")
XDG_NAMES = ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
SHOWN = 5  # violations told in full for one test
Wrapper = Generator[None, Any, Any]


class GuardPlugin:
    """Guards the tests of the levels that forbid something."""

    def __init__(self, config: pytest.Config, table: Table, ledger: Ledger, levels: Any) -> None:
        self.config = config
        self.table = table
        self.ledger = ledger
        self.level_of = levels.level_of
        self.guard: Guard = install(config.rootpath)
        if not self.guard.alive:
            message = "levels/guard.py: the guard did not start; no test may run without it."
            raise pytest.UsageError(message)
        patches.install(self.guard)
        self.guard.make_folder = self._make_folder
        self.guard.state = self._note_state
        self.current: Policy | None = None
        self.paused: Policy | None = None
        self.outer: list[tuple[Policy | None, dict[str, str | None]]] = []
        self.hidden: dict[str, str | None] | None = None  # the machine's variables while hermetic
        self.folder = ""  # where the next test may keep temporary files; made when it is used
        self.count = 0
        self.before: dict[str, Any] = {}  # folder and environment before the test changed them
        self.culprit: dict[str, str] = {}
        self._judged = 0  # violations of the current test that a report has told
        self.environment: dict[str, str] = {}
        self.excused: set[str] = set()

    # Collection: an import is code too

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Wrapper:
        level = self.level_of(collector.path) if isinstance(collector, pytest.File) else None
        if level is None or not level.forbids:
            return (yield)
        self._watch()
        policy = self._policy(level, collector.nodeid)
        self.guard.policy = policy
        try:
            report = yield
        finally:
            self.guard.policy = None
            policy.ended = True
        if policy.violations:
            return pytest.CollectReport(collector.nodeid, "failed", self._text(policy, 0), [])
        return report

    # The three phases of a test; other plugins' wrappers stay outside

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Wrapper:
        level = self.level_of(item.path)
        self.current = self._policy(level, item.nodeid) if level and level.forbids else None
        self._judged = 0
        self._isolate(level)
        if self.current is None:
            return (yield)
        if "mock" in self.current.forbids:
            for name in MOCKERS.intersection(getattr(item, "fixturenames", ())):
                where = item.location[0] + f":{(item.location[1] or 0) + 1}"
                found = Violation(
                    "mock", f"the fixture {name}", where, "", level.name if level else ""
                )
                self.current.violations.append(found)
                raise Forbidden(found.what)
        return (yield from self._guarded())

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_call(self) -> Wrapper:
        return (yield from self._guarded())

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_teardown(self) -> Wrapper:
        try:
            return (yield from self._guarded())
        finally:
            if self.current:
                self._restore_state(self.current)
                self.current.ended = True

    def _guarded(self) -> Wrapper:
        if self.current is None:
            return (yield)
        self._watch()
        self.guard.policy = self.current
        try:
            return (yield)
        finally:
            self.guard.policy = None

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Wrapper:
        """Have the last word, after skip and xfail."""
        report: pytest.TestReport = yield
        policy = self.current
        if policy is None or len(policy.violations) == self._judged:
            return report
        text = self._text(policy, self._judged)
        self._judged = len(policy.violations)
        if call.excinfo and not isinstance(call.excinfo.value, Forbidden) and report.failed:
            text += f"\n\n{report.longrepr}"
        report.outcome = "failed"
        report.longrepr = text
        if hasattr(report, "wasxfail"):
            del report.wasxfail
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Wrapper:
        """Let a fixture of several tests end under the policy that it began under."""
        if fixturedef.scope == "function":
            return (yield)
        policy = self.guard.policy
        fixturedef.addfinalizer(self._leave)
        self._enter(policy)
        try:
            return (yield)
        finally:
            self._leave()
            fixturedef.addfinalizer(lambda: self._enter(policy))

    def _enter(self, policy: Policy | None) -> None:
        outside, self.guard.policy = self.guard.policy, None
        free = self.hidden is not None and policy is None  # it was made outside the guard
        hermetic = _set_environment(self.hidden) if free and self.hidden else {}
        self.outer.append((outside, hermetic))
        if policy and self.current:
            policy = replace(policy, violations=self.current.violations)
        self.guard.policy = policy
        self.environment = dict(os.environ)

    def _leave(self) -> None:
        if not self.outer:
            return
        now = dict(os.environ)
        names = self.environment.keys() | now.keys()
        self.excused |= {n for n in names if self.environment.get(n) != now.get(n)}
        self.guard.policy = None
        outside, hermetic = self.outer.pop()
        _set_environment(hermetic)
        self.guard.policy = outside

    def pytest_enter_pdb(self) -> None:
        self.paused, self.guard.policy = self.guard.policy, None

    def pytest_leave_pdb(self) -> None:
        self.guard.policy, self.paused = self.paused, None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self) -> Wrapper:
        try:
            return (yield)
        finally:
            self._isolate(None)
            for policy, found in self.guard.late:
                text = block(self.table, self.config.rootpath, found)
                self.ledger.complaints.append(f"{policy.test} went on after its end: {text}")
            if self.guard.broken:
                text = f"levels/guard.py: the guard failed and may have missed something: {self.guard.broken}"
                self.ledger.complaints.append(text)

    def _policy(self, level: Level, test: str) -> Policy:
        return Policy(level.name, test, frozenset(level.forbids) | {"state"})

    def _watch(self) -> None:
        patches.watch_mock()
        patches.watch_asyncio()

    def _text(self, policy: Policy, start: int) -> str:
        found = list(dict.fromkeys(policy.violations[start:]))
        blocks = [block(self.table, self.config.rootpath, one) for one in found[:SHOWN]]
        if len(found) > SHOWN:
            blocks.append(f"... and {len(found) - SHOWN} more")
        return "\n\n".join(blocks)

    # The surroundings of a guarded test

    def _isolate(self, level: Level | None) -> None:
        guarded = level is not None and "process" in level.forbids
        self.before.clear()
        self.excused.clear()
        if guarded:
            self.count += 1
            self.folder = os.path.join(self._base(), "levels", f"test-{self.count}")
            tempfile.tempdir = self.folder
        if guarded == (self.hidden is not None):
            return
        if guarded:
            home = os.path.join(self._base(), "levels", "home")
            os.makedirs(home, exist_ok=True)
            values: dict[str, str | None] = dict.fromkeys((*HOME_NAMES, *XDG_NAMES), home)
            self.hidden = _set_environment({**values, "PATH": ""})
        elif self.hidden is not None:
            _set_environment(self.hidden)
            self.hidden = None
            self.folder = ""
            tempfile.tempdir = None

    def _base(self) -> str:
        if not self.guard.reach.temporary:
            factory: pytest.TempPathFactory = self.config._tmp_path_factory  # type: ignore[attr-defined]
            self.guard.reach.allow_temporary(str(factory.getbasetemp()))
        return self.guard.reach.temporary[0]

    def _make_folder(self, path: str) -> None:
        if self.folder and path.startswith(self.folder):
            os.makedirs(self.folder, exist_ok=True)

    def _note_state(self, what: str) -> None:
        if what in self.before or self.outer:
            return
        self.before[what] = os.getcwd() if what == "folder" else dict(os.environ)
        frame = sys._getframe(3)
        self.culprit[what] = self.guard.line_of(frame)

    def _restore_state(self, policy: Policy) -> None:
        """Undo what the test left changed outside itself, and count it against the test."""
        folder, variables = self.before.get("folder"), self.before.get("environment")
        if folder and os.getcwd() != folder:
            os.chdir(folder)
            self._blame(policy, "folder", "the working folder was left changed")
        if variables is not None:
            now = dict(os.environ)
            changed = {n for n in variables.keys() | now.keys() if variables.get(n) != now.get(n)}
            changed -= self.excused | {"PYTEST_CURRENT_TEST"}
            if changed:
                _set_environment({name: variables.get(name) for name in changed})
                names = ", ".join(sorted(changed))
                self._blame(policy, "environment", f"environment variables left changed: {names}")

    def _blame(self, policy: Policy, what: str, sentence: str) -> None:
        found = Violation("state", sentence, self.culprit[what], "", policy.level)
        policy.violations.append(found)


def _set_environment(values: dict[str, str | None]) -> dict[str, str | None]:
    """Set variables, or unset those that are None; return what they were."""
    before = {name: os.environ.get(name) for name in values}
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    return before
