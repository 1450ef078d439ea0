"""New comments that silence a linter, a type checker or coverage."""

from __future__ import annotations

import io
import re
import tokenize
from collections import Counter
from collections.abc import Iterable

from ...writer.role import HOOK
from ..change import Changed
from .finding import Finding, Row, counted

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
    changed = list(files)
    before = Counter(
        text.lower() for one in changed if _is_code(one.was) for _, text in silences(one.old or "")
    )
    findings = []
    for one in changed:
        new = silences(one.new or "") if _is_code(one.path) else []
        for line, text in sorted(new, key=lambda entry: entry[0] in one.lines):  # the old first
            if before[text.lower()]:
                before[text.lower()] -= 1
            else:
                says = f"`{text}` is new; mend what it hides, or say why on the line"
                findings.append(Finding(one.path, line, says))
    summary = counted(len(findings), "new suppression") if findings else "no new suppression"
    return Row(NAME, summary, tuple(sorted(findings)))


def _is_code(path: str) -> bool:
    return path.endswith((".py", ".pyi")) and path != HOOK


def silences(text: str) -> list[tuple[int, str]]:
    """Return the line and the words of each comment that silences a tool."""
    found = []
    read = text if SILENCE.search(text) else ""  # most say nothing of the kind
    try:
        for token in tokenize.generate_tokens(io.StringIO(read).readline):
            if token.type == tokenize.COMMENT:
                found += [
                    (token.start[0], " ".join(match[0].split()).rstrip(" ,[:"))
                    for match in SILENCE.finditer(token.string)
                ]
    except (tokenize.TokenError, SyntaxError):
        pass  # the row of the tests says that it is no Python
    return found
