"""What each audit event means: which kind of thing a test does, in a person's words."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from .patches import watch_asyncio
from .policy import Watch
from .reach import of_descriptor


class Found(NamedTuple):
    """What an event is, if anybody forbids its kind."""

    kind: str
    what: str


Handler = Callable[[Watch, tuple[Any, ...]], Found | None]
HANDLERS: dict[str, Handler] = {}
OF_ENTRIES: set[str] = set()  # events of names in folders
OF_VARIABLES = ("os.putenv", "os.unsetenv")
PHASE = (b"PYTEST_CURRENT_TEST", "PYTEST_CURRENT_TEST")  # which pytest sets in each phase of a test
SELF_TEST = "levels.self-test"  # shows that the hook is there
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
LIBC = {
    "process": "system popen fork vfork execl execle execlp execv execve execvp execvpe posix_spawn "
    "posix_spawnp syscall".split(),
    "sleep": "sleep usleep nanosleep".split(),
    "files": "creat open open64 openat fopen unlink rename mkdir rmdir".split(),
    "network": "connect bind listen".split(),
}
Names = tuple[str, ...]


def on(*events: str) -> Callable[[Handler], Handler]:
    """Make a function the handler of these events."""

    def register(handler: Handler) -> Handler:
        HANDLERS.update(dict.fromkeys(events, handler))
        return handler

    return register


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _process(event: str) -> None:
    @on(event)
    def handle(guard: Watch, arguments: tuple[Any, ...]) -> Found:
        told = [value for value in arguments if value][:1]
        if event == "subprocess.Popen":
            told = [arguments[1]]
        return Found("process", f"{event}({', '.join(map(_short, told))})")


for _event in (
    "subprocess.Popen os.system os.exec os.fork os.forkpty os.posix_spawn os.spawn os.startfile "
    "_winapi.CreateProcess cpython.PyInterpreterState_New pty.spawn"
).split():
    _process(_event)


@on("levels.note")
def _note(guard: Watch, arguments: tuple[Any, ...]) -> Found:
    return Found(*arguments)


@on(SELF_TEST)
def _self_test(guard: Watch, arguments: tuple[Any, ...]) -> None:
    return None


@on("ctypes.dlsym")
def _libc(guard: Watch, arguments: tuple[Any, ...]) -> Found | None:
    name = arguments[1]
    kinds = (kind for kind, names in LIBC.items() if name in names)
    return next((Found(kind, f"libc's {name} by ctypes") for kind in kinds), None)


@on("time.sleep")  # raised from Python 3.13 on; before, time.sleep is replaced
def _sleep(guard: Watch, arguments: tuple[Any, ...]) -> Found | None:
    return Found("sleep", f"time.sleep({arguments[0]})") if arguments[0] else None


def _network(event: str, address: int) -> None:
    @on(event)
    def handle(guard: Watch, arguments: tuple[Any, ...]) -> Found | None:
        to = arguments[address]
        if not to or _is_socketpair():
            return None
        return Found("network", f"{event}({_short(to)})")


for _event in ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"):
    _network(_event, 1)
for _event in "getaddrinfo gethostbyname gethostbyaddr getnameinfo".split():
    _network(f"socket.{_event}", 0)


def _is_socketpair() -> bool:
    """Say whether this is Windows' way to make the two ends that an event loop talks to itself by."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_name != "_fallback_socketpair":
        frame = frame.f_back
    return frame is not None


def _file(
    guard: Watch, event: str, path: Any, *, writes: bool, entry: bool = False, folder: int = -1
) -> Found | None:
    if isinstance(path, int):
        path = of_descriptor(path)
    if path is None:
        return None
    try:
        name = os.fsdecode(path)
        if not os.path.isabs(name):
            name = os.path.join(of_descriptor(folder) or os.getcwd(), name)
    except (
        TypeError,
        FileNotFoundError,
    ):  # no path; the working folder is gone: it will fail itself
        return None
    guard.make_folder(name)
    kind = guard.reach.judge(name, writes=writes, entry=entry)
    name = event.replace("levels.mknod", "os.mkfifo")
    return Found(kind, f"{name}({_short(os.fsdecode(path))})") if kind else None


@on("open")
def _open(guard: Watch, arguments: tuple[Any, ...]) -> Found | None:
    path, mode, flags = arguments
    if isinstance(path, int):
        return None
    writes = bool(flags & WRITING) if not isinstance(mode, str) else bool(set(mode) & set("wax+"))
    return _file(guard, "open", path, writes=writes)


def _path(event: str, *, operands: Names, entry: bool, writes: bool = True) -> None:
    """Register a file event; each operand is `position` or `position:position of its dir_fd`."""
    if entry:
        OF_ENTRIES.add(event)

    @on(event)
    def handle(guard: Watch, arguments: tuple[Any, ...]) -> Found | None:
        worst = None
        for operand in operands:
            place, _, descriptor = operand.partition(":")
            folder = arguments[int(descriptor)] if descriptor else -1
            found = _file(
                guard, event, arguments[int(place)], writes=writes, entry=entry, folder=folder
            )
            if found and (worst is None or found.kind == "files"):
                worst = found
        return worst


_path("os.mkdir", operands=("0:2",), entry=True)
_path("os.rmdir", operands=("0:1",), entry=True)
_path("os.remove", operands=("0:1",), entry=True)
_path("os.rename", operands=("0:2", "1:3"), entry=True)
_path("os.link", operands=("0:2", "1:3"), entry=True)
_path("os.symlink", operands=("1:2",), entry=True)
_path("os.chmod", operands=("0:2",), entry=False)
_path("os.chown", operands=("0:3",), entry=False)
_path("os.utime", operands=("0:3",), entry=False)
_path("os.truncate", operands=("0",), entry=False)
_path("levels.mknod", operands=("0",), entry=True)
_path("os.listdir", operands=("0",), entry=False, writes=False)
_path("os.scandir", operands=("0",), entry=False, writes=False)


@on("sqlite3.connect")
def _database(guard: Watch, arguments: tuple[Any, ...]) -> Found | None:
    if not isinstance(arguments[0], str | bytes | os.PathLike):
        return None  # sqlite3 says it
    name = os.fsdecode(arguments[0])
    if name.startswith("file:"):
        parts = urlsplit(name)
        if parse_qs(parts.query).get("mode") == ["memory"]:
            return None
        name = parts.path
    if name in ("", ":memory:"):
        return None
    return _file(guard, "sqlite3.connect", name, writes=True)


@on("import")
def _import(guard: Watch, arguments: tuple[Any, ...]) -> Found | None:
    if arguments[0] == "asyncio":
        # Load it now, while nothing is watched, so that its sleep is before the test can use it.
        importlib.import_module("asyncio")
        watch_asyncio()
    if arguments[0] in ("unittest.mock", "mock", "pytest_mock"):
        return Found("mock", f"import {arguments[0]}")
    return None


@on("os.chdir")
def _chdir(guard: Watch, arguments: tuple[Any, ...]) -> None:
    guard.state("folder", "")


@on(*OF_VARIABLES)
def _environment(guard: Watch, arguments: tuple[Any, ...]) -> None:
    guard.state("environment", os.fsdecode(arguments[0]))
