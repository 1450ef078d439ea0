"""Fakes that became kinder than they were: an error less, a copy less."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from ...syntax import nodes_in
from ..reading.collect import Suite
from ..reading.modules import Function
from ..reading.words import last_word
from .finding import Finding

COPIES = frozenset("list dict set tuple frozenset sorted copy deepcopy replace".split())
Methods = dict[str, Function]


@dataclass
class Deeds:
    """What a method does that makes a fake strict, with the methods of its class that it calls."""

    raised: set[str] = field(default_factory=set)
    copied: set[str] = field(default_factory=set)  # what is kept or given as a copy
    bare: set[str] = field(default_factory=set)  # what is kept or given as it is


def kinder_fakes(base: Suite, head: Suite, folder: str) -> Iterator[Finding]:
    """Yield a finding for each method of a fake that raises or copies less than in the base."""
    for name, (path, node) in head.classes.items():
        if (
            name not in base.classes
            or base.classes[name][1] is node
            or not path.startswith(f"{folder}/")
        ):
            continue
        then, now = _methods(base.classes[name][1]), _methods(node)
        for method in now.keys() & then.keys():
            if method[0] != "_" or method == "__init__":
                was, deeds = _deeds(then, method), _deeds(now, method)
                for text in _kinder(was, deeds):
                    yield Finding(path, now[method].lineno, f"{name}.{method} {text}")


def _kinder(was: Deeds, now: Deeds) -> Iterator[str]:
    for error in sorted(was.raised - now.raised):
        yield f"raises no {error} any more; restore it, or a test will pass that must not"
    for what in sorted(was.copied & now.bare - now.copied):
        yield f"copies no more what it keeps or gives: {what}; restore the copy"


def _methods(node: ast.ClassDef) -> Methods:
    return {one.name: one for one in node.body if isinstance(one, Function)}


def _deeds(methods: Methods, name: str) -> Deeds:
    deeds, waiting, seen = Deeds(), [name], set[str]()
    while waiting:
        if (current := waiting.pop()) in seen or current not in methods:
            continue
        seen.add(current)
        for node in nodes_in(methods[current]):
            match node:
                case ast.Raise(exc=ast.expr() as error):
                    named = last_word(error)[:1].isupper()
                    deeds.raised.add(last_word(error) if named else ast.unparse(error))
                case ast.Assert():
                    deeds.raised.add("AssertionError")
                case ast.Return(value=ast.expr() as value) | ast.Assign(value=value):
                    inner = _copied(value)
                    (deeds.copied if inner else deeds.bare).add(ast.unparse(inner or value))
                case ast.Attribute(value=ast.Name(), attr=called):
                    waiting.append(called)  # a method of its own, or a property
    return deeds


def _copied(value: ast.expr) -> ast.expr | None:
    """Return what a value is a copy of, if it is one."""
    match value:
        case ast.Call(args=[inner, *_]) if last_word(value) in COPIES:
            return inner
        case ast.Call(func=ast.Attribute(value=inner)) if last_word(value) in COPIES:
            return inner  # x.copy()
        case ast.Subscript(value=inner, slice=ast.Slice(lower=None, upper=None)):
            return inner
    return None
