"""What code offers to others, read from its text: names, signatures. Nothing is imported."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

from ..folders import sources_of
from .modules import Function, code_words


def parse(file: Path) -> ast.Module | None:
    """Return the tree of a Python file, None if it cannot be read as such."""
    try:
        return ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return None


def signatures(tree: ast.Module) -> dict[str, str]:
    """Return the public functions, methods and fields of a module with what they take.

    What a constructor takes counts, private as it may look.
    """
    found = {}
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    for owner, body in [("", tree.body), *((f"{one.name}.", one.body) for one in classes)]:
        for node in body:
            if isinstance(node, Function):
                found[owner + node.name] = ast.unparse(node.args)
            elif isinstance(node, ast.AnnAssign) and owner:
                found[owner + ast.unparse(node.target)] = ast.unparse(node.annotation)
    last = {name: name.rpartition(".")[2] for name in found}
    return {k: v for k, v in found.items() if last[k][0] != "_" or last[k] == "__init__"}


def added_names(base: Path, head: Path, suites: list[str]) -> frozenset[str]:
    """Return the names in the sources, fakes and contracts of `head` that those of `base` do not have."""
    shared = ("fakes", "contracts", "conftest.py")
    support = [f"{suite}/{name}" for suite in suites for name in shared]
    before, after = (_words(side, sources_of(side) + support) for side in (base, head))
    return frozenset(after - before)


def _words(side: Path, names: Iterable[str]) -> set[str]:
    found = set[str]()
    for place in (side / name for name in names):
        for file in [place] if place.is_file() else place.rglob("*.py"):
            path = file.relative_to(side).with_suffix("").as_posix()
            found |= code_words(file.read_text("utf-8", "replace")) | {*path.split("/")}
    return found
