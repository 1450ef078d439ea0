"""What commits declare of their tests, by a git that knows its log by heart."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from plumbline.review.declared import ASKED, TRAILER, Declarations, read_declarations

ONE, TWO = "1" * 40, "2" * 40
Entry = tuple[str, str, str, list[str]]  # commit, what git reads in the trailer, message, files


def declared(*entries: Entry, prefix: str = "", trailer: str = TRAILER) -> Declarations:
    """Return what these commits declare, the newest first."""

    def ask(_: Path, command: str, *words: str) -> str:
        if command == "rev-parse":
            return f"{prefix}\n"
        if command == "log":
            assert words[-1] == "base..HEAD"
            assert f"key={trailer}," in words[1]
            return "\0".join("\x1e".join(entry[:3]) for entry in entries)
        return "".join(f"{file}\0" for one in entries if one[0] == words[-1] for file in one[3])

    return read_declarations(Path("repo"), "base", trailer, ask)


def reasons(found: Declarations, *paths: Sequence[str]) -> list[str]:
    """Return the reason for each file."""
    return [found.reason(*path) for path in paths]


def test_a_reason_holds_for_the_files_of_its_commit() -> None:
    found = declared(
        (ONE, "rounding", "Round\n\nTests-Changed: rounding", ["tests/a.py", "src/a.py"])
    )

    told = reasons(found, ["tests/a.py"], ["tests/b.py"], ["tests/b.py", "tests/a.py"], [""])
    assert told == ["rounding (111111111)", "", "rounding (111111111)", ""]


def test_a_commit_of_no_file_declares_the_whole_change() -> None:
    found = declared((ONE, "all of it", "All\n\nTests-Changed: all of it", []))

    assert found.reason("tests/any.py") == "all of it (111111111)"
    assert found.reason() == "all of it (111111111)"


def test_the_newest_commit_of_a_file_has_the_say() -> None:
    found = declared(
        (TWO, "later", "B", ["tests/a.py"]),
        (ONE, "earlier", "A", ["tests/a.py", "tests/b.py"]),
    )

    assert reasons(found, ["tests/a.py"], ["tests/b.py"]) == [
        *("later (222222222)", "earlier (111111111)"),
    ]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("sums are rounded", "sums are rounded"),
        ("sums\n  are   rounded", "sums are rounded"),
        ("one\x1ftwo", "one; two"),
        ("one\x1f--\x1f two ", "one; two"),
        ("é", "é"),
    ],
)
def test_reasons_are_put_in_one_line(given: str, reason: str) -> None:
    found = declared((ONE, given, "A\n\nTests-Changed: x", ["tests/a.py"]))

    assert found.reason("tests/a.py") == f"{reason} (111111111)"
    assert found.missed == ()


@pytest.mark.parametrize("given", ["", "--", " ", "...\x1f-"])
def test_without_a_word_there_is_no_reason(given: str) -> None:
    found = declared((ONE, given, "A\n\nTests-Changed: --", ["tests/a.py"]))

    assert (found.found, found.missed) == ((), ("111111111",))


@pytest.mark.parametrize(
    ("message", "missed"),
    [
        ("A\n\nTests-Changed: why\n\nMore words.", True),
        ("A\n\n  tests-changed : why\n\nMore.", True),
        ("Tests-Changed: why", True),
        ("A\n\nOn Tests-Changed: see the docs", False),
        ("A\n\nTests-Changed by hand", False),
        ("A\n\nTests-Asked: why", False),
        ("A", False),
    ],
)
def test_the_words_where_git_sees_no_trailer_are_told(message: str, missed: bool) -> None:
    found = declared((ONE, "", message, ["tests/a.py"]))

    assert (found.found, found.missed) == ((), ("111111111",) if missed else ())


def test_another_trailer_is_read_by_its_own_name() -> None:
    found = declared((ONE, "the owner", "A", ["tests/a.py"]), trailer=ASKED)

    assert found.reason("tests/a.py") == "the owner (111111111)"


def test_in_a_project_below_the_top_files_count_from_there() -> None:
    found = declared((ONE, "why", "A", ["project/tests/a.py", "tests/b.py"]), prefix="project/")

    assert reasons(found, ["tests/a.py"], ["tests/b.py"]) == ["why (111111111)", ""]


def test_no_commit_declares_nothing() -> None:
    assert declared() == Declarations((), "", ())
