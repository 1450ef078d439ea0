"""Whether one check follows from another: it takes a part, or the same, of what that compared whole."""

from __future__ import annotations

import ast
import builtins
import copy

from .checks import Check
from .words import last_word, text_of

LOSSY = frozenset(  # what keeps only a part of a value
    "len set frozenset sorted type bool any all abs round int lower upper casefold strip lstrip "
    "rstrip keys splitlines split startswith endswith replace removeprefix removesuffix".split()
)
WHOLE = frozenset("str repr list tuple dict".split())  # what keeps it, in another form


def is_part(new: Check, old: Check) -> bool:
    """Say whether a check looks at a part of what another looks at."""
    return old.subject in inner_values(new.left)


def follows(old: Check, new: Check) -> bool:
    """Say whether a new check takes the same part of both sides that an old one compared whole."""
    left, right = new.left, new.right
    if old.right is None or right is None or last_word(left) in WHOLE:
        return False
    if old.subject in new.subject and old.expected in new.expected:
        around = _around(left, old.subject)
        if around == _around(right, old.expected) and around != "_":
            return True
    whole, word = _literal(old.right), last_word(left)
    if not isinstance(left, ast.Call) or whole is None or old.subject not in inner_values(left)[:1]:
        return False
    is_method = isinstance(left.func, ast.Attribute)
    given = [_literal(one) for one in (left.args if is_method else left.args[1:])]
    try:
        made = getattr(whole if is_method else builtins, word)(*[whole][is_method:], *given)
    except (AttributeError, TypeError, ValueError):
        return False
    return bool(made == _literal(right))


def _around(node: ast.expr, part: str) -> str:
    """Return the text of an expression with a blank in the place of a part."""

    class Blank(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            is_part = isinstance(node, ast.expr) and text_of(node) == part
            return ast.Name("_") if is_part else self.generic_visit(node)

    return ast.unparse(Blank().visit(copy.deepcopy(node)))


def _literal(node: ast.expr | None) -> object:
    """Return the value that an expression is written as, None for any other."""
    try:
        return ast.literal_eval(node) if node else None
    except (ValueError, TypeError, MemoryError, RecursionError):
        return None


def inner_values(node: ast.expr) -> list[str]:
    """Return the values that an expression takes a part of, the innermost last."""
    found: list[str] = []
    while True:
        inner: ast.expr | None = None
        if isinstance(node, ast.Attribute | ast.Subscript):
            inner = node.value
        elif isinstance(node, ast.Call) and last_word(node) in (LOSSY | WHOLE if found else LOSSY):
            if isinstance(node.func, ast.Attribute):
                inner = node.func.value
            elif len(node.args) >= 1:
                inner = node.args[0]
        if inner is None:
            return found
        node = inner
        found.append(text_of(node))
