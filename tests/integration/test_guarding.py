"""The guard in a run: where a violation is told, what stays allowed, how it ends."""

import os
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.integration.suites import Suite
from tests.places import TREE

RUN = "import subprocess\n\ndef test_a(): subprocess.run(['true'])\n"
STARTED = "subprocess.Popen(['true']): level 4 logic forbids process"


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    """Return an empty suite with the tree's own table."""
    made = Suite(tmp_path)
    made.add("levels.toml", (TREE / "levels.toml").read_text("utf-8"))
    return made


def test_the_message_teaches_and_is_the_same_everywhere(suite: Suite) -> None:
    suite.add(
        "src/tool/gateways/git.py", "import subprocess\n\ndef log(): subprocess.run(['true'])\n"
    )
    suite.add("tests/fakes/git.py", "class FakeGit: ...\n")
    suite.add(
        "tests/unit/test_a.py", "from src.tool.gateways import git\n\ndef test_a(): git.log()\n"
    )

    run = suite.run("--junitxml", "out.xml")

    message = (
        "subprocess.Popen(['true']): level 4 logic forbids process\n"
        "  at src/tool/gateways/git.py:3\n"
        "  Pass in FakeGit, the fake from tests/fakes/git.py.\n"
        "  Or move the test to tests/integration, level 5 real, where it is allowed.\n"
    )
    assert run.code == 1
    assert message in run.out
    (failure,) = ET.parse(suite.folder / "out.xml").iter("failure")
    assert f"{failure.text}\n" == message


def test_the_first_import_of_mock_is_enough(suite: Suite) -> None:
    suite.add("tests/unit/test_a.py", "from unittest import mock\ndef test_a(): pass\n")

    run = suite.run_apart()

    assert run.code == 2
    assert "import unittest.mock: level 4 logic forbids mock" in run.out


def test_the_end_of_a_fixture_is_held_to_the_level_that_uses_it(suite: Suite) -> None:
    suite.add(
        "tests/unit/test_a.py",
        "import pytest, subprocess\n@pytest.fixture(scope='session')\ndef thing():\n"
        "    yield\n    subprocess.run(['true'])\n"
        "def test_a(thing): pass\n",
    )

    run = suite.run()

    assert run.code == 1
    assert f"{STARTED}\n  at tests/unit/test_a.py:" in run.out


def test_a_thread_at_the_end_of_the_run_is_awaited(suite: Suite) -> None:
    suite.change("pyproject.toml", "[tool.pytest]", '[tool.pytest]\nfilterwarnings = ["error"]')
    suite.add(
        "tests/unit/test_a.py",
        "import os, threading, time\n\ndef work():\n    end = time.perf_counter() + 0.2\n"
        "    while time.perf_counter() < end: pass\n    os.system('true')\n\n"
        "def test_a():\n    threading.Thread(target=work).start()\n",
    )

    run = suite.run()

    assert run.code == 1
    assert "FAILED tests/unit/test_a.py::test_a - after its end: " in run.out
    assert "after its end: os.system(b'true'): level 4 logic forbids process" in run.out
    assert "Traceback" not in run.out


def test_asyncio_may_be_loaded_by_the_test_itself(suite: Suite) -> None:
    suite.add(
        "tests/unit/test_a.py",
        "import sys\n\ndef test_a():\n    assert 'asyncio' not in sys.modules\n"
        "    import asyncio\n    asyncio.run(asyncio.sleep(0.001))\n",
    )

    run = suite.run_apart("-p", "no:xdist", "-p", "no:hypothesispytest", "-p", "no:randomly")

    assert run.code == 1
    assert "asyncio.sleep(0.001): level 4 logic forbids sleep" in run.out


def test_a_guard_that_did_not_start_stops_the_run(suite: Suite) -> None:
    suite.add("deaf.py", "import sys\nsys.addaudithook = lambda hook: None\n")
    suite.add("tests/unit/test_a.py", "def test_a(): pass\n")
    suite.change("pyproject.toml", "addopts = [", 'addopts = ["-p", "deaf", ')

    run = suite.run_apart()

    assert run.code == 4
    assert "plumbline: the guard did not start; no test may run without it." in run.err


def test_ways_to_call_pytest_do_not_matter(suite: Suite) -> None:
    suite.add("tests/unit/test_a.py", RUN)
    suite.add("tests/unit/test_b.py", "def test_b(tmp_path): (tmp_path / 'x').touch()\n")

    run = suite.run("-p", "no:cacheprovider", "-s")

    assert run.code == 1
    assert "1 failed, 1 passed" in run.out


def test_a_debugger_is_not_guarded(suite: Suite) -> None:
    suite.add("tests/unit/test_a.py", "def test_a():\n    breakpoint()\n")

    done = subprocess.run(
        [sys.executable, "-m", "pytest"],
        cwd=suite.folder,
        input="import os; print('answer', os.system('true'))\nc\n",
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert "answer 0" in done.stdout
    assert done.returncode == 0, done.stdout


def test_a_run_that_is_killed_is_not_green(suite: Suite) -> None:
    suite.add("tests/integration/test_a.py", "import time\ndef test_a(): time.sleep(30)\n")

    child = subprocess.Popen(
        [sys.executable, "-m", "pytest"],
        cwd=suite.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    time.sleep(1.5)
    child.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
    child.communicate(timeout=10)

    assert child.returncode != 0


def test_a_worker_that_dies_is_not_green(suite: Suite) -> None:
    suite.add("tests/integration/test_a.py", "import os\ndef test_a(): os._exit(1)\n")
    suite.add("tests/unit/test_b.py", "def test_b(): pass\n")

    run = suite.run("-n", "1")

    assert run.code == 1
    assert "crashed while running" in run.out


def test_coverage_and_hypothesis_are_left_alone(suite: Suite) -> None:
    suite.add(
        "tests/unit/test_a.py",
        "from hypothesis import given, strategies\n"
        "@given(strategies.integers())\ndef test_a(number): assert number < 100\n",
    )

    done = subprocess.run(
        [sys.executable, "-m", "coverage", "run", "-m", "pytest", "-q"],
        cwd=suite.folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert "assert 100 < 100" in done.stdout
    assert "forbids" not in done.stdout
    assert (suite.folder / ".coverage").is_file()
    assert (suite.folder / ".hypothesis").is_dir()


TWICE = """
import atexit, gc, sys, threading, time, types
names = [(time, "sleep"), (atexit, "register"), (threading.Thread, "start")]
before = [getattr(owner, name) for owner, name in names]
import pytest
for _ in range(2):
    pytest.main(["-q"])
    assert [getattr(owner, name) for owner, name in names] == before
    (hook,) = [one for one in gc.get_objects() if getattr(one, "__qualname__", "") == "_hook"
               and isinstance(one, types.FunctionType) and not one.__globals__]
    assert not any(hook.__defaults__), hook.__defaults__
print("clean")
"""


def test_a_run_leaves_nothing_behind_and_the_next_one_is_guarded(suite: Suite) -> None:
    suite.add("tests/unit/test_a.py", f"import time\ndef test_t(): time.sleep(0.01)\n\n{RUN}")

    done = subprocess.run(
        [sys.executable, "-c", TWICE],
        cwd=suite.folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert done.stdout.count(f"\n{STARTED}") == 2, done.stdout
    assert done.stdout.count("\ntime.sleep(0.01): level 4 logic forbids sleep") == 2
    assert done.stdout.endswith("clean\n"), done.stderr
