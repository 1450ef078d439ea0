"""Expressions as words."""

from __future__ import annotations

import ast


def text_of(node: ast.AST) -> str:
    """Return an expression as text, also one that no source could hold, put together from several."""
    try:
        return ast.unparse(node)
    except (ValueError, RecursionError):  # such as a backslash inside an f-string before 3.12
        return ast.dump(node)


def last_word(node: ast.expr) -> str:
    """Return the last word of what is called or named: `raises` for `pytest.raises(E)`."""
    target = node.func if isinstance(node, ast.Call) else node
    if isinstance(target, ast.Attribute):
        return target.attr
    return target.id if isinstance(target, ast.Name) else ""
