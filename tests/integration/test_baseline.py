"""The baseline of an old suite: what is on record may go on, nothing else, and only while it does."""

from pathlib import Path

import pytest

from tests.integration.inside import plumbline_inside
from tests.integration.suites import IN_TWO, WORKERS, Outcome, Suite

FILE = "levels-baseline.toml"
SLEEP = "import time\ndef test_a(): time.sleep(0.001)\n"
RUN = "import subprocess\ndef test_b(): subprocess.run(['true'], check=True)\n"
LEFT = "baseline: 2 violations of 2 tests left in levels-baseline.toml"


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    """Return a suite whose fast tests sleep and start a process."""
    made = Suite(tmp_path)
    made.add("tests/unit/test_s.py", SLEEP)
    made.add("tests/unit/test_r.py", RUN)
    made.add("tests/late/test_l.py", "def test_l(): pass\n")
    return made


def record(suite: Suite, *arguments: str, apart: bool = False) -> Outcome:
    if apart:
        done = suite.python("plumbline", "baseline", *arguments)
        return Outcome(done.returncode, done.stdout, done.stderr, {})
    inside = plumbline_inside(suite.folder, "baseline", *arguments)
    return Outcome(inside.code, inside.out, inside.err, {})


def text(suite: Suite) -> str:
    return (suite.folder / FILE).read_text("utf-8")


@WORKERS
def test_what_is_recorded_passes(suite: Suite, workers: tuple[str, ...]) -> None:
    assert suite.run(*workers).code == 1

    recorded = record(suite, *workers)

    assert recorded.code == 0, recorded.out
    assert f"{FILE}: 2 violations of 2 tests recorded" in recorded.out
    assert text(suite).endswith(
        '"tests/unit/test_r.py::test_b" = ["process"]\n"tests/unit/test_s.py::test_a" = ["sleep"]\n'
    )
    for chosen in ([], ["--level", "fast"], ["--level", "late"], ["-k", "test_b"]):
        run = suite.run(*workers, *chosen)
        assert run.code == 0, run.out
        assert LEFT in run.out
    assert [path.name for path in suite.folder.glob(".levels*")] == []


XDIST = ("-n", "2")


@pytest.mark.parametrize("workers", [(), XDIST], ids=["alone", "workers"])
def test_a_run_that_broke_off_tells_of_no_line(suite: Suite, workers: tuple[str, ...]) -> None:
    record(suite)
    before = text(suite)
    (suite.folder / "tests/unit/test_s.py").unlink()
    suite.add("tests/unit/test_a.py", "import os\ndef test_a(): os._exit(3)\n")

    run = suite.run_apart(*workers, "-x")

    assert run.code != 0
    assert "take it out" not in run.out
    record(suite, *workers, "-x", apart=True)
    assert text(suite) == before


def test_groups_of_xdist_are_no_part_of_a_name(suite: Suite) -> None:
    suite.add(
        "tests/unit/test_s.py",
        "import pytest, time\nfrom burning import burn\none = pytest.mark.xdist_group('one')\n"
        "@one\ndef test_a(): time.sleep(0.001)\n"
        "@one\ndef test_h(): burn(0.25)\n"
        "@pytest.mark.parametrize('x', ['a@b'])\ndef test_g(x): time.sleep(0.001)\n",
    )
    grouped = ("-n", "2", "--dist", "loadgroup")

    run = record(suite, *grouped)

    assert run.code == 0, run.out
    assert '"tests/unit/test_s.py::test_a" = ["sleep"]\n' in text(suite)
    assert '"tests/unit/test_s.py::test_h" = ["each"]\n' in text(suite)
    assert '"tests/unit/test_s.py::test_g[a@b]" = ["sleep"]\n' in text(suite)
    for chosen in (grouped, IN_TWO, ()):
        run = suite.run(*chosen)
        assert run.code == 0, run.out


def test_a_run_that_cannot_begin_writes_nothing(suite: Suite) -> None:
    record(suite)
    before = text(suite)
    suite.add("tests/unit/test_s.py", "def test_a(): pass\n")

    run = record(suite, "--typo")

    assert run.code == 4
    assert f"{FILE}: pytest could not begin, see above; nothing was written." in run.err
    assert text(suite) == before
