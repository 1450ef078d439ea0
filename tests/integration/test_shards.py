"""A suite in shards: each writes its figures, and the report is that of one run."""

from pathlib import Path

import pytest

from tests.integration.inside import Ended, plumbline_inside, pytest_inside
from tests.integration.suites import IN_TWO, Suite

SPLITS = """
import os

def pytest_collection_modifyitems(items):
    number, all_ = map(int, os.environ["SHARD"].split("/"))
    items[:] = items[number - 1 :: all_]
"""


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    """Return a suite of six tests that its conftest splits."""
    made = Suite(tmp_path)
    made.add("tests/conftest.py", SPLITS)
    made.add("tests/unit/test_u.py", "".join(f"def test_{n}(): pass\n" for n in range(4)))
    made.add("tests/late/test_l.py", "def test_a(): pass\ndef test_b(): pass\n")
    return made


def report(suite: Suite, *words: str) -> Ended:
    return plumbline_inside(suite.folder / "tests", "report", *words)


def run(suite: Suite, number: int, *words: str) -> int:
    """Run one of two shards."""
    words = (f"--levels-json=s{number}.json", *words)
    return pytest_inside(suite.folder, *words, SHARD=f"{number}/2").code


def test_two_shards_are_one_report(suite: Suite) -> None:
    assert (run(suite, 1, *IN_TWO), run(suite, 2)) == (0, 0)

    both = report(suite, "../s1.json", "../s2.json")

    assert both.code == 0, both.err
    rows = [" ".join(line.split()) for line in both.out.splitlines()]
    assert rows[1].startswith("1 fast no waiting 4 67 % 80 %")
    assert rows[2].startswith("2 late real things 2 33 % 20 %")
    alone = report(suite, "../s2.json")
    assert alone.code == 1
    assert alone.err.startswith("3 of 6 tests are in none of these files; ")


def test_a_failure_of_one_shard_is_one_of_all(suite: Suite) -> None:
    suite.add("tests/unit/test_u.py", "def test_0(): pass\ndef test_1(): assert False\n")
    assert sorted((run(suite, 1), run(suite, 2))) == [0, 1]

    both = report(suite, "../s1.json", "../s2.json", "--levels-json", "../all.json")

    assert both.code == 1
    assert ".json: its run failed, with pytest's exit code 1" in both.out
    assert (suite.folder / "all.json").is_file()
