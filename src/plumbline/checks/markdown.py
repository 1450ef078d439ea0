"""Read a Markdown page: its front matter, what stands in backticks, its commands, its links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FRONT = re.compile(r"\A---\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_FENCE = re.compile(r"^[ \t]*(?P<mark>```+|~~~+)[ \t]*(?P<language>[^\s`]*)[^\n`]*$", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SPAN = re.compile(r"(?<!`)(`+)(?!`)((?:(?!\n[ \t]*\n).)+?)(?<!`)\1(?!`)", re.DOTALL)
_LINK = re.compile(r"\]\(\s*<?([^)\s>]+)[^)]*\)")
_ENTRY = re.compile(r"([A-Za-z][\w-]*):(?:[ \t]+(.*))?$")
_ITEM = re.compile(r"[ \t]*-[ \t]+(.+)$")


@dataclass(frozen=True)
class Span:
    """A piece of a page."""

    line: int
    text: str
    before: str = ""  # what stands on the line before it


@dataclass(frozen=True)
class Block:
    """A fenced block of code."""

    line: int  # of its first line of code
    language: str
    text: str


class Page:
    """The text of a page, taken apart; line numbers are those of the file."""

    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n")
        front = _FRONT.match(self.text)
        self.front = front[1] if front else None
        self.body = self.text[front.end() :] if front else self.text
        bare = _blank(self.text, 0, front.end()) if front else self.text
        bare = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), bare)
        self.blocks: list[Block] = []
        self.prose = self._without_blocks(bare)  # the rest is blank, so that lines keep their place
        self.spans = [
            Span(
                self._line(found.start()),
                " ".join(found[2].split()),
                self.prose[self.prose.rfind("\n", 0, found.start()) + 1 : found.start()],
            )
            for found in _SPAN.finditer(self.prose)
        ]

    def _line(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1

    def _without_blocks(self, text: str) -> str:
        start = 0
        while opening := _FENCE.search(text, start):
            closing = re.compile(rf"^[ \t]*{opening['mark']}+[ \t]*$", re.MULTILINE)
            end = closing.search(text, opening.end())
            code = text[opening.end() + 1 : end.start() if end else len(text)]
            language = opening["language"].lower()
            self.blocks.append(Block(self._line(opening.start()) + 1, language, code))
            start = end.end() if end else len(text)
            text = _blank(text, opening.start(), start)
        return text

    def links(self) -> list[Span]:
        """Return the targets of its links that are no addresses of the web."""
        prose = _SPAN.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), self.prose)
        targets = [Span(self._line(found.start()), found[1]) for found in _LINK.finditer(prose)]
        return [span for span in targets if not re.match(r"[\w+.-]+:|#|/", span.text)]

    def commands(self) -> Iterator[Span]:
        """Yield the commands in its backticks and in those of its blocks that hold any."""
        for span in self.spans:
            yield from (Span(span.line, part) for part in _commands(span.text))
        for block in self.blocks:
            if block.language in ("", "sh", "bash", "shell", "console", "text"):
                for number, line in enumerate(block.text.splitlines(), block.line):
                    command = line.strip().removeprefix("$ ").split("  #")[0].split(" # ")[0]
                    yield from (Span(number, part) for part in _commands(command))


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]


def _commands(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"&&|\|\|?|;", text)]


def front_matter(text: str) -> dict[str, str | list[str]]:
    """Read the front matter's top level: texts, over several lines too, and lists of texts.

    What lies deeper is left out; this is no reader of YAML, it reads what skills and agents have.
    """
    entries: dict[str, str | list[str]] = {}
    name = ""
    for line in text.splitlines():
        if found := _ENTRY.match(line):
            name, value = found[1], (found[2] or "").strip()
            entries[name] = "" if re.fullmatch(r"[>|][+-]?", value) else _unquoted(value)
        elif name and (found := _ITEM.match(line)) and not isinstance(entries[name], str):
            entries[name] = [*entries[name], _unquoted(found[1])]
        elif name and (found := _ITEM.match(line)) and entries[name] == "":
            entries[name] = [_unquoted(found[1])]
        elif name and line.startswith((" ", "\t")) and isinstance(entries[name], str):
            entries[name] = f"{entries[name]} {line.strip()}".strip()
    return entries


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
        return value[1:-1]
    return value
