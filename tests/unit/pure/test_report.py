"""The report: what a run's figures look like, and which of them fail it."""

from dataclasses import replace

import pytest
from plumbline.plugin.baseline import NOTHING, Baseline
from plumbline.plugin.report import Report
from plumbline.plugin.timing import UNPLACED, Account, Cost, Ledger, Overrun
from plumbline.table import parse_table

LEVELS = """
[fast]
number = 1
title = "no waiting"
paths = ["tests/fast"]
session = "unit"
share = 80
forbids = ["process", "sleep"]
each = 0.1
total = 2.0

[late]
number = 2
title = "real things"
paths = ["tests/late"]
session = "rest"
share = 20
forbids = []
each = 10.0
total = 60.0
"""
TABLE = parse_table(LEVELS)


def report(
    fast: Account | None = None,
    late: Account | None = None,
    *,
    names: tuple[str, ...] = ("fast", "late"),
    complete: bool = True,
    overruns: tuple[Overrun, ...] = (),
    unplaced: int = 0,
    baseline: Baseline = NOTHING,
    last: tuple[str, ...] = (),
) -> Report:
    """Return the report of a run with these figures."""
    accounts = {"fast": fast or Account(), "late": late or Account()}
    if unplaced:
        accounts[UNPLACED] = Account(tests=unplaced, cpu=0.5, wall=0.5)
    ledger = Ledger(accounts, list(overruns), start=Cost(cpu=0.4, wall=0.6))
    return Report(TABLE, frozenset(names), ledger, complete, baseline, last)


def test_the_table_shows_each_level_and_the_start_apart() -> None:
    lines = report(Account(30, 0.5, 0.75), Account(10, 1.0, 12.25)).as_lines()

    assert lines == [
        "level                    tests  share  target     cpu     wall     budget",
        "1 fast  no waiting          30   75 %    80 %  0.50 s   0.75 s    2 s cpu",
        "2 late  real things         10   25 %    20 %  1.00 s  12.25 s  60 s wall",
        "start-up and collection                        0.40 s   0.60 s",
    ]


def test_a_level_without_tests_is_a_row_with_0() -> None:
    lines = report(Account(3, 0.5, 0.75)).as_lines()

    assert lines[2] == "2 late  real things          0    0 %    20 %  0.00 s  0.00 s  60 s wall"


def test_a_run_without_tests_has_no_shares() -> None:
    assert [row[1:3] for row in report().rows()] == [("0", "-"), ("0", "-"), ("", "")]


def test_tests_that_no_level_owns_are_shown() -> None:
    rows = report(Account(3, 0.5, 0.75), unplaced=4).rows()

    assert rows[2] == ("not placed", "4", "", "", "0.50 s", "0.50 s", "")


def test_levels_that_did_not_run_count_as_on_target() -> None:
    table = parse_table(
        LEVELS.replace("share = 80", "share = 40")
        + LEVELS.partition("[late]")[0]
        .replace("fast", "other")
        .replace("number = 1", "number = 3")
        .replace("share = 80", "share = 40")
    )
    ledger = Ledger({"fast": Account(3), "other": Account(1)})

    run = Report(table, frozenset({"fast", "other"}), ledger, complete=True)

    assert [row[2] for row in run.rows()] == ["60 %", "20 %", ""]
    assert run.notes() == ["share: as if what did not run (2 late) were on target"]


def test_one_level_alone_has_no_share() -> None:
    run = report(Account(3, 0.5, 0.75), names=("fast",))

    assert [row[2] for row in run.rows()] == ["-", ""]
    assert run.notes() == []


def test_a_part_of_the_tests_has_no_shares() -> None:
    run = report(Account(3, 0.5, 0.75), complete=False)

    assert [row[2] for row in run.rows()] == ["-", ""]  # level 2 had no test
    assert run.notes() == []


@pytest.mark.parametrize(
    ("fast", "late", "cells"),
    [
        (28, 12, ["70 %", "30 %"]),
        (27, 13, ["! 68 %", "! 32 %"]),
        (26, 13, ["67 %", "33 %"]),
        (37, 3, ["! 92 %", "! 8 %"]),
    ],
)
def test_a_share_far_off_is_marked_from_forty_tests_on(
    fast: int, late: int, cells: list[str]
) -> None:
    run = report(Account(fast), Account(late))

    assert [row[2] for row in run.rows()[:2]] == cells
    assert run.problems() == []


def test_the_mark_is_explained() -> None:
    run = report(Account(10), Account(40))

    assert run.notes() == ["! share more than 10 points off its target: 1 fast, 2 late"]


@pytest.mark.parametrize(("cpu", "wall", "over"), [(2.0, 90.0, False), (2.01, 0.0, True)])
def test_cpu_time_judges_a_level_that_cannot_wait(cpu: float, wall: float, over: bool) -> None:
    assert bool(report(Account(1, cpu, wall)).problems()) is over


