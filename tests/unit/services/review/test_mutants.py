"""Mutants of changed lines: which are tried, and which no test notices."""

from tests.changes import CHEAPEST, NO_LIMIT, SUMS_FILE, TESTS_FILE, Repo


def test_mutants_are_not_tried_while_tests_fail(repo: Repo) -> None:
    repo.change(SUMS_FILE, "due > 100", "due > 101")

    row = repo.rows(mutants=True)["mutants"]

    assert (row.summary, row.findings) == ("not tried", ())
    assert row.unverified.startswith("the work tree's own tests fail")


def test_a_survivor_is_shown_as_one_line(repo: Repo) -> None:
    repo.change(
        SUMS_FILE,
        "    due = sum(prices)\n    if due > 100:",
        "    due = sum(prices)\n    if due > 90 + 10:",
    )
    repo.change(
        TESTS_FILE,
        "    assert total([50, 50], 10) == 100\n",
        "    assert total([50, 40], 10) == 90\n",
    )

    row = repo.rows(mutants=True)["mutants"]

    assert row.unverified == ""
    assert sorted(f.text for f in row.findings) == [
        "no test of levels 1, 3 and 4 notices `- if due > 90 + 10:` / `+ if due >= 90 + 10:`",
    ]
    assert {f.line for f in row.findings} == {7}
    assert row.summary == "1 of 4 mutants of the changed lines go unnoticed"


def test_texts_and_pragmas_make_no_mutants(repo: Repo) -> None:
    repo.append(
        SUMS_FILE,
        '\n\ndef label() -> str:\n    text = "a" + "b"  # pragma: no mutate\n    other = "c"\n'
        '    return f"{text}{other}"\n',
    )
    repo.append(
        TESTS_FILE,
        "\n\ndef test_label() -> None:\n    from tool import sums\n\n    assert sums.label()\n",
    )

    assert repo.rows(mutants=True)["mutants"].findings == ()


def test_a_decorated_function_has_mutants(repo: Repo) -> None:
    repo.append(
        SUMS_FILE,
        "\n\nclass Bill:\n    @property\n    def due(self) -> int:\n        return 1 + 1\n",
    )
    repo.append(
        TESTS_FILE,
        "\n\ndef test_bill() -> None:\n    from tool import sums\n\n    assert sums.Bill().due\n",
    )

    assert repo.rows(mutants=True)["mutants"].summary.startswith("3 of 4 mutants")


def test_a_changed_constant_is_tried_with_all_tests_of_its_file(repo: Repo) -> None:
    repo.change(SUMS_FILE, '"""Sums of money."""', '"""Sums of money."""\n\nLIMIT = 90 + 10')
    repo.change(SUMS_FILE, "due > 100", "due > LIMIT")
    repo.change(TESTS_FILE, *NO_LIMIT)

    row = repo.rows(mutants=True)["mutants"]

    assert sorted(f.text.rpartition("/ ")[2] for f in row.findings) == ["`+ if due >= LIMIT:`"]
    assert row.summary.startswith("1 of ")


def test_level_2_and_5_do_not_judge_mutants(repo: Repo) -> None:
    repo.append(SUMS_FILE, CHEAPEST)
    for place in ("tests/integration/sanity", "tests/integration"):
        repo.write(
            f"{place}/test_cheapest.py",
            "from tool.sums import cheapest\n\n\ndef test_cheapest() -> None:\n"
            "    assert cheapest([2]) == 2\n    assert cheapest([]) == 0\n",
        )

    rows = repo.rows(mutants=True)

    assert rows["uncovered"].findings == ()
    assert rows["mutants"].summary == "no changed line to make a mutant of"


def test_a_changed_test_of_level_5_is_not_held_to_the_fast_ones(repo: Repo) -> None:
    slow, twice = (
        "tests/integration/test_twice.py",
        "\n\ndef twice(of: int) -> int:\n    return of * 2\n",
    )
    repo.append(SUMS_FILE, twice)
    repo.write(
        slow,
        "from tool.sums import twice\n\n\ndef test_twice() -> None:\n    assert twice(2) == 4\n",
    )
    repo.settle("Add twice")
    repo.change(SUMS_FILE, "    due = sum(prices)\n", "    due = sum(prices, 0)\n")
    repo.change(slow, "twice(2) == 4", "twice(3) == 6")
    repo.change(TESTS_FILE, "total([1, 2]) == 3", "total([1, 2, 3]) == 6")

    weakened = repo.rows(mutants=True)["weakened"]

    assert (weakened.findings, weakened.unverified) == ((), "")


def test_asserts_count_where_only_a_name_changed(repo: Repo) -> None:
    for name in (SUMS_FILE, TESTS_FILE):
        repo.change(name, "total", "to_pay")

    row = repo.rows()["unasserted"]

    assert (row.findings, row.unverified) == ((), "")
    assert row.summary.startswith("0 of 2 ")
