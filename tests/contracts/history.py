"""What every history must do."""

from pathlib import Path
from typing import Protocol

import pytest

from plumbline.review.change import Changed
from plumbline.review.history import History

LONG = "".join(f"line_{number} = {number}\n" for number in range(40))


class Story(Protocol):
    """A repo that a test writes; main has its first commit."""

    def write_bytes(self, name: str, data: bytes) -> None: ...
    def write(self, name: str, text: str) -> None: ...
    def append(self, name: str, text: str) -> None: ...
    def move(self, old: str, new: str) -> None: ...
    def remove(self, *names: str) -> None: ...
    def commit(self, message: str) -> str: ...
    @property
    def base(self) -> str: ...
    @property
    def history(self) -> History: ...


class HistoryContract:
    """Needs a fixture `repo`: a.py is empty, b.py is LONG, src/c.py has a line; _built.py is ignored.

    And a fixture `folder`, a place for what is written.
    """

    def test_what_is_new_changed_and_gone_differs(self, repo: Story) -> None:
        repo.write("new.py", "x = 1\n")
        repo.append("src/c.py", "d = 2\n")
        repo.remove("a.py")
        repo.commit("Some of it")
        repo.write("last.py", "y = 1\n")

        assert repo.history.differing(repo.base) == (
            Changed("a.py", "a.py", "", None),
            Changed("last.py", "", None, "y = 1\n"),
            Changed("new.py", "", None, "x = 1\n"),
            Changed("src/c.py", "src/c.py", "c = 1\n", "c = 1\nd = 2\n"),
        )

    @pytest.mark.parametrize("more", ["", "z = 1\n"])
    def test_a_file_with_another_name_is_followed(self, repo: Story, more: str) -> None:
        repo.move("b.py", "src/d.py")
        repo.append("src/d.py", more)

        assert repo.history.differing(repo.base) == (
            Changed("src/d.py", "b.py", LONG, LONG + more),
        )

    def test_a_file_that_is_unlike_is_another_one(self, repo: Story) -> None:
        repo.remove("b.py")
        repo.write("d.py", "other = 1\n")

        assert [(one.was, one.path) for one in repo.history.differing(repo.base)] == [
            ("b.py", "b.py"),
            ("", "d.py"),
        ]

    def test_line_ends_alone_are_no_difference(self, repo: Story) -> None:
        repo.write_bytes("src/c.py", b"c = 1\r\n")

        assert repo.history.differing(repo.base) == ()

    def test_what_is_no_text_says_so(self, repo: Story) -> None:
        repo.write_bytes("src/c.py", b"\0")

        (one,) = repo.history.differing(repo.base)
        assert (one.path, one.new, one.problem) == ("src/c.py", None, "is binary")

    def test_the_work_tree_has_what_is_not_ignored(self, repo: Story) -> None:
        repo.write("src/new.py", "")
        repo.write("src/_built.py", "# built")
        repo.write("docs/_built.py", "# of no use to the sources")
        repo.remove("a.py")
        history = repo.history

        tree = history.work_tree().tree
        names = {name for name in tree.files if name.endswith(".py")}
        assert names == {"b.py", "src/c.py", "src/new.py"}
        assert tree.text("src/c.py") == "c = 1\n"
        assert {name: file.data for name, file in history.ignored().items()} == {
            "src/_built.py": b"# built"
        }

    def test_a_commit_can_be_had_in_a_folder(self, repo: Story, folder: Path) -> None:
        repo.append("src/c.py", "d = 2\n")

        tree = repo.history.check_out(repo.base, folder / "out")

        assert {name: tree.text(name) for name in tree.files if name.endswith(".py")} == {
            "a.py": "",
            "b.py": LONG,
            "src/c.py": "c = 1\n",
        }
        assert tree.folder == folder / "out"

    @pytest.mark.parametrize(
        ("message", "reason", "missed"),
        [
            ("A\n\nMeant: sums are rounded", "sums are rounded", False),
            ("A\n\nMore words.\n\nMeant: a\nOther: b", "a", False),
            ("A\n\nMeant: sums\n are rounded", "sums are rounded", False),
            ("A\n\nMeant:", "", True),
            ("A\n\nMeant: --", "", True),
            ("A\n\nMeant: why\n\nMore words.", "", True),
            ("A\n\nit is meant: why", "", False),
        ],
    )
    def test_a_trailer_declares_what_its_commit_touches(
        self, repo: Story, message: str, reason: str, missed: bool
    ) -> None:
        repo.append("src/c.py", "d = 2\n")
        name = repo.commit(message)
        repo.append("b.py", "d = 2\n")
        repo.commit("More")

        told = repo.history.declarations(repo.base, "Meant")

        found = [(one.commit, one.reason, one.files) for one in told.found]
        assert found == ([(name, reason, frozenset({"src/c.py"}))] if reason else [])
        assert told.missed == ((name[:9],) if missed else ())
        assert told.prefix == ""

    def test_commits_come_with_their_files_the_newest_first(self, repo: Story) -> None:
        repo.append("src/c.py", "d = 2\n")
        first = repo.commit("One\n\nMore")
        repo.write("e.py", "e = 1\n")
        second = repo.commit("fix: two")

        assert [
            (one.name, one.parent, one.subject, one.files)
            for one in repo.history.commits(repo.base)
        ] == [
            (second, first, "fix: two", ("e.py",)),
            (first, repo.base, "One", ("src/c.py",)),
        ]

    def test_commits_are_the_same_below_a_folder_or_not(self, repo: Story) -> None:
        repo.write("e.py", "e = 1\n")
        name = repo.commit("One")

        assert repo.history.is_same(repo.base, name, ["src"])
        assert not repo.history.is_same(repo.base, name, ["src", "e.py"])
        assert not repo.history.is_same(repo.base, name, [])

    def test_commits_of_the_test_writer_stay_in_tests(self, repo: Story) -> None:
        repo.write("tests/test_a.py", "a = 1\n")
        repo.write("e.py", "e = 1\n")
        name = repo.commit("Test\n\nTest-Writer: yes")
        repo.write("f.py", "e = 1\n")
        repo.commit("Another's")

        leaks, marked = repo.history.scope(repo.base)

        assert [(one.path, one.commit, one.subject) for one in leaks] == [("e.py", name, "Test")]
        assert (leaks[0].what, marked) == ("is outside tests/", 1)

    def test_what_files_and_folders_hold_is_told_apart(self, repo: Story) -> None:
        repo.append("a.py", "x = 1\n")
        other = repo.commit("Another file")
        repo.append("src/c.py", "d = 2\n")
        last = repo.commit("One in the folder")

        told = [repo.history.contents(one, ("b.py", "src")) for one in (repo.base, other, last)]

        assert told[0] == told[1] != told[2]
