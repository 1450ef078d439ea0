"""Guards for a root of their own, and calls as if by code of chosen files."""

import signal
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from plumbline.guard import patches
from plumbline.guard.events import HANDLERS, Found
from plumbline.guard.guard import Guard, give_way, install
from plumbline.guard.policy import Policy
from plumbline.guard.threads import WAKING, Waker

REPO = Path("/repo")
SITE = sysconfig.get_path("purelib")
STDLIB = sysconfig.get_path("stdlib")
SCRATCH = "/scratch"  # where tests may have files, for a guard of `make_guard`


@dataclass(frozen=True)
class At:
    """A function of a file, which calls."""

    file: str
    function: str = "run"
    module: str = "some"


LIBRARY = At(f"{SITE}/library/core.py", "load", "library.core")
IMPORTING = At("<frozen importlib._bootstrap>", "_load_unlocked", "importlib._bootstrap")


def run(text: str, file: str, names: dict[str, Any]) -> None:
    """Run a module's text as if it stood in a file."""
    FunctionType(_compiled(text, file), names)()


@cache
def _compiled(text: str, file: str) -> CodeType:
    return compile(text, file, "exec")


def called_in(call: Callable[[], Any], *places: At) -> Any:
    """Make a call by these functions, the outermost first; each calls in its second line."""
    for place in reversed(places):
        names: dict[str, Any] = {"__name__": place.module, "call": call}
        text = f"def {place.function}():\n    return call()"
        run(text, place.file, names)
        call = names[place.function]
    return call()


class Watched(Waker):
    """Wakes nobody; keeps what it was asked to."""

    def __init__(self) -> None:
        self.asked: list[tuple[Callable[[], bool], str]] = []

    def watch(self, is_waiting: Callable[[], bool], message: str) -> None:
        self.asked.append((is_waiting, message))


@contextmanager
def kept_signal() -> Iterator[None]:
    """Leave the signal that wakes the main thread to the guard of the run, whoever takes it."""
    before = signal.getsignal(WAKING) if WAKING is not None else None
    try:
        yield
    finally:
        if WAKING is not None:
            signal.signal(WAKING, before)


def make_guard(root: Path = REPO, temporary: str = SCRATCH) -> Guard:
    """Return a guard that no hook leads to."""
    with kept_signal():
        guard = Guard(root)
    guard.waker = Watched()
    guard.reach.allow_temporary(temporary)
    return guard


def found(guard: Guard, event: str, *arguments: Any) -> Found | None:
    """Return what an event is, as if a test had caused it."""
    return HANDLERS[event](guard, arguments)


def policy(*forbids: str, **more: Any) -> Policy:
    """Return what holds for a test of level 4."""
    return Policy("logic", "tests/unit/test_a.py::test_a", frozenset(forbids), **more)


@contextmanager
def installed(root: Path) -> Iterator[Guard]:
    """Lend the guard that the hook and the patches of this run lead to, until the end."""
    with kept_signal():
        guard = install(root)
        guard.waker = Watched()
        patches.install(guard)
        try:
            yield guard
        finally:
            guard.policy = None
            give_way(guard)


def did(guard: Guard, mine: Policy, call: Callable[[], Any], *through: At) -> list[tuple[str, str]]:
    """Return kind and words of what a test of an installed guard's repo does by a call."""
    guard.policy = mine
    try:
        called_in(call, At(f"{guard.root}test_a.py"), *through)
    finally:
        guard.policy = None
    return [(one.kind, one.what) for one in mine.violations]
