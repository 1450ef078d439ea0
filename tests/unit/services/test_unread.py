"""A file of tests that is no Python, or no text, is said where the change is what made it so."""

import pytest
from plumbline.review.base import Base
from plumbline.review.change import Change, Changed
from plumbline.review.declared import Declarations
from plumbline.review.report import Report
from plumbline.review.rows.static import judge_texts

from tests.quick import quick

FILE, BROKEN = "tests/unit/test_old.py", "def test_it(:\n"
SUBMODULE = "is a submodule; what changed in it was not read, review it where it is kept"


def left_open(report: Report) -> dict[str, str]:
    """Return which rows could not be judged, and why."""
    return {row.name: row.unverified for row in report.rows if row.unverified}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (BROKEN, BROKEN, ""),
        ("", BROKEN, f"{FILE}:1 is no valid Python in the work tree"),
        (BROKEN, "", f"{FILE}:1 is no valid Python in the base"),
    ],
)
def test_only_a_changed_file_leaves_the_texts_open(old: str, new: str, said: str) -> None:
    found = left_open(quick({FILE: old}, {FILE: new}))

    assert found == ({"tests": said, "weakened": said} if said else {})


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("tests/unit/test_old.py", True),
        ("tests/unit/data.bin", False),  # which no row reads
        ("docs/data.py", False),
    ],
)
def test_only_what_tests_are_read_from_leaves_the_texts_open(path: str, said: bool) -> None:
    found = left_open(quick({path: "x = 1\n"}, {path: "\0"}))

    assert found == (dict.fromkeys(("tests", "weakened"), f"{path} is binary") if said else {})


@pytest.mark.parametrize(("path", "said"), [("tests/vendored", True), ("vendored", False)])
def test_a_submodule_among_the_tests_leaves_them_open(path: str, said: bool) -> None:
    change = Change(
        Base("abc", "main"), (Changed(path, path, None, None, SUBMODULE),), Declarations(())
    )

    tests, weakened, *_ = judge_texts(change, {}, {}, {"pkg"}).rows

    assert tests.unverified == weakened.unverified == (f"{path} {SUBMODULE}" if said else "")
