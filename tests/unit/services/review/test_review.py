"""The review's verdict over what rows say, what commits declare, and what cannot be judged."""

from argparse import ArgumentTypeError

import pytest
from plumbline.review.run import parse_seconds

from tests.changes import SUMS_FILE, TESTS_FILE, Repo

FORMER = "    assert total([1, 2]) == 3\n"
LOOSER = "    assert total([1, 2])\n"


def rows_of(repo: Repo) -> dict[str, str]:
    """Return the result of each row that is not ok."""
    report = repo.report()
    results = {row.name: report.result(row) for row in report.rows}
    return {name: result for name, result in results.items() if result != "ok"}


def test_a_renamed_folder_of_tests_is_followed(repo: Repo) -> None:
    repo.move("tests/unit/services", "tests/unit/rules")

    assert rows_of(repo) == {"tests": "note"}


@pytest.mark.parametrize(
    ("data", "why"), [(b"\0\1", "is binary"), (b"# \xe9\n", "names an encoding")]
)
def test_what_is_no_text_is_not_ok(repo: Repo, data: bytes, why: str) -> None:
    repo.write_bytes(TESTS_FILE, data)

    done = repo.review()

    assert done.code == 1
    assert f"| tests       | unverified | {TESTS_FILE} {why}" in done.text
    assert "| weakened    | unverified | for the same reason as tests |" in done.text


@pytest.mark.parametrize("side", ["base", "head"])
def test_a_syntax_error_is_not_ok(repo: Repo, side: str) -> None:
    if side == "base":
        repo.write(TESTS_FILE, "def test_x(:\n")
        repo.settle("Break")
        repo.write(TESTS_FILE, "def test_x() -> None:\n    assert 1 == 1\n")
    else:
        repo.write(TESTS_FILE, "def test_x(:\n")

    done = repo.review()

    where = "base" if side == "base" else "work tree"
    assert done.code == 1
    assert (
        f"| tests       | unverified | {TESTS_FILE}:1 is no valid Python in the {where} |"
        in done.text
    )
    for row in ("weakened   ", "unasserted ", "speculative", "unproven   "):
        assert f"| {row} | unverified |" in done.text


@pytest.mark.parametrize("declared", [True, False])
def test_a_trailer_declares_what_its_commit_touches(repo: Repo, declared: bool) -> None:
    repo.change(TESTS_FILE, FORMER, LOOSER)
    repo.commit("Loosen\n\nTests-Changed: sums may be rounded" if declared else "Loosen")
    repo.append(SUMS_FILE, "\nx = 1\n")
    repo.commit("More" if declared else "More\n\nTests-Changed: of another file")

    done = repo.review()

    assert done.code == (0 if declared else 1)
    assert ("declared: sums may be rounded (" in done.text) is declared


@pytest.mark.parametrize("asked", [True, False])
def test_a_test_that_a_human_asked_for_is_declared(repo: Repo, asked: bool) -> None:
    repo.append(
        TESTS_FILE, "\n\ndef test_nothing_costs_nothing() -> None:\n    assert total([]) == 0\n"
    )
    repo.commit("Test more\n\nTests-Asked: by Ann, before the rewrite" if asked else "Test more")
    repo.commit("More\n\nTests-Changed: another trailer")

    done = repo.review()

    assert done.code == (0 if asked else 1)
    assert ("declared: by Ann, before the rewrite (" in done.text) is asked
    assert ("commit that adds it: `Tests-Asked: reason`" in done.text) is not asked


def test_an_empty_commit_declares_the_whole_change(repo: Repo) -> None:
    repo.change(TESTS_FILE, FORMER, LOOSER)
    repo.commit("Loosen")
    repo.commit("Say why\n\nTests-Changed: sums may\n be rounded")

    assert rows_of(repo) == {"tests": "note", "weakened": "declared"}


@pytest.mark.parametrize(
    ("message", "note"),
    [
        ("Loosen\n\nTests-Changed:", True),
        ("Loosen\n\nTests-Changed: --", True),
        ("Loosen\n\nTests-Changed: why\n\nMore prose.", True),
        ("Loosen\n\ntests are changed: why", False),
    ],
)
def test_what_is_no_trailer_with_a_reason_declares_nothing(
    repo: Repo, message: str, note: bool
) -> None:
    repo.change(TESTS_FILE, FORMER, LOOSER)
    repo.commit(message)

    done = repo.review()

    assert done.code == 1
    assert ("says `Tests-Changed:` where git sees no trailer" in done.text) is note


def test_work_that_is_not_committed_is_not_declared(repo: Repo) -> None:
    repo.change(TESTS_FILE, FORMER, LOOSER)

    done = repo.review()

    assert done.code == 1
    assert "give the reason in a trailer of the commit that does it" in done.text


def test_a_quick_review_goes_by_the_texts_alone(repo: Repo) -> None:
    repo.change(SUMS_FILE, "sum(prices)", "1 / 0")  # no test is run that would see it
    done = repo.review(quick=True)
    assert (done.code, done.text) == (0, "Quick review passed. Compared with main.\n")

    repo.change(TESTS_FILE, FORMER, LOOSER)
    repo.append(TESTS_FILE, "\n\ndef test_more() -> None:\n    total([3])\n")
    done, report = repo.review(quick=True), repo.report(quick=True)

    assert done.code == 1
    assert done.text.startswith("**Quick review FAILED by unasserted, weakened. Compared with ")
    assert "test_more asserts nothing; assert what must be true" in done.text
    names = ["tests", "unasserted", "weakened", "suppressed", "enforcement"]
    assert [row.name for row in report.rows] == names


def test_a_row_that_only_reports_fails_nothing(repo: Repo) -> None:
    repo.change("levels.toml", 'weakened = "fail"', 'weakened = "report"')
    repo.settle("Let it be")
    repo.change(TESTS_FILE, FORMER, LOOSER)

    done = repo.review()

    assert done.code == 0
    assert "| weakened    | note   |" in done.text


def test_a_change_cannot_let_itself_off(repo: Repo) -> None:
    repo.change("levels.toml", 'weakened = "fail"', 'weakened = "report"')
    repo.change(TESTS_FILE, FORMER, LOOSER)

    done = repo.review()

    assert done.code == 1
    assert done.text.startswith("**Review FAILED by weakened. ")


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "soon"])
def test_a_time_that_is_none_is_refused(seconds: str) -> None:
    with pytest.raises(ArgumentTypeError, match="is no number of seconds above 0"):
        parse_seconds(seconds)


@pytest.mark.parametrize("path", [".agents/hooks/test_writer.py", ".codex/agents/test-writer.toml"])
def test_the_row_of_the_test_writer_is_there_where_one_is(repo: Repo, path: str) -> None:
    assert "| scope " not in repo.review().text

    repo.write(path, "developer_instructions = ''\n")

    assert "| no commit of the test-writer |" in repo.review().text

    repo.settle("Have a test-writer")
    assert [row.summary for row in repo.report(quick=True).rows if row.name == "scope"] == [
        "no commit of the test-writer"
    ]
