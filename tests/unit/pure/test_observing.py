"""What `observe` makes of what it saw."""

from dataclasses import replace

import pytest
from plumbline.guard.policy import Violation
from plumbline.plugin.timing import Cost
from plumbline.plugin.verdicts import Observed, as_json, level_for, obstacles, summary
from plumbline.table import Table, parse_table

ROW = """
[{name}]
number = {number}
title = "{name}"
paths = ["tests/{name}"]
session = "unit"
share = {share}
forbids = {forbids}
each = {each}
total = {total}
"""


@pytest.fixture
def table() -> Table:
    rows = [
        ("fakes", 1, 5, ["process", "sleep", "files", "tmp", "mock"], 0.1, 1.0),
        ("sanity", 2, 10, ["process", "sleep", "files"], 0.2, 5.0),
        ("pure", 3, 10, ["process", "sleep", "files", "tmp", "mock"], 0.1, 1.0),
        ("logic", 4, 70, ["process", "sleep", "files", "mock"], 0.1, 3.0),
        ("real", 5, 5, [], 10.0, 60.0),
    ]
    keys = ("name", "number", "share", "forbids", "each", "total")
    return parse_table("".join(ROW.format(**dict(zip(keys, row, strict=True))) for row in rows))


def did(kind: str, line: int = 1) -> Violation:
    return Violation(kind, f"some {kind}", f"tests/test_a.py:{line}", "", "observed")


@pytest.mark.parametrize(
    ("kinds", "name"),
    [
        (set(), "pure"),
        ({"tmp"}, "logic"),
        ({"mock"}, "sanity"),
        ({"mock", "tmp"}, "sanity"),
        ({"process"}, "real"),
        ({"files", "mock"}, "real"),
    ],
)
def test_the_fastest_level_that_allows_all_is_named(
    table: Table, kinds: set[str], name: str
) -> None:
    level = level_for(table, Observed(done=[did(kind) for kind in kinds]))

    assert level is not None
    assert level.name == name


def test_what_stands_in_the_way_is_counted(table: Table) -> None:
    seen = Observed(done=[did("process", 3), did("mock"), did("process", 3)])

    found = obstacles(table, level_for(table, seen), seen)

    assert found == ["process some process at tests/test_a.py:3 (2x)"]


def test_the_summary_compares_with_the_targets(table: Table) -> None:
    files = {
        "tests/test_a.py": Observed(tests=3),
        "tests/test_b.py": Observed(tests=1, done=[did("tmp", 7)], cost=Cost(0.25, 0.5)),
    }
    ties = {"tests/test_b.py": ["is imported by tests/test_a.py"]}

    assert summary(table, files, ties) == [
        "tests/test_a.py: 3 tests, 0.00 s of CPU time, 3 pure",
        "tests/test_b.py: 1 test, 0.25 s of CPU time, 4 logic",
        "    tmp some tmp at tests/test_a.py:7 (1x)",
        "    to move it, mind that it is imported by tests/test_a.py",
        "",
        "1 fakes          target   5 %  counted as 3 or 4",
        "2 sanity    0 %  target  10 %  0 tests",
        "3 pure     75 %  target  10 %  3 tests",
        "4 logic    25 %  target  70 %  1 tests",
        "5 real      0 %  target   5 %  0 tests",
    ]


@pytest.mark.parametrize(
    ("placed", "line"),
    [
        (0, "0 tests are placed in a level, 5 are not"),
        (1, "1 test is placed in a level, 4 are not"),
        (2, "2 tests are placed in a level, 3 are not"),
    ],
)
def test_where_the_levels_were_adopted_the_placed_tests_are_counted(
    table: Table, placed: int, line: str
) -> None:
    adopted = replace(table, unplaced=("tests/old",))
    files = {
        "tests/logic/test_a.py": Observed(tests=placed),
        "tests/old/test_b.py": Observed(tests=5 - placed),
    }

    assert line in summary(adopted, files, {})
    assert line not in summary(table, files, {})


def test_what_place_needs_is_told_of_each_file(table: Table) -> None:
    files = {
        "tests/test_a.py": Observed(tests=3),
        "tests/test_b.py": Observed(tests=1, done=[did("tmp", 7)]),
        "tests/test_c.py": Observed(tests=2, cost=Cost(13.0, 70.0)),
    }

    assert as_json(table, files) == {
        "tests/test_a.py": {"level": "pure", "tests": 3, "holds": []},
        "tests/test_b.py": {
            "level": "logic",
            "tests": 1,
            "holds": ["tmp some tmp at tests/test_a.py:7 (1x)"],
        },
        "tests/test_c.py": {
            "level": None,
            "tests": 2,
            "holds": ["takes 70.00 s of wall time, level 5 real has 60 s for all"],
        },
    }


@pytest.mark.parametrize(
    ("tests", "cpu", "slowest", "wall", "name", "why"),
    [
        (9, 2.0, 0.0, 2.0, "logic", "takes 2.00 s of cpu time, level 3 pure has 1 s for all"),
        (9, 0.5, 0.15, 0.5, "sanity", "has a test of 0.15 s, level 4 logic allows 0.1 s"),
        (9, 13.0, 0.0, 13.0, "real", "takes 13.00 s of cpu time, level 2 sanity has 5 s for all"),
        (9, 13.0, 0.0, 70.0, None, "takes 70.00 s of wall time, level 5 real has 60 s for all"),
        (
            4_000,
            13.0,
            0.0,
            13.0,
            "sanity",
            "takes 13.00 s of cpu time, level 4 logic has 12 s for all",
        ),
    ],
)
def test_what_takes_long_fits_no_fast_level(
    table: Table, tests: int, cpu: float, slowest: float, wall: float, name: str | None, why: str
) -> None:
    seen = Observed(tests, [], Cost(cpu, wall), Cost(slowest, slowest))

    level = level_for(table, seen)

    assert (level and level.name, obstacles(table, level, seen)) == (name, [why])


@pytest.mark.parametrize(("imports", "slowest"), [(True, 0.125), (False, 0.5)])
def test_the_first_test_of_a_file_pays_for_what_it_imports(imports: bool, slowest: float) -> None:
    seen = Observed()
    for seconds in (0.5, 0.0625, 0.125):
        seen.book(Cost(seconds, seconds), imports=imports)

    assert seen == Observed(3, [], Cost(0.6875, 0.6875), Cost(slowest, slowest))


def test_only_the_first_test_of_a_file_pays_for_what_it_imports() -> None:
    seen = Observed(1)
    seen.book(Cost(0.5, 0.5), imports=True)

    assert seen.slowest == Cost(0.5, 0.5)


@pytest.mark.parametrize("files", [{}, {"tests/page.md": Observed()}])
def test_where_nothing_ran_there_is_nothing_to_compare(
    table: Table, files: dict[str, Observed]
) -> None:
    assert summary(table, files, {}) == ["no test was run"]
