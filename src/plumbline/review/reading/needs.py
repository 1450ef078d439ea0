"""What one test of a file needs of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .modules import Def, Function, bound, parsed, top_level


def needs_of(text: str, called: str) -> set[str]:
    """Return the names at the top of a file that a test uses, fixtures and helpers included."""
    tree, _ = parsed(text)
    found: set[str] = set()
    waiting = [called.partition(".")[0]]
    if tree is None:
        return found
    nodes = {name: node for node in top_level(tree) for name in bound(node)}
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
    for inner in ast.walk(node):
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
    tree, _ = parsed(text)
    if tree is None:
        return text
    kept = {name for test in tests for name in needs_of(text, test)}
    kept |= {test.partition(".")[0] for test in tests}
    for node in tree.body:
        if isinstance(node, Function) and "autouse" in "".join(
            map(ast.unparse, node.decorator_list)
        ):
            kept |= {node.name, *needs_of(text, node.name)}
        if isinstance(node, ast.Assign) and "pytestmark" in bound(node):
            kept |= {"pytestmark", *needs_of(text, "pytestmark")}
    lines = text.splitlines()
    out = [""] * len(lines)
    for node in tree.body:
        if isinstance(node, ast.ImportFrom | ast.Import):
            out[node.lineno - 1] += _import(node, kept)
            continue
        names_of = bound(node)
        if isinstance(node, Def | ast.Assign | ast.AnnAssign) and kept.isdisjoint(names_of):
            continue
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
        for number in range(first, (node.end_lineno or node.lineno) + 1):
            out[number - 1] = lines[number - 1]
    return "\n".join(out) + "\n"


def _import(node: ast.ImportFrom | ast.Import, kept: set[str]) -> str:
    """Return an import of those names alone that are kept, on one line."""
    head, names = "", node.names
    if isinstance(node, ast.ImportFrom):
        head = f"from {'.' * node.level}{node.module or ''} "
    if head != "from __future__ ":
        names = [one for one in names if _local(one, bool(head)) in kept]
    return f"{head}import {', '.join(map(ast.unparse, names))}" if names else ""


def _local(alias: ast.alias, of_module: bool) -> str:
    return alias.asname or (alias.name if of_module else alias.name.partition(".")[0])
