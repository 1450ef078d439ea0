"""Stop what a test's level forbids, at the operation, however the test reaches it.

One audit hook, which Python cannot take out again, and a few replaced functions for what raises no
audit event. Both do nothing unless a policy is in force. A forbidden operation is recorded and
answered with an exception that `except Exception` does not catch; the record fails the test even
where a bare `except`, a thread or a future swallowed it.
"""

from __future__ import annotations

import os
import sys
import sysconfig
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from . import hook, patches
from .events import HANDLERS, OF_ENTRIES, OF_VARIABLES, PHASE, SELF_TEST
from .policy import Forbidden, ForbiddenInThread, Policy, Violation
from .reach import Reach
from .threads import Waker, is_free, is_quiet, policy_of

FOLDERS = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}
STDLIB = (*FOLDERS, "<frozen ")
SITE = tuple({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
# These open files of their own while a test runs; a process or a socket is never theirs.
FILE_TOOLS = ("_pytest", "pytest", "pluggy", "coverage", "hypothesis", "xdist", "execnet")
PATHLIB = tuple(os.path.join(folder, "pathlib") for folder in FOLDERS)  # a module or a package
HERE = str(Path(__file__).parents[1]) + os.sep  # of the whole package
OTHERS = (HERE, *STDLIB, *SITE)
IMPORTING = "<frozen importlib._bootstrap>"
MAIN = threading.main_thread().ident


class Guard:
    """The guard of this process: which policy is in force, and what went wrong outside tests."""

    def __init__(self, root: Path) -> None:
        self.root = str(root) + os.sep
        self.reach = Reach(root)
        self.policy: Policy | None = None
        self.late: list[tuple[Policy, Violation]] = []  # done after the test had ended
        self.broken: str | None = None  # an error inside the guard itself
        self.alive = False
        self.make_folder: Callable[[str], None] = lambda path: None
        self.state: Callable[[str, str], None] = lambda what, name: None
        self.leaving: list[tuple[Policy, partial[object], str]] = []  # what tests run at exit
        self.early = False  # made for a conftest.py, before the run is configured
        self.phase = 0  # how many phases of tests have begun
        self._watched = -1  # the phase in which something was stopped
        self.outer: Guard | None = None  # that of the run in which this one runs
        self.waker = Waker()
        self._busy = threading.local()

    def saw(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Judge one audit event; raises Forbidden."""
        if event == SELF_TEST:
            self.alive = True
            return
        policy = self.policy if threading.get_ident() == MAIN else self._policy_of_thread()
        if policy is None or getattr(self._busy, "now", False):
            return
        self._busy.now = True
        try:
            violation = self._judge(policy, event, arguments)
        except Exception as error:  # whatever it is, the run must learn of it
            self.broken = f"{type(error).__name__}: {error} (at {event})"
            return
        finally:
            self._busy.now = False
        if violation and violation.kind in policy.let:
            policy.done.add(violation.kind)
        elif violation:
            policy.violations.append(violation)
            if policy.ended:
                self.late.append((policy, violation))
            if not policy.recording:
                self._stop(
                    policy, f"{violation.what}: level {policy.level} forbids {violation.kind}"
                )

    def _policy_of_thread(self) -> Policy | None:
        """Return what holds in a thread: for a library's, which serve any test, what holds now."""
        thread = threading.current_thread()
        return None if is_free(thread) else policy_of(thread) or self.policy

    def _stop(self, policy: Policy, message: str) -> NoReturn:
        phase = self.phase
        if (policy.shared or not policy.ended) and phase != self._watched:
            self._watched = phase
            self.waker.watch(lambda: self.phase == phase and self.policy is not None, message)
        if threading.get_ident() == MAIN:
            raise Forbidden(message)
        if is_quiet(threading.current_thread()):
            raise Forbidden(message)
        raise ForbiddenInThread(message)

    def _judge(self, policy: Policy, event: str, arguments: tuple[Any, ...]) -> Violation | None:
        found = HANDLERS[event](self, arguments)
        if found is None or found.kind not in policy.forbids:
            return None
        frames = list(_frames(sys._getframe(2)))
        if self.is_import(sys._getframe(2)):
            return None
        caller = next((frame for frame in frames if not _is_python(frame)), None)
        if caller is not None and found.kind in ("files", "tmp") and _is_tool(caller):
            return None
        if found.kind == "mock" and (caller is None or not self.is_own(caller)):
            return None  # a library's own business
        files = [Path(f.f_code.co_filename) for f in frames if self.is_own(f)]
        gateway = next((file.stem for file in files if file.parent.name == "gateways"), "")
        where = self.line_of(sys._getframe(2))
        return Violation(found.kind, found.what, where, gateway, policy.level)

    def line_of(self, frame: FrameType | None) -> str:
        """Return file:line of the innermost line of the repo on a stack, nothing if there is none."""
        own = next((frame for frame in _frames(frame) if self.is_own(frame)), None)
        if own is None:
            return ""
        file = own.f_code.co_filename.removeprefix(self.root).replace(os.sep, "/")
        return f"{file}:{own.f_lineno}"

    def is_import(self, frame: FrameType | None) -> bool:
        """Say whether the innermost code on a stack is a library's that is being imported.

        What it does then, like looking for what this machine can do, is not the test's doing.
        """
        for one in _frames(frame):
            file = one.f_code.co_filename
            if self.is_own(one) or self.reach.is_temporary(file):
                return False
            if file == IMPORTING and one.f_code.co_name == "_load_unlocked":
                return True
        return False

    def is_own(self, frame: FrameType) -> bool:
        """Say whether a frame is code of the repo, not of a library or of the machinery."""
        file = frame.f_code.co_filename
        return file.startswith(self.root) and not file.startswith(OTHERS)

    def leave(self) -> None:
        """Run what tests registered for the exit, each as what its test may do."""
        while self.leaving:
            self.policy, call, line = self.leaving.pop()
            before = len(self.late)
            try:
                call()
            except Forbidden:
                pass  # the record tells of it
            except Exception:
                sys.excepthook(*sys.exc_info())
            finally:
                self.policy = None
            late = (
                (policy, replace(one, where=one.where or line))
                for policy, one in self.late[before:]
            )
            self.late[before:] = [*late]

    def note(self, kind: str, what: str) -> None:
        """Record what raises no event; the policy of this moment decides."""
        sys.audit("levels.note", kind, what)


def _frames(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def _is_python(frame: FrameType) -> bool:
    file = frame.f_code.co_filename
    return file.startswith(HERE) or (file.startswith(STDLIB) and not file.startswith(SITE))


def _is_tools(frame: FrameType | None) -> bool:
    """Say whether a tool does it, itself or by functions of Python's pathlib."""
    while frame is not None and frame.f_code.co_filename.startswith(PATHLIB):
        frame = frame.f_back
    return frame is not None and _is_tool(frame)


def _is_tool(frame: FrameType) -> bool:
    return frame.f_globals.get("__name__", "").partition(".")[0] in FILE_TOOLS


_guard: Guard | None = None


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if _guard is None:
        return
    if _guard.policy is None and event != SELF_TEST and threading.get_ident() == MAIN:
        return
    if event in OF_VARIABLES and arguments[0] in PHASE:
        return
    if event in OF_ENTRIES and _is_tools(sys._getframe(2)):
        return  # like the temporary folder that pytest makes and links to
    _guard.saw(event, arguments)


def install(root: Path) -> Guard:
    """Put the guard of this process in place; a process has one hook and one guard at a time."""
    global _guard
    hook.listen(HANDLERS, _hear)
    before, _guard = _guard, Guard(root)
    if before is not None and before.root == _guard.root and before.early:
        _guard.leaving, before = before.leaving, before.outer
    _guard.outer = before
    sys.audit(SELF_TEST)
    return _guard


def give_way(guard: Guard) -> None:
    """Take a guard out at the end of its run; the one that it stood before is in place again, if any."""
    global _guard
    if _guard is guard:
        _guard = guard.outer
    if _guard is None:
        hook.stop()
    patches.install(_guard)


def current(root: Path) -> Guard:
    """Return the guard that is in place for this root; put one in place if there is none."""
    if _guard is not None and _guard.root == str(root) + os.sep:
        return _guard
    guard = install(root)
    guard.early = True
    return guard
