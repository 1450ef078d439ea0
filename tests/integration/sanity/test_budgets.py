"""What a test costs, and that it fails where that is too much, by clocks that the tests move."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from plumbline.plugin.baseline import Baseline
from plumbline.plugin.budgets import CONFIRMED
from plumbline.plugin.timing import UNPLACED

from tests.timed import Bench

OVER = "took {:.2f} s of cpu time, {}; levels.toml allows 1 s for each test of level 1 fast: "
THING = "@pytest.fixture{scope}\ndef thing():\n    bench.spend(cpu={before})\n    yield\n    bench.spend(cpu={after})\n"


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    current = os.environ["PYTEST_CURRENT_TEST"]
    yield Bench(tmp_path)
    os.environ["PYTEST_CURRENT_TEST"] = current


def test_a_test_within_its_limit_passes_and_is_on_its_levels_account(bench: Bench) -> None:
    assert bench.run("def test_a(): bench.spend(cpu=1, children=4, wall=8)") == {}

    account = bench.ledger.account("fast")
    assert (account.tests, account.cpu, account.wall) == (1, 1, 8)
    assert account.slowest == [(1, "test_fast.py::test_a")]


@pytest.mark.parametrize(
    ("file", "name", "cpu", "judged"),
    [("test_late.py", "late", 5, 0.5), ("test_old.py", UNPLACED, 5, 5)],
)
def test_elsewhere_child_processes_are_counted_too(
    bench: Bench, file: str, name: str, cpu: float, judged: float
) -> None:
    assert bench.run("def test_a(): bench.spend(cpu=1, children=4, wall=0.5)", file) == {}

    account = bench.ledger.account(name)
    assert (account.tests, account.cpu, account.wall) == (1, cpu, 0.5)
    assert account.slowest == [(judged, f"{file}::test_a")]


def test_one_that_is_too_slow_twice_fails(bench: Bench) -> None:
    ends = bench.run("def test_a(): bench.runs.append('run'); bench.spend(cpu=2)")

    assert [*ends] == ["test_a call"]
    assert ends["test_a call"].startswith(f"failed {OVER.format(2, 'twice')}")
    assert bench.runs == ["run", "run"]
    assert [(one.level, one.test, one.seconds) for one in bench.ledger.overruns] == [
        ("fast", "test_fast.py::test_a", 2)
    ]
    assert bench.ledger.account("fast").cpu == 2  # the second run is on nobody's account


@pytest.mark.parametrize(
    "again", ["bench.spend(cpu=0)", "bench.spend(cpu=1)", "request.getfixturevalue('thing')"]
)
def test_one_that_is_slow_once_is_forgiven(bench: Bench, again: str) -> None:
    text = THING.format(scope="(scope='module')", before=3, after=0) + (
        "def test_a(request):\n    bench.runs.append(1)\n"
        f"    if len(bench.runs) == 1: bench.spend(cpu=2)\n    else: {again}\n"
    )

    assert bench.run(text) == {}
    assert bench.ledger.overruns == []
    assert bench.ledger.account("fast").cpu == 2


def test_one_that_fails_when_it_runs_again_is_not_forgiven(bench: Bench) -> None:
    ends = bench.run(
        "def test_a(): bench.runs.append(1); bench.spend(cpu=2); assert len(bench.runs) == 1"
    )

    why = "and did not pass when it was run again, alone"
    assert ends["test_a call"].startswith(f"failed {OVER.format(2, why)}")


TWO = (
    "@pytest.mark.parametrize('n', [1, 2])\ndef test_a(n): bench.runs.append(n); bench.spend(cpu=2)"
)


def test_of_many_only_some_are_run_again(bench: Bench) -> None:
    bench.budgets.confirmed = CONFIRMED - 1

    ends = bench.run(TWO)

    hows = [one.how for one in bench.ledger.overruns]
    assert hows == ["twice", "one of too many to run twice"]
    assert (len(ends), bench.runs) == (2, [1, 1, 2])


@pytest.mark.parametrize(
    ("code", "end"),
    [
        ("bench.spend(cpu=2); assert 0", "failed"),
        ("bench.spend(cpu=2); pytest.skip('x')", "skipped"),
        ("bench.spend(cpu=2); pytest.xfail('x')", "skipped"),
    ],
)
def test_one_that_does_not_pass_is_not_judged(bench: Bench, code: str, end: str) -> None:
    ends = bench.run(f"def test_a(): bench.runs.append('run'); {code}")

    assert [one.partition(" ")[0] for one in ends.values()] == [end]
    assert (bench.ledger.overruns, bench.runs) == ([], ["run"])


def test_one_that_passes_though_it_should_not_is_not_judged(bench: Bench) -> None:
    text = "@pytest.mark.xfail(strict=False)\ndef test_a(): bench.spend(cpu=2)"

    assert bench.run(text) == {}
    assert bench.ledger.overruns == []


@pytest.mark.parametrize(
    ("before", "after", "end"),
    [(0.6, 0, "test_a call"), (0, 0.6, "test_a teardown"), (2, 2, "test_a call")],
)
def test_fixtures_of_the_test_itself_are_its_time(
    bench: Bench, before: float, after: float, end: str
) -> None:
    text = THING.format(scope="", before=before, after=after)

    ends = bench.run(f"{text}def test_a(thing): bench.spend(cpu=0.6)")

    assert [*ends] == [end]
    assert "of cpu time, twice; " in ends[end]


@pytest.mark.parametrize("scope", ["class", "module", "session"])
def test_fixtures_of_several_tests_are_nobodys(bench: Bench, scope: str) -> None:
    text = THING.format(scope=f"(scope='{scope}')", before=2, after=2)

    assert bench.run(f"{text}def test_a(thing): bench.spend(cpu=0.6, wall=1)") == {}
    assert bench.ledger.account("fast").cpu == 4.6


def test_one_within_another_is_taken_off_once(bench: Bench) -> None:
    inner = THING.format(scope="(scope='module')", before="2, children=9", after=2)
    outer = (
        "@pytest.fixture(scope='module')\n"
        "def outer(request): bench.spend(cpu=1); request.getfixturevalue('thing'); bench.spend(cpu=1)\n"
    )

    ends = bench.run(f"{inner}{outer}def test_a(outer): bench.spend(cpu=1.25)")

    assert ends["test_a call"].startswith(f"failed {OVER.format(1.25, 'twice')}")


def test_what_one_test_shared_is_not_taken_off_the_next(bench: Bench) -> None:
    text = THING.format(scope="(scope='module')", before=3, after=0)

    ends = bench.run(f"{text}def test_a(thing): pass\ndef test_b(thing): bench.spend(cpu=2)")

    assert [*ends] == ["test_b call"]


def test_no_budgets_no_verdict(bench: Bench) -> None:
    bench.budgets.budgets = False

    assert bench.run("def test_a(): bench.spend(cpu=2)") == {}
    assert bench.ledger.account("fast").cpu == 2


def test_one_on_record_has_leave_to(bench: Bench) -> None:
    test = "test_fast.py::test_a"
    bench.ratchet.baseline = Baseline({test: frozenset({"each"})})

    assert bench.run("def test_a(): bench.runs.append('run'); bench.spend(cpu=2)") == {}
    assert bench.runs == ["run"]


def test_while_a_baseline_is_recorded_all_are_run_twice_and_none_fails(bench: Bench) -> None:
    bench.budgets.confirmed = CONFIRMED
    bench.ratchet.recording = True

    assert bench.run(TWO) == {}
    assert [one.how for one in bench.ledger.overruns] == ["twice", "twice"]


def test_a_report_within_the_call_is_of_a_part_and_not_judged(bench: Bench) -> None:
    bench.ratchet.calling = True

    assert bench.run("def test_a(): bench.spend(cpu=2)") == {}


def test_the_end_of_the_first_run_is_the_tests_own(bench: Bench) -> None:
    """A fixture of the test ends before the second run begins; where that fails, it is the test's end."""
    thing = "@pytest.fixture\ndef thing():\n    yield\n    bench.runs.append('end')\n    {code}\n"
    text = thing.format(code="assert len(bench.runs) > 2, 'torn'")

    ends = bench.run(f"{text}def test_a(thing): bench.runs.append('run'); bench.spend(cpu=2)")

    assert bench.runs == ["run", "end"]
    assert [*ends] == ["test_a teardown"]
    assert "torn" in ends["test_a teardown"]


