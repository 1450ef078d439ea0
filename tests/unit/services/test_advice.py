"""What a person is told of a forbidden operation: what, where, and the ways out."""

from pathlib import Path

import pytest
from plumbline.guard.advice import block
from plumbline.guard.policy import Violation
from plumbline.table import Level, Table

PURE = Level("pure", 3, "pure", ("tests/pure",), "unit", 10, ("process", "files", "tmp"), 0.1, 1.0)
LOGIC = Level(
    "logic",
    4,
    "business logic",
    ("tests/unit", "tests/commands"),
    "unit",
    70,
    ("process", "network", "sleep", "files", "mock"),
    0.1,
    3.0,
)
SANITY = Level("sanity", 2, "sanity", ("tests/sanity",), "all", 10, ("process",), 0.1, 3.0)
REAL = Level("real", 5, "real", ("tests/integration", "tests/more"), "all", 5, (), 10.0, 60.0)
TABLE = Table((SANITY, PURE, LOGIC, REAL), None)
TO_REAL = "  Or move the test to tests/integration, level 5 real, where it is allowed."
TO_SANITY = "  Or move the test to tests/sanity, level 2 sanity, where it is allowed."


def told(
    root: Path, kind: str, *, level: str = "logic", where: str = "a.py:3", gateway: str = ""
) -> list[str]:
    """Return the lines of a message."""
    violation = Violation(kind, "what it did", where, gateway, level)
    return block(TABLE, root, violation).split("\n")


def add_fake(root: Path, name: str, text: str) -> None:
    (root / "tests/fakes").mkdir(parents=True)
    (root / f"tests/fakes/{name}.py").write_text(text)


def test_it_says_what_was_done_where_and_which_level_forbids_it(tmp_path: Path) -> None:
    lines = told(tmp_path, "process")

    assert lines[:2] == ["what it did: level 4 logic forbids process", "  at a.py:3"]
    assert len(lines) == 4


def test_what_no_line_of_the_repo_did_is_told_as_such(tmp_path: Path) -> None:
    lines = told(tmp_path, "process", where="")

    assert lines[1] == "  at no line of this repo; a thread, or a library by itself"


@pytest.mark.parametrize(
    ("level", "kind", "way_out", "move"),
    [
        (
            "logic",
            "process",
            "Put it behind a gateway (src/*/gateways) and pass in the gateway's fake.",
            TO_REAL,
        ),
        (
            "logic",
            "files",
            "Put it behind a gateway (src/*/gateways) and pass in the gateway's fake, "
            "or use files below tmp_path.",
            TO_SANITY,
        ),
        (
            "pure",
            "files",
            "Put it behind a gateway (src/*/gateways) and pass in the gateway's fake.",
            TO_SANITY,
        ),
        ("pure", "tmp", "Give the function a text or a value instead of a file.", TO_SANITY),
        ("logic", "mock", "Pass in a fake from tests/fakes instead of patching.", TO_SANITY),
        (
            "logic",
            "sleep",
            "Make the time an argument; what must wait belongs behind a gateway.",
            TO_SANITY,
        ),
    ],
)
def test_each_kind_has_its_ways_out(
    tmp_path: Path, level: str, kind: str, way_out: str, move: str
) -> None:
    assert told(tmp_path, kind, level=level)[2:] == [f"  {way_out}", move]


def test_a_changed_folder_is_no_better_elsewhere(tmp_path: Path) -> None:
    assert told(tmp_path, "state")[2:] == [
        "  Use monkeypatch.setenv or monkeypatch.chdir, which undo themselves."
    ]


@pytest.mark.parametrize("kind", ["process", "files", "mock", "tmp"])
def test_the_fake_of_the_gateway_is_named_where_there_is_one(tmp_path: Path, kind: str) -> None:
    add_fake(tmp_path, "git", "class Commit: ...\n\nclass FakeGit(Git): ...\n")

    assert told(tmp_path, kind, gateway="git")[2] == (
        "  Pass in FakeGit, the fake from tests/fakes/git.py."
    )
    assert "FakeGit" not in told(tmp_path, kind, gateway="http")[2]
    assert "FakeGit" not in told(tmp_path, kind)[2]


def test_who_waits_is_given_the_time_by_the_fake_clock(tmp_path: Path) -> None:
    add_fake(tmp_path, "clock", "class FakeClock(Clock): ...\n")

    assert told(tmp_path, "sleep")[2] == (
        "  Give FakeClock the time the test is about; what must wait belongs behind a gateway."
    )


def test_where_every_level_forbids_it_no_place_is_named(tmp_path: Path) -> None:
    violation = Violation("process", "what it did", "a.py:3", "", "logic")

    lines = block(Table((SANITY, LOGIC), None), tmp_path, violation).split("\n")

    assert lines[3] == "  Or move the test to a level that allows it; none in levels.toml does."
