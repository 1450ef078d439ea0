"""The base's tests of level 5 are run on the new sources, where a change may break them."""

import pytest

from tests.changes import SUMS_FILE, TESTS_FILE, Repo

REAL = "tests/integration/test_sums.py"
TEST_REAL = """
import os
import subprocess
import sys

import pytest

from tool.sums import total


def test_a_sum_is_right() -> None:
    assert total([100, 1], 10) == 91


def test_a_program_sums() -> None:
    code = "from tool.sums import total; print(total([100, 1], 10))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "91\\n"


@pytest.mark.skipif("NETWORK" not in os.environ, reason="no network")
def test_a_network_is_there() -> None:
    assert total([]) == 0


def test_only_elsewhere() -> None:
    assert os.environ["NETWORK"]
"""


@pytest.fixture
def repo() -> Repo:
    """Return a repo on a branch, with tests of level 5 on its base."""
    repo = Repo()
    repo.write(REAL, TEST_REAL)
    repo.settle("Test for real")
    return repo


def test_an_expectation_that_was_bent_at_level_5_is_named(repo: Repo) -> None:
    repo.change(SUMS_FILE, "due = due - rebate", "due = due - rebate - 1")
    repo.change(TESTS_FILE, "== 91", "== 90")
    repo.change(
        REAL, "    assert total([100, 1], 10) == 91", "    assert total([100, 1], 10) == 90"
    )
    repo.change(REAL, '"91\\n"', '"90\\n"')

    row = repo.rows()["broken"]

    assert [f"{one.path} {one.text.partition(',')[0]}" for one in row.findings] == [
        f"{REAL} test_a_sum_is_right",
        f"{REAL} test_a_program_sums",
        f"{TESTS_FILE} test_a_rebate_needs_a_hundred",
    ]
    assert row.unverified == ""
    assert row.summary.endswith(
        "; 1 that start processes are skipped here, 1 fail here without the change, too"
    )


def test_level_5_is_let_be_where_its_imports_lead_to_nothing_that_changed(repo: Repo) -> None:
    repo.change("src/tool/gateways/shop.py", '"""Return a price."""', "...")

    row = repo.rows()["broken"]

    assert (row.summary, row.findings) == ("0 of 3 tests of the base fail now", ())
