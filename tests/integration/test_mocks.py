"""What a guarded file took from unittest.mock is seen, whichever file of the run loaded that first."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.suites import LEVELS, Suite

FIRST = "from unittest import mock\n\ndef test_first(): assert mock.Mock()\n"
ANY = "def test_a(): assert {} != 1\n"


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    """Return a suite whose first file has no level and loads unittest.mock."""
    made = Suite(tmp_path)
    made.add("levels.toml", f'unplaced = ["tests"]\n{LEVELS}')
    made.change("levels.toml", '"sleep"]', '"sleep", "mock"]')
    made.add("tests/a/test_first.py", FIRST)
    return made


def test_a_full_run_and_a_levels_run_name_the_same(suite: Suite) -> None:
    suite.add("tests/unit/test_u.py", f"\nfrom unittest import mock\n{ANY.format('None')}")

    for words in ([], ["--level", "fast"]):
        run = suite.run(*words)
        told = "import unittest.mock: level 1 fast forbids mock\n  at tests/unit/test_u.py:2\n"
        assert told in run.out, run.out
        assert run.code != 0


def test_observe_sees_it_in_each_file(suite: Suite) -> None:
    suite.add(
        "tests/a/test_second.py", f"from unittest.mock import ANY\n{ANY.format('ANY.__class__')}"
    )
    suite.change("levels.toml", "number = 1", "number = 3")  # level 1 is for fakes

    done = subprocess.run(
        [sys.executable, "-m", "plumbline", "observe"],
        cwd=suite.folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert "import unittest.mock at tests/a/test_second.py:1" in done.stdout, done.stdout
