"""A file of tests that is no Python is said where the change is what made it so."""

import pytest
from plumbline.review.base import Base
from plumbline.review.change import Change, Changed
from plumbline.review.declared import Declarations
from plumbline.review.rows.static import judge_texts

FILE, BROKEN = "tests/unit/test_old.py", "def test_it(:\n"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ((), ""),
        ((Changed(FILE, FILE, "", BROKEN),), f"{FILE}:1 is no valid Python in the work tree"),
    ],
)
def test_only_a_changed_file_leaves_the_texts_open(files: tuple[Changed, ...], said: str) -> None:
    change = Change(Base("abc", "main"), files, Declarations(()))

    tests, weakened, *_ = judge_texts(change, {FILE: BROKEN}, {FILE: BROKEN}, {"pkg"}).rows

    assert tests.unverified == weakened.unverified == said


@pytest.mark.parametrize(
    ("path", "problem", "said"),
    [
        ("tests/unit/test_old.py", "is binary", True),
        ("tests/unit/data.bin", "is binary", False),  # which no row reads
        ("tests/vendored", "is a submodule", True),
        ("docs/data.py", "is binary", False),
    ],
)
def test_only_what_tests_are_read_from_leaves_the_texts_open(
    path: str, problem: str, said: bool
) -> None:
    files = (Changed(path, path, None, None, problem),)
    change = Change(Base("abc", "main"), files, Declarations(()))

    tests, *_ = judge_texts(change, {}, {}, {"pkg"}).rows

    assert tests.unverified == (f"{path} {problem}" if said else "")
