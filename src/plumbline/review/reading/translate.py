"""A file of tests in the names of the other side: what it imports and calls, line for line."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable, Mapping, Set

from ...syntax import walk
from .modules import WORD, Function, Module, World, replace_lines
from .renames import Renames

NAMING = ("parametrize", "usefixtures", "getfixturevalue")  # called with a text of names
STAND_IN = "plumbline.review.running.absent"


def translate(path: str, text: str, renames: Renames) -> str:
    """Return the text with everything called as the other side calls it."""
    if Module(path, text).tree is None or not renames:
        return text
    moved = dict(renames.modules)
    for old, name in renames.names.items():
        moved[old] = f"{old.rpartition('.')[0]}.{name}"
    for old, new in moved.items():  # as they stand in texts for monkeypatch, too
        text = re.sub(rf"(?<![\w.]){re.escape(old)}(?!\w)", new, text)

    def named(origin: str, one: ast.alias) -> tuple[str, str] | None:
        """Return where a name is imported from now, and as what: under its old name."""
        module, _, name = moved.get(f"{origin}.{one.name}", "").rpartition(".")
        local = one.asname or one.name
        return (module, name if local == name else f"{name} as {local}") if name else None

    return _imported(path, _told(path, text, renames), named)


def _told(path: str, text: str, renames: Renames) -> str:
    """Return code with its words replaced; in a text, where it names an attribute to set."""
    lines, before, words = text.split("\n"), [""] * 4, renames.words
    module, edits, root = Module(path, text), [], ""
    foreign = set(module.foreign(renames.own)) if renames.own else set()
    kept = _overriding(module, renames.said)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        new = None
        if token.type == tokenize.NAME:
            if before[-1] != "." or not before[-2].isidentifier():
                root = token.string if before[-1] != "." else ""
            dot = "." * (before[-1] in (".", "def"))
            owner = module.module_of(before[-2]) if before[-1] == "." else ""
            new = words.get(dot + token.string, renames.names.get(f"{owner}.{token.string}"))
        elif token.type == tokenize.STRING and before[0] == "setattr":
            name = token.string[1:-1]
            new = words.get(f".{name}", words.get(name))
            new = new and repr(new.lstrip("."))
        elif token.type == tokenize.STRING and before[-2] in NAMING and before[-1] == "(":
            new = WORD.sub(lambda found: words.get(found[0], found[0]), token.string)
            root = ""  # pytest's, and the names are the test's
        if new and root not in foreign and token.start[0] not in kept:
            edits.append((token.start, token.end, new.lstrip(".")))
        if token.type not in (tokenize.NL, tokenize.COMMENT):
            before = [*before[1:], token.string]
    for (row, start), (_, end), new in reversed(edits):
        line = lines[row - 1]
        lines[row - 1] = line[:start] + new + line[end:]
    return "\n".join(lines)


def _overriding(module: Module, said: Set[str]) -> set[int]:
    """Return the lines where a class gives another library's method, which is used, a new body."""
    nodes = walk(module.tree) if module.tree and said else ()
    return {
        one.lineno
        for node in nodes
        if isinstance(node, ast.ClassDef)
        for one in node.body
        if isinstance(one, Function)
        if any(f"{ast.unparse(base).replace('.', '_')}_{one.name}" in said for base in node.bases)
    }


def _imported(
    path: str, text: str, named: Callable[[str, ast.alias], tuple[str, str] | None]
) -> str:
    """Return code with other imports, line for line.

    Of a name that a module offers, `named` returns where it is imported from and as what; without a
    module, the statement that takes the import's place; None where all stays.
    """
    module = Module(path, text)
    lines = text.split("\n")
    for node in walk(module.tree) if module.tree else ():
        if isinstance(node, ast.ImportFrom):
            origin = module.origin(node)
            told = [named(origin, one) for one in node.names]
            if any(told):
                places: dict[str, list[str]] = {}
                for one, new in zip(node.names, told, strict=True):
                    place, words = new or (origin, ast.unparse(one))
                    places.setdefault(place, []).append(words)
                parts = [
                    f"from {place} import {', '.join(words)}" if place else "; ".join(words)
                    for place, words in places.items()
                ]
                replace_lines(lines, node, "; ".join(parts))
    return "\n".join(lines)


def stand_in(path: str, text: str, missing: Mapping[str, tuple[str, str]], old: World) -> str:
    """Return the text with stand-ins for what it imports and nobody has: local name, module, name."""

    def named(origin: str, one: ast.alias) -> tuple[str, str] | None:
        local = one.asname or one.name
        if missing.get(local) != (origin, one.name):
            return None
        made = f"__import__({STAND_IN!r}, fromlist=['*']).stand_in"
        return "", f"{local} = {made}({_kind(old, origin, one.name)!r}, {origin!r}, {one.name!r})"

    return _imported(path, text, named) if missing else text


def _kind(old: World, origin: str, name: str) -> str:
    """Return what stands in for a name: a module, an error, a contract, a class, a function, a value."""
    if old.has(f"{origin}.{name}"):
        return "module"
    found = old.find(old.modules.get(origin), name)
    node = found[1] if found else None
    if isinstance(node, ast.ClassDef):
        if any(isinstance(one, Function) and one.name.startswith("test") for one in node.body):
            return "contract"
        bases = " ".join(map(ast.unparse, node.bases))
        return "error" if re.search(r"(Error|Exception|Warning)\b", bases) else "class"
    return "function" if isinstance(node, Function) else "value"
