"""The guard in a run: where a violation is told, what stays allowed, how it ends."""

import os
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.integration.suites import WORKERS, Suite
from tests.places import TREE

RUN = "import subprocess\n\ndef test_a(): subprocess.run(['true'])\n"
STARTED = "subprocess.Popen(['true']): level 4 logic forbids process"


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    """Return an empty suite with the tree's own table."""
    made = Suite(tmp_path)
    made.add("levels.toml", (TREE / "levels.toml").read_text("utf-8"))
    return made


@WORKERS
def test_the_message_teaches_and_is_the_same_everywhere(
    suite: Suite, workers: tuple[str, ...]
) -> None:
    suite.add(
        "src/tool/gateways/git.py", "import subprocess\n\ndef log(): subprocess.run(['true'])\n"
    )
    suite.add("tests/fakes/git.py", "class FakeGit: ...\n")
    suite.add(
        "tests/unit/test_a.py", "from src.tool.gateways import git\n\ndef test_a(): git.log()\n"
    )

    run = suite.run("--junitxml", "out.xml", *workers)

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


@pytest.mark.parametrize(
    ("path", "code", "passes"),
    [
        ("tests/unit/pure/test_a.py", "def test_a(tmp_path): (tmp_path / 'x').touch()", False),
        ("tests/unit/fakes/test_a.py", "def test_a(tmp_path): (tmp_path / 'x').touch()", False),
        ("tests/unit/test_a.py", "def test_a(tmp_path): (tmp_path / 'x').touch()", True),
        ("tests/unit/pure/test_a.py", "def test_a(capfd): print()", True),
        (
            "tests/integration/sanity/test_a.py",
            "from unittest import mock\ndef test_a(monkeypatch): monkeypatch.setattr('os.x', 1, raising=False); mock.Mock()",
            True,
        ),
        ("tests/integration/sanity/test_a.py", RUN, False),
        ("tests/integration/test_a.py", f"import time\n{RUN}def test_b(): time.sleep(0.01)", True),
        (
            "tests/integration/test_a.py",
            "def test_a(): import shutil; assert shutil.which('git')",
            True,
        ),
    ],
)
def test_each_level_has_its_own_rules(suite: Suite, path: str, code: str, passes: bool) -> None:
    suite.add(path, f"{code}\n")

    run = suite.run()

    assert (run.code == 0) is passes, run.out
    assert ("forbids" in run.out) is not passes


def test_the_first_import_of_mock_is_enough(suite: Suite) -> None:
    suite.add("tests/unit/test_a.py", "from unittest import mock\ndef test_a(): pass\n")

    run = suite.run_apart()

    assert run.code == 2
    assert "import unittest.mock: level 4 logic forbids mock" in run.out


@WORKERS
def test_an_import_is_code_too(suite: Suite, workers: tuple[str, ...]) -> None:
    suite.add("tests/unit/test_a.py", "import os\nos.system('true')\n\ndef test_a(): pass\n")

    run = suite.run(*workers)

    assert run.code in (1, 2)
    assert (
        "os.system(b'true'): level 4 logic forbids process\n  at tests/unit/test_a.py:2" in run.out
    )


@pytest.mark.parametrize("scope", ["function", "class", "module", "session"])
@pytest.mark.parametrize("phase", ["before", "after"])
def test_a_fixture_is_held_to_the_level_that_uses_it(suite: Suite, scope: str, phase: str) -> None:
    start = "    subprocess.run(['true'])\n"
    suite.add(
        "tests/unit/test_a.py",
        f"import pytest, subprocess\n@pytest.fixture(scope='{scope}')\ndef thing():\n"
        f"{start * (phase == 'before')}    yield\n{start * (phase == 'after')}\n"
        "def test_a(thing): pass\n",
    )

    run = suite.run()

    assert run.code == 1
    assert f"{STARTED}\n  at tests/unit/test_a.py:" in run.out


def test_a_shared_fixture_of_a_free_level_may_end_in_a_guarded_test(suite: Suite) -> None:
    suite.add(
        "tests/conftest.py",
        "import os, pytest, subprocess\n@pytest.fixture(scope='session')\ndef server():\n"
        "    subprocess.run(['true'])\n    os.environ['SERVER'] = '1'\n    yield\n"
        "    subprocess.run(['true'])\n    del os.environ['SERVER']\n",
    )
    suite.add("tests/integration/test_a.py", "def test_a(server): pass\n")
    suite.add("tests/unit/test_b.py", "def test_b(): pass\n")

    run = suite.run("tests/integration", "tests/unit")

    assert run.code == 0, run.out


@pytest.mark.parametrize(
    "mark", ["pytest.mark.xfail", "pytest.mark.xfail(strict=False)", "pytest.mark.usefixtures()"]
)
def test_no_marker_hides_a_violation(suite: Suite, mark: str) -> None:
    suite.add("tests/unit/test_a.py", f"import pytest\n@{mark}\n{RUN.partition(chr(10))[2]}")
    suite.change("tests/unit/test_a.py", "import pytest", "import pytest, subprocess")

    run = suite.run()

    assert run.code == 1
    assert "1 failed" in run.out


