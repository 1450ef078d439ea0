"""Let tests do what the baseline has on record for them, and note whether they still do it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from ..guard.policy import Policy
from ..table import LevelsError
from .baseline import (
    EACH,
    FILE,
    NOTHING,
    Baseline,
    Run,
    check_writable,
    read_baseline,
    renewed,
    stale,
    without_group,
    write_baseline,
)
from .start import LOADED_ALREADY
from .timing import Ledger
from .totals import MENDED, Figures, weigh

RECORD = "--levels-record"
NEW, FIXED = "new", "fixed"  # what the command asks for: record all, or only take out
ADD = "`plumbline baseline --add`"
BROKEN = {  # what is no test's doing
    int(pytest.ExitCode.INTERRUPTED): "the run was interrupted",
    int(pytest.ExitCode.INTERNAL_ERROR): "pytest or a plugin of it failed, see above",
    int(pytest.ExitCode.USAGE_ERROR): "pytest could not begin, see above",
    int(pytest.ExitCode.NO_TESTS_COLLECTED): "no test ran",
}
LIFTED = {"process", "files"}  # such tests see the machine's own PATH and HOME


def is_lifted(policy: Policy | None) -> bool:
    """Say whether a test is let see the machine's own variables."""
    return policy is not None and not LIFTED.isdisjoint(policy.let)


class Ratchet:
    """The baseline in one run; without one, and when nothing is recorded, it does nothing."""

    def __init__(self, config: pytest.Config, ledger: Ledger) -> None:
        self.root = config.rootpath
        self.found = read_baseline(self.root)
        self.baseline = self.found or NOTHING
        self.ledger = ledger
        self.asked = config.getoption("levels_record")
        # The first time, what is there is recorded; later only when that is asked for.
        self.recording = bool(self.asked == NEW or (self.asked and not self.baseline.lines))
        if self.asked:
            check_writable(self.root)
        self.calling = False  # a test's own call runs; what is reported then is a part of it
        self.uncollected = False  # a file could not be, so nobody knows what is in it
        self._grouped = bool(getattr(config.option, "loadgroup", False))
        self._done: dict[str, set[str]] = {}
        self._wide: dict[Any, set[str]] = {}  # what fixtures of several tests did
        self._uses: dict[str, set[Any]] = {}  # such fixtures, by test

    def name(self, test: str) -> str:
        """Return a node id as the file has it."""
        return without_group(test) if self._grouped else test

    def admit(self, policy: Policy) -> Policy:
        """Give a new policy what its test is let do."""
        if self.recording:
            policy.let = policy.forbids
        elif self.baseline.lines:
            policy.let = self.baseline.lines.get(self.name(policy.test), frozenset())
            policy.let &= policy.forbids
        if policy.let:
            policy.done = self._done.setdefault(self.name(policy.test), policy.done)
        return policy

    def uses(self, policy: Policy, item: pytest.Item) -> None:
        """Remember the fixtures that a test shares; whichever test comes first sets them up."""
        info = getattr(item, "_fixtureinfo", None)
        if policy.let and info is not None:
            fixtures = (one for found in info.name2fixturedefs.values() for one in found)
            shared = {one for one in fixtures if one.scope != "function"}
            self._uses.setdefault(self.name(policy.test), set()).update(shared)

    def share(self, policy: Policy | None, fixturedef: pytest.FixtureDef[Any]) -> Policy | None:
        """Return the policy for a fixture of several tests: what it does, all of them do."""
        if policy is None or not policy.let:
            return policy
        self._uses.setdefault(self.name(policy.test), set()).add(fixturedef)
        return replace(policy, done=self._wide.setdefault(fixturedef, set()))

    def is_slow(self, test: str, seconds: float, each: float) -> bool:
        """Say whether a test took too long and has no leave to.

        One on record is mended only below half the time, so that no line comes and goes by chance.
        """
        lines = self.baseline.lines
        if not lines or EACH not in lines.get(self.name(test), ()):
            return seconds > each
        if seconds > each * MENDED:
            self._done.setdefault(self.name(test), set()).add(EACH)
        return False

    def weigh(self, figures: Figures, *, whole: bool) -> frozenset[str]:
        """Note which levels used more than they may, and return those that have leave to."""
        lines, ledger = self.baseline.lines, self.ledger
        return weigh(figures, lines, ledger, whole=whole, recording=self.recording)

    def see(self, test: str, *, passed: bool = False) -> None:
        """Note that a test, or a file, was collected, and then that it passed."""
        test = self.name(test)
        if test in self.baseline.lines:
            self.ledger.seen[test] = passed or self.ledger.seen.get(test, False)

    def see_all(self, items: Iterable[pytest.Item]) -> None:
        """Note which tests of the baseline were collected."""
        if self.baseline.lines:
            for item in items:
                self.see(item.nodeid)

    def see_report(self, report: pytest.CollectReport) -> None:
        """Note what could not be collected, and that what was skipped as a whole is there."""
        self.uncollected |= report.failed
        if report.skipped:
            inside = (f"{report.nodeid}::", f"{report.nodeid}/")
            for test in self.baseline.lines:
                if test == report.nodeid or test.startswith(inside):
                    self.see(test)

    def close(self) -> None:
        """Book what was done."""
        if self.recording:
            for overrun in self.ledger.overruns:
                self._done.setdefault(self.name(overrun.test), set()).add(EACH)
            self.ledger.overruns.clear()
        for test, done in self._done.items():
            wide = (self._wide.get(one, set()) for one in self._uses.get(test, ()))
            if kinds := done.union(*wide):
                self.ledger.done[test] = sorted(kinds)

    def judge(self, run: Run) -> None:
        """Complain of lines that are no longer true."""
        if run.complete and not (self.asked or self.uncollected):
            self.ledger.complaints += [(FILE, line) for line in stale(self.baseline.lines, run)]

    @property
    def notes(self) -> list[str]:
        """The lines that end the report."""
        found = []
        if self.uncollected:
            found.append("not complete: what could not be collected is missing here")
        if self.baseline.lines and not self.asked:
            found.append(f"baseline: {self.baseline} left in {FILE}")
        return found


