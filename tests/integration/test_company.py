"""The guard in company: libraries that are imported, threads and pools, conftests, exits, reruns."""

import json
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.integration.suites import IN_TWO, SETTINGS, WORKERS, Suite
from tests.places import TREE

PROBES = "import socket\nsocket.socket().bind(('127.0.0.1', 0))\n"
STARTS = "import os\nos.system('true')\n"
GUARDED = ("tests/unit/fakes", "tests/integration/sanity", "tests/unit/pure", "tests/unit")


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    """Return an empty suite with the tree's own table."""
    made = Suite(tmp_path / "repo")
    made.add("levels.toml", (TREE / "levels.toml").read_text("utf-8"))
    return made


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Return a folder outside the repo, which PYTHONPATH names, with a library that probes."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "probing.py").write_text(PROBES + STARTS + "def probe():\n    os.system('true')\n")
    (folder / "pooling.py").write_text(
        "import queue, threading\nJOBS = queue.Queue()\n"
        "def work():\n    while True:\n        job = JOBS.get()\n        try: job()\n"
        "        except BaseException: pass\n"
        "def start():\n    threading.Thread(target=work, daemon=True).start()\n"
        "def put(job):\n    JOBS.put(job)\n"
    )
    return folder


@pytest.mark.parametrize("folder", GUARDED)
def test_a_library_may_probe_while_it_is_imported(suite: Suite, library: Path, folder: str) -> None:
    suite.add(f"{folder}/test_a.py", "import probing\ndef test_a(): assert probing\n")
    suite.add(f"{folder}/test_b.py", "def test_b():\n    import probing\n    assert probing\n")

    run = suite.run(PYTHONPATH=str(library))

    assert run.code == 0, run.out


def test_what_a_library_does_later_is_the_tests_doing(suite: Suite, library: Path) -> None:
    suite.add("tests/unit/test_a.py", "import probing\ndef test_a(): probing.probe()\n")

    run = suite.run(PYTHONPATH=str(library))

    assert run.code == 1
    assert (
        "os.system(b'true'): level 4 logic forbids process\n  at tests/unit/test_a.py:2" in run.out
    )


def test_a_module_of_the_repo_may_not_probe(suite: Suite) -> None:
    suite.add("own.py", PROBES)
    suite.add("tests/unit/test_a.py", "import own\ndef test_a(): assert own\n")

    run = suite.run()

    assert run.code == 2
    assert "socket.bind(('127.0.0.1', 0)): level 4 logic forbids network\n  at own.py:2" in run.out


@pytest.mark.parametrize("words", [(), IN_TWO, ("tests/unit/pure",)])
def test_a_conftest_of_a_guarded_folder_is_held(suite: Suite, words: tuple[str, ...]) -> None:
    suite.add("tests/unit/pure/conftest.py", STARTS)
    suite.add("tests/unit/pure/test_a.py", "def test_a(): pass\n")

    run = suite.run(*words)

    assert run.code not in (0, 5)
    assert "os.system(b'true'): level 3 pure forbids process" in run.out + run.err
    assert "at tests/unit/pure/conftest.py:2" in run.out + run.err


def test_the_conftest_above_all_levels_is_free(suite: Suite) -> None:
    suite.add("tests/conftest.py", STARTS)
    suite.add("tests/unit/pure/test_a.py", "def test_a(): pass\n")

    assert suite.run().code == 0


def test_a_test_is_no_tool_whatever_its_file_is_called(suite: Suite, tmp_path: Path) -> None:
    gone = tmp_path / "kept.txt"
    gone.write_text("")
    test = f"import os\ndef test_a(): os.remove({str(gone)!r})\n"
    suite.add("tests/unit/test_pathlib.py", test)

    run = suite.run()

    assert "level 4 logic forbids files" in run.out
    assert gone.exists()


def test_bytecode_goes_where_the_machine_keeps_it(suite: Suite, tmp_path: Path) -> None:
    suite.add("own.py", "X = 1\n")
    suite.add(
        "tests/unit/test_a.py",
        "import importlib.util, pathlib\n"
        "def test_a():\n"
        "    spec = importlib.util.spec_from_file_location('own', pathlib.Path('own.py').resolve())\n"
        "    spec.loader.exec_module(importlib.util.module_from_spec(spec))\n",
    )
    kept = tmp_path / "elsewhere"

    done = suite.python("pytest", PYTHONPYCACHEPREFIX=str(kept))

    assert done.returncode == 0, done.stdout
    assert [*kept.rglob("own.*.pyc")]


