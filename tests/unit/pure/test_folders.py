"""Where a repo has its tests, and which of them a run of some levels leaves out."""

from pathlib import PurePosixPath

import pytest
from plumbline.review.folders import suites_in
from plumbline.review.running.listing import leaves_out
from plumbline.table import Level, Table

UNIT = Level("unit", 4, "unit", ("tests/unit",), "fast", 90, ("process",), 0.1, 1.0)
REAL = Level("real", 5, "real", ("tests/integration",), "slow", 10, (), 10.0, 60.0)
NEW, ADOPTED = Table((UNIT, REAL)), Table((UNIT, REAL), ("tests", "tests/integration/test_old.py"))


@pytest.mark.parametrize(
    ("name", "suite"),
    [
        ("src/pkg/tests/deep/test_a.py", "src/pkg/tests"),
        ("pkg/tests/helpers.py", "pkg/tests"),
        ("test/test_a.py", "test"),
        ("testing/a.py", "testing"),
        ("pkg/test_a.py", "pkg/test_a.py"),
        ("conftest.py", "conftest.py"),
    ],
)
def test_an_adopted_repo_may_have_tests_anywhere(name: str, suite: str) -> None:
    assert suites_in([name, "tests/test_b.py"], ADOPTED) == sorted([suite, "tests"])
    assert suites_in([name, "tests/test_b.py"], NEW) == ["tests"]


@pytest.mark.parametrize(
    "name",
    ["pkg/testing/a.py", "pkg/contest.py", ".tox/x/tests/test_a.py", "{{ slug }}/tests/test_a.py"],
)
def test_all_else_is_the_package_or_nobody_s(name: str) -> None:
    assert suites_in([name], ADOPTED) == ["tests"]


@pytest.mark.parametrize(
    ("path", "wanted", "is_left"),
    [
        ("tests/unit/test_a.py", {"unit"}, False),
        ("tests/unit/test_a.py", {""}, True),
        ("tests/test_old.py", {"unit"}, True),
        ("tests/test_old.py", {"unit", ""}, False),
        ("pkg/tests/test_a.py", {""}, False),
        ("tests/integration/test_old.py", {""}, False),
    ],
)
def test_a_file_belongs_to_one_level_or_to_none(path: str, wanted: set[str], is_left: bool) -> None:
    assert leaves_out(ADOPTED, PurePosixPath(path), wanted, is_folder=False) is is_left


def test_a_folder_is_left_out_where_no_file_of_it_can_be_wanted() -> None:
    folder = PurePosixPath("tests/integration")

    assert leaves_out(NEW, folder, {"unit", ""}, is_folder=True)
    assert not leaves_out(ADOPTED, folder, {"unit", ""}, is_folder=True)
    assert not leaves_out(NEW, PurePosixPath("docs"), {"unit"}, is_folder=True)
