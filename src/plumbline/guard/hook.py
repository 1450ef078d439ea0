"""The one audit hook of a process, which leads to nothing while no run is on.

Python keeps a hook, and all that it leads to, until its very end. Had it this module's names, the
tests of the last run would hang on them, and would be looked through for garbage once more.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from types import FunctionType
from typing import Any

Hear = Callable[[str, tuple[Any, ...]], None]
_wanted: set[str] = set()
_told: list[Hear] = []
_added = False


def _hook(
    event: str,
    arguments: tuple[Any, ...],
    wanted: set[str] = _wanted,
    told: list[Hear] = _told,
) -> None:
    if event in wanted:
        for hear in told:
            hear(event, arguments)


def listen(events: Iterable[str], hear: Hear) -> None:
    """Tell a function of these events from now on; a hook is added once, it cannot be taken out."""
    global _added
    _told[:] = [hear]
    _wanted.update(events)
    if not _added:
        _added = True
        sys.addaudithook(FunctionType(_hook.__code__, {}, "_hook", _hook.__defaults__))


def stop() -> None:
    """Tell nobody any more."""
    _wanted.clear()
    _told.clear()
