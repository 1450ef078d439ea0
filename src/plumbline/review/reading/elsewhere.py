"""Lines of sources that no test of levels 1 to 4 can run here: another machine's, and the wiring."""

from __future__ import annotations

import ast
import os
import platform
import sys
from collections.abc import Iterable, Iterator
from typing import Any

MACHINE: dict[str, Any] = {"sys": sys, "os": os, "platform": platform}
ASKED = {  # what may be asked of each, and of what they answer
    "sys": {"version_info", "hexversion", "platform", "implementation", "byteorder", "maxsize"},
    "os": {"name"},
    "platform": {"system", "machine", "python_implementation"},
    "": {"startswith", "major", "minor", "name"},
}
SAFE = (ast.Compare, ast.cmpop, ast.BoolOp, ast.boolop, ast.UnaryOp, ast.Not, ast.Constant)
ENDS = (ast.Return, ast.Raise, ast.Continue, ast.Break)
WIRING = ("real_context", "main")  # functions that put the real things together


def elsewhere(tree: ast.Module) -> frozenset[int]:
    """Return the lines that this Python on this system never comes to, by what their `if` asks."""
    known: dict[str, Any] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                known |= {one.name: MACHINE[one.name] for one in names if one.name in MACHINE}
            case ast.ImportFrom(module="sys", names=names):
                asked = [one for one in names if one.name in ASKED["sys"]]
                known |= {one.asname or one.name: getattr(sys, one.name) for one in asked}
    for node in tree.body:  # a constant with the answer
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if (answer := _answer(value, known)) is not None:
                    known[name] = answer
    return frozenset(
        line
        for node in ast.walk(tree)
        for block in _blocks(node)
        for one in _dead(block, known)
        for line in range(one.lineno, (one.end_lineno or one.lineno) + 1)
    )


def _blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
            yield block


def _dead(block: list[ast.stmt], known: dict[str, Any]) -> Iterable[ast.stmt]:
    for place, one in enumerate(block):
        answer = _answer(one.test, known) if isinstance(one, ast.If) else None
        if answer is None or not isinstance(one, ast.If):
            continue
        yield from one.orelse if answer else one.body
        taken = one.body if answer else one.orelse
        if taken and isinstance(taken[-1], ENDS):
            yield from block[place + 1 :]
            return


def _answer(test: ast.expr, known: dict[str, Any]) -> bool | None:
    """Return what a question about the machine comes to here, None for any other question."""
    asks = False
    for node in ast.walk(test):
        match node:
            case ast.Name(id=name) if name in known:
                asks = True
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner in MACHINE:
                if name not in ASKED[owner]:
                    return None
            case ast.Attribute(attr=name) if name in ASKED[""]:
                pass
            case ast.Tuple() | ast.Subscript() | ast.Slice() | ast.Call() | ast.expr_context():
                pass
            case _ if not isinstance(node, SAFE):
                return None
    if not asks:
        return None
    try:  # nothing but the names above, and constants
        code = compile(ast.Expression(test), "<condition>", "eval")
        return bool(eval(code, {"__builtins__": {}}, dict(known)))
    except Exception:
        return None


def wiring(tree: ast.Module, path: str) -> frozenset[int]:
    """Return the lines that put the real things together: `real_context`, `main`, `__main__`."""
    nodes: list[ast.AST] = [*tree.body] if path.endswith("__main__.py") else []
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if name in WIRING:
                nodes += node.body
            case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
                nodes += node.body
            case ast.stmt() if not hasattr(node, "body") and _makes_context(node):
                nodes.append(node)
    return frozenset(
        line
        for node in nodes
        if isinstance(node, ast.stmt)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    )


def _makes_context(node: ast.stmt) -> bool:
    calls = (one.func for one in ast.walk(node) if isinstance(one, ast.Call))
    return any(getattr(one, "id", getattr(one, "attr", "")) == WIRING[0] for one in calls)


def imported(tree: ast.Module) -> set[str]:
    """Return the last words of all that a file imports: modules, and names from them."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            found |= {word for one in node.names for word in one.name.split(".")}
            found |= {*(getattr(node, "module", None) or "").split(".")}
    return found