class Again:
    """A plugin that runs each test twice, as those for flaky tests do."""

    @pytest.hookimpl
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool:
        for _ in range(2):
            vars(type(item))["_initrequest"](item)
            runtestprotocol(item, nextitem=nextitem)
        return True


def test_a_test_that_a_plugin_runs_again_is_timed_anew(bench: Bench) -> None:
    bench.others.append(Again())

    assert bench.run("def test_a(): bench.runs.append(1); bench.spend(cpu=0.6)") == {}
    assert (len(bench.runs), bench.ledger.account("fast").cpu) == (2, 1.2)


def test_one_that_is_slow_each_time_a_plugin_runs_it_fails(bench: Bench) -> None:
    bench.others.append(Again())

    ends = bench.run(
        "def test_a(): bench.runs.append(1); bench.spend(cpu=2 if len(bench.runs) > 1 else 0)"
    )

    assert ends["test_a call"].startswith(f"failed {OVER.format(2, 'twice')}")
    assert len(bench.runs) == 3


def test_what_a_test_notes_for_reports_is_noted_once(bench: Bench) -> None:
    class Seen:
        def __init__(self) -> None:
            self.found: list[Any] = []

        def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
            if report.when == "teardown":
                self.found += report.user_properties

    seen = Seen()
    bench.others.append(seen)

    bench.run("def test_a(record_property): record_property('a', 1); bench.spend(cpu=2)")

    assert seen.found == [("a", 1)]
