"""Where a repo has its tests, and which of them a run of some levels leaves out."""

from pathlib import PurePosixPath

import pytest
from plumbline.review.folders import below, python_in, sources_in, suites_in
from plumbline.review.running.listing import leaves_out
from plumbline.table import Level, LevelsError, Table

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


def none() -> Table:
    """Find no levels."""
    raise LevelsError


@pytest.mark.parametrize(
    ("names", "tops"),
    [
        (["src/pkg/__init__.py", "other/__init__.py", "a.py"], ["src"]),
        (["pkg/__init__.py", "pkg/inner/__init__.py", "a.py", "b.txt"], ["a.py", "pkg"]),
        (["tests/__init__.py", "docs/__init__.py", "noxfile.py", "setup.py", "conftest.py"], []),
    ],
)
def test_the_sources_are_below_src_or_what_can_be_imported(
    names: list[str], tops: list[str]
) -> None:
    assert sources_in(names, lambda: NEW) == sources_in(names, none) == tops


def test_where_tests_may_stand_anywhere_they_are_no_sources() -> None:
    names = ["pkg/__init__.py", "test/__init__.py", "testing/__init__.py", "test_a.py", "a.py"]

    assert sources_in(names, lambda: ADOPTED) == ["a.py", "pkg"]
    for table in (none, lambda: NEW):
        assert sources_in(names, table) == ["a.py", "pkg", "test", "test_a.py", "testing"]


def test_python_of_an_environment_or_a_hidden_folder_is_not_the_repos() -> None:
    own = ["a.py", "pkg/b.py", "envs/c.py"]
    others = [
        "env/lib/d.py",
        "pkg/.cache/e.py",
        ".tox/f.py",
        "pkg/__pycache__/g.py",
        "node_modules/h.py",
    ]

    assert python_in([*own, *others, "env/pyvenv.cfg", "pkg/x.txt"]) == own


def test_a_file_is_below_itself_and_its_folders() -> None:
    is_wanted = below(["src", "a.py"])

    names = ("src/x/y.py", "a.py", "src", "srcs/x.py", "a.pyc", "b/src/x.py")
    assert [is_wanted(name) for name in names] == [True, True, True, False, False, False]
    assert not below([])("a.py")
