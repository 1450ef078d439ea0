"""What one test of a file needs of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...syntax import parsed, walk
from .collect import is_autouse
from .modules import Def, Function, Module, bound, replace_lines


def needs_of(text: str, called: str) -> set[str]:
    """Return the names at the top of a file that a test uses, fixtures and helpers included."""
    found: set[str] = set()
    waiting = [called.partition(".")[0]]
    nodes = Module("", text).defined
    own = called.partition(".")
    while waiting:
        name = waiting.pop()
        if name in found or name not in nodes:
            continue
        found.add(name)
        node = nodes[name]
        if isinstance(node, ast.ClassDef) and name == own[0] and own[2]:
            node = _only(node, own[2])
        waiting += _named(node)
    return found - {own[0]}


def function_in(text: str, called: str) -> str:
    """Return the shape of a test in a file, "" if it is not there."""
    tree: ast.AST | None = parsed(text)[0]
    for part in called.split("."):
        body = getattr(tree, "body", [])
        tree = next((one for one in body if isinstance(one, Def) and one.name == part), None)
    return ast.dump(tree) if tree else ""


def _only(node: ast.ClassDef, test: str) -> ast.ClassDef:
    """Return a class without its other tests."""
    body = [
        one
        for one in node.body
        if not (isinstance(one, Function) and one.name.startswith("test") and one.name != test)
    ]
    return ast.ClassDef(node.name, node.bases, node.keywords, body, node.decorator_list)


def _named(node: ast.stmt) -> Iterator[str]:
    """Yield what a statement names: variables, parameters that may be fixtures, texts that may be."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return
    for inner in walk(node):
        if isinstance(inner, ast.Name):
            yield inner.id
        elif isinstance(inner, ast.arg):
            yield inner.arg
        elif isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield inner.value  # usefixtures("..."), an annotation in quotes


def cut_down(text: str, tests: set[str]) -> str:
    """Return a file with these tests and what they need alone, no line of them moved.

    `tests` are Class.test_x or test_x. What runs for all tests, like an autouse fixture, stays.
    """
    module = Module("", text)
    always = {name for name, node in module.defined.items() if _is_for_all(name, node)}
    wanted = {*tests, *always}
    kept = {test.partition(".")[0] for test in wanted}.union(*(needs_of(text, t) for t in wanted))
    lines = text.splitlines()
    for node in module.tree.body if module.tree else ():
        if isinstance(node, ast.ImportFrom | ast.Import):
            replace_lines(lines, node, _import(node, kept))
        elif isinstance(node, Def | ast.Assign | ast.AnnAssign) and kept.isdisjoint(bound(node)):
            first = min(one.lineno for one in (node, *getattr(node, "decorator_list", ())))
            for number in range(first, (node.end_lineno or first) + 1):
                lines[number - 1] = ""
    return "\n".join(lines) + "\n"


def _is_for_all(name: str, node: ast.stmt) -> bool:
    return name == "pytestmark" or (isinstance(node, Function) and is_autouse(node))


def _import(node: ast.ImportFrom | ast.Import, kept: set[str]) -> str:
    """Return an import of those names alone that are kept, on one line."""
    every = isinstance(node, ast.ImportFrom) and node.module == "__future__"
    pairs = zip(node.names, bound(node), strict=True)
    names = ", ".join(ast.unparse(alias) for alias, local in pairs if every or local in kept)
    if not names:
        return ""
    head = (
        f"from {'.' * node.level}{node.module or ''} " if isinstance(node, ast.ImportFrom) else ""
    )
    return f"{head}import {names}"
