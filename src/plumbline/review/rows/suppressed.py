"""New comments and settings that silence a linter, a type checker or coverage."""

from __future__ import annotations

import io
import re
import tokenize
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from ..change import Changed
from .finding import Finding, Row

NAME = "suppressed"
SILENCE = re.compile(
    r"#\s*(?:(?:flake8|ruff)\s*:\s*noqa|noqa|ruff\s*:\s*(?:ignore|disable|file-ignore)"
    r"|type\s*:\s*ignore|mypy\s*:\s*[\w-]+|(?:based)?pyright\s*:\s*\w+|pyre-ignore|ty\s*:\s*ignore"
    r"|pylint\s*:\s*disable|pragma\s*:?\s*no\s*(?:cover|branch)|nosec)\b"
    r"(?:\s*(?:\[[\w\s,=-]*\]?|(?::\s*|=)[\w\s,=-]*))?",
    re.IGNORECASE,
)
FILES = ("pyproject.toml", "ruff.toml", ".ruff.toml")
IGNORES = ("per-file-ignores", "extend-per-file-ignores")


def suppressed_row(files: Iterable[Changed]) -> Row:
    """Return the row of new suppressions; one that only moved is none."""
    found: list[tuple[str, Finding]] = []
    before: Counter[str] = Counter()
    for one in files:
        if _is_code(one.was):
            before += Counter(_key(text) for _, text in silences(one.old or ""))
        if _is_code(one.path):
            new = silences(one.new or "")
            new.sort(key=lambda entry: entry[0] in one.lines)  # what did not change is not new
            for line, text in new:
                says = f"`{text}` is new; mend what it hides, or say why on the line"
                found.append((_key(text), Finding(one.path, line, says)))
    findings = []
    for text, finding in found:
        if before[text] > 0:
            before[text] -= 1
        else:
            findings.append(finding)
    findings += [finding for one in files for finding in _settings(one)]
    count = len(findings)
    summary = f"{count} new suppression{'s' * (count != 1)}" if count else "no new suppression"
    return Row(NAME, summary, tuple(sorted(findings)))


def _is_code(path: str) -> bool:
    return path.endswith((".py", ".pyi"))


def _key(text: str) -> str:
    """Return what is the same in two spellings of a suppression."""
    return text.lower()


def silences(text: str) -> list[tuple[int, str]]:
    """Return the line and the words of each comment that silences a tool."""
    found = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                found += [
                    (token.start[0], " ".join(match[0].split()).rstrip(" ,[:"))
                    for match in SILENCE.finditer(token.string)
                ]
    except (tokenize.TokenError, SyntaxError):
        pass  # the row of the tests says that it is no Python
    return found


def _settings(one: Changed) -> Iterator[Finding]:
    if one.path.rpartition("/")[2] not in FILES or one.new is None:
        return
    old, new = _ignores(one.old or ""), _ignores(one.new)
    for key in sorted(new - old):
        pattern, code = key
        line = _line(one.new, pattern)
        yield Finding(one.path, line, f"{code} is ignored in {pattern} now; mend what it says")


def _ignores(text: str) -> set[tuple[str, str]]:
    try:
        data: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return set()
    ruff = data.get("tool", {}).get("ruff", data) if isinstance(data, dict) else {}
    found: set[tuple[str, str]] = set()
    for part in (ruff, ruff.get("lint", {})):
        for name in IGNORES:
            for pattern, codes in part.get(name, {}).items():
                found |= {(pattern, str(code)) for code in codes}
        for name in ("ignore", "extend-ignore"):
            found |= {("all files", str(code)) for code in part.get(name, [])}
    return found


def _line(text: str, word: str) -> int:
    lines = text.splitlines()
    return next((n for n, line in enumerate(lines, start=1) if f'"{word}"' in line), 0)
