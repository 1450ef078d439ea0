"""What a test costs, and that it fails where that is too much, by clocks that the tests move."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.timed import Bench

OVER = "took {:.2f} s of cpu time, {}; levels.toml allows 1 s for each test of level 1 fast: "
THING = "@pytest.fixture{scope}\ndef thing():\n    bench.spend(cpu={before})\n    yield\n    bench.spend(cpu={after})\n"


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    current = os.environ["PYTEST_CURRENT_TEST"]
    yield Bench(tmp_path)
    os.environ["PYTEST_CURRENT_TEST"] = current


@pytest.mark.parametrize("again", ["bench.spend(cpu=1)", "request.getfixturevalue('thing')"])
def test_one_that_is_slow_once_is_forgiven(bench: Bench, again: str) -> None:
    text = THING.format(scope="(scope='module')", before=3, after=0) + (
        "def test_a(request):\n    bench.runs.append(1)\n"
        f"    if len(bench.runs) == 1: bench.spend(cpu=2)\n    else: {again}\n"
    )

    assert bench.run(text) == {}
    assert bench.ledger.overruns == []
    assert bench.ledger.account("fast").cpu == 2


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


@pytest.mark.parametrize("scope", ["class", "session"])
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


def test_no_budgets_no_verdict(bench: Bench) -> None:
    bench.budgets.budgets = False

    assert bench.run("def test_a(): bench.spend(cpu=2)") == {}
    assert bench.ledger.account("fast").cpu == 2


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
