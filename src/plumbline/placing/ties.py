"""What ties a file of tests to its place: who imports it, and what it looks for beside itself."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path, PurePosixPath

from ..syntax import parsed

WORD = re.compile(r"\w+")
SKIPPED = ("__pycache__", "node_modules", "site-packages", "build", "dist")
DATA = ("datadir", "shared_datadir", "original_datadir", "lazy_datadir", "lazy_shared_datadir")
OWN = "__file__"
Parts = tuple[str, ...]


def python_files(root: Path) -> dict[str, str]:
    """Return the texts of a repo's own Python files, by their paths."""
    found = {}
    for folder, folders, names in os.walk(root):
        if "pyvenv.cfg" in names:
            folders[:] = []
            continue
        folders[:] = [name for name in folders if name[:1] != "." and name not in SKIPPED]
        for name in names:
            if name.endswith(".py"):
                path = Path(folder, name)
                found[path.relative_to(root).as_posix()] = path.read_text("utf-8", "replace")
    return found


def parse(text: str) -> ast.Module:
    """Return a text's syntax; nothing of one that is no Python."""
    return parsed(text)[0] or ast.Module([], [])


def parts_of(path: str) -> Parts:
    """Return the words of a file's full name as a module."""
    return PurePosixPath(path).with_suffix("").parts


def imported(node: ast.AST, path: str) -> Iterator[tuple[Parts, bool]]:
    """Yield what a statement of a file imports: a module's words, and whether they begin at the root."""
    if isinstance(node, ast.Import):
        yield from ((tuple(alias.name.split(".")), False) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        above = parts_of(path)[: -node.level] if node.level else ()
        base = (*above, *(node.module.split(".") if node.module else ()))
        yield base, bool(node.level)
        yield from (((*base, alias.name), bool(node.level)) for alias in node.names)


def means(words: Parts, whole: bool, path: str) -> bool:
    """Say whether an imported module may be this file."""
    parts = parts_of(path)
    return words == parts if whole else bool(words) and parts[-len(words) :] == words


def importers(texts: Mapping[str, str], wanted: Collection[str]) -> dict[str, list[str]]:
    """Return the files that import each of the wanted ones."""
    found: dict[str, list[str]] = {path: [] for path in wanted}
    stems: dict[str, list[str]] = {}
    for path in wanted:
        stems.setdefault(PurePosixPath(path).stem, []).append(path)
    for path, text in sorted(texts.items()):
        named = [one for stem in stems.keys() & set(WORD.findall(text)) for one in stems[stem]]
        if not [one for one in named if one != path]:
            continue
        taken = [pair for node in ast.walk(parse(text)) for pair in imported(node, path)]
        for one in named:
            if one != path and any(means(words, whole, one) for words, whole in taken):
                found[one].append(path)
    return found


def looks_beside(text: str) -> list[str]:
    """Return what a file of tests finds by its own place, a few words each."""
    if OWN not in text and "datadir" not in text:
        return []
    found = []
    for node in ast.walk(parse(text)):
        if isinstance(node, ast.Name) and node.id == OWN:
            found.append(f"builds a path from `{OWN}` in line {node.lineno}")
        if isinstance(node, ast.arg) and node.arg in DATA:
            found.append(f"reads the files of {node.arg} in line {node.lineno}")
    return list(dict.fromkeys(found))


def ties(texts: Mapping[str, str], wanted: Collection[str]) -> dict[str, list[str]]:
    """Return what ties each of the wanted files to its place."""
    return {
        path: [*(f"is imported by {other}" for other in others), *looks_beside(texts.get(path, ""))]
        for path, others in importers(texts, wanted).items()
    }
