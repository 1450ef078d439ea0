"""The review in a repo that adopted the levels and has its tests where they were."""

from pathlib import Path

import pytest

from tests.changes import FILES, SUMS_FILE, TEST_FREE, TEST_SUMS, Repo

CHEAPEST = "\n\ndef cheapest(prices: list[int]) -> int:\n    return min(prices)\n"
TEST_CHEAPEST = """

class Cheapest(unittest.TestCase):
    def test_it_is_the_least(self) -> None:
        self.assertEqual(sums.cheapest([3, 2]), 2)
"""
RED = "import nowhere\n"
HEAD = "import unittest\n\nfrom tool import sums\n"


@pytest.fixture
def old() -> str:
    """Return where the old tests are."""
    return "tests/test_sums.py"


@pytest.fixture
def repo(old: str) -> Repo:
    """Return a repo whose tests have no level; a file of them cannot be imported."""
    made = Repo()
    levels = made.read("levels.toml")
    made.remove(*(name for name in FILES if name.startswith(("tests/", "src/tool/gateways/"))))
    made.write("levels.toml", f'unplaced = ["tests"]\n{levels}')
    made.change("pyproject.toml", 'testpaths = ["tests"]\n', "")
    made.write(old, HEAD + TEST_SUMS.lstrip("\n"))
    made.write(str(Path(old).with_name("test_free.py")), TEST_FREE)
    made.write(str(Path(old).with_name("test_red.py")), RED)
    made.settle("Adopt the levels")
    return made


@pytest.mark.parametrize("old", ["src/tool/tests/test_sums.py"])
def test_a_function_with_its_test_passes_every_row(repo: Repo, old: str) -> None:
    repo.append(SUMS_FILE, CHEAPEST)
    repo.append(old, TEST_CHEAPEST)

    rows = repo.rows(mutants=True)

    assert {row.name: row.unverified for row in rows.values() if row.unverified} == {}
    assert {name for name, row in rows.items() if row.findings} == set()
    assert rows["uncovered"].summary == "0 of 2 changed lines run by no test"
    assert rows["broken"].summary == (
        "0 of 3 tests of the base fail now; of those without a level 1 fails on the base as well"
    )


def test_a_test_that_is_bent_while_it_is_placed_is_broken(repo: Repo, old: str) -> None:
    repo.change(SUMS_FILE, "due = due - rebate", "due = due - rebate - 1")
    repo.change(old, "== 91", "== 90")
    repo.move(old, "tests/unit/test_sums.py")

    (finding,) = repo.rows()["broken"].findings

    assert finding.path == old
    assert "with the new code fail of it: test_a_rebate_needs_a_hundred" in finding.text


SHARED = """from tool.sums import total


class Rebates:
    def test_a_rebate_is_taken_off(self) -> None:
        due = total([100, 2], 10)

        assert due == 92
"""


@pytest.mark.parametrize("place", ["tests/shared.py", "tests/test_shared.py"])
def test_a_test_that_is_inherited_renamed_and_bent_is_broken(repo: Repo, place: str) -> None:
    repo.write(place, SHARED)
    inherits = f"from {place[:-3].replace('/', '.')} import Rebates\n\n\nclass TestRebates(Rebates):\n    pass\n"
    repo.write("tests/test_rebates.py", inherits)
    repo.settle("Share tests")
    repo.change(SUMS_FILE, "due = due - rebate", "due = due - rebate - 1")
    repo.change(place, "== 92", "== 91")
    repo.change(place, "test_a_rebate_is_taken_off", "test_a_rebate_and_one_is_taken_off")

    row = repo.rows()["broken"]

    assert "TestRebates.test_a_rebate_is_taken_off" in "".join(one.text for one in row.findings)
    assert row.summary.endswith("; of those without a level 1 fails on the base as well")


STARTED = """import subprocess
import sys

from tool import sums


def test_it_runs_elsewhere() -> None:
    done = subprocess.run([sys.executable, "-c", "from tool import sums; sums.cheapest([1])"])

    assert done.returncode == 0
"""


@pytest.mark.parametrize(
    ("test", "bare", "summary"),
    [
        (
            STARTED,
            ["src/tool/apart.py"],
            "2 of 4 changed lines run by no test; 1 more that new or changed tests may run in "
            "another process, where nobody sees it",
        ),
        (
            STARTED.replace("subprocess.run", "print").replace("done.returncode == 0", "not done"),
            ["src/tool/apart.py", SUMS_FILE],
            "3 of 4 changed lines run by no test",
        ),
    ],
)
def test_lines_that_a_test_may_run_in_another_process_are_said_once(
    repo: Repo, test: str, bare: list[str], summary: str
) -> None:
    repo.append(SUMS_FILE, CHEAPEST)
    repo.write("src/tool/apart.py", CHEAPEST.lstrip())
    repo.write("tests/test_started.py", test)

    row = repo.rows()["uncovered"]

    assert sorted(one.path for one in row.findings) == bare
    assert row.summary == summary
