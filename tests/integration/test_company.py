"""The guard in company: libraries that are imported, threads and pools, conftests, exits, reruns."""

import json
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.integration.suites import SETTINGS, Suite
from tests.integration.test_baseline import record
from tests.places import TREE

PROBES = "import socket\nsocket.socket().bind(('127.0.0.1', 0))\n"
STARTS = "import os\nos.system('true')\n"


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


def test_a_library_may_probe_while_it_is_imported(suite: Suite, library: Path) -> None:
    suite.add("tests/unit/pure/test_a.py", "import probing\ndef test_a(): assert probing\n")
    test = "def test_b():\n    import probing\n    assert probing\n"
    suite.add("tests/unit/pure/test_b.py", test)

    run = suite.run(PYTHONPATH=str(library))

    assert run.code == 0, run.out


@pytest.mark.parametrize("words", [(), ("tests/unit/pure",)])
def test_a_conftest_of_a_guarded_folder_is_held(suite: Suite, words: tuple[str, ...]) -> None:
    suite.add("tests/unit/pure/conftest.py", STARTS)
    suite.add("tests/unit/pure/test_a.py", "def test_a(): pass\n")

    run = suite.run(*words)

    assert run.code not in (0, 5)
    assert "os.system(b'true'): level 3 pure forbids process" in run.out + run.err
    assert "at tests/unit/pure/conftest.py:2" in run.out + run.err


def test_the_conftest_above_all_levels_is_free(suite: Suite) -> None:
    once = "import functools, subprocess\n@functools.cache\ndef ask(): subprocess.run(['true'])\n"
    suite.add("asking.py", once)
    suite.add("tests/conftest.py", f"{STARTS}import asking\nasking.ask()\n")
    suite.add("tests/unit/pure/test_a.py", "import asking\ndef test_a(): asking.ask()\n")

    assert suite.run().code == 0
    assert "no violation in any test; not needed" in record(suite).out


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
        "    asyncio.run(main())\n"
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
        "    asyncio.run(main())\n"
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
        "def test_a(served): pass\n"
    ),
    "queue": (
        "import queue, threading, time\n"
        "def test_a():\n"
        "    q = queue.Queue()\n"
        "    threading.Thread(target=lambda: (time.sleep(0.01), q.put(1)), daemon=True).start()\n"
        "    q.get()\n"
    ),
}


def test_a_wait_for_a_stopped_thread_ends(suite: Suite) -> None:
    for name, code in WAITING.items():
        suite.add(f"tests/integration/sanity/test_{name}.py", code)
    start = time.monotonic()

    run = suite.run("--junitxml", "out.xml")

    told = {
        case.get("classname"): case for case in ET.parse(suite.folder / "out.xml").iter("testcase")
    }
    assert {*told} == {f"tests.integration.sanity.test_{name}" for name in WAITING}
    for case in told.values():
        (bad, *_) = [*case.iter("failure"), *case.iter("error")]
        assert "time.sleep(0.01): level 2 sanity forbids sleep\n" in (bad.text or "")
    assert run.code == 1
    assert time.monotonic() - start < 40


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


SLOW = "import burning\ndef test_slow(): burning.burn(0.3)\ndef test_quick(): pass\n"


def test_a_slow_test_and_a_slow_level_are_failed_tests(suite: Suite) -> None:
    suite.change("levels.toml", "each = 0.1\ntotal = 3.0", "each = 0.1\ntotal = 0.2")
    suite.add("tests/unit/test_a.py", SLOW)

    run = suite.run("--junitxml", "out.xml")
    again = suite.run("--lf", "--collect-only", "-q")

    test, level = ET.parse(suite.folder / "out.xml").iter("failure")
    assert run.code == 1
    assert "2 failed, 1 passed" in run.out.splitlines()[-1]
    assert (test.text or "").startswith("took 0.")
    assert level.text == run.data["problems"][0]
    assert "FAILED tests/unit/test_a.py::test_slow - took 0." in run.out
    assert "FAILED levels.toml::logic - level 4 logic took 0." in run.out
    assert "test_slow" in again.out
    assert "test_quick" not in again.out


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


def test_a_run_inside_a_run_that_cannot_begin_gives_way_to_it(suite: Suite) -> None:
    suite.add("inner/levels.toml", (suite.folder / "levels.toml").read_text("utf-8"))
    suite.add("inner/pyproject.toml", SETTINGS)
    suite.add("inner/tests/unit/test_i.py", "def test_i(): pass\n")
    suite.add(
        "tests/integration/test_a.py",
        "import pytest\ndef test_a(monkeypatch):\n    monkeypatch.chdir('inner')\n"
        "    assert pytest.main(['-p', 'no:cacheprovider', '--level=typo']) == 4\n",
    )
    suite.add(
        "tests/unit/test_z.py", f"{STARTS.splitlines()[0]}\ndef test_z(): os.system('true')\n"
    )

    run = suite.run("tests/integration", "tests/unit")

    assert "1 failed, 1 passed" in run.out
    assert "FAILED tests/unit/test_z.py::test_z - os.system(b'true')" in run.out


def test_warnings_of_plugins_that_are_configured_do_not_end_the_run(suite: Suite) -> None:
    suite.change("pyproject.toml", "strict = true", 'strict = true\nfilterwarnings = ["error"]')
    warns = "import warnings\ndef pytest_configure(): warnings.warn(DeprecationWarning('old'))\n"
    suite.add("conftest.py", warns)
    suite.add("tests/unit/test_a.py", "def test_a(): pass\n")
    suite.add("tests/unit/test_b.py", "import warnings\ndef test_b(): warnings.warn('x')\n")

    run = suite.run()

    assert "DeprecationWarning: old" in run.err
    assert "1 failed, 1 passed" in run.out


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
