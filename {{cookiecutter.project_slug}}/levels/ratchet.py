"""Let tests do what the baseline has on record for them, and note whether they still do it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from .baseline import FILE, Baseline, count, read_baseline, renewed, stale, write_baseline
from .guard import Policy
from .ledger import Ledger
from .table import LevelsError, Table

RECORD = "--levels-record"
LIFTED = {"process", "files"}  # such tests see the machine's own PATH and HOME


def is_lifted(policy: Policy | None) -> bool:
    """Say whether a test is let see the machine's own variables."""
    return policy is not None and not LIFTED.isdisjoint(policy.let)


class Ratchet:
    """The baseline in one run; without one, and when nothing is recorded, it does nothing."""

    def __init__(self, root: Path, ledger: Ledger, *, recording: bool) -> None:
        self.root = root
        self.found = read_baseline(root)
        self.baseline: Baseline = self.found or {}
        self.ledger = ledger
        self.recording = recording
        self.uncollected = False  # a file could not be, so nobody knows what is in it
        self._done: dict[str, set[str]] = {}
        self._wide: dict[Any, set[str]] = {}  # what fixtures of several tests did
        self._uses: dict[str, set[Any]] = {}  # such fixtures, by test

    def admit(self, policy: Policy) -> Policy:
        """Give a new policy what its test is let do."""
        if self.recording:
            policy.let = policy.forbids
        elif policy.test in self.baseline:
            policy.let = self.baseline[policy.test] & policy.forbids
        if policy.let:
            policy.done = self._done.setdefault(policy.test, policy.done)
        return policy

    def uses(self, policy: Policy, item: pytest.Item) -> None:
        """Remember the fixtures that a test shares; whichever test comes first sets them up."""
        info = getattr(item, "_fixtureinfo", None)
        if policy.let and info is not None:
            fixtures = (one for found in info.name2fixturedefs.values() for one in found)
            shared = {one for one in fixtures if one.scope != "function"}
            self._uses.setdefault(policy.test, set()).update(shared)

    def share(self, policy: Policy | None, fixturedef: pytest.FixtureDef[Any]) -> Policy | None:
        """Return the policy for a fixture of several tests: what it does, all of them do."""
        if policy is None or not policy.let:
            return policy
        self._uses.setdefault(policy.test, set()).add(fixturedef)
        return replace(policy, done=self._wide.setdefault(fixturedef, set()))

    def see(self, test: str, *, passed: bool = False) -> None:
        """Note that a test, or a file, was collected, and then that it passed."""
        if test in self.baseline:
            self.ledger.seen[test] = passed or self.ledger.seen.get(test, False)

    def see_all(self, items: Iterable[pytest.Item]) -> None:
        """Note which tests of the baseline were collected."""
        if self.baseline:
            for item in items:
                self.see(item.nodeid)

    def close(self) -> None:
        """Book what was done."""
        for test, done in self._done.items():
            wide = (self._wide.get(one, set()) for one in self._uses.get(test, ()))
            if kinds := done.union(*wide):
                self.ledger.done[test] = sorted(kinds)

    def judge(self, table: Table, names: frozenset[str], complete: bool) -> None:
        """Complain of lines that are no longer true."""
        if complete and self.baseline and not (self.recording or self.uncollected):
            done, seen = self.ledger.done, self.ledger.seen
            self.ledger.complaints += stale(self.baseline, done, seen, table, names)

    @property
    def note(self) -> str:
        """The line that ends the report, nothing without a baseline."""
        if self.found is None or self.recording:
            return ""
        left = f"baseline: {count(self.baseline)} left in {FILE}"
        return left if self.baseline else f"{left}; delete it"


class Recorder:
    """Runs pytest with nothing stopped and writes the baseline anew."""

    def __init__(self) -> None:
        self.run: Any = None  # the plugin of the run, which has the figures

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self.run = session.config.pluginmanager.get_plugin("levels-run")

    def record(self, arguments: list[str]) -> int:
        """Run, write, say what was written; return pytest's exit code."""
        code = int(pytest.main(["-p", "levels.plugin", RECORD, *arguments], plugins=[self]))
        report = getattr(self.run, "report", None)
        if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) or report is None:
            return _nothing("the run did not come to its end", code)
        ratchet: Ratchet = self.run.ratchet
        if ratchet.uncollected:
            return _nothing("some tests could not be collected", code)
        if self.run.config.option.collectonly:
            return _nothing("no test ran", code)
        ledger = ratchet.ledger
        baseline = renewed(ratchet.baseline, ledger.done, ledger.seen, report.complete)
        write_baseline(ratchet.root, baseline)
        if baseline:
            print(f"{FILE}: {count(baseline)} recorded")
        else:
            gone = "deleted" if ratchet.found is not None else "not needed"
            print(f"{FILE}: no violation in any test; {gone}")
        if code:
            print("The run failed; a test that failed may do more than was recorded.")
        return code


def _nothing(why: str, code: int) -> int:
    if code == 0:
        raise LevelsError(f"{FILE}: {why}; nothing was written.")
    print(f"{FILE}: {why}; nothing was written.", file=sys.stderr)
    return code
