"""Expressions of tests: as words, and with names replaced by what they stand for."""

from __future__ import annotations

import ast
import hashlib
from functools import lru_cache
from typing import Any

from ...syntax import walk
from .modules import Function

KNOWN = 16384  # nodes of which something is remembered
LARGEST = 250  # nodes; what is larger stands for itself
Env = dict[str, ast.expr]


@lru_cache(maxsize=KNOWN)  # of a helper or a fixture, test after test asks the same
def text_of(node: ast.AST) -> str:
    """Return an expression as text, also one that no source could hold, put together from several."""
    try:
        return ast.unparse(node)
    except (ValueError, RecursionError):  # such as a backslash inside an f-string before 3.12
        return ast.dump(node)


def last_word(node: ast.expr) -> str:
    """Return the last word of what is called or named: `raises` for `pytest.raises(E)`."""
    target = node.func if isinstance(node, ast.Call) else node
    if isinstance(target, ast.Attribute):
        return target.attr
    return target.id if isinstance(target, ast.Name) else ""


def _put(node: Any, env: Env) -> Any:
    """Return a part of a tree with names replaced; nodes are made anew, none is touched."""
    if isinstance(node, list):
        return [_put(one, env) for one in node]
    if not isinstance(node, ast.AST) or isinstance(node, ast.expr_context):
        return node
    if isinstance(node, ast.Name):
        return env.get(node.id, node) if isinstance(node.ctx, ast.Load) else node
    made = type(node)(**{name: _put(value, env) for name, value in ast.iter_fields(node)})
    if isinstance(made, ast.Call):
        made.args = [part for one in made.args for part in _spread(one)]
        made.keywords = [part for one in made.keywords for part in _named(one)]
    return ast.copy_location(made, node)


def _spread(node: ast.expr) -> list[ast.expr]:
    """Return the arguments that one is: those of `*(1, 2)`."""
    match node:
        case ast.Starred(value=ast.Tuple(elts=parts) | ast.List(elts=parts)):
            return parts
    return [node]


def _named(node: ast.keyword) -> list[ast.keyword]:
    """Return the keywords that one is: those of `**{"a": 1}`."""
    match node:
        case ast.keyword(arg=None, value=ast.Dict(keys=keys, values=values)):
            names = [getattr(key, "value", None) for key in keys]
            if all(isinstance(name, str) for name in names):
                return [ast.keyword(*pair) for pair in zip(names, values, strict=True)]
    return [node]


@lru_cache(maxsize=KNOWN)
def names_in(node: ast.AST) -> tuple[str, ...]:
    """Return the names in an expression."""
    return tuple(one.id for one in walk(node) if isinstance(one, ast.Name))


@lru_cache(maxsize=KNOWN)
def calls_in(node: ast.AST) -> tuple[ast.Call, ...]:
    """Return the calls in a piece of code, the outer ones first."""
    return tuple(one for one in walk(node) if isinstance(one, ast.Call))


def put(node: ast.expr, env: Env) -> ast.expr:
    """Return the expression with the names of `env` replaced by what they stand for."""
    if env.keys().isdisjoint(names_in(node)):
        return node
    made: ast.expr = _put(node, env)
    if len(walk(made)) > LARGEST:
        text = hashlib.blake2b(ast.dump(made).encode(), digest_size=6).hexdigest()
        return ast.Name(f"value_{text}", ast.Load())
    return made


def swallows(handler: ast.ExceptHandler) -> bool:
    """Say whether a handler would hide a failed assertion."""
    broad = handler.type is None
    if handler.type is not None:
        parts = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        names = [last_word(part) for part in parts]
        broad = bool({"Exception", "BaseException", "AssertionError"} & set(names))
    ends = [node for node in walk(handler) if isinstance(node, ast.Raise)]
    fails = [n for n in walk(handler) if isinstance(n, ast.Call) and last_word(n) == "fail"]
    return broad and not ends and not fails


def only_fails(body: list[ast.stmt]) -> bool:
    """Say whether statements do nothing but fail the test: an assertion in other words."""
    node = body[0] if len(body) == 1 else None
    if isinstance(node, ast.Raise) and node.exc:
        return last_word(node.exc) == "AssertionError"
    is_call = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    return is_call and isinstance(node, ast.Expr) and last_word(node.value) == "fail"


def arguments(function: Function, node: ast.Call, env: Env) -> Env:
    """Return what the parameters of a function stand for in a call of it."""
    names = [one.arg for one in [*function.args.posonlyargs, *function.args.args]]
    if isinstance(node.func, ast.Attribute) and names[:1] in (["self"], ["cls"]):
        names = names[1:]
    found = dict(zip(names, (put(value, env) for value in node.args), strict=False))
    defaults = function.args.defaults
    for name, value in zip(names[len(names) - len(defaults) :], defaults, strict=False):
        found.setdefault(name, value)
    return found | {key.arg: put(key.value, env) for key in node.keywords if key.arg}
