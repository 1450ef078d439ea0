"""Which tests do nothing, and which findings the texts have already."""

from plumbline.review.rows.finding import Finding
from plumbline.review.rows.lost import not_said
from plumbline.review.rows.weakened import SKIPS
from plumbline.review.running.collecting import idle
from plumbline.review.running.runs import Outcome

FILE, OTHER = "tests/unit/test_x.py", "tests/unit/test_y.py"


def outcome(name: str, word: str, assertions: int) -> Outcome:
    """Return a test of this file."""
    return Outcome(f"{FILE}::{name}", FILE, name, FILE, name, 1, word, assertions, False, None)


def test_an_unchanged_test_that_does_nothing_is_idle() -> None:
    words = [("passed", 1), ("passed", 0), ("skipped", 0), ("", 0), ("failed", 0)]
    tests = [outcome(f"test_{n}", *word) for n, word in enumerate(words)]

    assert [test.called for test in idle(tests, ())] == ["test_1", "test_2", "test_3"]


def test_what_the_texts_name_is_not_named_twice() -> None:
    found = [Finding(FILE, 1, "test_one is skipped now")]
    near = Finding(FILE, 3, f"test_one {SKIPS}, by `skip`; take it away")
    above = Finding("tests/conftest.py", 3, f"tests {SKIPS}, by `pytest.skip()`; take it away")
    other = Finding(OTHER, 3, "test_two lost `assert x`")

    assert not_said(found, [near]) == not_said(found, [above]) == []
    assert not_said(found, [other]) == found


def test_where_the_texts_name_what_tests_share_only_files_of_no_test_are_left() -> None:
    above = Finding("tests/conftest.py", 3, f"tests {SKIPS}, by `pytest.skip()`; take it away")
    shared, elsewhere = (
        Finding(path, 1, "tests are skipped now")
        for path in ("tests/conftest.py", "tests/helpers.py")
    )

    assert not_said([shared, elsewhere], [above]) == [elsewhere]
