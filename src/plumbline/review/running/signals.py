"""End by exceptions, so that all is cleaned up, and never between two steps that belong together."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType

ENDINGS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


class _State:
    """What this process does with a signal that would end it; a process has one."""

    held = 0
    pending: int | None = None


def _end(number: int, frame: FrameType | None) -> None:
    if _State.held:
        _State.pending = number
    elif number == signal.SIGINT:
        raise KeyboardInterrupt
    else:
        raise SystemExit(128 + number)


@contextlib.contextmanager
def ending() -> Iterator[None]:
    """Turn the signals that end a process into exceptions, in the main thread."""
    before: dict[int, object] = {}
    try:
        for name in ENDINGS:
            number = getattr(signal, name, None)
            if number is not None:
                before[number] = signal.signal(number, _end)
    except ValueError:  # not in the main thread, where no signal arrives
        pass
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]


@contextlib.contextmanager
def held() -> Iterator[None]:
    """Let a signal wait until the block has ended."""
    _State.held += 1
    try:
        yield
    finally:
        _State.held -= 1
        number, last = _State.pending, not _State.held
        if last:
            _State.pending = None
    if last and number is not None:
        _end(number, None)