def test_what_a_test_registers_for_the_exit_is_held(suite: Suite) -> None:
    suite.add(
        "tests/unit/pure/test_a.py",
        "import atexit, os\ndef test_a(): atexit.register(os.system, 'true')\n"
        "def test_b(): atexit.register(print); atexit.unregister(print)\n",
    )

    run = suite.run()

    assert run.code == 1
    assert "FAILED tests/unit/pure/test_a.py::test_a - " in run.out
    assert (
        "os.system(b'true'): level 3 pure forbids process\n  at tests/unit/pure/test_a.py:2"
        in run.out
    )


WAITING = {
    "executor": (
        "import asyncio, time\n"
        "def test_a():\n"
        "    async def main():\n"
        "        loop, q = asyncio.get_running_loop(), asyncio.Queue()\n"
        "        def work():\n"
        "            time.sleep(0.01)\n"
        "            loop.call_soon_threadsafe(q.put_nowait, 1)\n"
        "        loop.run_in_executor(None, work)\n"
        "        await q.get()\n"
        "    asyncio.run(main())\n",
        "time.sleep(0.01): level 2 sanity forbids sleep",
    ),
    "task": (
        "import asyncio, time\n"
        "def test_a():\n"
        "    async def main():\n"
        "        q = asyncio.Queue()\n"
        "        async def put():\n"
        "            time.sleep(0.01)\n"
        "            q.put_nowait(1)\n"
        "        task = asyncio.create_task(put())\n"
        "        await q.get()\n"
        "    asyncio.run(main())\n",
        "time.sleep(0.01): level 2 sanity forbids sleep",
    ),
    "fixture": (
        "import pytest, queue, threading, time\n"
        "@pytest.fixture(scope='module')\n"
        "def served():\n"
        "    stop, out = threading.Event(), queue.Queue()\n"
        "    def work():\n"
        "        stop.wait()\n"
        "        time.sleep(0.01)\n"
        "        out.put(1)\n"
        "    threading.Thread(target=work, daemon=True).start()\n"
        "    yield\n"
        "    stop.set()\n"
        "    out.get()\n"
        "def test_a(served): pass\n",
        "time.sleep(0.01): level 2 sanity forbids sleep",
    ),
    "queue": (
        "import queue, threading, time\n"
        "def test_a():\n"
        "    q = queue.Queue()\n"
        "    threading.Thread(target=lambda: (time.sleep(0.01), q.put(1)), daemon=True).start()\n"
        "    q.get()\n",
        "time.sleep(0.01): level 2 sanity forbids sleep",
    ),
}


@pytest.mark.parametrize("case", WAITING)
def test_a_wait_for_a_stopped_thread_ends(suite: Suite, case: str) -> None:
    code, message = WAITING[case]
    suite.add("tests/integration/sanity/test_a.py", code)
    start = time.monotonic()

    run = suite.run()

    assert run.code == 1
    assert message in run.out
    assert time.monotonic() - start < 20


def test_a_stop_in_a_thread_is_told_like_any_other(suite: Suite) -> None:
    suite.add(
        "tests/unit/test_a.py",
        "import asyncio\ndef test_a():\n"
        "    asyncio.run(asyncio.to_thread(lambda: open('/etc/hostname').read()))\n",
    )

    run = suite.run(COLUMNS="200")

    block = run.out.partition("___ test_a ___")[2].partition("=== levels ===")[0]
    assert len(block.strip("_=\n ").splitlines()) <= 5
    summary = "test_a - open('/etc/hostname'): level 4 logic forbids files"
    assert f"FAILED tests/unit/test_a.py::{summary}" in run.out
    assert "or use files below tmp_path." in run.out


def test_a_librarys_thread_works_for_the_test_that_runs(suite: Suite, library: Path) -> None:
    suite.add(
        "tests/integration/test_first.py",
        "import pooling\ndef test_a():\n    pooling.start()\n",
    )
    suite.add(
        "tests/unit/test_second.py",
        "import os, pooling, threading\ndef test_b():\n    done = threading.Event()\n"
        "    pooling.put(lambda: os.system('true'))\n    pooling.put(done.set)\n    done.wait()\n",
    )

    run = suite.run("tests/integration", "tests/unit", PYTHONPATH=str(library))

    assert run.code == 1
    assert "FAILED tests/unit/test_second.py::test_b - os.system(b'true')" in run.out


