"""What a change touches of a large suite, on recorded lines; which tests differ between two trees."""

import os
from pathlib import Path

import pytest
from plumbline.review.running.choosing import Choice, Memory, choose, touched
from plumbline.review.running.differing import Differing, find_differing
from plumbline.review.running.failures import Failure
from plumbline.review.running.lines import ChangedPython, Lines
from plumbline.review.running.runs import Outcome, Run
from plumbline.table import Level, LevelsError, Table

from tests.facts import Sides
from tests.fakes.runs import FakeRuns

UNIT = Level("unit", 4, "unit", ("tests/unit",), "fast", 100, ("process",), 0.1, 1.0)
TABLE = Table((UNIT,), ("tests",))
OLD = "LIMIT = 3\n\n\ndef f(x):\n    return x + 1\n\n\ndef g(x):\n    return x\n"
RAN = {"a.py": {1: [""], 4: [""], 5: ["f"], 8: [""], 9: ["g", "both"]}, "b.py": {1: ["", "other"]}}


def space(*, head: dict[str, str], base: dict[str, str]) -> Sides:
    """Return a workspace with these files on either side."""
    return Sides(head, base, TABLE)


@pytest.mark.parametrize(
    ("old", "new", "chosen"),
    [
        ("x + 1", "x + 2", {"f"}),
        ("return x\n", "return x or 1\n", {"g", "both"}),
        ("    return x + 1\n", "    x += 1\n    return x\n", {"f"}),
        ("LIMIT = 3", "LIMIT = 4", {"f", "g", "both"}),
        ("def f(x)", "def f(x, y=2)", {"f", "g", "both"}),
    ],
)
def test_who_ran_a_changed_line_is_chosen(old: str, new: str, chosen: set[str]) -> None:
    sides = space(
        base={"a.py": OLD, "b.py": "1\n"},
        head={"a.py": OLD.replace(old, new), "b.py": "1\n"},
    )
    change = ChangedPython((Lines("a.py", frozenset(), frozenset(), "a.py"),))

    assert set().union(*touched(sides, change, RAN)) == chosen


def test_of_a_file_that_is_gone_all_are_chosen_and_of_a_new_one_nobody() -> None:
    sides = space(base={"a.py": OLD, "b.py": "1\n"}, head={"a.py": OLD, "c.py": "2\n"})
    change = ChangedPython((Lines("c.py", frozenset({1}), frozenset()),))

    assert set().union(*touched(sides, change, RAN)) == {"other"}


def differing(name: str, old: str) -> Differing:
    """Return what differs where a file of tests is new, or was another one."""
    same = {"tests/test_z.py": "z", "pkg/tests/test_z.py": "z", "tests/__pycache__/x.pyc": "x"}
    before = {**same, name: old} if old else same
    return find_differing(space(base=before, head={**same, name: "new", "tests/__init__.py": ""}))


@pytest.mark.parametrize(
    ("name", "old", "held", "free"),
    [
        ("tests/test_a.py", "", "tests/test_a.py", "tests/test_b.py"),
        ("tests/test_a.py", "other", "tests/test_a.py", "tests/test_b.py"),
        ("tests/deep/conftest.py", "", "tests/deep/test_a.py", "tests/test_b.py"),
        ("tests/deep/conftest.py", "other", "tests/deep/test_a.py", "tests/test_b.py"),
        ("tests/helpers.py", "other", "tests/deep/test_a.py", "pkg/tests/test_b.py"),
        ("pkg/tests/data/x.json", "", "pkg/tests/test_b.py", "tests/test_a.py"),
        ("pkg/tests/data/x.json", "other", "pkg/tests/test_b.py", "tests/test_a.py"),
    ],
)
def test_what_tests_share_decides_which_may_end_otherwise(
    name: str, old: str, held: str, free: str
) -> None:
    found = differing(name, old)

    assert (found.holds(held), found.holds(free), found.holds("tests/test_z.py")) == (
        True,
        False,
        name == "tests/helpers.py",
    )


def test_a_helper_that_is_new_is_there_for_the_tests_of_both_sides() -> None:
    assert differing("tests/helpers.py", "") == Differing(frozenset(), ())


@pytest.mark.parametrize(
    "line",
    [
        "from tests.test_base import TestBase",
        "from tests import test_base",
        "from tests import (\n    test_base,\n)",
        "from tests import (\n    test_other,  # why\n    test_base as base,\n)",
        "    import tests.test_base",
    ],
)
def test_what_imports_a_module_of_tests_that_differs_may_end_otherwise(line: str) -> None:
    same = {"tests/test_heir.py": line, "tests/test_z.py": "from tests import (test_other)"}

    found = find_differing(
        space(
            base={**same, "tests/test_base.py": "a"},
            head={**same, "tests/test_base.py": "b"},
        )
    )

    assert found.files == {"tests/test_base.py", "tests/test_heir.py"}


