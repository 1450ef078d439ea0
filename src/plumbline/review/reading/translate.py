"""A file of tests in the names of the other side: what it imports and calls, line for line."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Mapping

from .modules import WORD, Function, Module, World, imported_modules
from .renames import Renames

NAMING = ("parametrize", "usefixtures", "getfixturevalue")  # called with a text of names
STAND_IN = "plumbline.review.running.absent"


def translate(path: str, text: str, renames: Renames) -> str:
    """Return the text with everything called as the other side calls it."""
    module = Module(path, text)
    if module.tree is None or not renames:
        return text
    for old, new in renames.modules.items():  # as they stand in texts for monkeypatch, too
        text = re.sub(rf"(?<![\w.]){re.escape(old)}(?!\w)", new, text)
    text = _named(path, _told(text, renames.words), renames.names)
    if not renames.modules:
        return text
    module = Module(path, text)
    lines = text.split("\n")
    for node in ast.walk(module.tree) if module.tree else ():
        if isinstance(node, ast.ImportFrom):
            origin = module.origin(node)
            moved = {one.name: renames.modules.get(f"{origin}.{one.name}") for one in node.names}
            if any(moved.values()):
                parts = [_import(origin, one, moved[one.name]) for one in node.names]
                _replace(lines, node, "; ".join(parts))
    return "\n".join(lines)


def _import(origin: str, alias: ast.alias, moved: str | None) -> str:
    """Return the import of one name, of a module that moved under its old name."""
    if not moved:
        return f"from {origin} import {ast.unparse(alias)}"
    package, _, name = moved.rpartition(".")
    local = alias.asname or alias.name
    return f"from {package} import {name}" + (f" as {local}" if local != name else "")


def _named(path: str, text: str, names: Mapping[str, str]) -> str:
    """Return code that finds what a module defines under the name that it has there."""
    for old, name in names.items():  # as it stands in texts for monkeypatch, too
        owner = old.rpartition(".")[0]
        text = re.sub(rf"(?<![\w.]){re.escape(old)}(?!\w)", f"{owner}.{name}", text)
    module = Module(path, text)
    owners = imported_modules(module) if module.tree and names else {}
    lines, edits = text.split("\n"), []
    for node in ast.walk(module.tree) if module.tree and names else ():
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if new := names.get(f"{owners.get(node.value.id)}.{node.attr}"):
                edits.append((node.end_lineno or 0, node.end_col_offset or 0, node.attr, new))
        elif isinstance(node, ast.ImportFrom):
            origin = module.origin(node)
            parts = [(names.get(f"{origin}.{one.name}"), one) for one in node.names]
            told = [f"{now} as {a.asname or a.name}" if now else ast.unparse(a) for now, a in parts]
            if any(now for now, _ in parts):
                _replace(lines, node, f"from {origin} import {', '.join(told)}")
    for row, end, attr, new in sorted(edits, reverse=True):
        line = lines[row - 1].encode()
        lines[row - 1] = (line[: end - len(attr.encode())] + new.encode() + line[end:]).decode()
    return "\n".join(lines)


def _told(text: str, words: Mapping[str, str]) -> str:
    """Return code with its words replaced; in a text, where it names an attribute to set."""
    lines, before = text.split("\n"), [""] * 4
    edits = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        new = None
        if token.type == tokenize.NAME:
            dot = "." * (before[-1] in (".", "def"))
            new = words.get(dot + token.string)
        elif token.type == tokenize.STRING and before[0] == "setattr":
            name = token.string[1:-1]
            new = words.get(f".{name}", words.get(name))
            new = new and repr(new.lstrip("."))
        elif token.type == tokenize.STRING and before[-2] in NAMING and before[-1] == "(":
            new = WORD.sub(lambda found: words.get(found[0], found[0]), token.string)
        if new:
            edits.append((token.start, token.end, new.lstrip(".")))
        before = [*before[1:], token.string]
    for (row, start), (_, end), new in reversed(edits):
        line = lines[row - 1]
        lines[row - 1] = line[:start] + new + line[end:]
    return "\n".join(lines)


def _replace(lines: list[str], node: ast.stmt, text: str) -> None:
    """Put another statement, of one line, in the place of one; no line below it moves."""
    first, last = node.lineno - 1, node.end_lineno or node.lineno
    indent = lines[first].encode()[: node.col_offset].decode()
    rest = lines[last - 1].encode()[node.end_col_offset :].decode()
    lines[first:last] = [indent + text + rest, *[""] * (last - first - 1)]


def stand_in(path: str, text: str, missing: Mapping[str, tuple[str, str]], old: World) -> str:
    """Return the text with stand-ins for what it imports and nobody has: local name, module, name."""
    module = Module(path, text)
    lines = text.split("\n")
    for node in _imports(module.tree) if module.tree and missing else ():
        origin = module.origin(node)
        lost = [a for a in node.names if missing.get(a.asname or a.name) == (origin, a.name)]
        if lost:
            kept = [a for a in node.names if a not in lost]
            parts = [f"from {origin} import {', '.join(map(ast.unparse, kept))}"] if kept else []
            parts += [
                f"{a.asname or a.name} = __import__({STAND_IN!r}, fromlist=['*'])"
                f".stand_in({_kind(old, origin, a.name)!r}, {origin!r}, {a.name!r})"
                for a in lost
            ]
            _replace(lines, node, "; ".join(parts))
    return "\n".join(lines)


def _imports(node: ast.AST) -> Iterator[ast.ImportFrom]:
    """Yield the imports of a module that no function holds."""
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.ImportFrom):
            yield inner
        elif not isinstance(inner, Function):
            yield from _imports(inner)


def _kind(old: World, origin: str, name: str) -> str:
    """Return what stands in for a name: a module, an error, a contract, a class, a function, a value."""
    if old.has(f"{origin}.{name}"):
        return "module"
    found = old.find(origin, name)
    node = found[1] if found else None
    if isinstance(node, ast.ClassDef):
        if any(isinstance(one, Function) and one.name.startswith("test") for one in node.body):
            return "contract"
        bases = " ".join(map(ast.unparse, node.bases))
        return "error" if re.search(r"(Error|Exception|Warning)\b", bases) else "class"
    return "function" if isinstance(node, Function) else "value"
