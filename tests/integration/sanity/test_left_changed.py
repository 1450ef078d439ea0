"""What of folders and variables may not stay changed, and whose fault it is."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.guarded import IMPORTING, LIBRARY, called_in, policy
from tests.integration.surrounded import LOGIC, REAL, Place, change, machine


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Place]:
    with machine(monkeypatch, tmp_path) as made:
        yield made


def test_what_a_test_leaves_changed_is_put_back_and_told_with_its_first_line(
    place: Place, tmp_path: Path
) -> None:
    place.surroundings.set_up(REAL)
    before = Path.cwd()

    told = place.run(
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


def test_what_a_test_puts_back_itself_is_fine(place: Place, tmp_path: Path) -> None:
    place.surroundings.set_up(REAL)
    calls = [
        change("HOME", "x"),
        change("HOME", "the machine's HOME"),
        partial(os.chdir, tmp_path),
        partial(os.chdir, Path.cwd()),
        change("PYTEST_CURRENT_TEST", os.environ["PYTEST_CURRENT_TEST"]),
    ]

    assert place.run(policy("state"), *calls) == []


def test_one_test_is_not_blamed_for_the_one_before(place: Place) -> None:
    place.surroundings.set_up(REAL)
    place.run(policy("state"), change("LEFT", "1"))
    os.environ["LEFT"] = "of nobody"
    place.surroundings.set_up(REAL)

    assert place.run(policy("state")) == []
    del os.environ["LEFT"]


def test_what_has_leave_to_stays_changed(place: Place, tmp_path: Path) -> None:
    for call in (change("LEFT", "1"), partial(os.chdir, tmp_path)):
        place.surroundings.set_up(REAL)
        mine = policy("state", let=frozenset({"state"}))
        assert place.run(mine, call) == []
        assert mine.done == {"state"}

    assert (os.environ.pop("LEFT"), Path.cwd()) == ("1", tmp_path)


def test_what_a_library_changes_as_it_is_imported_is_not_the_tests(place: Place) -> None:
    place.surroundings.set_up(REAL)
    imported = partial(called_in, change("LEFT", "1"), IMPORTING, LIBRARY)

    assert place.run(policy("state"), imported, change("ALSO", "1")) == [
        ("state", "environment variables left changed: ALSO", "test_0.py:2")
    ]
    assert os.environ.pop("LEFT") == "1"


def test_a_fixture_of_several_tests_may_change_what_they_see(place: Place) -> None:
    place.surroundings.set_up(LOGIC)
    shown = place.surroundings.open(free=False)
    os.environ["SERVER"] = "1"
    os.environ["HOME"] = f"of the fixture{os.pathsep}"
    place.surroundings.close(shown)

    told = place.run(policy("state"), change("LEFT", "1"))
    assert told == [("state", "environment variables left changed: LEFT", "test_0.py:2")]
    assert (os.environ.pop("SERVER"), os.environ["PATH"]) == ("1", "")

    place.surroundings.set_up(None)
    assert os.environ["HOME"] == f"of the fixture{os.pathsep}"


def test_a_test_is_not_blamed_for_the_fixtures_that_it_asks_for_late(place: Place) -> None:
    place.surroundings.set_up(REAL)

    def ask_for(name: str) -> None:
        shown = place.surroundings.open(free=True)
        os.environ[name] = "1"
        place.surroundings.close(shown)

    calls = [change("LEFT", "1"), partial(ask_for, "SERVER"), partial(ask_for, "CLIENT")]
    told = place.run(policy("state"), *calls)

    assert told == [("state", "environment variables left changed: LEFT", "test_0.py:2")]
    assert os.environ.pop("SERVER") == os.environ.pop("CLIENT") == "1"
