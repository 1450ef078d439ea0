"""Which lines of the work tree a change made: of the sources, and of what tests share."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..folders import is_below, is_test_file, sources_of
from ..reading.interface import parse
from .workspace import Workspace

ALIKE = 0.5  # how much of a file another name must hold to count as renamed


@dataclass(frozen=True)
class Lines:
    """What changed in one file, by the lines of the work tree."""

    path: str
    changed: frozenset[int]  # added or edited
    around: frozenset[int]  # those beside a deletion
    before: str | None = None  # the file's name on the base, None for a new one


@dataclass(frozen=True)
class ChangedPython:
    """What a change did to Python that tests can run."""

    sources: tuple[Lines, ...] = ()
    support: tuple[Lines, ...] = ()  # fakes, contracts, conftest
    unread: tuple[str, ...] = ()  # changed files that are no valid Python

    @property
    def files(self) -> tuple[str, ...]:
        """The files whose lines are to be measured."""
        return tuple(lines.path for lines in (*self.sources, *self.support))


def find_change(space: Workspace) -> ChangedPython:
    """Compare the two sides of a workspace."""
    base, head = space.side("base"), space.side("head")
    suites = space.suites("base", "head")
    sources = {*sources_of(base), *sources_of(head)}
    found, unread = _changed(base, head, sources, suites)
    support, broken = _changed(base, head, suites)
    support = [lines for lines in support if not is_test_file(lines.path)]
    return ChangedPython(tuple(found), tuple(support), (*unread, *broken))


def _changed(
    base: Path, head: Path, tops: Iterable[str], apart: Sequence[str] = ()
) -> tuple[list[Lines], list[str]]:
    before, after = _read(base, tops, apart), _read(head, tops, apart)
    gone = {name: text for name, text in before.items() if name not in after}
    found, unread = [], []
    for name, new in after.items():
        source = name if name in before else _renamed_from(name, new, gone)
        old = before[source] if source else b""
        if old == new and source == name:
            continue
        tree = parse(head / name)
        if tree is None:
            unread.append(name)
            continue
        past = parse(base / source) if source else None
        if past is not None and ast.dump(past) == ast.dump(tree):
            continue  # moved or formatted, no more
        changed, around = changed_lines(_lines(old), _lines(new))
        found.append(Lines(name, changed, around, source))
    return found, unread


def _read(side: Path, tops: Iterable[str], apart: Sequence[str]) -> dict[str, bytes]:
    files = []
    for top in sorted(tops):
        place = side / top
        files += [place] if place.is_file() else sorted(place.rglob("*.py"))
    names = {file.relative_to(side).as_posix(): file for file in files if file.is_file()}
    return {name: file.read_bytes() for name, file in names.items() if not is_below(name, apart)}


def _renamed_from(name: str, new: bytes, gone: dict[str, bytes]) -> str | None:
    """Return the file of the base that is most like a new one, None if none is."""
    if not new.strip():
        return None
    lines = _lines(new)
    best, found = ALIKE, None
    for old, text in gone.items():
        if text == new:
            return old
        matcher = difflib.SequenceMatcher(None, _lines(text), lines, autojunk=False)
        if matcher.real_quick_ratio() > best and matcher.ratio() > best:
            best, found = matcher.ratio(), old
    return found


def _lines(text: bytes) -> list[bytes]:
    return text.splitlines()


def changed_lines(old: list[bytes], new: list[bytes]) -> tuple[frozenset[int], frozenset[int]]:
    """Return the numbers of the lines that are new or edited, and of those beside a deletion."""
    changed: set[int] = set()
    around: set[int] = set()
    for tag, _, _, start, end in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
        if tag == "delete":
            around |= {start, start + 1}
        elif tag != "equal":
            changed |= set(range(start + 1, end + 1))
    return frozenset(changed), frozenset(around & set(range(1, len(new) + 1)))


def statement_lines(tree: ast.Module) -> dict[int, int]:
    """Return, for each line of code, the line where its statement begins; a header is one of its own.

    A decorator is a line by itself, and so is what begins an `except` or `case`; docstrings are none.
    """
    found: dict[int, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.match_case):
            end = (node.guard or node.pattern).end_lineno or 0
            lines = range(node.pattern.lineno, end + 1)
            found.update(dict.fromkeys(lines, node.pattern.lineno))
        if not isinstance(node, ast.stmt | ast.ExceptHandler) or _is_text(node):
            continue
        body = getattr(node, "body", None) or getattr(node, "cases", None)
        first = body[0] if body else None
        end = getattr(node, "end_lineno", None) or node.lineno
        if first is not None:
            start = first.pattern if isinstance(first, ast.match_case) else first
            end = max(node.lineno, start.lineno - 1)
        found.update(dict.fromkeys(range(node.lineno, end + 1), node.lineno))
        for mark in getattr(node, "decorator_list", []):
            found.update(dict.fromkeys(range(mark.lineno, (mark.end_lineno or 0) + 1), mark.lineno))
    return found


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