@pytest.mark.parametrize(("cpu", "wall", "over"), [(90.0, 60.0, False), (0.0, 60.1, True)])
def test_wall_time_judges_the_others(cpu: float, wall: float, over: bool) -> None:
    assert bool(report(late=Account(1, cpu, wall)).problems()) is over


def test_a_level_over_its_total_lists_its_slowest_tests() -> None:
    slowest = [(0.1 * number, f"tests/fast/test_{number}.py::t") for number in range(1, 8)]

    assert report(Account(7, 2.8, 2.8, slowest)).problems() == [
        "level 1 fast took 2.80 s of cpu time, its total in levels.toml is 2 s: make the slowest "
        "tests faster, or move them to a slower level."
        "\n      0.70 s  tests/fast/test_7.py::t"
        "\n      0.60 s  tests/fast/test_6.py::t"
        "\n      0.50 s  tests/fast/test_5.py::t"
        "\n      0.40 s  tests/fast/test_4.py::t"
        "\n      0.30 s  tests/fast/test_3.py::t"
    ]


@pytest.mark.parametrize(
    ("tests", "collected", "budget", "over"),
    [
        (900, 900, "2 s cpu", True),
        (1_250, 1_250, "2.5 s cpu", False),
        (20, 1_250, "2.5 s cpu", False),
    ],
)
def test_a_budget_grows_with_what_was_collected(
    tests: int, collected: int, budget: str, over: bool
) -> None:
    run = report(Account(tests, 2.25, 2.25, collected=collected), names=("fast",))

    assert run.rows()[0][-1] == budget
    assert [run.is_over(level) for level in run.levels] == [over]
    assert run.notes() == ["budget: in step beyond 1,000 tests: 1 fast"] * (collected > 1_000)


def test_a_large_level_over_its_budget_says_what_it_had() -> None:
    (said,) = report(Account(4_000, 8.5, 8.5)).problems()

    assert said.startswith(
        "level 1 fast took 8.50 s of cpu time, its total in levels.toml is 2 s for 1,000 tests, "
        "8 s for 4,000: make the slowest tests faster"
    )


def test_a_level_on_record_is_not_over() -> None:
    run = replace(report(Account(7, 2.8, 2.8)), excused=frozenset({"fast"}))

    assert run.problems() == []
    assert [run.is_over(level) for level in run.levels] == [False, False]


def test_a_test_over_its_limit_is_named() -> None:
    overruns = (Overrun("fast", "tests/fast/test_a.py::t", 0.234, "twice"),)

    assert report(Account(1, 0.2, 0.2), overruns=overruns).problems() == [
        "tests/fast/test_a.py::t took 0.23 s of cpu time, twice; levels.toml allows 0.1 s for each "
        "test of level 1 fast: make it faster, or move it to a slower level."
    ]


def test_markdown_has_the_same_rows() -> None:
    text = report(Account(30, 0.5, 0.75), Account(10, 1.0, 61.0)).as_markdown()

    assert text.splitlines()[:5] == [
        "| level | tests | share | target | cpu | wall | budget |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
        "| 1 fast no waiting | 30 | 75 % | 80 % | 0.50 s | 0.75 s | 2 s cpu |",
        "| 2 late real things | 10 | 25 % | 20 % | 1.00 s | 61.00 s | 60 s wall |",
        "| start-up and collection |  |  |  | 0.40 s | 0.60 s |  |",
    ]
    assert text.splitlines()[6].startswith("**level 2 late took 61.00 s of wall time")


def test_a_package_of_several_is_named() -> None:
    run = replace(report(Account(1)), package="packages/a")

    assert run.title == "levels of packages/a"
    assert run.as_markdown().startswith("levels of packages/a:\n\n| level |")
    assert run.as_json()["package"] == "packages/a"


def test_what_is_left_is_told_last() -> None:
    run = report(Account(10), Account(40), last=("", "baseline: 1 violation of 1 test left"))

    assert run.notes()[1:] == ["baseline: 1 violation of 1 test left"]
    assert run.as_markdown().endswith("\n\nbaseline: 1 violation of 1 test left\n")


def test_json_has_all_figures() -> None:
    baseline = Baseline({"a.py::t": frozenset({"tmp", "files"}), "b.py": frozenset({"mock"})})
    account = Account(3, 0.5, 0.75)
    data = report(account, names=("fast",), unplaced=2, baseline=baseline).as_json()

    assert data == {
        "package": "",
        "levels": [
            {
                "number": 1,
                "name": "fast",
                "title": "no waiting",
                "tests": 3,
                "share": None,
                "target": 80,
                "cpu": 0.5,
                "wall": 0.75,
                "clock": "cpu",
                "each": 0.1,
                "total": 2.0,
                "budget": 2.0,
            }
        ],
        "not_placed": 2,
        "baseline": {"violations": 3, "tests": 2},
        "start": {"cpu": 0.4, "wall": 0.6},
        "problems": [],
    }
