"""New comments that silence a linter, a type checker or coverage."""

from __future__ import annotations

import io
import re
import tokenize
from collections import Counter
from collections.abc import Iterable

from ...writer.role import HOOK
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
    count = len(findings)
    summary = f"{count} new suppression{'s' * (count != 1)}" if count else "no new suppression"
    return Row(NAME, summary, tuple(sorted(findings)))


def _is_code(path: str) -> bool:
    return path.endswith((".py", ".pyi")) and path != HOOK


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
