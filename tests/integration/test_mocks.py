"""What a guarded file took from unittest.mock is seen, whichever file of the run loaded that first."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.suites import LEVELS, WORKERS, Suite
from tests.integration.test_baseline import FILE, record, text

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


@WORKERS
def test_a_baseline_is_green_for_both(suite: Suite, workers: tuple[str, ...]) -> None:
    suite.add("tests/unit/test_u.py", f"from unittest import mock\n{ANY.format('mock.DEFAULT')}")

    recorded = record(suite, *workers)

    assert recorded.code == 0, recorded.out
    assert '"tests/unit/test_u.py" = ["mock"]\n' in text(suite)
    for words in ([], ["--level", "fast"], ["tests/unit/test_u.py"]):
        run = suite.run(*workers, *words)
        assert run.code == 0, run.out
    suite.change("tests/unit/test_u.py", "from unittest import mock\n", "")
    suite.change("tests/unit/test_u.py", "mock.DEFAULT", "None")
    assert f"tests/unit/test_u.py no longer does mock; take it out of {FILE}" in suite.run().out


def test_a_conftest_is_seen_too(suite: Suite) -> None:
    suite.add("tests/unit/deep/conftest.py", "from unittest import mock\n")
    suite.add("tests/unit/deep/test_u.py", ANY.format("None"))

    for words in ([], ["--level", "fast"]):
        run = suite.run(*words)
        assert run.code != 0
        told = f"{run.out}{run.err}"
        assert "forbids mock\n" in told, told
        assert "at tests/unit/deep/conftest.py:1\n" in told


def test_what_only_uses_a_library_with_mocks_is_not_named(suite: Suite) -> None:
    site = suite.folder / ".venv/site"
    suite.add(".venv/site/library.py", "from unittest import mock\n\nthing = mock.Mock()\n")
    suite.add("tests/unit/test_u.py", f"import library\n{ANY.format('None')}")
    start = f"import sys; sys.path.insert(0, {str(site)!r}); import library\n"
    suite.add("tests/a/conftest.py", start)

    run = suite.run()

    assert run.code == 0, run.out


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
