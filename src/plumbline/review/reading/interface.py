"""What code offers to others, read from its text: names, signatures. Nothing is imported."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from ..folders import sources_of


def parse(file: Path) -> ast.Module | None:
    """Return the tree of a Python file, None if it cannot be read as such."""
    try:
        return ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return None


def signatures(tree: ast.Module) -> dict[str, str]:
    """Return the public functions, methods and fields of a module with their signatures.

    What a constructor takes counts, private as it may look.
    """
    found = {}
    for owner, node in _members(tree):
        name = getattr(node, "name", "")
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if not name.startswith("_") or name == "__init__":
                marks = sorted(ast.unparse(mark) for mark in node.decorator_list)
                found[owner + name] = f"{marks} {ast.unparse(node.args)}"
        elif isinstance(node, ast.ClassDef):
            found[owner + name] = ", ".join(map(ast.unparse, node.bases))
        elif isinstance(node, ast.AnnAssign) and owner:
            field = ast.unparse(node.target)
            if not field.startswith("_"):
                found[owner + field] = ast.unparse(node.annotation) + (" =" if node.value else "")
    return found


def _members(tree: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    for node in tree.body:
        yield "", node
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                yield f"{node.name}.", inner


def definitions(side: Path, names: list[str]) -> set[str]:
    """Return every name that the Python below these folders and files defines, modules included."""
    files = [file for name in names for file in _python(side / name)]
    found = {
        part for file in files for part in re.split(r"[/.]", file.relative_to(side).as_posix())
    }
    for tree in filter(None, map(parse, files)):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                found.add(node.name)
            elif isinstance(node, ast.arg):
                found.add(node.arg)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found.add(node.id)
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                found.add(node.attr)
            elif isinstance(node, ast.alias):
                found.add((node.asname or node.name).rpartition(".")[2])
    return found


def _python(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    elif place.is_dir():
        yield from place.rglob("*.py")


def added_names(base: Path, head: Path, suites: list[str]) -> frozenset[str]:
    """Return the names that the sources, fakes and contracts of `head` define and those of `base` do not."""
    shared = ("fakes", "contracts", "conftest.py")
    support = [f"{suite}/{name}" for suite in suites for name in shared]
    before = definitions(base, sources_of(base) + support)
    return frozenset(definitions(head, sources_of(head) + support) - before)
