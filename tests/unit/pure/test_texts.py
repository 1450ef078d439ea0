"""What the review takes from bytes and texts: files, their lines, reasons for files, a table that is gone."""

import pytest
from plumbline.review.change import Changed
from plumbline.review.declared import Declaration, Declarations
from plumbline.review.rows.finding import Finding
from plumbline.review.rows.limits import weaker_table
from plumbline.review.texts import NoTextError, as_text


def test_a_reason_holds_for_the_files_of_its_commit() -> None:
    one = Declaration("1" * 40, "old", frozenset({"sub/tests/a.py"}))
    all_of_it = Declaration("2" * 40, "all", frozenset())

    assert Declarations((one,), "sub/").reason("tests/a.py", "") == "old (111111111)"
    assert Declarations((one,), "sub/").reason("tests/b.py") == ""
    assert Declarations((one, all_of_it), "sub/").reason("tests/b.py") == "all (222222222)"


def test_lines_that_differ_are_numbered() -> None:
    assert Changed("a", "a", "1\n2\n3\n", "0\n1\n3\n4\n").lines == {1, 4}
    assert Changed("a", "", None, "1\n2").lines == {1, 2}
    assert Changed("a", "a", "1", None).lines == frozenset()


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a\r\nb\rc\n", "a\nb\nc\n"),
        ("\ufeffé\n".encode(), "é\n"),
        ("# coding: latin-1\né\n".encode("latin-1"), "# coding: latin-1\né\n"),
    ],
)
def test_texts_are_read_as_python_reads_them(data: bytes, text: str) -> None:
    assert as_text("a.py", data) == text


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"a\0b", "is binary"),
        ("é".encode("latin-1"), "is no UTF-8; save it as UTF-8"),
        (b"# coding: nothing\n", "names an encoding that Python does not know"),
    ],
)
def test_what_is_no_text_is_said(data: bytes, why: str) -> None:
    path = "a.py" if b"coding" in data else "a.txt"

    with pytest.raises(NoTextError, match=why):
        as_text(path, data)


def test_a_table_that_is_new_or_gone_is_compared_with_nothing() -> None:
    assert weaker_table("", None) == ([Finding("levels.toml", 0, "is deleted; restore it")], "")
    assert weaker_table("[x", "[x")[1].startswith("levels.toml of the base is not valid")
    assert weaker_table(None, "") == ([], "")
