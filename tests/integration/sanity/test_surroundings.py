"""What folders and variables a guarded test sees."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from plumbline.table import Level

from tests.integration.surrounded import LOGIC, REAL, SHOWN, Place, machine


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Place]:
    with machine(monkeypatch, tmp_path) as made:
        yield made


def test_a_guarded_test_finds_no_program_and_an_empty_home(place: Place) -> None:
    place.surroundings.set_up(LOGIC)

    home = str(place.base / "levels/home")
    assert {name: os.environ[name] for name in SHOWN} == {**dict.fromkeys(SHOWN, home), "PATH": ""}
    assert [*Path(home).iterdir()] == []

    place.surroundings.set_up(None)
    assert os.environ["PATH"] == "the machine's PATH"
    assert "USERPROFILE" not in os.environ


@pytest.mark.parametrize(("level", "lifted"), [(REAL, False), (None, False), (LOGIC, True)])
def test_others_see_the_machines(place: Place, level: Level | None, lifted: bool) -> None:
    place.surroundings.set_up(LOGIC)
    place.surroundings.set_up(LOGIC)  # which is no other home
    place.surroundings.set_up(level, lifted=lifted)

    assert os.environ["PATH"] == "the machine's PATH"
    place.surroundings.set_up(LOGIC)
    assert os.environ["PATH"] == ""
    place.surroundings.set_up(None)


def test_each_test_has_a_folder_for_its_temporary_files_once_it_uses_it(place: Place) -> None:
    place.surroundings.set_up(LOGIC)
    first = str(place.base / "levels/test-1")
    assert tempfile.gettempdir() == first
    place.guard.make_folder(str(place.base / "elsewhere"))
    assert not Path(first).exists()
    place.guard.make_folder(f"{first}/a.txt")
    place.guard.make_folder(f"{first}/b.txt")
    assert Path(first).is_dir()

    place.surroundings.set_up(LOGIC)
    assert tempfile.tempdir == str(place.base / "levels/test-2")
    place.surroundings.set_up(REAL)
    assert tempfile.tempdir is None
    place.guard.make_folder(str(place.base / "levels/test-2/a"))
    assert not (place.base / "levels/test-2").exists()


def test_who_needs_no_folder_keeps_the_one_that_is_set(place: Place) -> None:
    tempfile.tempdir = "own"

    place.surroundings.set_up(REAL)

    assert tempfile.tempdir == "own"


def test_a_temporary_folder_that_is_known_already_is_taken(place: Place, tmp_path: Path) -> None:
    place.guard.reach.allow_temporary(str(tmp_path / "known"))

    place.surroundings.set_up(LOGIC)

    assert tempfile.tempdir == str(tmp_path / "known/levels/test-1")
    place.surroundings.set_up(None)


def test_one_of_a_free_level_sees_the_machines_own_variables(place: Place) -> None:
    place.surroundings.set_up(LOGIC)
    home = os.environ["HOME"]

    shown = place.surroundings.open(free=True)
    seen = os.environ["PATH"]
    place.surroundings.close(shown)

    assert seen == "the machine's PATH"
    assert (os.environ["PATH"], os.environ["HOME"]) == ("", home)
    place.surroundings.set_up(None)
    assert place.surroundings.open(free=True) == {}
    place.surroundings.close({})


@pytest.mark.parametrize(
    ("meant", "later"),
    [
        (f"bin{os.pathsep}", f"bin{os.pathsep}the machine's PATH"),
        (f"{os.pathsep}bin", f"the machine's PATH{os.pathsep}bin"),
        ("bin", "bin"),
    ],
)
def test_what_a_fixture_adds_to_an_empty_path_is_added_to_the_machines(
    place: Place, meant: str, later: str
) -> None:
    place.surroundings.set_up(LOGIC)
    shown = place.surroundings.open(free=False)
    os.environ["PATH"] = meant
    place.surroundings.close(shown)

    assert os.environ["PATH"] == meant
    place.surroundings.set_up(None)
    assert os.environ["PATH"] == later
