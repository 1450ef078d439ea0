"""Paths that a file builds from its own, `__file__`, and what they must be in another folder."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .ties import OWN, Parts

PATHS = ("Path", "PurePath", "pathlib.Path", "pathlib.PurePath")
SAME = ("resolve", "absolute")  # methods of a path
ALIKE = ("abspath", "realpath", "normpath")  # functions of os.path
OF_ITSELF = ("name", "stem", "suffix", "exists", "read_text", "read_bytes", "open")


@dataclass(frozen=True)
class _Own:
    """An expression that says the file or a folder above it."""

    text: str  # of the file itself
    ups: int = 0  # folders above it
    dirname: str = ""  # the function that says them; nothing where it is a Path


def own_paths(tree: ast.Module, old: Parts, new: Parts) -> Iterator[tuple[ast.expr, str | None]]:
    """Yield each expression that says a folder above the file, and its text in the new folder.

    The text is None where nobody can tell.
    """
    todo: list[tuple[ast.AST, ast.AST]] = [(tree, tree)]
    while todo:
        node, above = todo.pop()
        own = _read(node) if isinstance(node, ast.expr) else None
        if own is None or not isinstance(node, ast.expr):
            todo += [(child, node) for child in ast.iter_child_nodes(node)]
        elif own.ups:
            yield node, _written(own, old, new)
        elif not (isinstance(above, ast.Attribute) and above.attr in OF_ITSELF):
            yield node, None


def _read(node: ast.expr) -> _Own | None:
    match node:
        case ast.Name(id=name):
            return _Own(name) if name == OWN else None
        case ast.Attribute(value=value, attr="parent"):
            own = _read(value)
            return own and replace(own, ups=own.ups + 1, dirname="")
        case ast.Subscript(
            value=ast.Attribute(value=value, attr="parents"), slice=ast.Constant(value=int(index))
        ):
            own = _read(value)
            return own and replace(own, ups=own.ups + index + 1, dirname="")
        case ast.Call(func=ast.Attribute(value=value, attr=name), args=[]) if name in SAME:
            own = _read(value)
            return own and replace(own, text=f"{own.text}.{name}()")
        case ast.Call(func=function, args=[value], keywords=[]):
            own, said = _read(value), ast.unparse(function)
            last = said.rpartition(".")[2]
            if own and last == "dirname":
                return replace(own, ups=own.ups + 1, dirname=said)
            if own and (said in PATHS or last in ALIKE):
                return replace(
                    own, text=f"{said}({own.text})", dirname=own.dirname if last in ALIKE else ""
                )
    return None


def _written(own: _Own, old: Parts, new: Parts) -> str | None:
    above = own.ups - 1
    wanted = old[: max(0, len(old) - above)]
    common = 0
    while common < min(len(wanted), len(new)) and wanted[common] == new[common]:
        common += 1
    ups = len(new) - common + max(0, above - len(old))
    rest = "/".join(wanted[common:])
    if not own.dirname:
        text = f"{own.text}.parents[{ups}]" if ups else f"{own.text}.parent"
        return f'({text} / "{rest}")' if rest else text
    text = f"{own.dirname}(" * (ups + 1) + own.text + ")" * (ups + 1)
    if rest and own.dirname == "dirname":
        return None  # whether join was imported too, nobody knows
    return f'{own.dirname.removesuffix("dirname")}join({text}, "{rest}")' if rest else text
