"""A suite whose files have names of their own, by `python_files`: each command goes by them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.suites import LEVELS, SETTINGS, Suite
from tests.integration.test_place import git
from tests.places import BYTECODE

TESTS = "from tool import f\n\ndef test_a(): assert f(1) == 2\n\ndef test_b(): assert f(0) == 1\n"


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    """Return a repo that adopted the levels, with tests in a file named check_*.py."""
    made = Suite(tmp_path)
    made.add("pyproject.toml", f'{SETTINGS}python_files = ["check_*.py"]\n')
    made.add("levels.toml", f'unplaced = ["tests"]\n{LEVELS}')
    made.add("tool.py", "def f(x): return x + 1\n")
    made.add("tests/check_a.py", TESTS)
    made.add("tests/test_helpers.py", "def test_no_test(): assert False\n")
    made.add("tests/__init__.py", "")
    for folder in ("unit", "late"):
        made.add(f"tests/{folder}/__init__.py", "")
    made.add(".gitignore", "__pycache__\n.pytest_cache\n")
    git(made, "init", "-q", "-b", "main")
    git(made, "add", "-A")
    git(made, "commit", "-qm", "All")
    return made


def plumbline(suite: Suite, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "plumbline", *words],
        cwd=suite.folder,
        env={**os.environ, **BYTECODE},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout + done.stderr


def test_observe_and_place_take_them(suite: Suite) -> None:
    seen = plumbline(suite, "observe")
    placed = plumbline(suite, "place", "--to", "late", "tests/check_a.py")

    assert "tests/check_a.py: 2 tests," in seen, seen
    assert "test_helpers" not in seen
    assert "tests/check_a.py -> tests/unit/late/check_a.py: 2 tests, level 2 late" in placed, placed


def test_the_review_reads_and_runs_them(suite: Suite) -> None:
    git(suite, "switch", "-qc", "work")
    suite.change("tests/check_a.py", "\n\ndef test_b(): assert f(0) == 1\n", "\n")
    suite.change("tests/test_helpers.py", "False", "True")
    suite.change("tool.py", "x + 1", "x + 1 if x else 0")

    said = plumbline(suite, "review", "--base", "main", "--no-mutants")

    assert "`tests/check_a.py:5` test_b is deleted, or is no test any more" in said, said
    assert "`tests/check_a.py:5` test_b, as the base has it, fails with the new code" in said
    assert "test_no_test" not in said


def test_check_looks_at_them(suite: Suite) -> None:
    suite.add("tests/unit/check_b.py", "def test_b(): assert True\n")
    suite.add("tests/unit/test_c.py", "def test_c(): assert True\n")

    said = plumbline(suite, "check")

    assert "tests/unit/check_b.py:1: " in said, said
    assert "test_c" not in said
