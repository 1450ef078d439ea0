"""The row of lines that no test runs, on small changes."""

import pytest

from tests.changes import CHEAPEST, REAL_SHOP, SUMS_FILE, TESTS_FILE, Repo


def test_changed_lines_that_no_test_runs_are_named(repo: Repo) -> None:
    repo.append(SUMS_FILE, CHEAPEST)
    repo.append(
        TESTS_FILE,
        "\n\ndef test_cheapest() -> None:\n    from tool import sums\n\n    assert sums.cheapest([2, 3]) == 2\n",
    )

    row = repo.rows()["uncovered"]

    assert row.summary == "1 of 4 changed lines run by no test"
    assert [(f.path, f.line) for f in row.findings] == [(SUMS_FILE, 18)]
    assert row.findings[0].text.startswith("is run by no test of levels 1 to 4;")


@pytest.mark.parametrize("condition", ["TYPE_CHECKING", "t.TYPE_CHECKING"])
def test_imports_for_the_type_checker_need_no_test(repo: Repo, condition: str) -> None:
    imports = "import typing as t\nfrom typing import TYPE_CHECKING\n\n"
    block = f"if {condition}:\n    from collections.abc import Sized\n\n\n"
    repo.write(SUMS_FILE, imports + block + repo.read(SUMS_FILE))

    assert repo.rows()["uncovered"].findings == ()


def test_lines_that_stand_together_are_one_finding(repo: Repo) -> None:
    repo.append(
        SUMS_FILE, CHEAPEST + "\n\ndef none() -> None:  # pragma: no cover\n    return None\n"
    )

    row = repo.rows()["uncovered"]

    assert row.summary == "3 of 4 changed lines run by no test"
    (finding,) = row.findings
    assert (finding.line, finding.text[:33]) == (17, "lines 17 to 19 are run by no test")


def test_tests_of_level_5_do_not_count(repo: Repo) -> None:
    repo.append(SUMS_FILE, CHEAPEST)
    repo.write(
        "tests/integration/test_cheapest.py",
        "from tool.sums import cheapest\n\n\ndef test_cheapest() -> None:\n"
        "    assert cheapest([2]) == 2\n    assert cheapest([]) == 0\n",
    )

    assert repo.rows()["uncovered"].summary == "3 of 4 changed lines run by no test"


TEST_WEB_SHOP = """
from tool.gateways.shop import WebShop


def test_a_price_is_known() -> None:
    assert WebShop().price("pear") == 4
"""


def test_a_gateways_line_is_sent_to_level_2_or_its_contract(repo: Repo) -> None:
    repo.write("tests/integration/test_shop.py", TEST_WEB_SHOP)
    repo.write("tests/integration/test_other.py", "def test_red() -> None:\n    assert 1 == 2\n")
    repo.settle("Test first")
    repo.append("src/tool/gateways/shop.py", REAL_SHOP)

    row = repo.rows()["uncovered"]

    (finding,) = row.findings
    assert (row.summary, row.unverified) == ("1 of 5 changed lines run by no test", "")
    assert (finding.path, finding.line) == ("src/tool/gateways/shop.py", 13)
    assert "at level 2, with what lies behind it replaced, or by a method of its" in finding.text


def test_wiring_and_other_machines_are_said_once(repo: Repo) -> None:
    repo.append(
        SUMS_FILE,
        "\n\ndef real_context() -> int:\n    import sys\n\n    return 2\n\n\n"
        "def old() -> int:\n    import sys\n\n    if sys.version_info < (3, 2):\n"
        "        return 1\n    return 2\n",
    )

    row = repo.rows()["uncovered"]

    assert [finding.line for finding in row.findings] == [23]
    assert row.summary == (
        "3 of 8 changed lines run by no test; 2 more in `main` or `real_context`, which level 5 runs; "
        "1 more for another Python or system than this one"
    )
