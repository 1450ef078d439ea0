"""Which tests a run is to have, by what pytest was asked and what levels.toml says."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from plumbline.plugin.selection import Selection
from plumbline.table import Level, LevelsError, Table

FAST = Level("fast", 1, "no waiting", ("tests/unit",), "unit", 80, ("process",), 0.2, 1.0)
LATE = Level("late", 2, "real", ("tests/unit/late", "tests/late"), "rest", 20, (), 0.5, 60.0)
TABLE = Table((FAST, LATE), None)
OLD = Table((FAST, LATE), ("tests",))
Sources = pytest.Config.ArgsSource


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a repo with files of both levels and one of none."""
    for name in ("unit/test_u.py", "unit/late/test_m.py", "late/test_l.py", "old/test_o.py"):
        (tmp_path / "tests" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tests" / name).touch()
    return tmp_path


def config(root: Path, *args: str, levels: tuple[str, ...] = ()) -> Any:
    """Return what pytest knows of a run that was called at the root; without paths, of testpaths."""
    given = {"level": [*levels]}
    return SimpleNamespace(
        rootpath=root,
        args=[*args] or ["tests"],
        args_source=Sources.ARGS if args else Sources.TESTPATHS,
        invocation_params=SimpleNamespace(dir=root),
        getoption=lambda name, default=None: given.get(name, default),
    )


def selection(root: Path, *args: str, table: Table = TABLE, **options: Any) -> Selection:
    """Return what a run is to have."""
    return Selection(config(root, *args, **options), table)


def test_without_a_choice_all_levels_run(root: Path) -> None:
    chosen = selection(root)

    assert (chosen.names, chosen.whole) == (frozenset({"fast", "late"}), True)
    assert not chosen.leaves_out(root / "tests/late")


@pytest.mark.parametrize("name", ["late", "rest"])
def test_a_level_is_chosen_by_its_name_or_its_session(root: Path, name: str) -> None:
    chosen = selection(root, levels=(name,))

    assert (chosen.names, chosen.whole) == (frozenset({"late"}), True)
    left = ("tests/unit/test_u.py", "tests/unit/late", "tests/late/test_l.py", "tests/unit")
    assert [chosen.leaves_out(root / path) for path in left] == [True, False, False, False]


def test_an_unknown_level_is_refused(root: Path) -> None:
    with pytest.raises(LevelsError, match=r"no level or session 'quick' in it; it has unit, rest,"):
        selection(root, levels=("quick",))


@pytest.mark.parametrize(
    ("args", "whole"),
    [
        (("tests",), True),
        ((".",), True),
        (("tests/unit",), False),
        (("tests/unit/test_u.py::test_a",), False),
        (("tests/unit", "tests/late"), True),
    ],
)
def test_paths_may_cover_all_that_is_chosen(root: Path, args: tuple[str, ...], whole: bool) -> None:
    assert selection(root, *args).whole is whole


@pytest.mark.parametrize("option", ["lf", "ignore", "ignore_glob", "deselect"])
def test_a_run_that_leaves_tests_out_is_not_whole(root: Path, option: str) -> None:
    asked = config(root)
    asked.getoption = lambda name, default=None: ["x"] if name == option else default

    assert Selection(asked, TABLE).whole is False


@pytest.mark.parametrize("path", ["tests/late/test_l.py::test_a", "tests/late"])
def test_a_path_of_another_level_is_refused(root: Path, path: str) -> None:
    with pytest.raises(
        pytest.UsageError, match=r"its level is late, which this run leaves out; use"
    ):
        selection(root, path, levels=("fast",))


@pytest.mark.parametrize("path", ["tests/old", "tests/old/test_o.py"])
def test_a_path_without_a_level_is_refused_where_one_is_chosen(root: Path, path: str) -> None:
    with pytest.raises(pytest.UsageError, match=rf"^{path}: levels.toml places it in no level, so"):
        selection(root, path, table=OLD, levels=("fast",))

    assert selection(root, path, table=OLD).names == {"fast", "late"}


def test_tests_without_a_level_are_left_out_where_one_is_chosen(root: Path) -> None:
    chosen = selection(root, table=OLD, levels=("fast",))

    assert chosen.leaves_out(root / "tests/old/test_o.py")
    assert "not placed: tests without a level run only where no level is chosen" in chosen.notes
    assert not selection(root, table=OLD).leaves_out(root / "tests/old/test_o.py")


@pytest.mark.parametrize(
    ("levels", "added"),
    [
        ((), ["tests/late", "tests/unit"]),
        (("fast",), ["tests/unit"]),
        (("late",), ["tests/late", "tests/unit/late"]),
    ],
)
def test_levels_are_found_where_testpaths_knows_nothing_of_them(
    root: Path, levels: tuple[str, ...], added: list[str]
) -> None:
    asked = config(root, levels=levels)
    asked.args = ["checks"]

    Selection(asked, OLD)

    kept = [] if levels else ["checks"]
    assert sorted(asked.args) == sorted([*kept, *(str(root / path) for path in added)])


def test_a_folder_that_is_looked_into_anyway_is_not_added(root: Path) -> None:
    asked = config(root)

    Selection(asked, OLD)

    assert asked.args == ["tests"]


def test_a_file_that_no_level_owns_is_complained_of(root: Path) -> None:
    chosen = selection(root)

    assert chosen.complaint(root / "tests/old/test_o.py") == (
        "tests/old/test_o.py: no level in levels.toml owns it; "
        "move it below one of tests/unit, tests/unit/late, tests/late."
    )
    assert chosen.complaint(root / "docs/test_docs.py") is None
    assert chosen.complaint(root.parent / "elsewhere.py") is None
    assert selection(root, table=OLD).complaint(root / "tests/old/test_o.py") is None


def test_a_folder_of_a_level_that_is_not_there_is_noted(root: Path) -> None:
    (root / "tests/late/test_l.py").unlink()
    (root / "tests/late").rmdir()

    assert selection(root).notes == ["levels.toml: late.paths: there is no folder tests/late"]
    assert selection(root, levels=("fast",)).notes == []
