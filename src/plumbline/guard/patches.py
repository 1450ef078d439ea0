"""Replace the few functions that do what a level may forbid and raise no audit event."""

from __future__ import annotations

import atexit
import contextlib
import functools
import importlib
import math
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from .policy import Watch
from .threads import own, policy_of, quieten, set_free

_watch: Watch | None = None  # set by `install`
_replaced: set[str] = set()
_undo: list[Callable[[], None]] = []
LATE = ("mock", "asyncio")  # replaced once something has loaded them


def install(guard: Watch | None) -> None:
    """Route the replaced functions to this guard; replace them for the first, undo it for none."""
    global _watch
    _watch = guard
    if guard is None:
        while _undo:
            _undo.pop()()
        _replaced.clear()
    elif not _replaced:
        _replaced.add("all")
        _replace_waiting()
        _replace_processes()
        _replace_patching()
        _replace(threading.Thread, "start", _inherit)
        _replace(atexit, "register", _keep)
        _replace(atexit, "unregister", _give_up)


def _note(kind: str, what: str) -> None:
    if _watch is not None:
        _watch.note(kind, what)


def watch() -> None:
    """Watch what has been loaded since."""
    if not _replaced.issuperset(LATE):
        watch_mock()
        watch_asyncio()


def watch_mock() -> None:
    """Watch unittest.mock, which is replaced as soon as something has loaded it."""
    mock = sys.modules.get("unittest.mock")
    if mock is None or "mock" in _replaced:
        return
    _replaced.add("mock")

    def refuse(original: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        _note("mock", "unittest.mock")
        return original(*arguments, **named)

    for owner, name in (
        (mock.NonCallableMock, "__init__"),
        (mock._patch, "__enter__"),
        (mock._patch, "start"),  # patching a dictionary is another class, and allowed
    ):
        _replace(owner, name, refuse)


def _replace(owner: Any, name: str, around: Callable[..., Any]) -> None:
    original = getattr(owner, name)

    @functools.wraps(original)
    def replaced(*arguments: Any, **named: Any) -> Any:
        return around(original, *arguments, **named)

    _put(owner, name, replaced)


def _put(owner: Any, name: str, replaced: Any) -> None:
    original = getattr(owner, name)
    setattr(owner, name, replaced)

    def undo() -> None:
        if getattr(owner, name) is replaced:  # else somebody has replaced it once more
            setattr(owner, name, original)

    _undo.append(undo)


class _Builtin:
    """A replaced builtin: no method where a class keeps it, and pickled by its name."""

    def __init__(self, original: Callable[..., Any], kind: str) -> None:
        self._original = original
        self._kind = kind
        self.__module__ = original.__module__
        self.__name__ = self.__qualname__ = original.__name__
        self.__doc__ = original.__doc__

    def __call__(self, *arguments: Any) -> Any:
        if arguments and arguments[0]:
            _note(self._kind, f"{self.__module__}.{self.__name__}({arguments[0]!r})")
        return self._original(*arguments)

    def __reduce__(self) -> str:
        return self.__name__


def _replace_waiting() -> None:
    if sys.version_info < (3, 13):  # from then on an audit event tells
        _put(time, "sleep", _Builtin(time.sleep, "sleep"))

    wait = threading.Condition.wait

    @functools.wraps(wait)
    def watched_wait(self: threading.Condition, timeout: float | None = None) -> bool:
        done = wait(self, timeout)
        if not done and timeout and threading.current_thread() is threading.main_thread():
            _note("sleep", f"a wait of {timeout:.3g} s that ended by its timeout")
        return done

    def join(
        original: Callable[..., Any], thread: threading.Thread, *rest: Any, **named: Any
    ) -> None:
        original(thread, *rest, **named)
        if thread.is_alive() and any((*rest, *named.values())):
            _note("sleep", "Thread.join that ended by its timeout")

    _put(threading.Condition, "wait", watched_wait)
    _replace(threading.Thread, "join", join)


def watch_asyncio() -> None:
    """Watch asyncio.sleep under all its names, as soon as something has loaded asyncio."""
    if "asyncio" in _replaced or "asyncio.base_events" not in sys.modules:
        return
    from asyncio import base_events, futures

    if not hasattr(futures, "_set_result_unless_cancelled"):
        return  # asyncio is being loaded
    _replaced.add("asyncio")
    ends_a_sleep = futures._set_result_unless_cancelled

    def call_later(
        original: Callable[..., Any],
        loop: Any,
        delay: float,
        callback: Any,
        *rest: Any,
        **named: Any,
    ) -> Any:
        if callback is ends_a_sleep and delay < math.inf:  # who waits for ever, sleeps not
            _note("sleep", f"asyncio.sleep({delay})")
        return original(loop, delay, callback, *rest, **named)

    _replace(base_events.BaseEventLoop, "call_later", call_later)


def _replace_processes() -> None:
    def tell(kind: str, what: str) -> Callable[..., Any]:
        def around(original: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
            _note(kind, what)
            return original(*arguments, **named)

        return around

    try:
        import _posixsubprocess
    except ImportError:  # Windows
        pass
    else:
        _replace(_posixsubprocess, "fork_exec", tell("process", "a new process"))
    with contextlib.suppress(ImportError):  # from 3.13 on
        interpreters = importlib.import_module("_interpreters")
        _replace(interpreters, "create", tell("process", "a new interpreter"))
    for name in ("mkfifo", "mknod"):
        if hasattr(os, name):
            _replace(os, name, _make_node)


def _make_node(original: Callable[..., Any], path: Any, *rest: Any, **named: Any) -> Any:
    sys.audit("levels.mknod", path)
    return original(path, *rest, **named)


def _replace_patching() -> None:
    def patch(original: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        _note("mock", f"monkeypatch.{original.__name__}")
        return original(*arguments, **named)

    for name in ("setattr", "delattr"):
        _replace(pytest.MonkeyPatch, name, patch)


def _keep(original: Callable[..., Any], function: Any, *arguments: Any, **named: Any) -> Any:
    """Keep what a test wants to run at exit for the end of the run, where it can still fail it."""
    caller = sys._getframe(2)
    if _watch is None or _watch.policy is None or not _watch.is_own(caller):
        return original(function, *arguments, **named)
    call = functools.partial(function, *arguments, **named)
    _watch.leaving.append((_watch.policy, call, _watch.line_of(caller)))
    return function


def _give_up(original: Callable[..., Any], function: Any) -> None:
    if _watch is not None:
        _watch.leaving[:] = [pair for pair in _watch.leaving if pair[1].func != function]
    original(function)


def _inherit(original: Callable[..., Any], thread: threading.Thread) -> Any:
    """Give a thread to the test that starts it; a library's works for whatever test runs."""
    caller = sys._getframe(2)  # below this are the replaced `start` and who called it
    if _watch is not None:
        if _watch.is_import(caller):
            set_free(thread)
        elif _watch.is_own(caller):
            own(thread, policy_of(threading.current_thread()) or _watch.policy)
    quieten(thread)
    return original(thread)
