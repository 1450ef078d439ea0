"""Whether a fake, a contract or a conftest fits the sources, by names and signatures."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from .modules import Function, Module, World, absent


def misfit(module: Module, world: World, others: Sequence[World]) -> str:
    """Return why a module of the tests does not fit a world that holds it, "" if it does.

    `others` are the worlds of the two sides: what neither has is no business of ours.
    """
    if module.tree is None:
        return "is no valid Python"
    if lost := absent(module, world, others):
        origin, name = next(iter(lost.values()))
        return f"imports {name} of {origin}, which is not there"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef) and (why := _class(module, node, world)):
            return f"{node.name} {why}"
        if isinstance(node, ast.Call) and (why := _call(module, node, world)):
            return f"calls {ast.unparse(node.func)} {why}"
    return ""


def _class(module: Module, node: ast.ClassDef, world: World) -> str:
    own = {method.name: method for method in _methods(node)}
    for owner, base in _bases(module, node, world):
        own |= {m.name: m for m in _methods(base) if m.name not in own and not _is_abstract(m)}
        if owner.path == module.path:
            continue
        for method in _methods(base):
            if not _is_abstract(method):
                continue
            mine = own.get(method.name)
            if mine is None:
                return f"has no {method.name}"
            if not mine.args.vararg and _names(mine.args) != _names(method.args):
                return f"has another {method.name}"
    return ""


def _call(module: Module, node: ast.Call, world: World) -> str:
    if any(isinstance(one, ast.Starred) for one in node.args) or any(
        not key.arg for key in node.keywords
    ):
        return ""
    found = world.follow(module, node.func)
    if found is None or found[0].path == module.path:
        return ""
    owner, target = found
    if isinstance(target, ast.ClassDef):
        return _construct(owner, target, node, world)
    if isinstance(target, Function) and not target.decorator_list:
        return _takes(target.args, node, 0)
    return ""


def _construct(owner: Module, target: ast.ClassDef, node: ast.Call, world: World) -> str:
    classes = [(owner, target), *_bases(owner, target, world)]
    for _, one in classes:
        if init := next((m for m in _methods(one) if m.name == "__init__"), None):
            return _takes(init.args, node, 1)
        marks = [ast.unparse(mark) for mark in one.decorator_list]
        if any("dataclass" in mark for mark in marks):
            fields = [f for _, c in reversed(classes) for f in _fields(c)]
            return _fits_fields(fields, node)
    return ""


def _fits_fields(fields: list[tuple[str, bool]], node: ast.Call) -> str:
    names = [name for name, _ in fields]
    given = {*names[: len(node.args)], *(key.arg for key in node.keywords if key.arg)}
    if unknown := given - {*names}:
        return f"with {sorted(unknown)[0]}, which it does not take"
    lacking = [name for name, is_free in fields if not is_free and name not in given]
    return f"without {lacking[0]}" if lacking else ""


def _takes(args: ast.arguments, node: ast.Call, bound: int) -> str:
    """Return why a function cannot be called like this; `bound` are its first, like self."""
    places = [arg.arg for arg in (*args.posonlyargs, *args.args)][bound:]
    free = places[len(places) - len(args.defaults) :] if args.defaults else []
    only = [arg.arg for arg in args.kwonlyargs]
    free += [name for name, value in zip(only, args.kw_defaults, strict=True) if value]
    if len(node.args) > len(places) and not args.vararg:
        return f"with {len(node.args)} values"
    given = {*places[: len(node.args)], *(key.arg for key in node.keywords if key.arg)}
    unknown = given - {*places, *only}
    if unknown and not args.kwarg:
        return f"with {sorted(unknown)[0]}, which it does not take"
    lacking = [name for name in (*places, *only) if name not in given and name not in free]
    return f"without {lacking[0]}" if lacking else ""


def _bases(
    module: Module, node: ast.ClassDef, world: World
) -> Iterator[tuple[Module, ast.ClassDef]]:
    for base in node.bases:
        found = world.follow(module, base)
        if found and isinstance(found[1], ast.ClassDef) and found[1] is not node:
            yield found[0], found[1]
            yield from _bases(*found, world)  # type: ignore[arg-type]


def _methods(node: ast.ClassDef) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [one for one in node.body if isinstance(one, Function)]


def _is_abstract(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any("abstract" in ast.unparse(mark) for mark in node.decorator_list)


def _names(args: ast.arguments) -> tuple[list[str], set[str]]:
    names = [arg.arg for arg in (*args.posonlyargs, *args.args)]
    return names[1:], {arg.arg for arg in args.kwonlyargs}


def _fields(node: ast.ClassDef) -> Iterator[tuple[str, bool]]:
    for one in node.body:
        is_field = isinstance(one, ast.AnnAssign) and "ClassVar" not in ast.unparse(one.annotation)
        if is_field and isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
            yield one.target.id, one.value is not None
