"""The rows of tests that stand at the wrong level, and of what they cost."""

from pathlib import Path

from tests.changes import REAL_SHOP, SUMS_FILE, TESTS_FILE, Repo

SLOW_TESTS = """
import subprocess
import sys

import pytest

from tool.gateways.shop import WebShop
from tool.sums import total


def test_pure() -> None:
    assert total([]) == 0


def test_process() -> None:
    assert subprocess.run([sys.executable, "-c", ""]).returncode == 0


def test_file(tmp_path) -> None:
    assert not (tmp_path / "x").write_text("")


def test_gateway() -> None:
    assert WebShop().price("pear") == 4


@pytest.fixture(scope="module")
def ended() -> int:
    return subprocess.run([sys.executable, "-c", ""]).returncode


def test_shared(ended: int) -> None:
    assert ended == 0


def test_shared_as_well(ended: int) -> None:
    assert ended == 0
"""


MOCKED = """
from tool import sums
from tool.gateways.shop import WebShop


def test_nothing_replaced() -> None:
    assert sums.total([]) == 0


def test_replaced(monkeypatch) -> None:
    monkeypatch.setattr(sums, "total", lambda prices: 0)

    assert sums.is_free([1])


def test_own_stand_in() -> None:
    assert WebShop().price("fig") == 3
"""


def test_a_test_that_does_nothing_its_level_is_for_is_named(repo: Repo) -> None:
    repo.append("src/tool/gateways/shop.py", REAL_SHOP)
    repo.write("tests/integration/test_slow.py", SLOW_TESTS)
    repo.write("tests/integration/sanity/test_mocked.py", MOCKED)
    repo.append(TESTS_FILE, "\n\ndef test_quick() -> None:\n    assert total([]) == 0\n")

    row = repo.rows()["misplaced"]

    assert [(one.path, one.text.partition(";")[0]) for one in row.findings] == [
        (
            "tests/integration/sanity/test_mocked.py",
            "test_nothing_replaced is at level 2 sanity and replaces nothing and runs no real gateway",
        ),
        (
            "tests/integration/test_slow.py",
            "test_pure is at level 5 real and runs no process, connection, file or real gateway",
        ),
    ]


def test_what_became_slow_is_named(tmp_path: Path) -> None:
    repo = Repo(folder=tmp_path)  # which keeps how long such runs take
    repo.change(
        SUMS_FILE, "    due = sum", "    sum(n * n for n in range(2_000_000))\n    due = sum"
    )
    repo.append(TESTS_FILE, "\n\ndef test_quick() -> None:\n    assert total([]) == 0\n")

    row = repo.rows()["cost"]

    assert [one.path for one in row.findings] == [SUMS_FILE]
    assert row.findings[0].text.startswith("is run by 2 tests that took 0.00 s of CPU time on the")


def test_a_level_over_its_total_is_judged_all_the_same(repo: Repo) -> None:
    repo.change("levels.toml", "total = 3.0", "total = 0.0001")
    repo.settle("Less")
    repo.change(SUMS_FILE, "due - rebate", "-rebate + due")
    repo.append(TESTS_FILE, "\n\ndef test_no_price() -> None:\n    assert total([101], 1) == 100\n")

    rows = repo.rows()

    assert [row.unverified for row in rows.values() if row.unverified] == []
    (finding,) = rows["cost"].findings
    assert finding.text.startswith("allows level 4 logic 0.0001 s, and ")
