"""Fakes that became kinder than they were: an error less, a copy less."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..reading.collect import Suite
from ..reading.modules import Function
from ..reading.words import last_word
from .finding import Finding

COPIES = frozenset("list dict set tuple frozenset sorted copy deepcopy replace".split())


@dataclass
class Deeds:
    """What a method does that makes a fake strict."""

    raised: set[str] = field(default_factory=set)
    stored: set[str] = field(default_factory=set)  # "self._x = copy of x"
    returned: set[str] = field(default_factory=set)  # "copy of self._x"
    bare: set[str] = field(default_factory=set)  # the same without a copy


def kinder_fakes(base: Suite, head: Suite, folder: str) -> Iterator[Finding]:
    """Yield a finding for each method of a fake that raises or copies less than in the base."""
    before = dict(_classes(base, folder))
    for name, (path, node) in _classes(head, folder):
        if name not in before:
            continue
        _, old = before[name]
        then, now = _methods(old), _methods(node)
        for method, function in now.items():
            if method in then and not (method.startswith("_") and method != "__init__"):
                was, deeds = _deeds(then, method, old), _deeds(now, method, node)
                yield from _compare(path, f"{name}.{method}", function, was, deeds)


def _compare(path: str, name: str, node: Function, was: Deeds, now: Deeds) -> Iterator[Finding]:
    for error in sorted(was.raised - now.raised):
        text = f"{name} raises no {error} any more; restore it, or a test will pass that must not"
        yield Finding(path, node.lineno, text)
    for deed in sorted((was.stored & now.bare) | (was.returned & now.bare)):
        text = f"{name} copies no more what it keeps or gives: {deed}; restore the copy"
        yield Finding(path, node.lineno, text)


def _classes(suite: Suite, folder: str) -> Iterator[tuple[str, tuple[str, ast.ClassDef]]]:
    for path, module in suite.modules.items():
        if path.startswith(f"{folder}/"):
            for node in module.body:
                if isinstance(node, ast.ClassDef):
                    yield node.name, (path, node)


def _methods(node: ast.ClassDef) -> dict[str, Function]:
    return {one.name: one for one in node.body if isinstance(one, Function)}


def _deeds(methods: dict[str, Function], name: str, owner: ast.ClassDef) -> Deeds:
    """Return what a method does, with the methods of its own class that it calls."""
    deeds, waiting, seen = Deeds(), [name], set()
    while waiting:
        current = waiting.pop()
        if current in seen or current not in methods:
            continue
        seen.add(current)
        for node in _live(methods[current].body):
            _note(node, deeds)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if ast.unparse(node.func.value) in ("self", "cls", owner.name):
                    waiting.append(node.func.attr)
            elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == "self":
                waiting.append(node.attr)  # a property
    return deeds


def _live(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Yield all nodes below statements but those that surely never run."""
    for node in body:
        yield from _below(node)
        if isinstance(node, ast.Return | ast.Raise):
            return


def _below(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    if isinstance(node, ast.If) and isinstance(node.test, ast.Constant):
        yield from _live(node.body if node.test.value else node.orelse)
        return
    for name, value in ast.iter_fields(node):
        if isinstance(value, list) and name in ("body", "orelse", "finalbody"):
            yield from _live([one for one in value if isinstance(one, ast.stmt)])
            yield from (
                part for one in value if not isinstance(one, ast.stmt) for part in _below(one)
            )
        elif isinstance(value, list):
            yield from (part for one in value if isinstance(one, ast.AST) for part in _below(one))
        elif isinstance(value, ast.AST):
            yield from _below(value)


def _note(node: ast.AST, deeds: Deeds) -> None:
    if isinstance(node, ast.Raise) and node.exc:
        text = ast.unparse(node.exc)
        deeds.raised.add(last_word(node.exc) if last_word(node.exc)[:1].isupper() else text)
    elif isinstance(node, ast.Assert):
        deeds.raised.add("AssertionError")
    elif isinstance(node, ast.Return) and node.value:
        _copied(node.value, "return ", deeds.returned, deeds)
    elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        _copied(node.value, f"{ast.unparse(target)} = ", deeds.stored, deeds)


def _copied(value: ast.expr, start: str, copies: set[str], deeds: Deeds) -> None:
    inner: ast.expr | None = None
    if isinstance(value, ast.Call) and last_word(value) in COPIES:
        inner = value.args[0] if value.args else None
        if inner is None and isinstance(value.func, ast.Attribute):
            inner = value.func.value  # x.copy()
    elif isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Slice):
        whole = value.slice.lower is None and value.slice.upper is None
        inner = value.value if whole else None
    if inner is None:
        deeds.bare.add(start + ast.unparse(value))
    else:
        copies.add(start + ast.unparse(inner))