def run_pytest(arguments: list[str], plugins: list[object]) -> int:
    """Run pytest in this process, and return its exit code."""
    return int(pytest.main([*LOADED_ALREADY, *arguments], plugins=plugins))


class Recorder:
    """Runs pytest and writes the baseline anew."""

    def __init__(self, main: Callable[[list[str], list[object]], int] = run_pytest) -> None:
        self.main = main
        self.run: Any = None  # the plugin of the run, which has the figures

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self.run = session.config.pluginmanager.get_plugin("levels-run")

    def record(self, arguments: list[str], *, add: bool) -> int:
        """Run, write, say what was written; return pytest's exit code."""
        option = f"{RECORD}={NEW if add else FIXED}"
        code = self.main([option, *arguments], [self])
        if self.run is not None and self.run.ratchet.uncollected:
            return _nothing("some tests could not be collected, see above", code)
        if code in BROKEN or not self.run.evidence:
            return _nothing(BROKEN.get(code, "the run did not come to its end"), code)
        ratchet: Ratchet = self.run.ratchet
        if self.run.config.option.collectonly:
            return _nothing("no test ran", code)
        old = ratchet.baseline
        new = replace(old, lines=renewed(old.lines, self.run.evidence))
        if new.lines != old.lines or (ratchet.found and not new.lines):
            write_baseline(ratchet.root, new)
        print(f"{FILE}: {_outcome(ratchet, new)}")
        if code and ratchet.recording:
            print("The run failed; a test that failed may do more than was recorded.")
        elif code:
            print(f"The run failed; what is new in it was not recorded: mend it, or run {ADD}.")
        return code


def _outcome(ratchet: Ratchet, new: Baseline) -> str:
    if new.lines:
        gone = ratchet.baseline.violations - new.violations
        return f"{new} {'recorded' if ratchet.recording else f'left, {gone} taken out'}"
    if ratchet.found is None:
        return "no violation in any test; not needed"
    return "no violation in any test; deleted"


def _nothing(why: str, code: int) -> int:
    if code == 0:
        raise LevelsError(f"{FILE}: {why}; nothing was written.")
    print(f"{FILE}: {why}; nothing was written.", file=sys.stderr)
    return code
