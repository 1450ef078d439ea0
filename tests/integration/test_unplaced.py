"""Tests that no level owns: refused, or, where levels-baseline.toml says so, run as they are."""

from pathlib import Path

import pytest

from tests.integration.suites import Suite
from tests.integration.test_baseline import FILE, SLEEP, WORKERS, record, text

ALLOWED = '# Since we adopted the levels.\nunplaced = "allowed"\n'
OLD = "import subprocess\ndef test_o(): subprocess.run(['true'], check=True)\n"
NOTE = "not placed: tests that no level owns run only where no level is chosen"


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    """Return a suite with a test of each level and two that no level owns."""
    made = Suite(tmp_path)
    made.add("tests/unit/test_u.py", "def test_u(): pass\n")
    made.add("tests/late/test_l.py", "def test_l(): pass\n")
    made.add("tests/old/deep/test_o.py", OLD)
    made.add("tests/test_top.py", "def test_t(): pass\n")
    made.add("tests/conftest.py", "import pytest\n")
    made.add(FILE, ALLOWED)
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
    (suite.folder / FILE).unlink()

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


@pytest.mark.parametrize("path", ["tests/old", "tests/old/deep/test_o.py", "tests/test_top.py"])
def test_one_level_and_their_path_is_refused(suite: Suite, path: str) -> None:
    run = suite.run("--level", "fast", path)

    assert run.code == 4
    assert run.err == (
        f"ERROR: {path}: no level in levels.toml owns it, so no level's session runs it; "
        "use `nox -s levels`, or pytest without --level.\n\n"
    )
    assert suite.run(path).code == 0


@WORKERS
def test_the_line_outlives_the_lines_below_it(suite: Suite, workers: tuple[str, ...]) -> None:
    assert "no violation in any test; it stays for `unplaced`" in record(suite, *workers).out
    assert text(suite) == ALLOWED
    suite.add("tests/unit/test_s.py", SLEEP)

    run = record(suite, *workers)

    assert "1 violation of 1 test recorded" in run.out
    assert text(suite).startswith(f"{ALLOWED}\n[violations]\n")
    assert text(suite).endswith('"tests/unit/test_s.py::test_a" = ["sleep"]\n')
    suite.add("tests/unit/test_s.py", "def test_a(): pass\n")
    assert "it stays for `unplaced`" in record(suite, *workers).out
    assert text(suite) == ALLOWED


@pytest.mark.parametrize(
    "line", ["unplaced = true", "unplaced = 'refused'", "allowed = 'unplaced'"]
)
def test_a_wrong_line_stops_the_run(suite: Suite, line: str) -> None:
    suite.add(FILE, line)

    run = suite.run()

    assert run.code == 4
    assert f"ERROR: {FILE}: {line.partition(' ')[0]}: " in run.err
