"""The guard against a battery of ways to do what a level forbids, and of things it must let be.

All of it runs in one pytest of its own, once; each case is then judged by name.
"""

import xml.etree.ElementTree as ET

import pytest

from tests.integration.suites import Suite
from tests.places import TREE

# name: (kind that must be stopped, None if nothing may be; code of the test)
PROCESS = {
    "popen": "subprocess.Popen(['true'])",
    "run": "subprocess.run(['true'])",
    "aliased_before": "aliased(['true'])",
    "imported_function": "system('true')",
    "popen_os": "os.popen('true')",
    "swallowed": "with contextlib.suppress(Exception): subprocess.run(['true'])",
    "swallowed_bare": "try: os.system('true')\n    except: pass",
    "swallowed_base": "try: os.system('true')\n    except BaseException: pass",
    "in_src": "swallow.run()",
    "fork": "os.fork()",
    "forkpty": "os.forkpty()",
    "posix_spawn": "os.posix_spawn('/bin/true', ['true'], {})",
    "posix_spawnp": "os.posix_spawnp('true', ['true'], {})",
    "spawnlp": "os.spawnlp(os.P_WAIT, 'true', 'true')",
    "execv": "os.execv('/bin/true', ['true'])",
    "pty_spawn": "__import__('pty').spawn('true')",
    "mp_fork": "multiprocessing.get_context('fork').Process(target=print).start()",
    "mp_spawn": "multiprocessing.get_context('spawn').Process(target=print).start()",
    "mp_forkserver": "multiprocessing.get_context('forkserver').Process(target=print).start()",
    "mp_pool": "multiprocessing.get_context('spawn').Pool(1)",
    "process_pool": "concurrent.futures.ProcessPoolExecutor(1).submit(print).exception()",
    "asyncio_exec": "asyncio.run(asyncio_exec())",
    "asyncio_shell": "asyncio.run(asyncio_shell())",
    "libc": "ctypes.CDLL(None).system",
    "libc_syscall": "ctypes.CDLL(None).syscall",
    "libc_popen": "ctypes.CDLL(None).popen",
    "fork_exec": "__import__('_posixsubprocess').fork_exec()",
    "thread": "in_thread(lambda: os.system('true'))",
    "thread_pool": "in_pool(lambda: os.system('true'))",
    "daemon": "in_thread(lambda: os.system('true'), daemon=True)",
    "to_thread": "asyncio.run(asyncio.to_thread(os.system, 'true'))",
    "getattr": "getattr(os, 'sys' + 'tem')('true')",
    "import_by_name": "__import__('subprocess').run(['true'])",
    "eval": "eval('os.system(\"true\")')",
    "callback": "sorted([1, 2], key=lambda n: os.system('true'))",
    "finalizer": "Finalized()",
    "generator": "list(os.system('true') for _ in '1')",
    "webbrowser": "subprocess.check_output('true', shell=True)",
    "in_skip": "swallow.run(); pytest.skip('too late')",
}
NETWORK = {
    "connect": "socket.socket().connect(('127.0.0.1', 9))",
    "connect_ex": "socket.socket().connect_ex(('127.0.0.1', 9))",
    "create_connection": "socket.create_connection(('127.0.0.1', 9))",
    "bind": "socket.socket().bind(('127.0.0.1', 0))",
    "udp": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))",
    "unix": "socket.socket(socket.AF_UNIX).connect('/tmp/nothing')",
    "getaddrinfo": "socket.getaddrinfo('localhost', 80)",
    "gethostbyname": "socket.gethostbyname('localhost')",
    "urlopen": "__import__('urllib.request').request.urlopen('http://127.0.0.1:9')",
    "http": "__import__('http.client').client.HTTPConnection('127.0.0.1', 9).request('GET', '/')",
    "asyncio_connect": "asyncio.run(asyncio.open_connection('127.0.0.1', 9))",
    "asyncio_server": "asyncio.run(asyncio.start_server(print, '127.0.0.1', 0))",
}
SLEEP = {
    "sleep": "time.sleep(0.001)",
    "sleep_alias": "aliased_sleep(0.001)",
    "sleep_kept_on_class": "Keeper.nap(0.001)",
    "asyncio_sleep": "asyncio.run(asyncio.sleep(0.001))",
    "asyncio_sleep_alias": "asyncio.run(aliased_asleep(0.001))",
    "thread_join": "join_too_early()",
    "event_wait": "threading.Event().wait(0.001)",
    "condition_wait": "wait_on_condition()",
    "libc_usleep": "ctypes.CDLL(None).usleep",
}
FILES = {
    "write": "open('x.txt', 'w')",
    "write_path": "Path('x.txt').write_text('x')",
    "append": "open('pyproject.toml', 'a')",
    "update": "open('pyproject.toml', 'r+')",
    "os_open": "os.open('x.txt', os.O_CREAT | os.O_WRONLY)",
    "read_home": "open(os.path.join(REAL_HOME, '.profile'))",
    "read_etc": "open('/etc/passwd')",
    "read_out": "open('../../../../../../etc/passwd')",
    "list_root": "os.listdir('/')",
    "scan_root": "list(os.scandir('/'))",
    "mkdir": "os.mkdir('made')",
    "remove": "os.remove('keep.txt')",
    "rename": "os.rename('keep.txt', 'kept.txt')",
    "rename_in": "os.rename('keep.txt', Path(tempfile.mkdtemp()) / 'x')",
    "replace_out": "os.replace(tempfile.mkstemp()[1], 'keep.txt')",
    "move_out": "shutil.move(tempfile.mkstemp()[1], 'moved.txt')",
    "link_in": "os.link('keep.txt', Path(tempfile.mkdtemp()) / 'x')",
    "libc_creat": "ctypes.CDLL(None).creat",
    "link": "os.link('keep.txt', 'link.txt')",
    "symlink": "os.symlink('keep.txt', 'link.txt')",
    "chmod": "os.chmod('keep.txt', 0o600)",
    "utime": "os.utime('keep.txt')",
    "truncate": "os.truncate('keep.txt', 0)",
    "bytes": "open(b'x.txt', 'w')",
    "copy": "shutil.copy('keep.txt', 'copied.txt')",
    "rmtree": "shutil.rmtree('tests')",
    "move": "shutil.move('keep.txt', 'moved.txt')",
    "sqlite": "sqlite3.connect('x.db')",
    "sqlite_uri": "sqlite3.connect('file:x.db', uri=True)",
    "mkfifo": "os.mkfifo('fifo')",
    "temp_elsewhere": "tempfile.mkdtemp(dir=REAL_TEMP)",
    "logging": "logging.FileHandler('x.log')",
    "through_link": "through_link(tmp_path)",
}
MOCK = {
    "setattr": "monkeypatch.setattr(os, 'getcwd', lambda: '/')",
    "delattr": "monkeypatch.delattr(os, 'getcwd')",
    "mock_use": "sys.modules['unittest.mock'].Mock()",
    "mock_patch": "sys.modules['unittest.mock'].patch('os.getcwd').start()",
}
STATE = {
    "environment": "os.environ['LEFT'] = '1'",
    "unset": "os.environ.pop('LANG', None); os.environ.pop('KEPT')",
    "folder": "os.chdir('/')",
}
ALLOWED = {
    "nothing": "pass",
    "read_repo": "Path('pyproject.toml').read_text()",
    "read_module": "__import__('inspect').getsource(swallow)",
    "package_data": "__import__('importlib.resources').resources.files('pytest')",
    "late_import": "import xml.dom.minidom, wsgiref, colorsys",
    "tmp_path": "(tmp_path / 'x').write_text('x'); shutil.rmtree(tmp_path)",
    "tempfile": "tempfiles()",
    "isolated": "isolated()",
    "null": "open(os.devnull, 'w').close()",
    "memory_database": "sqlite3.connect(':memory:').close()",
    "memory_uri": "sqlite3.connect('file:x?mode=memory', uri=True).close()",
    "logs": "logging.getLogger('x').warning('hello')",
    "event_loop": "asyncio.run(asyncio.sleep(0))",
    "timeout": "asyncio.run(asyncio.wait_for(asyncio.sleep(0), 5))",
    "socketpair": "[end.close() for end in socket.socketpair()]",
    "socketpair_talk": "talk()",
    "threads": "in_thread(lambda: None); in_pool(lambda: None)",
    "wait_done": "wait_done()",
    "queue": "queued()",
    "capfd": "os.write(1, b'x'); capfd.readouterr()",
    "setenv": "monkeypatch.setenv('LEFT', '1')",
    "setitem": "monkeypatch.setitem(sys.modules, 'nothing', None)",
    "chdir": "monkeypatch.chdir(tmp_path)",
    "which": "assert shutil.which('git') is None and shutil.which('sh') is None",
    "home": "assert Path.home() != Path(REAL_HOME) and os.listdir(Path.home()) == []",
    "no_leak": "assert 'LEFT' not in os.environ and os.environ['KEPT'] == 'yes'",
    "cwd_kept": "assert os.getcwd() == CWD",
    "time_zone": "__import__('zoneinfo').ZoneInfo('Europe/Berlin')",
    "random": "os.urandom(3); __import__('random').SystemRandom().random()",
    "pickled_sleep": "import pickle; assert pickle.loads(pickle.dumps(time.sleep)) is time.sleep",
    "warning": "pytest.warns(UserWarning, __import__('warnings').warn, 'x')",
    "run_coroutine": "asyncio.run(gathered())",
    "mimetypes": "__import__('mimetypes').guess_type('a.html')",
}
SRC = """
import subprocess

def run():
    try:
        subprocess.run(["true"])
    except Exception:
        pass
"""
HEAD = """
import asyncio, concurrent.futures, contextlib, ctypes, logging, multiprocessing, os, queue, shutil
import socket, sqlite3, subprocess, sys, tempfile, threading, time
from asyncio import sleep as aliased_asleep
from os import system
from pathlib import Path
from subprocess import Popen as aliased
from time import sleep as aliased_sleep
import pytest
import swallow

CWD = os.getcwd()
REAL_HOME = {home!r}
REAL_TEMP = {temp!r}

class Keeper:
    nap = time.sleep

class Finalized:
    def __del__(self):
        os.system('true')

async def asyncio_exec():
    await asyncio.create_subprocess_exec('true')

async def asyncio_shell():
    await asyncio.create_subprocess_shell('true')

async def gathered():
    await asyncio.gather(asyncio.sleep(0), asyncio.to_thread(len, 'x'))

def in_thread(work, **options):
    thread = threading.Thread(target=work, **options)
    thread.start()
    thread.join()

def in_pool(work):
    with concurrent.futures.ThreadPoolExecutor() as pool:
        pool.submit(work).exception()

def wait_on_condition():
    condition = threading.Condition()
    with condition:
        condition.wait(0.001)

def join_too_early():
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    try:
        thread.join(0.001)
    finally:
        end.set()

def wait_done():
    event = threading.Event()
    threading.Thread(target=event.set).start()
    assert event.wait(30)

def queued():
    line = queue.Queue()
    line.put(1)
    assert line.get(timeout=5) == 1

def talk():
    one, other = socket.socketpair()
    one.sendall(b'x')
    one.sendmsg([b'y'])
    assert other.recv(2)
    one.close()
    other.close()

def tempfiles():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, 'x').write_text('x')
    with tempfile.NamedTemporaryFile('w') as file:
        file.write('x')
    with tempfile.TemporaryFile() as file:
        file.write(b'x')
    shutil.rmtree(tempfile.mkdtemp())
    with tempfile.SpooledTemporaryFile(max_size=1) as file:
        file.write(b'xyz')

def isolated():
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        Path('here.txt').write_text('x')
        os.chdir(before)

def through_link(folder):
    (folder / 'link').symlink_to(CWD)
    (folder / 'link' / 'x.txt').write_text('x')
"""
SETTINGS = {"process": PROCESS, "network": NETWORK, "sleep": SLEEP, "files": FILES}
SETTINGS |= {"mock": MOCK, "state": STATE, "allowed": ALLOWED}
CASES = {f"{kind}_{name}": kind for kind, codes in SETTINGS.items() for name in codes}
Outcomes = dict[str, list[str]]


