"""What holds while one test runs, what was done against it, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from types import FrameType
from typing import Protocol

from _pytest.outcomes import Failed

from .reach import Reach


class Forbidden(Failed):  # a BaseException: `except Exception` lets it pass
    """An operation that the test's level forbids."""


class ForbiddenInThread(SystemExit):  # which ends a thread without a traceback
    """The same in a thread that is not Python's own, where nobody catches it."""


def is_forbidden(error: BaseException | None) -> bool:
    """Say whether an error is the guard's, or came of one of the guard's."""
    if isinstance(error, BaseExceptionGroup):
        return any(map(is_forbidden, error.exceptions))
    if error is None or isinstance(error, Forbidden | ForbiddenInThread):
        return error is not None
    return is_forbidden(error.__cause__ or error.__context__)


@dataclass(frozen=True)
class Violation:
    """One forbidden operation."""

    kind: str
    what: str  # the operation, as a person would name it
    where: str  # file:line in the repo, nothing if no line of it is on the stack
    gateway: str  # the stem of the gateway module it went through, nothing if none
    level: str  # the name of the level that forbids it


@dataclass
class Policy:
    """What holds while one test runs, and what was done against it."""

    level: str  # its name
    test: str
    forbids: frozenset[str]
    recording: bool = False  # note, stop nothing
    violations: list[Violation] = field(default_factory=list)
    let: frozenset[str] = frozenset()  # of what it forbids: noted in `done`, not stopped
    done: set[str] = field(default_factory=set)
    ended: bool = False
    shared: bool = False  # of a fixture of several tests, any of which may wait for its threads


class Watch(Protocol):
    """What events and patches ask of the guard of this process."""

    policy: Policy | None
    reach: Reach
    make_folder: Callable[[str], None]
    state: Callable[[str, str], None]
    leaving: list[tuple[Policy, partial[object], str]]  # what tests want to run at exit, and where

    def line_of(self, frame: FrameType | None) -> str:
        """Return file:line of the innermost line of the repo on a stack, nothing if there is none."""

    def is_own(self, frame: FrameType) -> bool:
        """Say whether a frame is code of the repo, not of a library or of the package."""

    def is_import(self, frame: FrameType | None) -> bool:
        """Say whether the innermost code on a stack is a library's that is being imported."""

    def note(self, kind: str, what: str) -> None:
        """Record what raises no event; the policy of this moment decides."""