def test_the_end_does_not_wait_for_a_librarys_threads(suite: Suite, library: Path) -> None:
    suite.add("conftest.py", "import plumbline.plugin.guarding as one\none.PATIENCE = 60.0\n")
    suite.add("tests/unit/test_a.py", "import pooling\ndef test_a(): pooling.start()\n")
    start = time.monotonic()

    run = suite.run_apart(PYTHONPATH=str(library))

    assert run.code == 0, run.out
    assert time.monotonic() - start < 50


RERUN = (
    "import os, pytest\nRUNS = []\n@pytest.mark.flaky(reruns=1)\ndef test_a():\n"
    "    RUNS.append(1)\n    if len(RUNS) == 1: os.system('true')\n"
)
RERUNS = """
from _pytest.runner import runtestprotocol
def pytest_configure(config): config.addinivalue_line("markers", "flaky: may fail")
def pytest_runtest_protocol(item, nextitem):
    for more in (True, False):
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
        if not (more and any(report.failed for report in reports)):
            for report in reports: item.ihook.pytest_runtest_logreport(report=report)
            return True
"""


def test_a_violation_counts_although_the_test_is_run_again(suite: Suite) -> None:
    suite.add("tests/conftest.py", RERUNS)
    suite.add("tests/unit/test_a.py", RERUN.replace("(reruns=1)", ""))

    run = suite.run()

    assert run.code == 1
    assert "os.system(b'true'): level 4 logic forbids process" in run.out


SLOW = "import burning\ndef test_slow(): burning.burn(0.3)\ndef test_quick(): pass\n"


@WORKERS
def test_a_slow_test_is_a_failed_test(suite: Suite, workers: tuple[str, ...]) -> None:
    suite.add("tests/unit/test_a.py", SLOW)

    run = suite.run("--junitxml", "out.xml", *workers)
    again = suite.run("--lf", "--collect-only", "-q")

    (failure,) = ET.parse(suite.folder / "out.xml").iter("failure")
    assert run.code == 1
    assert "1 failed, 1 passed" in run.out.splitlines()[-1]
    assert (failure.text or "").startswith("took 0.")
    assert "FAILED tests/unit/test_a.py::test_slow - took 0." in run.out
    assert "test_slow" in again.out
    assert "test_quick" not in again.out


def test_a_test_that_failed_is_not_judged_for_its_time(suite: Suite) -> None:
    suite.add(
        "tests/unit/test_a.py",
        "import burning\ndef test_a():\n    burning.burn(0.3)\n    assert 0\n",
    )

    run = suite.run()

    assert "1 failed in" in run.out.splitlines()[-1]
    assert "took 0." not in run.out


@WORKERS
def test_a_level_over_its_total_is_counted_too(suite: Suite, workers: tuple[str, ...]) -> None:
    suite.change("levels.toml", "each = 0.1\ntotal = 3.0", "each = 1.0\ntotal = 0.2")
    suite.add("tests/unit/test_a.py", SLOW)

    run = suite.run("--junitxml", "out.xml", *workers)

    (failure,) = ET.parse(suite.folder / "out.xml").iter("failure")
    (problem,) = run.data["problems"]
    assert run.code == 1
    assert "1 failed, 2 passed" in run.out.splitlines()[-1]
    assert "FAILED levels.toml::logic - level 4 logic took 0." in run.out
    assert failure.text == problem


def test_a_second_run_is_like_the_first(suite: Suite) -> None:
    suite.change("pyproject.toml", "strict = true", 'strict = true\nfilterwarnings = ["error"]')
    suite.add(
        "tests/unit/test_a.py",
        "import burning, pytest, warnings\nFIRST, MADE = [1], []\n"
        "@pytest.fixture(scope='session')\ndef made():\n    MADE.append(1)\n    assert len(MADE) == 1\n"
        "def test_a(made, caplog, record_property):\n    record_property('once', 1)\n"
        "    with pytest.raises(UserWarning): warnings.warn('x', UserWarning)\n"
        "    if FIRST: FIRST.pop(); burning.burn(0.3)\n",
    )

    run = suite.run("--junitxml", "out.xml", "-o", "junit_family=xunit1")

    assert run.code == 0, run.out
    assert (suite.folder / "out.xml").read_text("utf-8").count('name="once"') == 1


