"""Put the guard around each test: which policy holds when, and how a violation is reported."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from dataclasses import replace
from typing import Any

import pytest

from ..guard import mocks, patches
from ..guard.advice import block
from ..guard.guard import Guard, give_way, install
from ..guard.policy import Forbidden, Policy, Violation, is_forbidden
from ..guard.surroundings import Surroundings, Variables
from ..guard.threads import policy_of
from ..table import Level, Table
from .ratchet import Ratchet, is_lifted
from .selection import Selection
from .timing import Ledger

MOCKERS = {"mocker", "class_mocker", "module_mocker", "package_mocker", "session_mocker"}
PATIENCE = 1.0  # seconds that the end of a run waits for threads of its tests
SHOWN = 5  # violations told in full for one test
Wrapper = Generator[None, Any, Any]


class GuardPlugin:
    """Guards the tests of the levels that forbid something."""

    def __init__(
        self, config: pytest.Config, table: Table, ratchet: Ratchet, selection: Selection
    ) -> None:
        self.config = config
        self.table = table
        self.ledger: Ledger = ratchet.ledger
        self.ratchet = ratchet
        self.level_of = selection.level_of
        self.guard: Guard = install(config.rootpath)
        if not self.guard.alive:
            message = "plumbline: the guard did not start; no test may run without it."
            raise pytest.UsageError(message)
        patches.install(self.guard)
        self.surroundings = Surroundings(config, self.guard)
        self.forbids = {one.name: frozenset((*one.forbids, "state")) for one in table.levels}
        self.current: Policy | None = None
        self.paused: Policy | None = None
        self.outer: list[tuple[Policy | None, Variables]] = []
        self._judged = 0  # violations of the current test that a report has told
        self._passed = True  # the current test has so far
        self._earlier: dict[str, list[Violation]] = {}  # of the same test, run once before

    # Collection: an import is code too

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Wrapper:
        holds_tests = isinstance(collector, pytest.File | pytest.Class)
        level = self.level_of(collector.path) if holds_tests else None
        if level is None or not level.forbids:
            return (yield)
        patches.watch()
        policy = self._policy(level, collector.nodeid)
        self.guard.policy = policy
        try:
            report = yield
        finally:
            self.guard.policy = None
            policy.ended = True
        if report.passed and isinstance(collector, pytest.Module):
            mocks.judge(policy, collector.obj, self.config.rootpath)
        if policy.violations:
            return pytest.CollectReport(collector.nodeid, "failed", self._text(policy, 0), [])
        self.ratchet.see(collector.nodeid, passed=report.passed)
        return report

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.ratchet.see_all(session.items)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self.ratchet.see_report(report)

    # The three phases of a test; other plugins' wrappers stay outside

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Wrapper:
        level = self.level_of(item.path)
        self.current = self._policy(level, item.nodeid) if level and level.forbids else None
        self._judged = 0
        self._passed = True
        if self._earlier:
            again = self._earlier.get(item.nodeid)
            self._earlier = {item.nodeid: again} if again else {}
        self.surroundings.set_up(level, lifted=is_lifted(self.current))
        if self.current is None:
            return (yield)
        self.ratchet.uses(self.current, item)
        if "mock" in self.current.forbids:
            for name in MOCKERS.intersection(getattr(item, "fixturenames", ())):
                if "mock" in self.current.let:
                    self.current.done.add("mock")
                    break
                where = item.location[0] + f":{(item.location[1] or 0) + 1}"
                found = Violation(
                    "mock", f"the fixture {name}", where, "", level.name if level else ""
                )
                self.current.violations.append(found)
                raise Forbidden(found.what)
        self._begin()
        try:
            return (yield)
        finally:
            self.guard.policy = None

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_call(self) -> Wrapper:
        self._begin()
        self.ratchet.calling = True
        try:
            return (yield)
        finally:
            self.guard.policy = None
            self.ratchet.calling = False

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_teardown(self) -> Wrapper:
        self._begin()
        try:
            return (yield)
        finally:
            self.guard.policy = None
            if self.current:
                self.surroundings.restore(self.current)
                self.current.ended = True

    def _begin(self) -> None:
        """Begin a phase of the current test."""
        if self.current is not None:
            patches.watch()
            self.guard.phase += 1
            self.guard.policy = self.current

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Wrapper:
        """Have the last word, after skip and xfail."""
        report: pytest.TestReport = yield
        policy = self.current
        self._passed &= report.outcome == "passed"
        if self._passed and report.when == "teardown":
            self.ratchet.see(item.nodeid, passed=True)
        if policy is None:
            return report
        if self._earlier and report.when == "call" and item.nodeid in self._earlier:
            policy.violations[:0] = self._earlier[item.nodeid]  # a plugin runs the test again
        if len(policy.violations) == self._judged:
            return report
        text = self._text(policy, self._judged)
        self._judged = len(policy.violations)
        self._earlier.setdefault(item.nodeid, [*policy.violations])
        if call.excinfo and not is_forbidden(call.excinfo.value) and report.failed:
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
        policy = self.ratchet.share(self.guard.policy, fixturedef)
        fixturedef.addfinalizer(self._leave)
        self._enter(policy)
        try:
            return (yield)
        finally:
            self._leave()
            fixturedef.addfinalizer(lambda: self._enter(policy))

    def _enter(self, policy: Policy | None) -> None:
        outside, self.guard.policy = self.guard.policy, None
        free = policy is None or is_lifted(policy)
        self.outer.append((outside, self.surroundings.open(free=free)))
        if policy and self.current:
            policy = replace(policy, violations=self.current.violations, ended=False, shared=True)
        self.guard.policy = policy

    def _leave(self) -> None:
        if self.outer:
            if self.guard.policy:
                self.guard.policy.ended = True  # what its threads do from now on is late
            self.guard.policy = None
            outside, shown = self.outer.pop()
            self.surroundings.close(shown)
            self.guard.policy = outside

    def pytest_unconfigure(self) -> None:
        give_way(self.guard)

    def pytest_enter_pdb(self) -> None:
        self.paused, self.guard.policy = self.guard.policy, None

    def pytest_leave_pdb(self) -> None:
        self.guard.policy, self.paused = self.paused, None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self) -> Wrapper:
        try:
            return (yield)
        finally:
            self.surroundings.set_up(None)
            self.guard.leave()
            self._await_threads()
            self.ratchet.close()
            for test, found in dict.fromkeys((p.test, one) for p, one in self.guard.late):
                text = block(self.table, self.config.rootpath, found)
                self.ledger.complaints.append((test, f"after its end: {text}"))
            if self.guard.broken:
                text = f"the guard failed and may have missed something: {self.guard.broken}"
                self.ledger.complaints.append(("plumbline::guard", text))

    def _await_threads(self) -> None:
        """Give threads that outlive their tests a moment to show what they are up to."""
        end = time.monotonic() + PATIENCE
        for thread in threading.enumerate():
            if policy_of(thread) and thread is not threading.main_thread():
                thread.join(max(0.0, end - time.monotonic()))

    def _policy(self, level: Level, test: str) -> Policy:
        return self.ratchet.admit(Policy(level.name, test, self.forbids[level.name]))

    def _text(self, policy: Policy, start: int) -> str:
        found = list(dict.fromkeys(policy.violations[start:]))
        blocks = [block(self.table, self.config.rootpath, one) for one in found[:SHOWN]]
        if len(found) > SHOWN:
            blocks.append(f"... and {len(found) - SHOWN} more")
        return "\n\n".join(blocks)
