"""Texts of Python as their syntax; each is parsed once, however many ask."""

from __future__ import annotations

import ast
import warnings
from functools import lru_cache


@lru_cache(maxsize=65536)  # most files are the same on both sides of a change
def parsed(text: str) -> tuple[ast.Module | None, int]:
    """Return the tree of a text, which nobody may change; None, and the line, where it is no Python."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # such as an odd escape: not ours to judge
        try:
            return ast.parse(text), 0
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            return None, getattr(error, "lineno", None) or 0


def walk(top: ast.AST) -> list[ast.AST]:
    """Return a node and all below it, in the order of ast.walk, which takes three times as long."""
    found = [top]
    for node in found:
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, list):
                found += [one for one in value if isinstance(one, ast.AST)]
            elif isinstance(value, ast.AST):
                found.append(value)
    return found


@lru_cache(maxsize=4096)  # one rule after the other looks at the same test
def nodes_in(top: ast.AST) -> tuple[ast.AST, ...]:
    """Return a node of a text and all below it."""
    return tuple(walk(top))
