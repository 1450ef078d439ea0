"""What a person sees on a terminal: colour where there is one, and a sign that slow work goes on."""

from __future__ import annotations

import os
import re
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TextIO

PATIENCE = 2.0  # seconds without a word
COLOURS = {
    "FAIL": "1;31",
    "FAILED": "1;31",
    "unverified": "1;35",
    "note": "33",
    "declared": "33",
    "ok": "32",
}
WORDS = "|".join(COLOURS)
CELL = re.compile(rf"(?<=\| )(?:{WORDS})(?= )|(?<=\*\*: )(?:{WORDS})$|\bFAILED\b", re.MULTILINE)
PLACE = re.compile(r"^[^\s:|`]+:\d+(?=: )|(?<=^- )`[^`]+`", re.MULTILINE)


def has_colour(stream: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Tell if what is printed there may have colour: NO_COLOR says no, FORCE_COLOR yes."""
    if environment.get("NO_COLOR"):
        return False
    return bool(environment.get("FORCE_COLOR")) or (
        stream.isatty() and environment.get("TERM") != "dumb"
    )


def painted(text: str) -> str:
    """Return findings or a review with results and places in colour."""
    text = PLACE.sub(lambda found: f"\x1b[36m{found[0]}\x1b[0m", text)
    return CELL.sub(lambda found: f"\x1b[{COLOURS[found[0]]}m{found[0]}\x1b[0m", text)


def show(text: str, stream: TextIO | None = None) -> None:
    """Print a text, in colour where there is one."""
    stream = stream or sys.stdout
    stream.write(painted(text) if has_colour(stream) else text)


@contextmanager
def waiting(
    what: str,
    stream: TextIO | None = None,
    patience: float = PATIENCE,
    environment: Mapping[str, str] = os.environ,
) -> Iterator[None]:
    """Say on one line of a terminal what goes on, and since when; nothing in a log."""
    stream = stream or sys.stderr
    if not stream.isatty() or environment.get("CI") or environment.get("TERM") == "dumb":
        yield
        return
    over, start = threading.Event(), time.monotonic()

    def tell() -> None:
        while not over.wait(patience):
            print(f"\r{what}: {time.monotonic() - start:.0f} s", end="", file=stream, flush=True)

    thread = threading.Thread(target=tell, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        if time.monotonic() - start > patience:
            print("\r\x1b[K", end="", file=stream, flush=True)
