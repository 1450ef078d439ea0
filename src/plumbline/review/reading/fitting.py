"""Whether a fake, a contract or a conftest fits the sources, by names and signatures."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from ...syntax import nodes_in
from .modules import Function, Module, World, absent


def fits(module: Module, world: World, others: Sequence[World]) -> bool:
    """Say whether a module of the tests fits a world that holds it.

    `others` are the worlds of the two sides: what neither has is no business of ours.
    """
    if module.tree is None or absent(module, world, others):
        return False
    nodes = [*nodes_in(module.tree)]
    return all(
        _is_whole(module, node, world) for node in nodes if isinstance(node, ast.ClassDef)
    ) and all(_may_call(module, node, world) for node in nodes if isinstance(node, ast.Call))


def offers(module: Module) -> dict[str, str]:
    """Return the public functions, methods and fields of a module with what they take.

    What a constructor takes counts, private as it may look.
    """
    found = {}
    for name, node in module.defined.items():
        if isinstance(node, Function):
            found[name] = ast.unparse(node.args)
        elif isinstance(node, ast.ClassDef):
            found |= {f"{name}.{one.name}": ast.unparse(one.args) for one in _methods(node)}
            fields = ((ast.unparse(one.target), one.annotation) for one in _fields(node))
            found |= {f"{name}.{field}": ast.unparse(kind) for field, kind in fields}
    last = {name: name.rpartition(".")[2] for name in found}
    return {k: v for k, v in found.items() if last[k][0] != "_" or last[k] == "__init__"}


def _is_whole(module: Module, node: ast.ClassDef, world: World) -> bool:
    """Say whether a class has all that its bases elsewhere ask for, with their parameters."""
    own = {method.name: method for method in _methods(node)}
    for owner, base in _bases(module, node, world):
        own |= {m.name: m for m in _methods(base) if m.name not in own and not _is_abstract(m)}
        for method in _methods(base) if owner.path != module.path else ():
            mine = own.get(method.name)
            if _is_abstract(method) and (
                mine is None or not (mine.args.vararg or _names(mine.args) == _names(method.args))
            ):
                return False
    return True


def _may_call(module: Module, node: ast.Call, world: World) -> bool:
    """Say whether what a call names in another module takes what it is given."""
    found = world.follow(module, node.func)
    is_open = any(isinstance(one, ast.Starred) for one in node.args)
    is_open |= any(key.arg is None for key in node.keywords)
    if found is None or found[0].path == module.path or is_open:
        return True
    taken = _taken_by(*found, world)
    return taken is None or _takes(*taken, node)


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
            fields = [field for kind in reversed(classes) for field in _fields(kind)]
            names = [ast.arg(ast.unparse(field.target)) for field in fields]
            free = [field.value for field in fields if field.value]
            return ast.arguments([], names, None, [], [], None, free), 0
    return None


def _takes(args: ast.arguments, bound: int, node: ast.Call) -> bool:
    """Say whether a function can be called like this; `bound` are its first, like self."""
    places = [arg.arg for arg in (*args.posonlyargs, *args.args)][bound:]
    only = [arg.arg for arg in args.kwonlyargs]
    given = {*places[: len(node.args)], *(key.arg for key in node.keywords)}
    needed = {*places[: len(places) - len(args.defaults)]}
    needed |= {name for name, value in zip(only, args.kw_defaults, strict=True) if not value}
    is_few = len(node.args) <= len(places) or args.vararg is not None
    return is_few and needed <= given and (given <= {*places, *only} or args.kwarg is not None)


def _bases(
    module: Module, node: ast.ClassDef, world: World
) -> Iterator[tuple[Module, ast.ClassDef]]:
    for base in node.bases:
        found = world.follow(module, base)
        if found and isinstance(found[1], ast.ClassDef) and found[1] is not node:
            yield found[0], found[1]
            yield from _bases(*found, world)  # type: ignore[arg-type]


def _methods(node: ast.ClassDef) -> list[Function]:
    return [one for one in node.body if isinstance(one, Function)]


def _is_abstract(node: Function) -> bool:
    return any("abstract" in ast.unparse(mark) for mark in node.decorator_list)


def _names(args: ast.arguments) -> tuple[list[str], set[str]]:
    names = [arg.arg for arg in (*args.posonlyargs, *args.args)]
    return names[1:], {arg.arg for arg in args.kwonlyargs}


def _fields(node: ast.ClassDef) -> list[ast.AnnAssign]:
    fields = [one for one in node.body if isinstance(one, ast.AnnAssign)]
    return [one for one in fields if "ClassVar" not in ast.unparse(one.annotation)]
