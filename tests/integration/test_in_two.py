"""The two workers of one process, and those of a suite in memory, are like two of xdist's."""

import re
from pathlib import Path

import pytest

from tests.contracts.suite import fails, stops
from tests.fakes.nodes import Act, nothing
from tests.integration.suites import IN_TWO, Outcome, Suite
from tests.levelled import Levelled, sleeps

SLOW = "from burning import burn\ndef test_slow(): burn(0.25)\n"
SUITES = {
    "all kinds of tests": (
        (),
        "import time, pytest\ndef test_a(): pass\ndef test_b(): time.sleep(0.001)\n"
        "@pytest.mark.skip\ndef test_c(): pass\n@pytest.mark.xfail\ndef test_d(): assert 0\n"
        + SLOW,
    ),
    "a file that cannot be imported": ((), "import nowhere\n"),
    "a file that starts a process": ((), "import os\nos.system('true')\ndef test_a(): pass\n"),
    "a run that stops": (("-x",), "def test_a(): assert 0\ndef test_b(): pass\n"),
    "a run that is interrupted": ((), "def test_a(): raise KeyboardInterrupt\n"),
    "no test": (("-k", "typo"), "def test_a(): pass\n"),
}


def told(run: Outcome) -> tuple[object, ...]:
    """Return what a run said, but for its seconds and for the tests that had no turn."""
    figures = {level["name"]: level["tests"] for level in run.data.get("levels", ())}
    crashed = "crashed while running"  # xdist's own line for a worker that was interrupted
    said = [line for line in run.out.splitlines() if crashed not in line]
    lines = {line for line in said if line.startswith(("FAILED", "ERROR"))}
    seconds = re.compile(r"\d+\.\d+ s")
    problems = [seconds.sub("N s", one) for one in run.data.get("problems", ())]
    return run.code, figures, {seconds.sub("N s", line) for line in lines}, problems


@pytest.mark.parametrize("name", SUITES)
def test_what_they_tell_is_the_same(tmp_path: Path, name: str) -> None:
    words, text = SUITES[name]
    suite = Suite(tmp_path)
    suite.add("tests/unit/test_u.py", text)
    suite.add("tests/late/test_l.py", "def test_l(): pass\n")

    here, there = suite.run(*IN_TWO, *words), suite.run("-n", "2", *words)

    assert told(here) == told(there)


IN_MEMORY: dict[str, tuple[str, str, Act]] = {
    "a test that fails": ("", "def test_a(): assert 0", fails),
    "a test that waits": ("", "import time\ndef test_a(): time.sleep(0.001)", sleeps),
    "a run that stops": ("-x", "def test_a(): assert 0", fails),
    "a run that is interrupted": ("", "def test_a(): raise KeyboardInterrupt", stops),
    "a test that is chosen": ("-k=test_b", "def test_a(): assert 0", fails),
    "no test": ("-k=typo", "def test_a(): pass", nothing),
}


@pytest.mark.parametrize("name", IN_MEMORY)
def test_those_of_a_suite_in_memory_tell_the_same(tmp_path: Path, name: str) -> None:
    word, text, act = IN_MEMORY[name]
    suite = Suite(tmp_path)
    suite.add("tests/unit/test_u.py", f"{text}\ndef test_b(): pass\n")
    suite.add("tests/late/test_l.py", "def test_l(): pass\n")
    memory = Levelled(tmp_path)
    memory.add("tests/unit/test_u.py::test_a", act)
    memory.add("tests/unit/test_u.py::test_b")
    memory.add("tests/late/test_l.py::test_l")
    words = [word] if word else []

    real, fake = suite.run(*IN_TWO, *words), memory.run("-n=2", *words)

    assert (fake.code, memory.tests) == (real.code, real.tests)
    assert [level["share"] for level in memory.data["levels"]] == [
        level["share"] for level in real.data["levels"]
    ]
    assert len(fake.failed) == sum(line.startswith("FAILED") for line in real.out.splitlines())
