"""A file of tests in the names of the other side: what it imports and calls, line for line."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Set

from .modules import Function, Module, World, imported_modules
from .renames import Renames

Edit = tuple[int, int, str]  # from, to, in bytes, and what stands there now
STAND_IN = "plumbline.review.running.absent"


def translate(path: str, text: str, renames: Renames, other: World) -> str:
    """Return the text with everything called as `other` calls it; what it defines has both names."""
    module = Module(path, text)
    if module.tree is None or not renames:
        return text
    editor = Editor(module)
    edits = [*_imports(editor, renames), *_uses(editor, renames, other.arguments)]
    aliases = [
        f"{new} = {old}"
        for (owner, old), (_, new) in renames.names.items()
        if owner == module.name and old != new and old in module.defined
    ]
    return editor.apply(edits) + "".join(f"{line}\n" for line in aliases)


def stand_in(path: str, text: str, missing: Mapping[str, tuple[str, str]], old: World) -> str:
    """Return the text with stand-ins for what it imports and nobody has: local name, module, name."""
    module = Module(path, text)
    if module.tree is None or not missing:
        return text
    editor = Editor(module)
    edits = []
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.ImportFrom) or node.col_offset and _in_function(module, node):
            continue
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
            edits.append(editor.replace(node, "; ".join(parts)))
    return editor.apply(edits)


class Editor:
    """Changes places of a text by the positions of its tree."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.data = module.text.encode("utf-8")
        self.starts = [0]
        for line in self.data.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))

    def place(self, line: int, column: int) -> int:
        """Return where a place of the tree stands in the bytes."""
        return self.starts[line - 1] + column

    def span(self, node: ast.stmt | ast.expr | ast.keyword) -> tuple[int, int]:
        """Return where a node begins and ends."""
        end = self.place(node.end_lineno or node.lineno, node.end_col_offset or 0)
        return self.place(node.lineno, node.col_offset), end

    def replace(self, node: ast.stmt, text: str) -> Edit:
        """Put another statement, of one line, in the place of one; no line below it moves."""
        return (*self.span(node), text + "\n" * ((node.end_lineno or node.lineno) - node.lineno))

    def apply(self, edits: list[Edit]) -> str:
        """Return the text with these changes."""
        data, end = self.data, len(self.data) + 1
        for start, stop, text in sorted(edits, reverse=True):
            if stop <= end:  # one that lies in another is left out
                data, end = data[:start] + text.encode("utf-8") + data[stop:], start
        return data.decode("utf-8")


def _imports(editor: Editor, renames: Renames) -> Iterator[Edit]:
    module = editor.module
    for node in ast.walk(module.tree) if module.tree else ():
        if isinstance(node, ast.ImportFrom):
            origin = module.origin(node)
            named = [(alias, renames.name(origin, alias.name)) for alias in node.names]
            if any(found != (origin, alias.name) for alias, found in named):
                parts = [
                    f"from {where} import {name}"
                    + (f" as {a.asname or a.name}" if (a.asname or a.name) != name else "")
                    for a, (where, name) in named
                ]
                yield editor.replace(node, "; ".join(parts))
        elif isinstance(node, ast.Import) and any(
            alias.name in renames.modules and alias.asname for alias in node.names
        ):
            parts = [
                renames.module(a.name) + (f" as {a.asname}" if a.asname else "") for a in node.names
            ]
            yield editor.replace(node, f"import {', '.join(parts)}")


def _uses(editor: Editor, renames: Renames, taken: Set[str]) -> Iterator[Edit]:
    """Yield the changes of attributes, keywords, methods, and of modules named in texts."""
    module = editor.module
    owners = imported_modules(module)
    for node in ast.walk(module.tree) if module.tree else ():
        if isinstance(node, ast.Attribute):
            yield from _attribute(editor, node, renames, owners)
        elif isinstance(node, ast.Call):
            yield from _call(editor, node, renames, taken, owners)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _text(editor, node, renames)
        elif isinstance(node, ast.ClassDef):
            yield from _methods(editor, node, renames)


def _attribute(
    editor: Editor, node: ast.Attribute, renames: Renames, owners: Mapping[str, str]
) -> Iterator[Edit]:
    owner = owners.get(node.value.id) if isinstance(node.value, ast.Name) else None
    if owner:
        _, new = renames.name(owner, node.attr)
    else:
        new = renames.fields.get(node.attr, node.attr)
    if new != node.attr:
        end = editor.span(node)[1]
        yield end - len(node.attr.encode()), end, new


def _methods(editor: Editor, node: ast.ClassDef, renames: Renames) -> Iterator[Edit]:
    for inner in node.body:
        if isinstance(inner, Function) and inner.name in renames.fields:
            start = editor.place(inner.lineno, inner.col_offset)
            if found := re.compile(rb"def\s+").search(editor.data, start):
                end = found.end() + len(inner.name.encode())
                yield found.end(), end, renames.fields[inner.name]


def _call(
    editor: Editor, node: ast.Call, renames: Renames, taken: Set[str], owners: Mapping[str, str]
) -> Iterator[Edit]:
    called = ast.unparse(node.func).rpartition(".")[2]
    ours = isinstance(node.func, ast.Attribute) or called in owners
    makes = called == "replace" or called[:1].isupper()
    for key in node.keywords:
        if key.arg:
            new = renames.fields.get(key.arg) if makes else None
            if new is None and ours and key.arg not in taken:
                new = renames.parameters.get(key.arg)
            if new:
                start = editor.span(key)[0]
                yield start, start + len(key.arg.encode()), new
    if len(node.args) > 1 and isinstance(node.args[0], ast.Name):  # setattr(module, "name", ...)
        owner, text = owners.get(node.args[0].id), node.args[1]
        if owner and isinstance(text, ast.Constant) and isinstance(text.value, str):
            _, new = renames.name(owner, text.value)
            if new != text.value:
                yield (*editor.span(text), repr(new))


def _text(editor: Editor, node: ast.Constant, renames: Renames) -> Iterator[Edit]:
    if node.lineno != node.end_lineno:
        return
    start, end = editor.span(node)
    text = editor.data[start:end].decode("utf-8")
    new = text
    for was, now in renames.modules.items():
        new = re.sub(rf"(?<![\w.]){re.escape(was)}(?!\w)", now, new) if was in new else new
    if new != text and text[:1] in "\"'":
        yield start, end, new


def _in_function(module: Module, node: ast.ImportFrom) -> bool:
    return any(
        isinstance(one, Function) and any(inner is node for inner in ast.walk(one))
        for one in ast.walk(module.tree)  # type: ignore[arg-type]
    )


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
