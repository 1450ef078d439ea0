"""What a run is told about its tests, its levels and where its figures go."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from plumbline.plugin.selection import Selection, json_file
from plumbline.table import Table

from tests.unit.services.test_selection import FAST, LATE, OLD, TABLE, Sources, config, selection

ONE_NAME = "are several tests of one name, and count as one on record and in shards"


def items(*tests: tuple[Path, str]) -> Any:
    """Return tests, by their file and node id."""
    return [SimpleNamespace(path=path, nodeid=node) for path, node in tests]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["a.py"], "{0}/a.py"),
        (["b.py", "a.py"], "{0}/a.py and 1 more"),
        (["c.py", "b.py", "a.py"], "{0}/a.py and 2 more"),
    ],
)
def test_tests_outside_of_the_repo_are_told(tmp_path: Path, names: list[str], told: str) -> None:
    (tmp_path / "repo/tests/late").mkdir(parents=True)
    (tmp_path / "repo/tests/unit/late").mkdir(parents=True)
    chosen = selection(tmp_path / "repo")
    inside = (tmp_path / "repo/tests/unit/test_u.py", "u"), (tmp_path / "repo/old.py", "o")

    chosen.look_at(items(*inside, *((tmp_path / name, name) for name in names)))

    place = f"outside of {tmp_path / 'repo'}, where no level holds"
    assert chosen.notes == [f"not placed: the tests of {told.format(tmp_path)}, {place}"]


@pytest.mark.parametrize(
    ("nodes", "told"),
    [("aab", ["a"]), ("abba", ["a and 1 more"]), ("abc", [])],
)
def test_tests_of_one_name_are_told(tmp_path: Path, nodes: str, told: list[str]) -> None:
    chosen = selection(tmp_path)

    chosen.look_at(items(*((tmp_path / "tests/unit/test_u.py", node) for node in nodes)))

    assert chosen.odd == [f"{names} {ONE_NAME}" for names in told]


def test_each_folder_of_a_chosen_level_that_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "tests/unit").mkdir(parents=True)

    assert selection(tmp_path).notes == [
        "levels.toml: late.paths: there is no folder tests/unit/late",
        "levels.toml: late.paths: there is no folder tests/late",
    ]
    assert selection(tmp_path, levels=("fast",)).notes == []
    assert selection(tmp_path, levels=("fast",), table=OLD).notes == [
        "not placed: tests without a level run only where no level is chosen"
    ]


def test_a_file_that_no_level_owns_is_told_of_levels_without_a_folder(tmp_path: Path) -> None:
    (tmp_path / "tests/unit").mkdir(parents=True)
    (tmp_path / "tests/late").mkdir()

    told = selection(tmp_path).complaint(tmp_path / "tests/test_o.py")
    assert told is not None
    assert "there is no folder" not in told

    (tmp_path / "tests/late").rmdir()
    told = selection(tmp_path).complaint(tmp_path / "tests/test_o.py")
    assert told is not None
    assert told.endswith("; late.paths: there is no folder tests/unit/late, tests/late.")


def test_the_level_of_a_file_is_that_of_its_innermost_folder(tmp_path: Path) -> None:
    chosen = selection(tmp_path)

    for _ in range(2):  # the second time from memory
        assert chosen.level_of(tmp_path / "tests/unit/test_u.py") is FAST
        assert chosen.level_of(tmp_path / "tests/unit/late/test_m.py") is LATE
        assert chosen.level_of(tmp_path / "tests/old/test_o.py") is None
        assert chosen.level_of(tmp_path.parent / "tests/unit/test_u.py") is None


def test_what_lies_outside_is_nobodys_to_leave_out(tmp_path: Path) -> None:
    chosen = selection(tmp_path, levels=("late",), table=OLD)

    assert not chosen.leaves_out(tmp_path.parent / "tests/unit/test_u.py")
    assert chosen.leaves_out(tmp_path / "tests/unit/test_u.py")


@pytest.mark.parametrize(
    ("source", "folder", "table", "added"),
    [
        (Sources.INVOCATION_DIR, ".", OLD, True),
        (Sources.INVOCATION_DIR, "checks", OLD, False),
        (Sources.TESTPATHS, "checks", OLD, True),
        (Sources.ARGS, ".", OLD, False),
        (Sources.INVOCATION_DIR, ".", TABLE, False),
    ],
)
def test_folders_are_added_where_the_run_is_of_the_whole_repo(
    tmp_path: Path, source: Any, folder: str, table: Table, added: bool
) -> None:
    for name in ("tests/unit/late", "tests/late", "checks"):
        (tmp_path / name).mkdir(parents=True)
    asked = config(tmp_path, "checks")
    asked.args_source, asked.invocation_params.dir = source, tmp_path / folder

    chosen = Selection(asked, table)

    more = [str(tmp_path / name) for name in ("tests/unit", "tests/late")]
    assert asked.args == ["checks", *(more if added else [])]
    assert chosen.whole is added


def test_where_levels_are_chosen_only_their_folders_are_looked_into(tmp_path: Path) -> None:
    (tmp_path / "tests/unit").mkdir(parents=True)
    asked = config(tmp_path, levels=("fast",))

    Selection(asked, OLD)

    assert asked.args == [str(tmp_path / "tests/unit")]


def test_a_path_is_meant_from_where_pytest_is_called(tmp_path: Path) -> None:
    (tmp_path / "tests/unit/late").mkdir(parents=True)
    asked = config(tmp_path, str(tmp_path.parent / "more"), "unit", str(tmp_path / "tests/late"))
    asked.invocation_params.dir = tmp_path / "tests"

    assert Selection(asked, TABLE).whole
    asked.getoption = lambda name, default=None: ["x"] if name == "deselect" else default
    assert not Selection(asked, TABLE).whole


def test_a_path_that_is_not_there_is_pytests_to_refuse(tmp_path: Path) -> None:
    assert not selection(tmp_path, "tests/late/gone.py", levels=("fast",)).whole
    assert not selection(tmp_path, "tests/gone.py", levels=("fast",), table=OLD).whole


def test_the_command_that_has_a_path_is_named(tmp_path: Path) -> None:
    (tmp_path / "tests/late").mkdir(parents=True)

    with pytest.raises(pytest.UsageError) as refused:
        selection(tmp_path, "tests/late", levels=("fast",))

    assert str(refused.value) == (
        f"tests/late: its level is late, which this run leaves out; use `{TABLE.command('late')}`."
    )


def figures(folder: Path, name: str | None) -> Any:
    """Return what pytest knows of a run that was called in a folder."""
    invoked = SimpleNamespace(dir=folder)
    return SimpleNamespace(getoption=lambda _: name, invocation_params=invoked)


def test_figures_go_below_where_pytest_is_called(tmp_path: Path) -> None:
    assert json_file(figures(tmp_path, "levels.json")) == tmp_path / "levels.json"
    assert json_file(figures(tmp_path, None)) is None


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("gone/a.json", "its folder does not exist; create it first."),
        (".", "this is a folder; name a file."),
    ],
)
def test_a_place_that_cannot_take_figures_is_refused(tmp_path: Path, name: str, why: str) -> None:
    with pytest.raises(pytest.UsageError) as refused:
        json_file(figures(tmp_path, name))

    assert str(refused.value) == f"--levels-json {name}: {why}"
