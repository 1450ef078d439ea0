"""Tests that no level owns: refused, or, where levels.toml lists them, run as they are."""

from pathlib import Path

import pytest

from tests.integration.suites import LEVELS, WORKERS, Suite

OLD = "import subprocess\ndef test_o(): subprocess.run(['true'], check=True)\n"
NOTE = "not placed: tests without a level run only where no level is chosen"


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


@WORKERS
def test_they_run_unguarded(suite: Suite, workers: tuple[str, ...]) -> None:
    run = suite.run(*workers)

    assert run.code == 0, run.out
    assert run.data["not_placed"] == 2
    assert run.tests == {"fast": 1, "late": 1}
    assert "\nnot placed " in run.out
    assert NOTE not in run.out
    assert "baseline: " not in run.out


@WORKERS
def test_without_the_line_they_are_refused(suite: Suite, workers: tuple[str, ...]) -> None:
    suite.add("levels.toml", LEVELS)

    run = suite.run(*workers)

    assert run.code in (1, 2)  # xdist says 1
    assert "tests/test_top.py: no level in levels.toml owns it; " in run.out


@WORKERS
def test_a_run_of_one_level_leaves_them_out(suite: Suite, workers: tuple[str, ...]) -> None:
    suite.add("tests/old/test_broken.py", "import nowhere\n")

    run = suite.run(*workers, "--level", "fast")

    assert run.code == 0, run.out
    assert run.data["not_placed"] == 0
    assert run.tests == {"fast": 1}
    assert NOTE in run.out


def test_one_level_and_their_path_is_refused(suite: Suite) -> None:
    path = "tests/old/deep/test_o.py"

    run = suite.run("--level", "fast", path)

    assert run.code == 4
    assert run.err == (
        f"ERROR: {path}: levels.toml places it in no level, so no level's run has it; "
        "use `pytest`, or place it.\n\n"
    )
    assert suite.run(path).code == 0


def test_a_wrong_line_stops_the_run(suite: Suite) -> None:
    suite.add("levels.toml", f"unplaced = true\n{LEVELS}")

    run = suite.run()

    assert run.code == 4
    assert "ERROR: levels.toml: unplaced: expected a list of texts." in run.err


def test_the_longest_path_decides(suite: Suite) -> None:
    suite.add("levels.toml", f"unplaced = ['tests/unit/test_u.py', 'tests/old']\n{LEVELS}")
    suite.add("tests/unit/test_new.py", "def test_n(): pass\n")
    (suite.folder / "tests/test_top.py").unlink()

    run = suite.run()

    assert run.code == 0, run.out
    assert (run.tests, run.data["not_placed"]) == ({"fast": 1, "late": 1}, 2)


def test_the_levels_are_found_where_testpaths_knows_nothing_of_them(suite: Suite) -> None:
    suite.change("pyproject.toml", '"tests"]', '"checks", "tests/old"]')
    suite.add("checks/test_c.py", "def test_c(): pass\n")

    run = suite.run()

    assert run.code == 0, run.out
    assert (run.tests, run.data["not_placed"]) == ({"fast": 1, "late": 1}, 2)
