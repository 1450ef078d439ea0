"""What `observe` makes of what it saw."""

import pytest
from plumbline.guard.policy import Violation
from plumbline.plugin.observing import Observed, level_for, obstacles, summary
from plumbline.table import Table, parse_table

ROW = """
[{name}]
number = {number}
title = "{name}"
paths = ["tests/{name}"]
session = "unit"
share = {share}
forbids = {forbids}
each = 0.1
total = 1.0
"""


@pytest.fixture
def table() -> Table:
    rows = [
        ("fakes", 1, 5, ["process", "files", "tmp", "mock"]),
        ("sanity", 2, 10, ["process", "files"]),
        ("pure", 3, 10, ["process", "files", "tmp", "mock"]),
        ("logic", 4, 70, ["process", "files", "mock"]),
        ("real", 5, 5, []),
    ]
    keys = ("name", "number", "share", "forbids")
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
    level = level_for(table, kinds)

    assert level is not None
    assert level.name == name


def test_what_stands_in_the_way_is_counted(table: Table) -> None:
    real = level_for(table, {"process"})
    assert real is not None

    found = obstacles(table, real, [did("process", 3), did("mock"), did("process", 3)])

    assert found == ["process some process at tests/test_a.py:3 (2x)"]


def test_the_summary_compares_with_the_targets(table: Table) -> None:
    files = {
        "tests/test_a.py": Observed(tests=3),
        "tests/test_b.py": Observed(tests=1, done=[did("tmp", 7)]),
    }

    assert summary(table, files) == [
        "tests/test_a.py: 3 tests, 3 pure",
        "tests/test_b.py: 1 tests, 4 logic",
        "    tmp some tmp at tests/test_a.py:7 (1x)",
        "",
        "1 fakes          target   5 %  counted as 3 or 4",
        "2 sanity    0 %  target  10 %  0 tests",
        "3 pure     75 %  target  10 %  3 tests",
        "4 logic    25 %  target  70 %  1 tests",
        "5 real      0 %  target   5 %  0 tests",
    ]
