"""Tests that no level owns: refused, or, where levels.toml lists them, run as they are."""

from pathlib import Path

import pytest

from tests.integration.suites import LEVELS, Suite

OLD = "import subprocess\ndef test_o(): subprocess.run(['true'], check=True)\n"


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    """Return a suite with a test of each level and two that no level owns."""
    made = Suite(tmp_path)
    made.add("tests/unit/test_u.py", "def test_u(): pass\n")
    made.add("tests/late/test_l.py", "def test_l(): pass\n")
    made.add("tests/old/deep/test_o.py", OLD)
    made.add("tests/test_top.py", "def test_t(): pass\n")
    made.add("tests/conftest.py", "import pytest\n")
    made.add("levels.toml", f'unplaced = ["tests"]\n{LEVELS}')
    return made


def test_the_levels_are_found_where_testpaths_knows_nothing_of_them(suite: Suite) -> None:
    suite.change("pyproject.toml", '"tests"]', '"checks", "tests/old"]')
    suite.add("checks/test_c.py", "def test_c(): pass\n")

    run = suite.run()

    assert run.code == 0, run.out
    assert (run.tests, run.data["not_placed"]) == ({"fast": 1, "late": 1}, 2)
