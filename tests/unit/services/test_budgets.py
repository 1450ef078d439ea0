"""What a test costs, on which account, and whether it is too slow, by clocks that the tests move."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from _pytest import skipping
from plumbline.plugin.timing import UNPLACED

from tests.contracts.suite import fails, skips
from tests.fakes.nodes import Act, Shared, in_turn, nothing
from tests.levelled import Levelled, expected_to_fail
from tests.unit.services.test_guarded_ends import Again

A, B = "tests/unit/test_a.py::test_a", "tests/unit/test_a.py::test_b"
OVER = "took {:.2f} s of cpu time, {}; levels.toml allows 1 s for each test of level 1 fast: "


@pytest.fixture
def suite(tmp_path: Path) -> Levelled:
    """Return a suite whose fast tests may take a second."""
    made = Levelled(tmp_path)
    made.change("each = 0.2\ntotal = 1.0", "each = 1.0\ntotal = 99.0")
    return made


@pytest.mark.parametrize(
    ("file", "name", "cpu", "judged"),
    [
        ("tests/unit/test_a.py", "fast", 1, 1),
        ("tests/late/test_a.py", "late", 5, 0.5),
        ("docs/test_a.py", UNPLACED, 5, 5),
    ],
)
def test_child_processes_are_counted_where_they_are_allowed(
    suite: Levelled, file: str, name: str, cpu: float, judged: float
) -> None:
    suite.add(f"{file}::test_a", suite.takes(cpu=1, children=4, wall=0.5))

    run = suite.run(".")

    account = suite.plugin.ledger.account(name)
    assert (run.code, account.tests, account.cpu, account.wall) == (0, 1, cpu, 0.5)
    assert account.slowest == [(judged, f"{file}::test_a")]


def test_one_that_is_too_slow_twice_fails(suite: Levelled) -> None:
    runs: list[int] = []
    suite.add(A, in_turn(partial(runs.append, 1), suite.takes(cpu=2)))

    run = suite.run()

    assert run.failed[A].startswith(OVER.format(2, "twice"))
    ledger = suite.plugin.ledger
    assert [(one.level, one.test, one.seconds) for one in ledger.overruns] == [("fast", A, 2)]
    assert (len(runs), ledger.account("fast").cpu) == (2, 2)  # the second is on nobody's account


def once(suite: Levelled, then: Act) -> Act:
    """Return an act that is slow the first time, and does something else later."""
    acts = [suite.takes(cpu=2)]
    return lambda: (acts.pop() if acts else then)()


@pytest.mark.parametrize("seconds", [0, 1])
def test_one_that_is_slow_once_is_forgiven(suite: Levelled, seconds: float) -> None:
    suite.add(A, once(suite, suite.takes(cpu=seconds)))

    assert suite.run().code == 0
    assert suite.plugin.ledger.overruns == []
    assert suite.plugin.ledger.account("fast").cpu == 2


def test_one_that_fails_when_it_runs_again_is_not_forgiven(suite: Levelled) -> None:
    suite.add(A, once(suite, fails))

    why = "and did not pass when it was run again, alone"
    assert suite.run().failed[A].startswith(OVER.format(2, why))


@pytest.mark.parametrize(
    ("then", "end", "more"),
    [
        (fails, "failed", {}),
        (skips, "skipped", {}),
        (fails, "skipped", {"marks": (expected_to_fail(strict=False),)}),
        (nothing, "passed", {"marks": (expected_to_fail(strict=False),)}),
    ],
    ids=["fails", "skips", "fails as it may", "passes though it may fail"],
)
def test_one_that_does_not_pass_as_it_should_is_not_judged(
    suite: Levelled, then: Act, end: str, more: dict[str, Any]
) -> None:
    runs: list[int] = []
    suite.add(A, in_turn(partial(runs.append, 1), suite.takes(cpu=2), then), **more)

    assert suite.run(plugins=lambda: [skipping]).ends == {A: end}
    assert (suite.plugin.ledger.overruns, runs) == ([], [1])


@pytest.mark.parametrize("scope", ["module", "session"])
def test_fixtures_of_several_tests_are_nobodys(suite: Levelled, scope: str) -> None:
    shared = Shared(suite.takes(cpu=2), suite.takes(cpu=2), scope)
    suite.add(A, suite.takes(cpu=0.5, wall=1), shared=(shared,))

    assert suite.run().code == 0
    assert suite.plugin.ledger.account("fast").cpu == 4.5


def test_what_one_test_shared_is_not_taken_off_the_next(suite: Levelled) -> None:
    shared = Shared(suite.takes(cpu=3))
    suite.add(A, shared=(shared,))
    suite.add(B, suite.takes(cpu=2), shared=(shared,))

    assert [*suite.run().failed] == [B]


def test_a_test_that_a_plugin_runs_again_is_timed_anew(suite: Levelled) -> None:
    acts = [fails]
    suite.add(A, in_turn(suite.takes(cpu=0.75), lambda: acts.pop()() if acts else None))

    run = suite.run(plugins=lambda: [Again()])

    assert (run.ends, suite.plugin.ledger.account("fast").cpu) == ({A: "passed"}, 1.5)


def test_one_that_is_slow_when_a_plugin_runs_it_again_fails(suite: Levelled) -> None:
    acts = [fails]
    suite.add(A, lambda: (acts.pop() if acts else suite.takes(cpu=2))())

    run = suite.run(plugins=lambda: [Again()])

    assert run.failed[A].startswith(OVER.format(2, "twice"))