def code_of(case: str) -> str:
    """Return the test for one case."""
    code = SETTINGS[CASES[case]][case.removeprefix(f"{CASES[case]}_")]
    wanted = ("tmp_path", "monkeypatch", "capfd")
    fixtures = ", ".join(name for name in wanted if name in code)
    return f"def test_{case}({fixtures}):\n    {code}\n"


@pytest.fixture(scope="module")
def battery(tmp_path_factory: pytest.TempPathFactory) -> Suite:
    """Return the suite of all cases, at level 4 of the tree's own table."""
    home, temp = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("temp")
    (home / ".profile").write_text("x")
    suite = Suite(tmp_path_factory.mktemp("battery"))
    suite.add("levels.toml", (TREE / "levels.toml").read_text("utf-8"))
    suite.change(
        "levels.toml", "each = 0.1\ntotal = 3.0", "each = 9.0\ntotal = 99.0"
    )  # no matter here
    suite.add("keep.txt", "kept\n")
    suite.add("swallow.py", SRC)
    head = HEAD.replace("{home!r}", repr(str(home))).replace("{temp!r}", repr(str(temp)))
    body = "\n\n".join(code_of(case) for case in CASES)
    suite.add("tests/unit/test_battery.py", f"{head}\n\n{body}")
    suite.add("preload.py", "import unittest.mock\n")
    suite.run_apart(
        *("-p", "preload", "--junitxml", "out.xml", "-W", "ignore"),
        HOME=str(home),
        KEPT="yes",
    )
    return suite