def chosen(root: Path, name: str) -> Choice | None:
    """Return what is chosen of a slow suite where one file differs; the base has no recording."""
    own = {"pkg/__init__.py": "", "pkg/tests/test_a.py": ""}
    sides = space(base={**own, name: "old"}, head={**own, name: "new"})
    sides.root = root
    Memory(root).note(60)
    return choose(sides, FakeRuns({}), ChangedPython(), Differing(folders=()))


def test_of_a_change_of_the_packages_data_all_tests_are_run(tmp_path: Path) -> None:
    assert chosen(tmp_path, "pkg/data.json") is None


@pytest.mark.parametrize("name", ["pkg/a.py", "pkg/tests/data.json", "docs/x.md"])
def test_of_any_other_a_recording_of_the_base_is_looked_for(tmp_path: Path, name: str) -> None:
    with pytest.raises(LevelsError, match="git knows no commit"):
        chosen(tmp_path, name)


def test_of_a_conftest_at_the_top_all_differ() -> None:
    assert find_differing(space(base={}, head={"conftest.py": "x"})).holds("any.py")


def outcome(file: str, ended: str) -> Outcome:
    """Return how a test of a file ended."""
    return Outcome(f"{file}::test", file, "test", file, "test", 1, ended, 1, False, None)


def test_what_is_the_same_on_both_sides_is_run_once() -> None:
    differ = Differing(frozenset({"tests/test_a.py"}), ())
    past = Run((outcome("tests/test_a.py", "failed"),))
    head = Run((outcome("tests/test_a.py", "passed"), outcome("tests/test_b.py", "skipped")))

    whole = differ.rest(past, head)

    assert [(test.file, test.outcome) for test in whole.tests] == [
        ("tests/test_a.py", "failed"),
        ("tests/test_b.py", "skipped"),
    ]


def test_a_run_that_left_nothing_says_nothing_of_the_other_side() -> None:
    whole, lost = Run((outcome("tests/test_b.py", "passed"),)), Run(lost=Failure("session", "", ""))
    differ = Differing(frozenset({"tests/test_a.py"}), ())

    assert differ.rest(lost, whole) == lost
    assert differ.rest(Run(), lost) == Run()


def test_the_newest_recordings_are_kept(tmp_path: Path) -> None:
    memory = Memory(tmp_path)
    memory.note(31.25)

    for number in range(6):
        (tmp_path / "made").mkdir(exist_ok=True)
        memory.keep(tmp_path / "made", f"base-{number}")

    kept = {path.name for path in (tmp_path / ".plumbline_cache").glob("base-*")}
    assert len(kept) == 4
    assert "base-5" in kept
    assert memory.seconds == 31.2
    assert (tmp_path / ".plumbline_cache/.gitignore").read_text("utf-8") == "*\n"


def recording(folder: Path, text: str) -> Path:
    """Return a folder with a recording."""
    folder.mkdir()
    (folder / "index.json").write_text(text, "utf-8")
    return folder


def test_of_two_reviews_that_record_at_once_one_is_kept(tmp_path: Path) -> None:
    memory = Memory(tmp_path)
    first = memory.keep(recording(tmp_path / "one", "first"), "base-a")
    second = memory.keep(recording(tmp_path / "two", "second"), "base-a")

    assert first == memory.folder / "base-a"
    assert (second / "index.json").read_text("utf-8") == "second"
    found = sorted(path.relative_to(memory.folder).as_posix() for path in first.rglob("*"))
    assert found == ["base-a/index.json"]


def test_of_a_recording_that_cannot_be_copied_nothing_is_left(tmp_path: Path) -> None:
    memory, made = Memory(tmp_path), recording(tmp_path / "one", "whole")
    (made / "lines").symlink_to(tmp_path / "nowhere")

    assert memory.keep(made, "base-a") == made
    assert [path.name for path in memory.folder.iterdir()] == [".gitignore"]


def test_what_a_killed_process_left_half_made_goes_after_an_hour(tmp_path: Path) -> None:
    memory = Memory(tmp_path)
    for name, age in (("new-old", 3700), ("new-young", 100)):
        (memory.folder / name).mkdir(parents=True)
        made = (memory.folder / name).stat().st_mtime
        os.utime(memory.folder / name, (made - age, made - age))

    memory.keep(recording(tmp_path / "one", "whole"), "base-a")

    found = sorted(path.name for path in memory.folder.iterdir())
    assert found == [".gitignore", "base-a", "new-young"]
