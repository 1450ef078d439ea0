"""How rows and their findings are told."""

import pytest
from plumbline.review.rows.finding import Finding, Row, counted, declared, joined, others, shown

LOST = Finding("tests/test_a.py", 3, "test_a lost `assert x; y`; restore it")


def test_what_a_commit_gives_a_reason_for_is_told_with_it_and_without_what_to_do() -> None:
    assert declared(LOST, "") == LOST
    assert declared(LOST, "old") == Finding(
        LOST.path, 3, "test_a lost `assert x; y`", declared="old"
    )


def test_rows_of_one_name_are_one() -> None:
    other = Finding("tests/test_a.py", 1, "is new")
    rows = [
        Row("weakened", "1 test", (LOST,), "", "why"),
        Row("cost", "2 s", (), "not run"),
        Row("weakened", "", (other, LOST), "no base"),
        Row("weakened", "", (), "no table"),
    ]

    assert joined(rows) == [
        Row("weakened", "1 test", (other, LOST), "no base; no table", "why"),
        Row("cost", "2 s", (), "not run"),
    ]


@pytest.mark.parametrize(
    ("names", "told"),
    [("a", "a"), ("abc", "a, b, c"), ("abcd", "a, b, c and 1 more")],
)
def test_of_many_names_the_first_are_told(names: str, told: str) -> None:
    assert shown([*names]) == told


def test_things_are_counted_in_words() -> None:
    assert [others([*names]) for names in ("", "a", "abc")] == ["", "", " and 2 more"]
    assert [counted(number, "test") for number in (0, 1, 2)] == ["0 tests", "1 test", "2 tests"]
    assert counted(2, "suffix") == "2 suffixes"