def test_a_slow_test_that_is_run_again_by_a_plugin_fails(suite: Suite) -> None:
    suite.add("tests/conftest.py", RERUNS)
    suite.add("tests/unit/test_a.py", "import burning\ndef test_a(): burning.burn(0.3)\n")

    run = suite.run()

    assert run.code == 1
    assert "FAILED tests/unit/test_a.py::test_a - took 0." in run.out


def test_what_a_session_fixture_sets_lasts(suite: Suite) -> None:
    suite.add(
        "tests/conftest.py",
        "import os, pytest\n@pytest.fixture(scope='session', autouse=True)\n"
        "def home(tmp_path_factory):\n"
        "    os.environ['HOME'] = str(tmp_path_factory.mktemp('home'))\n"
        "    os.environ['PATH'] = 'first' + os.pathsep + os.environ['PATH']\n",
    )
    suite.add("tests/unit/test_a.py", "def test_a(): pass\n")
    real = "import os, shutil\ndef test_b():\n    assert 'home' in os.environ['HOME']\n"
    path = "    assert os.environ['PATH'].startswith('first')\n    assert shutil.which('git')\n"
    suite.add("tests/integration/test_b.py", real + path)

    run = suite.run("tests/unit", "tests/integration")

    assert run.code == 0, run.out


@pytest.mark.parametrize(("level", "code"), [("unit", 0), ("typo", 4)])
def test_a_run_inside_a_run_gives_way_to_it(suite: Suite, level: str, code: int) -> None:
    suite.add("inner/levels.toml", (suite.folder / "levels.toml").read_text("utf-8"))
    suite.add("inner/pyproject.toml", SETTINGS)
    suite.add("inner/tests/unit/test_i.py", "def test_i(): pass\n")
    suite.add(
        "tests/integration/test_a.py",
        "import pytest\ndef test_a(monkeypatch):\n    monkeypatch.chdir('inner')\n"
        f"    assert pytest.main(['-p', 'no:cacheprovider', '--level={level}']) == {code}\n",
    )
    suite.add(
        "tests/unit/test_z.py", f"{STARTS.splitlines()[0]}\ndef test_z(): os.system('true')\n"
    )

    run = suite.run("tests/integration", "tests/unit")

    assert "1 failed, 1 passed" in run.out
    assert "FAILED tests/unit/test_z.py::test_z - os.system(b'true')" in run.out


def test_only_the_levels_that_ran_are_shown(suite: Suite) -> None:
    suite.add("tests/unit/test_a.py", SLOW)
    suite.add("tests/unit/pure/test_a.py", "def test_a(): pass\n")

    run = suite.run("-k", "quick")

    table = run.out.partition("=== levels ===")[2]
    assert "4 logic " in table
    assert "3 pure " not in table


def test_warnings_of_plugins_that_are_configured_do_not_end_the_run(suite: Suite) -> None:
    suite.change("pyproject.toml", "strict = true", 'strict = true\nfilterwarnings = ["error"]')
    warns = "import warnings\ndef pytest_configure(): warnings.warn(DeprecationWarning('old'))\n"
    suite.add("conftest.py", warns)
    suite.add("tests/unit/test_a.py", "def test_a(): pass\n")
    suite.add("tests/unit/test_b.py", "import warnings\ndef test_b(): warnings.warn('x')\n")

    run = suite.run()

    assert "DeprecationWarning: old" in run.err
    assert "1 failed, 1 passed" in run.out


def test_a_stopped_clock_is_not_asked(suite: Suite) -> None:
    suite.add(
        "tests/integration/test_a.py",
        "import time, pytest\n@pytest.fixture(scope='module', autouse=True)\ndef later():\n"
        "    names = ('perf_counter', 'monotonic', 'process_time', 'time')\n"
        "    real = {name: getattr(time, name) for name in names}\n"
        "    for name in names: setattr(time, name, lambda real=real[name]: real() + 3600 * len(done))\n"
        "    yield\n"
        "    for name in names: setattr(time, name, real[name])\n"
        "done = []\ndef test_a(): done.append(1)\n",
    )

    run = suite.run()

    assert run.code == 0, run.out
    assert run.data["levels"][4]["wall"] < 10


