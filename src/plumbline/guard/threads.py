"""Whose a thread is, and how a test ends that waits for one that was stopped."""

from __future__ import annotations

import _thread
import contextlib
import ctypes
import signal
import threading
from collections.abc import Callable
from types import FrameType

from .policy import Forbidden, Policy

MOMENT = 1.0  # seconds that a test has to end by itself after one of its threads was stopped
TURNS = 20  # how often it is stopped
MAIN = threading.main_thread().ident or 0
# A signal that does nothing by default: it wakes the main thread wherever it waits. Not on Windows.
WAKING = getattr(signal, "SIGURG", None)


def own(thread: threading.Thread, policy: Policy | None) -> None:
    """Give a thread to the test that started it."""
    thread._levels_policy = policy  # type: ignore[attr-defined]


def set_free(thread: threading.Thread) -> None:
    """Make a thread nobody's: a library began it while it was imported."""
    thread._levels_free = True  # type: ignore[attr-defined]


def policy_of(thread: threading.Thread) -> Policy | None:
    """Return the policy of the test that started a thread, None for a library's."""
    policy: Policy | None = getattr(thread, "_levels_policy", None)
    return policy


def is_free(thread: threading.Thread) -> bool:
    """Say whether no test answers for a thread."""
    return getattr(thread, "_levels_free", False)


def is_quiet(thread: threading.Thread) -> bool:
    """Say whether a thread ends without a traceback when it is stopped."""
    return getattr(thread, "_levels_quiet", False)


def quieten(thread: threading.Thread) -> None:
    """Let a thread that is stopped end without a traceback; the record tells of it."""
    run = thread.run

    def quietly() -> None:
        with contextlib.suppress(Forbidden):
            run()

    thread.run = quietly  # type: ignore[method-assign]
    thread._levels_quiet = True  # type: ignore[attr-defined]


class Waker:
    """Ends a wait of the main thread for something that will not come any more."""

    def __init__(self, moment: float = MOMENT) -> None:
        self._moment = moment
        self._message: str | None = None
        if WAKING is not None and threading.get_ident() == MAIN:
            before = signal.getsignal(WAKING)
            if before in (signal.SIG_DFL, signal.SIG_IGN, None) or _is_ours(before):
                signal.signal(WAKING, self.woken)

    def watch(self, is_waiting: Callable[[], bool], message: str) -> None:
        """Stop the main thread in a moment, if its test goes on as if nothing had happened."""
        _thread.start_new_thread(self._watch, (is_waiting, message))

    def _watch(self, is_waiting: Callable[[], bool], message: str) -> None:
        lock = _thread.allocate_lock()
        lock.acquire()
        for _ in range(TURNS):  # what is stopped may wait again, like a pool for its threads
            lock.acquire(timeout=self._moment)
            if not is_waiting():
                return
            self._message = message
            self._wake()

    def _wake(self) -> None:
        if WAKING is not None and signal.getsignal(WAKING) == self.woken:
            signal.pthread_kill(MAIN, WAKING)
        else:  # it stops when it runs Python again
            thread, error = ctypes.c_ulong(MAIN), ctypes.py_object(Forbidden)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, error)

    def woken(self, number: int, frame: FrameType | None) -> None:
        """Stop the main thread, if a watch asked for it."""
        message, self._message = self._message, None
        if message is not None:
            raise Forbidden(message)


def _is_ours(handler: object) -> bool:
    return isinstance(getattr(handler, "__self__", None), Waker)
