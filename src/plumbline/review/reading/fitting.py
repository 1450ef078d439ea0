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
    taken = _taken_by(*found, world)
    return _takes(*taken, node) if taken else ""


def _taken_by(owner: Module, target: ast.stmt, world: World) -> tuple[ast.arguments, int] | None:
    """Return what a function or class takes, and how many of it are bound, like self."""
    if isinstance(target, Function):
        return None if target.decorator_list else (target.args, 0)
    if not isinstance(target, ast.ClassDef):
        return None
    classes = [target, *(base for _, base in _bases(owner, target, world))]
    for one in classes:
        if init := next((m for m in _methods(one) if m.name == "__init__"), None):
            return init.args, 1
        if any("dataclass" in ast.unparse(mark) for mark in one.decorator_list):
            fields = sorted((f for c in reversed(classes) for f in _fields(c)), key=lambda f: f[1])
            names, free = [ast.arg(name) for name, _ in fields], [f for f in fields if f[1]]
            none = ast.Constant(None)
            return ast.arguments([], names, None, [], [], None, [none] * len(free)), 0
    return None


def _takes(args: ast.arguments, bound: int, node: ast.Call) -> str:
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
