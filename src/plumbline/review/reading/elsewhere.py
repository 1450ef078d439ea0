"""Lines of sources that no test of levels 1 to 4 can run here: another machine's, and the wiring."""

from __future__ import annotations

import ast
import os
import platform
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from ...syntax import nodes_in

ASKED = {  # what an `if` may ask of the machine
    sys: "version_info hexversion platform implementation byteorder maxsize",
    os: "name",
    platform: "system machine python_implementation",
}
MACHINE: dict[str, Any] = {
    module.__name__: SimpleNamespace(**{word: getattr(module, word) for word in words.split()})
    for module, words in ASKED.items()
}
ENDS = (ast.Return, ast.Raise, ast.Continue, ast.Break)
WIRING = ("real_context", "main")  # functions that put the real things together
Known = dict[str, Any]  # names, with the answers that they stand for


@lru_cache(maxsize=1024)  # more than one row asks
def elsewhere(tree: ast.Module) -> frozenset[int]:
    """Return the lines that this Python on this system never comes to, by what their `if` asks."""
    known: Known = {}
    for node in nodes_in(tree):
        match node:
            case ast.Import(names=names):
                known |= {one.name: MACHINE[one.name] for one in names if one.name in MACHINE}
            case ast.ImportFrom(module=str() as module, names=names) if module in MACHINE:
                asked = vars(MACHINE[module])
                own = [one for one in names if one.name in asked]
                known |= {one.asname or one.name: asked[one.name] for one in own}
    for node in tree.body:  # a constant with the answer
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if (answer := _answer(value, known)) is not None:
                    known[name] = answer
    blocks = [block for node in nodes_in(tree) for _, block in ast.iter_fields(node)]
    dead = [one for block in blocks if isinstance(block, list) for one in _dead(block, known)]
    return _lines(dead)


def _dead(block: list[Any], known: Known) -> Iterator[ast.stmt]:
    for place, one in enumerate(block):
        answer = _answer(one.test, known) if isinstance(one, ast.If) else None
        if answer is not None:
            yield from one.orelse if answer else one.body
            taken = one.body if answer else one.orelse
            if taken and isinstance(taken[-1], ENDS):
                yield from block[place + 1 :]
                return


def _answer(test: ast.expr, known: Known) -> bool | None:
    """Return what a question about the machine comes to here, None for any other question."""
    names = {node.id for node in nodes_in(test) if isinstance(node, ast.Name)}
    if not names or names - known.keys():
        return None
    try:  # nothing but what may be asked, names of such answers, and constants
        return bool(eval(ast.unparse(test), {"__builtins__": {}}, dict(known)))
    except Exception:
        return None


def _lines(nodes: Iterable[ast.AST]) -> frozenset[int]:
    return frozenset(
        line
        for node in nodes
        if isinstance(node, ast.stmt)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    )


def wiring(tree: ast.Module, path: str) -> frozenset[int]:
    """Return the lines that put the real things together: `real_context`, `main`, `__main__`."""
    nodes: list[ast.AST] = [*tree.body] if path.endswith("__main__.py") else []
    for node in nodes_in(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if name in WIRING:
                nodes += node.body
            case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
                nodes += node.body
            case ast.stmt() if not hasattr(node, "body") and _makes_context(node):
                nodes.append(node)
    return _lines(nodes)


def _makes_context(node: ast.stmt) -> bool:
    calls = (one.func for one in nodes_in(node) if isinstance(one, ast.Call))
    return any(getattr(one, "id", getattr(one, "attr", "")) == WIRING[0] for one in calls)


def imported(tree: ast.Module) -> set[str]:
    """Return the last words of all that a file imports: modules, and names from them."""
    found: set[str] = set()
    for node in nodes_in(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            found |= {word for one in node.names for word in one.name.split(".")}
            found |= {*(getattr(node, "module", None) or "").split(".")}
    return found
