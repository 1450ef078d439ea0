"""All rows that are judged by running tests: honest changes, and what cannot be read or imported."""

from tests.changes import PROOF, SUMS_FILE, TESTS_FILE, Repo


def test_no_change_raises_nothing(repo: Repo) -> None:
    rows = repo.rows(mutants=True)

    assert list(rows) == [
        "uncovered",
        "unasserted",
        "speculative",
        "misplaced",
        "broken",
        "unproven",
        "pseudo",
        "mutants",
        "cost",
        "weakened",
    ]
    assert not any(row.findings or row.unverified for row in rows.values())


def test_formatting_moving_and_commenting_raise_nothing(repo: Repo) -> None:
    repo.change(
        SUMS_FILE,
        "def total(prices: list[int], rebate: int = 0)",
        "def total(\n    prices: list[int],\n    rebate: int = 0,\n)",
    )
    repo.change(SUMS_FILE, "    due = sum", "    # what is due\n    due = sum")
    repo.move(TESTS_FILE, "tests/unit/services/test_total.py")

    assert repo.findings(mutants=True) == {}


def test_a_refactoring_raises_nothing(repo: Repo) -> None:
    repo.change(
        SUMS_FILE,
        "    if due > 100:\n        due = due - rebate\n    return due\n",
        "    return due - rebate if due > 100 else due\n",
    )

    assert repo.findings(mutants=True) == {}


def test_a_syntax_error_leaves_rows_unverified(repo: Repo) -> None:
    repo.append(SUMS_FILE, "def (\n")

    rows = repo.rows(mutants=True)

    for name in ("uncovered", "mutants"):
        assert rows[name].unverified == f"{SUMS_FILE} is no valid Python"


def test_a_base_that_does_not_import_is_said(repo: Repo) -> None:
    repo.append(SUMS_FILE, "def (\n")
    repo.settle("Broken")
    repo.change(SUMS_FILE, "def (\n", "")
    repo.append(TESTS_FILE, PROOF.replace("90", "100"))

    rows = repo.rows()

    assert rows["uncovered"].findings == ()
    assert rows["broken"].findings == ()
    assert rows["speculative"].findings == ()


def test_a_binary_file_among_the_sources_is_said(repo: Repo) -> None:
    repo.write_bytes("src/tool/odd.py", b"\x00\xff\x00")

    assert repo.rows()["uncovered"].unverified == "src/tool/odd.py is no valid Python"


def test_what_a_test_lets_go_of_is_gone_in_a_run_too(repo: Repo) -> None:
    repo.append(
        TESTS_FILE,
        "\n\ndef test_new() -> None:\n    import weakref\n\n    kept = {total}\n"
        "    seen = weakref.ref(kept)\n\n    assert seen() is kept\n    del kept\n\n"
        "    assert seen() is None\n",
    )

    row = repo.rows()["unasserted"]

    assert (row.summary, row.unverified) == ("0 of 1 new or changed test without assertion", "")
