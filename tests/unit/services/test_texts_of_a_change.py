"""The texts of both sides of a change, by what git says of the work tree's files."""

from pathlib import Path

from plumbline.review.base import Base
from plumbline.review.change import Change, Changed
from plumbline.review.declared import Declarations
from plumbline.review.trees import Tree, files_at

from tests.fakes.trees import make_tree


def change(*files: Changed) -> Change:
    """Return a change of these files."""
    return Change(Base("abc", "main"), files, Declarations(()))


def test_what_git_says_of_a_file_makes_the_bases_text() -> None:
    there = make_tree(
        {"tests/same.py": "s", "tests/new.py": "n", "tests/b.py": "b", "docs/d.py": ""}
    )

    base, head = change(
        Changed("tests/new.py", "", None, "n"),
        Changed("tests/b.py", "tests/a.py", "a", "b"),
        Changed("tests/gone.py", "tests/gone.py", "g", None),
        Changed("docs/d.py", "docs/d.py", "old", ""),
    ).texts(there, ("tests",))

    assert head == {"tests/same.py": "s", "tests/new.py": "n", "tests/b.py": "b"}
    assert base == {"tests/same.py": "s", "tests/a.py": "a", "tests/gone.py": "g"}


def test_of_a_file_that_one_side_cannot_be_read_of_neither_is() -> None:
    there = make_tree({"tests/a.py": "a", "tests/b.py": "b"})

    texts = change(Changed("tests/a.py", "tests/a.py", None, "a", "is binary")).texts(
        there, ("tests",)
    )

    assert texts == ({"tests/b.py": "b"}, {"tests/b.py": "b"})


def test_a_link_is_no_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/a.py").write_text("a = 1\n", "utf-8")
    (tmp_path / "tests/link.py").symlink_to("a.py")

    base, head = change().texts(Tree(tmp_path, files_at(tmp_path)), ("tests",))

    assert base == head == {"tests/a.py": "a = 1\n"}
