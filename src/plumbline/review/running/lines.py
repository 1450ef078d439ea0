"""Which lines of the work tree a change made: of the sources, and of what tests share."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from ...placing import is_test_file
from ...syntax import parsed, walk
from ..change import changed_lines
from ..folders import is_below
from .workspace import Workspace


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
    """Return what the work tree changed since the base, in sources and tests."""
    suites, tops = space.suites("base", "head"), space.tops("base", "head")
    found: dict[bool, list[Lines]] = {False: [], True: []}
    unread = []
    for one in space.history.differing(space.base):
        is_shared = is_below(one.path, suites)
        if one.is_gone or not one.path.endswith(".py") or not is_below(one.path, (*suites, *tops)):
            continue
        past, _ = parsed(one.old) if one.old is not None else (None, 0)
        now, _ = parsed(one.new) if one.new is not None else (None, 0)
        if now is None:
            unread.append(one.path)
        elif past and [*map(_dump, past.body)] == [*map(_dump, now.body)]:
            continue  # moved or formatted, no more
        elif not (is_shared and is_test_file(one.path)):
            texts = ((text or "").split("\n") for text in (one.old, one.new))
            changed, around = changed_lines(*texts)
            changed -= formatted(past, now) if past else set()
            found[is_shared].append(Lines(one.path, changed, around, one.was or None))
    return ChangedPython(tuple(found[False]), tuple(found[True]), tuple(unread))


def formatted(past: ast.Module, now: ast.Module) -> set[int]:
    """Return the lines of what is the same on both sides, though it may stand elsewhere or otherwise.

    That is a function, a method, or a statement at the top.
    """
    known = {(owner, _dump(node)) for owner, node in _parts(past)}
    return {
        line
        for owner, node in _parts(now)
        if (owner, _dump(node)) in known
        for line in range(_first(node), (node.end_lineno or node.lineno) + 1)
    }


@lru_cache(maxsize=4096)
def _dump(node: ast.stmt) -> str:
    return ast.dump(node)


def _parts(tree: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    for node in tree.body:
        yield "", node
        if isinstance(node, ast.ClassDef):
            yield from ((node.name, one) for one in node.body)


def _first(node: ast.stmt) -> int:
    marks: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(one.lineno for one in marks)])


@lru_cache(maxsize=1024)  # each row asks
def statement_lines(tree: ast.Module) -> Mapping[int, int]:
    """Return, for each line of code, the line where its statement begins; a header is one of its own.

    A decorator is a line by itself, and so is what begins an `except` or `case`; docstrings are none.
    """
    found: dict[int, int] = {}
    for node in walk(tree):
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