def test_a_failure_of_the_test_itself_is_still_shown(suite: Suite) -> None:
    suite.add(
        "tests/unit/test_a.py",
        "import os\n\ndef test_a():\n    try: os.system('true')\n    except BaseException: pass\n"
        "    assert 1 == 2\n",
    )

    run = suite.run()

    assert "os.system(b'true'): level 4 logic forbids process" in run.out
    assert "assert 1 == 2" in run.out


def test_unittest_classes_are_guarded(suite: Suite) -> None:
    suite.add(
        "tests/unit/test_a.py",
        "import subprocess, unittest\n\nclass TestA(unittest.TestCase):\n"
        "    def test_a(self): subprocess.run(['true'])\n",
    )

    run = suite.run()

    assert run.code == 1
    assert STARTED in run.out


def test_the_fixture_mocker_is_refused(suite: Suite) -> None:
    suite.add(
        "tests/unit/test_a.py",
        "import pytest\n@pytest.fixture\ndef mocker(): pass\n\ndef test_a(mocker): pass\n",
    )

    run = suite.run()

    assert run.code == 1
    assert "the fixture mocker: level 4 logic forbids mock\n  at tests/unit/test_a.py:5" in run.out


def test_what_goes_on_after_its_test_fails_the_run(suite: Suite) -> None:
    suite.add(
        "tests/unit/test_a.py",
        "import os, threading\nlater = threading.Event()\n\ndef work():\n    later.wait(30)\n"
        "    os.system('true')\n\ndef test_a():\n    threading.Thread(target=work).start()\n",
    )
    suite.add(
        "tests/integration/test_b.py",
        "import threading\n\ndef test_b():\n"
        "    import sys\n    module = sys.modules['tests.unit.test_a']\n    module.later.set()\n"
        "    [t.join() for t in threading.enumerate() if t is not threading.current_thread()]\n",
    )

    run = suite.run_apart("tests/unit", "tests/integration")  # it waits for all threads

    assert run.code == 1
    assert "FAILED tests/unit/test_a.py::test_a - after its end: " in run.out
    assert "after its end: os.system(b'true'): level 4 logic forbids process" in run.out


@WORKERS
def test_a_thread_at_the_end_of_the_run_is_awaited(suite: Suite, workers: tuple[str, ...]) -> None:
    suite.change("pyproject.toml", "[tool.pytest]", '[tool.pytest]\nfilterwarnings = ["error"]')
    suite.add(
        "tests/unit/test_a.py",
        "import os, threading, time\n\ndef work():\n    end = time.perf_counter() + 0.2\n"
        "    while time.perf_counter() < end: pass\n    os.system('true')\n\n"
        "def test_a():\n    threading.Thread(target=work).start()\n",
    )

    run = suite.run(*workers)

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


def test_a_pool_works_for_the_test_that_runs(suite: Suite) -> None:
    pool = (
        "import concurrent.futures, os\npool = concurrent.futures.ThreadPoolExecutor(1)\n"
        "def start(): return pool.submit(os.system, 'true').exception()\n"
    )
    suite.add("pools.py", pool)
    suite.add(
        "tests/unit/test_a.py", "import pools\ndef test_a(): pools.pool.submit(len, 'x').result()\n"
    )
    suite.add(
        "tests/integration/test_b.py", "import pools\ndef test_b(): assert not pools.start()\n"
    )
    suite.add("tests/unit/test_c.py", "import pools\ndef test_c(): pools.start()\n")

    run = suite.run("tests/unit/test_a.py", "tests/integration/test_b.py", "tests/unit/test_c.py")

    assert "1 failed, 2 passed" in run.out
    assert "FAILED tests/unit/test_c.py::test_c - os.system(b'true'): " in run.out


def test_a_guard_that_fails_fails_the_run(suite: Suite) -> None:
    suite.add("tests/unit/test_a.py", "def test_a(): open('pyproject.toml').close()\n")
    suite.add(
        "tests/conftest.py",
        "from plumbline.guard import reach\n\ndef broken(*_, **__): raise ValueError('oops')\n"
        "reach.Reach.judge = broken\n",
    )

    run = suite.run_apart()

    assert run.code == 1
    assert "the guard failed and may have missed something: ValueError: oops" in run.out


def test_a_guard_that_did_not_start_stops_the_run(suite: Suite) -> None:
    suite.add("deaf.py", "import sys\nsys.addaudithook = lambda hook: None\n")
    suite.add("tests/unit/test_a.py", "def test_a(): pass\n")
    suite.change("pyproject.toml", "addopts = [", 'addopts = ["-p", "deaf", ')

    run = suite.run_apart()

    assert run.code == 4
    assert "plumbline: the guard did not start; no test may run without it." in run.err


def test_an_unknown_word_is_refused(suite: Suite) -> None:
    suite.change("levels.toml", "forbids = []", 'forbids = ["disk"]')

    run = suite.run()

    assert run.code == 4
    assert "levels.toml: real.forbids: unknown word 'disk'; the words are process," in run.err


@pytest.mark.parametrize(
    "arguments", [("--import-mode=prepend",), ("-p", "no:cacheprovider"), ("-s",)]
)
def test_ways_to_call_pytest_do_not_matter(suite: Suite, arguments: tuple[str, ...]) -> None:
    suite.add("tests/unit/test_a.py", RUN)
    suite.add("tests/unit/test_b.py", "def test_b(tmp_path): (tmp_path / 'x').touch()\n")

    run = suite.run(*arguments)

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