# Where an operation may stand, the operation in the place of HERE; each is a file of tests.
PLACES = {
    "call": "def test_a():\n    HERE\n",
    "import": "HERE\ndef test_a(): pass\n",
    "own_module": "from own_NAME import thing\ndef test_a(): assert thing\n",
    "library": "import probing\ndef test_a(): assert probing\n",
    "fixture": "@pytest.fixture\ndef thing():\n    HERE\ndef test_a(thing): pass\n",
    "after": "@pytest.fixture\ndef thing():\n    yield\n    HERE\ndef test_a(thing): pass\n",
    "wide": "@pytest.fixture(scope='module')\ndef thing():\n    HERE\ndef test_a(thing): pass\n",
    "setup_module": "def setup_module():\n    HERE\ndef test_a(): pass\n",
    "class": "class TestIt:\n    def setup_method(self):\n        HERE\n    def test_a(self): pass\n",
    "unittest": "class TestIt(unittest.TestCase):\n    def setUp(self):\n        HERE\n    def test_a(self): pass\n",
    "thread": "def work():\n    HERE\ndef test_a():\n    t = threading.Thread(target=work); t.start(); t.join()\n",
    "pool": "def work():\n    HERE\ndef test_a():\n    POOL.submit(work).exception()\n",
    "exit": "def work():\n    HERE\ndef test_a(): atexit.register(work)\n",
}
OPERATIONS = {
    "nothing": "pass",
    "process": "subprocess.run(['/bin/true'])",
    "network": "socket.socket().bind(('127.0.0.1', 0))",
    "sleep": "time.sleep(0.001)",
    "files": "open('/etc/passwd').close()",
    "tmp": "tempfile.mkdtemp()",
}
NEEDED = "import atexit, concurrent.futures, pytest, socket, subprocess, tempfile, threading, time, unittest\n"
DUMPS = (
    "import json, pathlib\ndef pytest_sessionfinish(session):\n"
    "    seen = session.config.pluginmanager.get_plugin('levels-observe')\n"
    "    if seen: pathlib.Path('seen.json').write_text(\n"
    "        json.dumps({file: sorted(one.kinds) for file, one in seen.files.items()}))\n"
)


def test_observe_and_the_guard_agree(suite: Suite, library: Path) -> None:
    suite.change(
        "levels.toml", "each = 0.1\ntotal = 1.0", "each = 9.0\ntotal = 99.0"
    )  # no matter here
    suite.add("conftest.py", DUMPS)
    for place, code in PLACES.items():
        for kind, operation in OPERATIONS.items():
            name = f"{place}_{kind}"
            suite.add(f"own_{name}.py", f"{NEEDED}{operation}\nthing = True\n")
            head = f"{NEEDED}POOL = concurrent.futures.ThreadPoolExecutor(1)\n"
            body = code.replace("HERE", operation).replace("NAME", name)
            suite.add(f"tests/unit/pure/test_{name}.py", head + body)
    words = ("-p", "no:plumbline", "-p", "plumbline.plugin.observing", "-p", "no:xdist")

    all_of_it = ("--continue-on-collection-errors", "--junitxml", "out.xml")
    guarded = suite.run_apart(*all_of_it, PYTHONPATH=str(library))
    said = suite.python("pytest", *words, PYTHONPATH=str(library)).stdout

    cases = ET.parse(suite.folder / "out.xml").iter("testcase")
    bad = [
        case for case in cases if case.find("failure") is not None or case.find("error") is not None
    ]
    refused = {_place(case) for case in bad}
    seen = json.loads((suite.folder / "seen.json").read_text("utf-8"))
    observed = {Path(file).stem for file, kinds in seen.items() if kinds}
    wanted = {
        f"test_{place}_{kind}"
        for place in PLACES
        for kind in OPERATIONS
        if place != "library" and kind != "nothing"
    }
    assert refused == wanted, guarded.out
    assert observed == wanted, said


def _place(case: ET.Element) -> str:
    """Return the name of the file that a case of JUnit is about."""
    words = f"{case.get('classname')}.{case.get('name')}".split(".")
    return next(word for word in words if word.startswith("test_") and word != "test_a")
