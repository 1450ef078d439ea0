"""What a file event means: by where the file lies, and whether it is written."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from plumbline.guard.events import OF_ENTRIES
from plumbline.guard.guard import Guard

from tests.guarded import found, make_guard
from tests.places import ROOT

NO_FOLDER = -1  # of a path that no descriptor goes with
READ, WRITE = os.O_RDONLY, os.O_WRONLY


@pytest.fixture
def guard() -> Guard:
    return make_guard()


@pytest.mark.parametrize(
    ("path", "mode", "flags", "kind"),
    [
        ("/repo/a.txt", "r", WRITE, None),
        ("/repo/a.txt", "rb", READ, None),
        ("/repo/a.txt", "w", READ, "files"),
        ("/repo/a.txt", "a", READ, "files"),
        ("/repo/a.txt", "x", READ, "files"),
        ("/repo/a.txt", "r+", READ, "files"),
        ("/repo/a.txt", None, READ, None),
        ("/repo/a.txt", None, WRITE, "files"),
        ("/repo/a.txt", None, os.O_RDWR, "files"),
        ("/repo/a.txt", None, os.O_CREAT, "files"),
        ("/repo/a.txt", None, os.O_TRUNC, "files"),
        ("/repo/a.txt", None, os.O_APPEND, "files"),
        ("/elsewhere/a.txt", "r", READ, "files"),
        ("/scratch/a.txt", "r", READ, "tmp"),
        ("/scratch/a.txt", "w", WRITE, "tmp"),
    ],
)
def test_a_file_is_judged_by_where_it_lies_and_whether_it_is_written(
    guard: Guard, path: str, mode: str | None, flags: int, kind: str | None
) -> None:
    assert found(guard, "open", path, mode, flags) == ((kind, f"open({path!r})") if kind else None)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (b"/elsewhere/a", "open('/elsewhere/a')"),
        (Path("/elsewhere/a"), "open('/elsewhere/a')"),
        ("a.txt", "open('a.txt')"),  # in the folder that the test works in
    ],
)
def test_a_path_may_come_in_any_form(guard: Guard, path: Any, shown: str) -> None:
    assert found(guard, "open", path, "w", WRITE) == ("files", shown)


@pytest.mark.parametrize("path", [7, None, 1.5], ids=["a descriptor", "nothing", "no path at all"])
def test_what_is_no_path_opens_no_file(guard: Guard, path: Any) -> None:
    assert found(guard, "open", path, "w", WRITE) is None


@pytest.mark.parametrize(
    ("event", "more"),
    [
        ("os.mkdir", (0o777, NO_FOLDER)),
        ("os.rmdir", (NO_FOLDER,)),
        ("os.remove", (NO_FOLDER,)),
        ("os.chmod", (0o600, NO_FOLDER)),
        ("os.chown", (0, 0, NO_FOLDER)),
        ("os.utime", (None, None, NO_FOLDER)),
        ("os.truncate", (0,)),
    ],
)
def test_what_changes_a_file_is_told_by_its_name(
    guard: Guard, event: str, more: tuple[Any, ...]
) -> None:
    assert found(guard, event, "/repo/a", *more) == ("files", f"{event}('/repo/a')")
    assert found(guard, event, "/scratch/a", *more) == ("tmp", f"{event}('/scratch/a')")


def test_a_pipe_is_told_as_the_function_that_makes_it(guard: Guard) -> None:
    assert found(guard, "levels.mknod", "/repo/pipe") == ("files", "os.mkfifo('/repo/pipe')")


@pytest.mark.parametrize("event", ["os.listdir", "os.scandir"])
@pytest.mark.parametrize(
    ("folder", "kind"),
    [("/repo/src", None), ("/elsewhere", "files"), ("/scratch", "tmp"), (None, None)],
)
def test_a_folder_that_is_listed_is_read(
    guard: Guard, event: str, folder: str | None, kind: str | None
) -> None:
    assert found(guard, event, folder) == ((kind, f"{event}({folder!r})") if kind else None)


@pytest.mark.parametrize("event", ["os.rename", "os.link"])
@pytest.mark.parametrize(
    ("source", "target", "kind", "told"),
    [
        ("/scratch/a", "/scratch/b", "tmp", "/scratch/a"),
        ("/scratch/a", "/repo/b", "files", "/repo/b"),
        ("/repo/a", "/scratch/b", "files", "/repo/a"),
        ("/repo/a", "/repo/b", "files", "/repo/b"),
    ],
)
def test_of_two_paths_the_worse_one_is_told(
    guard: Guard, event: str, source: str, target: str, kind: str, told: str
) -> None:
    assert found(guard, event, source, target, NO_FOLDER, NO_FOLDER) == (kind, f"{event}({told!r})")


def test_of_a_link_the_place_is_judged_and_not_what_it_leads_to(guard: Guard) -> None:
    made = found(guard, "os.symlink", "/elsewhere/a", "/scratch/link", NO_FOLDER)

    assert made == ("tmp", "os.symlink('/scratch/link')")


def test_what_changes_names_in_folders_is_known_as_such() -> None:
    calls = ("mkdir", "rmdir", "remove", "rename", "link", "symlink")

    assert {*(f"os.{call}" for call in calls), "levels.mknod"} == OF_ENTRIES


@pytest.fixture
def docs(guard: Guard) -> Iterator[int]:
    """Lend a descriptor of a folder in which a test may have files."""
    guard.reach.allow_temporary(str(ROOT / "docs"))
    descriptor = os.open(ROOT / "docs", os.O_RDONLY)
    yield descriptor
    os.close(descriptor)


def test_a_relative_path_is_below_the_folder_that_goes_with_it(guard: Guard, docs: int) -> None:
    assert found(guard, "os.mkdir", "made", 0o777, docs) == ("tmp", "os.mkdir('made')")
    assert found(guard, "os.mkdir", "made", 0o777, NO_FOLDER) == ("files", "os.mkdir('made')")
    assert found(guard, "os.mkdir", "/repo/made", 0o777, docs) == (
        "files",
        "os.mkdir('/repo/made')",
    )
    moved = found(guard, "os.rename", "a", "b", NO_FOLDER, docs)
    assert moved == ("files", "os.rename('a')")


def test_a_relative_path_is_below_the_working_folder_otherwise() -> None:
    guard = make_guard(Path.cwd())

    assert found(guard, "os.listdir", "docs") is None
    assert found(guard, "os.listdir", f"..{os.sep}..") == ("files", "os.listdir('../..')")


def test_an_open_file_is_judged_by_its_path(guard: Guard, docs: int) -> None:
    listed = found(guard, "os.listdir", docs)

    assert listed is not None
    assert listed.kind == "tmp"


def test_a_folder_for_temporary_files_is_made_before_it_is_used(guard: Guard) -> None:
    asked: list[str] = []
    guard.make_folder = asked.append

    found(guard, "os.mkdir", "made", 0o777, NO_FOLDER)
    found(guard, "open", "/scratch/a", "w", WRITE)

    assert asked == [f"{Path.cwd()}{os.sep}made", "/scratch/a"]


@pytest.mark.parametrize(
    ("database", "kind"),
    [
        (":memory:", None),
        ("", None),
        ("file:x?mode=memory", None),
        (7, None),
        ("/repo/x.db", "files"),
        (b"/repo/bytes.db", "files"),
        (Path("/repo/x.db"), "files"),
        ("/scratch/x.db", "tmp"),
        ("file:/repo/x.db?mode=ro", "files"),
        ("file:/scratch/x.db?mode=rw", "tmp"),
    ],
)
def test_a_database_is_a_file_unless_it_is_in_memory(
    guard: Guard, database: Any, kind: str | None
) -> None:
    opened = found(guard, "sqlite3.connect", database)

    assert (opened and opened.kind) == kind