@pytest.fixture(scope="module")
def outcomes(battery: Suite) -> Outcomes:
    """Return what was said of each case, by its name; nothing if it passed."""
    said: Outcomes = {case: [] for case in CASES}
    seen = set()
    for test in ET.parse(battery.folder / "out.xml").iter("testcase"):
        name = test.attrib["name"].removeprefix("test_")
        seen.add(name)
        said[name] += [node.text or "" for node in test if node.tag in ("failure", "error")]
    assert seen == set(CASES)
    return said


def test_the_verdicts_are_right(outcomes: Outcomes) -> None:
    said = {case: "\n".join(outcomes[case]) for case in CASES}
    ends = {kind: f": level 4 logic forbids {kind}" for kind in SETTINGS}

    assert {case: text for case, text in said.items() if CASES[case] == "allowed" and text} == {}
    assert {
        case: text
        for case, text in said.items()
        if CASES[case] != "allowed" and not text.partition("\n")[0].endswith(ends[CASES[case]])
    } == {}


def test_nothing_happened(battery: Suite) -> None:
    made = {path.name for path in battery.folder.iterdir()} - {"__pycache__", ".pytest_cache"}

    assert made == {
        *("pyproject.toml", "levels.toml", "burning.py", "keep.txt", "swallow.py", "preload.py"),
        *("tests", "out.xml", "levels.json"),
    }
    assert (battery.folder / "keep.txt").read_text() == "kept\n"
