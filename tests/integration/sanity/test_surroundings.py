"""What folders and variables a guarded test sees, and what of it may not stay changed."""

import os
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from plumbline.guard.guard import Guard
from plumbline.guard.policy import Policy
from plumbline.guard.surroundings import HOME_NAMES, XDG_NAMES, Surroundings
from plumbline.table import Level

from tests.guarded import IMPORTING, LIBRARY, At, called_in, installed, policy

LOGIC = Level("logic", 4, "logic", ("tests/unit",), "unit", 70, ("process", "files"), 0.1, 3.0)
REAL = Level("real", 5, "real", ("tests/integration",), "all", 5, (), 10.0, 60.0)
SHOWN = (*HOME_NAMES, *XDG_NAMES, "PATH")


@pytest.fixture(autouse=True)
def _machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give the machine variables of its own, and keep the folder for temporary files of the run."""
    kept = tempfile.tempdir
    for name in SHOWN:
        monkeypatch.setenv(name, f"the machine's {name}")
    monkeypatch.delenv("USERPROFILE")
    yield
    tempfile.tempdir = kept


@pytest.fixture
def guard(tmp_path: Path) -> Iterator[Guard]:
    folder = Path.cwd()
    with installed(tmp_path / "repo") as made:
        yield made
        os.chdir(folder)  # unseen by the guard of the run, like all that these tests change


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return tmp_path / "base"


@pytest.fixture
def surroundings(guard: Guard, base: Path) -> Surroundings:
    config: Any = SimpleNamespace(_tmp_path_factory=SimpleNamespace(getbasetemp=lambda: base))
    return Surroundings(config, guard)


def test_a_guarded_test_finds_no_program_and_an_empty_home(
    surroundings: Surroundings, base: Path
) -> None:
    surroundings.set_up(LOGIC)

    home = str(base / "levels/home")
    assert {name: os.environ[name] for name in SHOWN} == {**dict.fromkeys(SHOWN, home), "PATH": ""}
    assert [*Path(home).iterdir()] == []

    surroundings.set_up(None)
    assert os.environ["PATH"] == "the machine's PATH"
    assert "USERPROFILE" not in os.environ


@pytest.mark.parametrize(("level", "lifted"), [(REAL, False), (None, False), (LOGIC, True)])
def test_others_see_the_machines(
    surroundings: Surroundings, level: Level | None, lifted: bool
) -> None:
    surroundings.set_up(LOGIC)
    surroundings.set_up(LOGIC)  # which is no other home
    surroundings.set_up(level, lifted=lifted)

    assert os.environ["PATH"] == "the machine's PATH"
    surroundings.set_up(LOGIC)
    assert os.environ["PATH"] == ""
    surroundings.set_up(None)


def test_each_test_has_a_folder_for_its_temporary_files_once_it_uses_it(
    surroundings: Surroundings, guard: Guard, base: Path
) -> None:
    surroundings.set_up(LOGIC)
    first = str(base / "levels/test-1")
    assert tempfile.gettempdir() == first
    guard.make_folder(str(base / "elsewhere"))
    assert not Path(first).exists()
    guard.make_folder(f"{first}/a.txt")
    guard.make_folder(f"{first}/b.txt")
    assert Path(first).is_dir()

    surroundings.set_up(LOGIC)
    assert tempfile.tempdir == str(base / "levels/test-2")
    surroundings.set_up(REAL)
    assert tempfile.tempdir is None
    guard.make_folder(str(base / "levels/test-2/a"))
    assert not (base / "levels/test-2").exists()


def test_who_needs_no_folder_keeps_the_one_that_is_set(surroundings: Surroundings) -> None:
    tempfile.tempdir = "own"

    surroundings.set_up(REAL)

    assert tempfile.tempdir == "own"


def test_a_temporary_folder_that_is_known_already_is_taken(
    surroundings: Surroundings, guard: Guard, tmp_path: Path
) -> None:
    guard.reach.allow_temporary(str(tmp_path / "known"))

    surroundings.set_up(LOGIC)

    assert tempfile.tempdir == str(tmp_path / "known/levels/test-1")
    surroundings.set_up(None)


def run(guard: Guard, surroundings: Surroundings, mine: Policy, *calls: Any) -> list[Any]:
    """Return what is told after a test of the guard's repo that makes these calls."""
    guard.policy = mine
    for number, call in enumerate(calls):
        called_in(call, At(f"{guard.root}test_{number}.py"))
    guard.policy = None
    surroundings.restore(mine)
    return [(one.kind, one.what, one.where) for one in mine.violations]


def change(name: str, value: str) -> Any:
    return partial(os.environ.__setitem__, name, value)


