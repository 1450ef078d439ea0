"""What is told of a test that the guard stopped, whatever the test and pytest's plugins make of it."""

import atexit
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from _pytest import skipping
from _pytest.runner import runtestprotocol
from plumbline.guard import guard as guard_module

from tests.contracts.suite import fails, skips
from tests.fakes.nodes import Act, in_turn, nothing
from tests.levelled import Levelled, expected_to_fail, sleeps, starts
from tests.unit.services.test_guarded_run import FILE, STARTED, THERE, TREES, A, B


@pytest.fixture
def suite(tmp_path: Path) -> Levelled:
    return Levelled(tmp_path, TREES)


def swallows(then: Act = nothing) -> None:
    """Do what a test does that lets nothing stop it."""
    with suppress(BaseException):
        starts()
    then()


def test_no_marker_hides_a_violation(suite: Levelled) -> None:
    marks = [expected_to_fail(strict=False), expected_to_fail(raises=BaseException, strict=True)]
    for number, mark in enumerate(marks):
        suite.add(f"{A}[{number}]", starts, marks=(mark,))
        suite.add(f"{B}[{number}]", fails, marks=(mark,))

    run = suite.run(plugins=lambda: [skipping])

    assert (run.code, run.ends) == (
        1,
        {f"{A}[0]": "failed", f"{A}[1]": "failed", f"{B}[0]": "skipped", f"{B}[1]": "skipped"},
    )


def test_a_skip_hides_no_violation(suite: Levelled) -> None:
    suite.add(A, lambda: swallows(skips))

    assert suite.run().failed[A].startswith(STARTED)


def test_a_violation_that_is_swallowed_fails_its_test(suite: Levelled) -> None:
    suite.add(A, swallows)

    run = suite.run()

    assert (run.code, run.failed[A].partition("\n")[0]) == (1, STARTED)


def test_a_failure_of_the_test_itself_is_still_shown(suite: Levelled) -> None:
    suite.add(A, in_turn(swallows, fails))

    told = suite.run().failed[A]

    assert told.startswith(STARTED)
    assert told.endswith(f"{THERE}\n\nValueError: no")


def test_what_is_done_often_is_told_once_and_many_are_summed_up(suite: Levelled) -> None:
    def acts() -> None:
        for number in (0, 0, *range(7)):
            with suppress(BaseException):
                sys.audit("os.system", f"{number}".encode())

    suite.add(A, acts)

    told = suite.run().failed[A]

    assert told.count(": level 4 logic forbids process") == 5
    assert told.endswith("\n\n... and 2 more")


def test_the_fixture_mocker_is_refused(suite: Levelled) -> None:
    ran: list[int] = []
    suite.add(A, before=partial(ran.append, 1), names=("mocker",))

    assert (
        suite.run()
        .failed[A]
        .startswith(f"the fixture mocker: level 4 logic forbids mock\n  at {FILE}:1\n")
    )
    assert ran == []


class Again:
    """A plugin that runs a test once more if it fails, as those for flaky tests do."""

    @pytest.hookimpl
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool:
        for is_last in (False, True):
            reports = runtestprotocol(item, log=False, nextitem=nextitem)
            if is_last or not any(report.failed for report in reports):
                for report in reports:
                    item.ihook.pytest_runtest_logreport(report=report)
                break
        return True


def test_a_violation_counts_although_the_test_is_run_again(suite: Levelled) -> None:
    runs: list[int] = []

    def once() -> None:
        runs.append(1)
        if len(runs) == 1:
            starts()

    suite.add(A, once)
    suite.add(B)

    run = suite.run(plugins=lambda: [Again()])

    assert (len(runs), run.ends) == (2, {A: "failed", B: "passed"})
    assert run.failed[A].startswith(STARTED)


def test_a_guard_that_fails_fails_the_run(suite: Levelled) -> None:
    suite.add(A, partial(sys.audit, "open", "no mode"))

    run = suite.run()

    assert (run.code, run.failed) == (
        1,
        {
            "plumbline::guard": "the guard failed and may have missed something: ValueError: not "
            "enough values to unpack (expected 3, got 1) (at open)"
        },
    )


@pytest.mark.parametrize("words", [(), ("-n=2",)])
def test_what_a_test_registers_for_the_exit_is_held(
    suite: Levelled, words: tuple[str, ...]
) -> None:
    def last() -> None: ...

    suite.add(A, partial(atexit.register, sys.audit, "os.system", b"true"))
    suite.add(B, in_turn(partial(atexit.register, last), partial(atexit.unregister, last)))

    run = suite.run(*words)

    assert run.code == 1
    assert run.failed[A].startswith(f"after its end: {STARTED}\n  at {FILE}:2\n")
    assert [*run.failed] == [A]


def test_a_debugger_is_not_guarded(suite: Levelled) -> None:
    def stops(then: Act) -> None:
        guard: Any = suite.plugin.config.pluginmanager.get_plugin("levels-guard")
        guard.pytest_enter_pdb()
        starts()
        guard.pytest_leave_pdb()
        then()

    suite.add(A, lambda: stops(nothing))
    suite.add(B, lambda: stops(sleeps))

    assert [*suite.run().failed] == [B]


def test_a_run_inside_a_run_gives_way_to_it(suite: Levelled) -> None:
    outer = vars(guard_module)["_guard"]
    suite.add(A)

    assert (suite.run().code, suite.run("--level=typo").code) == (0, 4)
    assert vars(guard_module)["_guard"] is outer
