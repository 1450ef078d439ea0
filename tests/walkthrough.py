"""A page that walks through commands: what it writes, what it runs, and what it says comes out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plumbline.checks.markdown import Page

LEFT_OUT = "..."


@dataclass(frozen=True)
class File:
    """A file that the reader writes."""

    path: str
    text: str


@dataclass(frozen=True)
class Command:
    """A command that the reader types, and what the page shows of its output."""

    words: str
    shown: tuple[str, ...]


def steps(text: str) -> Iterator[File | Command]:
    """Yield what a page does, in its order; a file is named in the line above it."""
    page = Page(text)
    lines = page.text.splitlines()
    for block in page.blocks:
        if block.language == "python":
            above = " ".join(lines[: block.line - 1])
            yield File(re.findall(r"`([\w./]+\.py)`", above)[-1], block.text)
        elif block.language == "console":
            commands = re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]
            for command in commands:
                words, *shown = command.splitlines()
                yield Command(words, tuple(shown))


def missing(command: Command, output: str) -> list[str]:
    """Return the lines that a page shows and that do not come, in this order; figures may differ."""
    lines = iter([_plain(line) for line in output.splitlines()])
    wanted = [line for line in command.shown if line.strip() and line != LEFT_OUT]
    return [line for line in wanted if _plain(line) not in lines]


def _plain(line: str) -> str:
    """Return a line without what differs from run to run: times, and the width that they take."""
    line = re.sub(r"\d+\.\d+ ?s\b", "N s", line)
    return re.sub(r"=+", "=", " ".join(line.split()))