def test_what_a_test_leaves_changed_is_put_back_and_told_with_its_first_line(
    surroundings: Surroundings, guard: Guard, tmp_path: Path
) -> None:
    surroundings.set_up(REAL)
    before = Path.cwd()

    told = run(
        guard,
        surroundings,
        policy("state"),
        change("LEFT", "1"),
        change("ALSO", "1"),
        partial(os.environ.__delitem__, "HOME"),
        partial(os.chdir, tmp_path),
    )

    assert told == [
        ("state", "the working folder was left changed", "test_3.py:2"),
        ("state", "environment variables left changed: ALSO, HOME, LEFT", "test_0.py:2"),
    ]
    assert Path.cwd() == before
    assert ("LEFT" in os.environ, os.environ["HOME"]) == (False, "the machine's HOME")


def test_what_a_test_puts_back_itself_is_fine(
    surroundings: Surroundings, guard: Guard, tmp_path: Path
) -> None:
    surroundings.set_up(REAL)
    calls = [
        change("HOME", "x"),
        change("HOME", "the machine's HOME"),
        partial(os.chdir, tmp_path),
        partial(os.chdir, Path.cwd()),
        change("PYTEST_CURRENT_TEST", os.environ["PYTEST_CURRENT_TEST"]),
    ]

    assert run(guard, surroundings, policy("state"), *calls) == []


def test_one_test_is_not_blamed_for_the_one_before(
    surroundings: Surroundings, guard: Guard
) -> None:
    surroundings.set_up(REAL)
    run(guard, surroundings, policy("state"), change("LEFT", "1"))
    os.environ["LEFT"] = "of nobody"
    surroundings.set_up(REAL)

    assert run(guard, surroundings, policy("state")) == []
    del os.environ["LEFT"]


def test_what_has_leave_to_stays_changed(
    surroundings: Surroundings, guard: Guard, tmp_path: Path
) -> None:
    for call in (change("LEFT", "1"), partial(os.chdir, tmp_path)):
        surroundings.set_up(REAL)
        mine = policy("state", let=frozenset({"state"}))
        assert run(guard, surroundings, mine, call) == []
        assert mine.done == {"state"}

    assert (os.environ.pop("LEFT"), Path.cwd()) == ("1", tmp_path)


def test_what_a_library_changes_as_it_is_imported_is_not_the_tests(
    surroundings: Surroundings, guard: Guard
) -> None:
    surroundings.set_up(REAL)
    imported = partial(called_in, change("LEFT", "1"), IMPORTING, LIBRARY)

    assert run(guard, surroundings, policy("state"), imported, change("ALSO", "1")) == [
        ("state", "environment variables left changed: ALSO", "test_0.py:2")
    ]
    assert os.environ.pop("LEFT") == "1"


def test_a_fixture_of_several_tests_may_change_what_they_see(
    surroundings: Surroundings, guard: Guard
) -> None:
    surroundings.set_up(LOGIC)
    shown = surroundings.open(free=False)
    os.environ["SERVER"] = "1"
    os.environ["HOME"] = f"of the fixture{os.pathsep}"
    surroundings.close(shown)

    told = run(guard, surroundings, policy("state"), change("LEFT", "1"))
    assert told == [("state", "environment variables left changed: LEFT", "test_0.py:2")]
    assert (os.environ.pop("SERVER"), os.environ["PATH"]) == ("1", "")

    surroundings.set_up(None)
    assert os.environ["HOME"] == f"of the fixture{os.pathsep}"


def test_a_test_is_not_blamed_for_the_fixtures_that_it_asks_for_late(
    surroundings: Surroundings, guard: Guard
) -> None:
    surroundings.set_up(REAL)

    def ask_for(name: str) -> None:
        shown = surroundings.open(free=True)
        os.environ[name] = "1"
        surroundings.close(shown)

    calls = [change("LEFT", "1"), partial(ask_for, "SERVER"), partial(ask_for, "CLIENT")]
    told = run(guard, surroundings, policy("state"), *calls)

    assert told == [("state", "environment variables left changed: LEFT", "test_0.py:2")]
    assert os.environ.pop("SERVER") == os.environ.pop("CLIENT") == "1"


def test_one_of_a_free_level_sees_the_machines_own_variables(surroundings: Surroundings) -> None:
    surroundings.set_up(LOGIC)
    home = os.environ["HOME"]

    shown = surroundings.open(free=True)
    seen = os.environ["PATH"]
    surroundings.close(shown)

    assert seen == "the machine's PATH"
    assert (os.environ["PATH"], os.environ["HOME"]) == ("", home)
    surroundings.set_up(None)
    assert surroundings.open(free=True) == {}
    surroundings.close({})


@pytest.mark.parametrize(
    ("meant", "later"),
    [
        (f"bin{os.pathsep}", f"bin{os.pathsep}the machine's PATH"),
        (f"{os.pathsep}bin", f"the machine's PATH{os.pathsep}bin"),
        ("bin", "bin"),
    ],
)
def test_what_a_fixture_adds_to_an_empty_path_is_added_to_the_machines(
    surroundings: Surroundings, meant: str, later: str
) -> None:
    surroundings.set_up(LOGIC)
    shown = surroundings.open(free=False)
    os.environ["PATH"] = meant
    surroundings.close(shown)

    assert os.environ["PATH"] == meant
    surroundings.set_up(None)
    assert os.environ["PATH"] == later
