"""What one assertion checks, and how strictly."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from .words import last_word

EXACT, APPROX, PARTIAL, NOT_NONE, TRUTH, EITHER = 5, 4, 3, 2, 1, 0
PREDICATES = frozenset(  # calls that say something of a part
    "isinstance issubclass hasattr any startswith endswith issubset issuperset isdisjoint match "
    "fullmatch search".split()
)
NEGATED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
}
TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.Gt,
    ast.LtE: ast.GtE,
    ast.Gt: ast.Lt,
    ast.GtE: ast.LtE,
}


@dataclass(frozen=True, eq=False)
class Claim:
    """What an expression says if it is true."""

    rank: int
    kind: str  # the operator, or "raises", "calls"
    subject: ast.expr
    expected: ast.expr | None = None
    guarded: bool = False  # it may not be looked at


@dataclass(frozen=True, eq=False)
class Check:
    """A claim, where a test makes it."""

    rank: int
    kind: str
    subject: str  # in full: the names of the test's own are replaced by what they stand for
    expected: str
    path: str
    line: int
    text: str  # as it is written
    guarded: bool
    left: ast.expr
    right: ast.expr | None

    @property
    def form(self) -> tuple[str, str, str]:
        """What makes two checks the same; an equality has no sides."""
        if self.kind == "Eq" and self.expected < self.subject:
            return self.kind, self.expected, self.subject
        return self.kind, self.subject, self.expected


def claims(node: ast.expr, negated: bool = False) -> Iterator[Claim]:
    """Yield what is claimed where a true expression is asserted."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield from claims(node.operand, not negated)
    elif isinstance(node, ast.BoolOp):
        if isinstance(node.op, ast.And) != negated:
            for value in node.values:
                yield from claims(value, negated)
        else:
            yield Claim(EITHER, "or", node)
    elif isinstance(node, ast.Compare) and not (negated and len(node.ops) > 1):
        left = node.left
        for op, right in zip(node.ops, node.comparators, strict=True):
            kind = NEGATED[type(op)] if negated else type(op)
            yield from _compared(left, kind, right)
            left = right
    elif isinstance(node, ast.NamedExpr):
        yield from claims(node.value, negated)
    elif isinstance(node, ast.Call):
        yield from _called(node, negated)
    elif not (isinstance(node, ast.Constant) and bool(node.value) != negated):
        yield Claim(TRUTH, "not" if negated else "true", node)


def _compared(left: ast.expr, kind: type[ast.cmpop], right: ast.expr) -> Iterator[Claim]:
    if _is_plain(left) and not _is_plain(right):  # what the test is about stands first
        if kind in (ast.In, ast.NotIn):
            yield Claim(PARTIAL, kind.__name__ + "Of", right, left)
            return
        left, kind, right = right, TURNED.get(kind, kind), left
    if kind is ast.Eq and _are_parts(left, right):
        for one, other in zip(left.elts, right.elts, strict=True):  # type: ignore[attr-defined]
            yield from _compared(one, kind, other)
    else:
        yield _claim(left, kind, right)


def _are_parts(left: ast.expr, right: ast.expr) -> bool:
    """Say whether two tuples are written out, part by part."""
    if not (isinstance(left, ast.Tuple) and isinstance(right, ast.Tuple)):
        return False
    stars = [one for one in [*left.elts, *right.elts] if isinstance(one, ast.Starred)]
    return len(left.elts) == len(right.elts) and not stars


def _claim(left: ast.expr, kind: type[ast.cmpop], right: ast.expr) -> Claim:
    value = right.value if isinstance(right, ast.Constant) else ...
    if kind in (ast.Eq, ast.Is):
        if isinstance(value, bool):
            return Claim(TRUTH, "true" if value else "not", left)
        if kind is ast.Eq and last_word(right) in ("approx", "isclose"):
            return Claim(APPROX, "approx", left, right)
        if kind is ast.Eq and last_word(right) == "ANY":
            return Claim(TRUTH, "any", left)
        return Claim(EXACT, "Eq", left, right)
    if kind in (ast.IsNot, ast.NotEq) and value is None:
        return Claim(NOT_NONE, "IsNot", left, right)
    return Claim(PARTIAL, kind.__name__, left, right)


def _called(node: ast.Call, negated: bool) -> Iterator[Claim]:
    word = last_word(node)
    inner = node.args[0] if len(node.args) == 1 else None
    if word == "all" and isinstance(inner, ast.GeneratorExp | ast.ListComp) and not negated:
        for one in claims(inner.elt):
            yield Claim(one.rank, one.kind, one.subject, one.expected, guarded=True)
    elif word == "bool" and inner is not None:
        yield from claims(inner, negated)
    elif word == "isclose" and len(node.args) == 2:
        approx = ast.Call(node.func, node.args[1:], node.keywords)
        yield Claim(APPROX, "approx", node.args[0], approx)
    elif word in PREDICATES and not negated:
        subject, *rest = node.args or [node]
        if isinstance(node.func, ast.Attribute) and not word.startswith("is"):
            subject, rest = node.func.value, list(node.args)
        yield Claim(PARTIAL, word, subject, ast.Tuple(rest, ast.Load()) if rest else None)
    else:
        yield Claim(TRUTH, "not" if negated else "true", node)


def _is_plain(node: ast.expr) -> bool:
    """Say whether an expression is a written-out value."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return all(map(_is_plain, node.elts))
    if isinstance(node, ast.Dict):
        return all(key is not None and _is_plain(key) for key in node.keys) and all(
            map(_is_plain, node.values)
        )
    if isinstance(node, ast.UnaryOp):
        return _is_plain(node.operand)
    return isinstance(node, ast.Constant)


def unittest_claims(node: ast.Call) -> list[Claim] | None:
    """Return what a method of unittest's TestCase claims; None for any other call."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    plain = name.removesuffix("s") if name.endswith("Equals") else name
    first, second = [*node.args, None, None][:2]
    compared: dict[str, type[ast.cmpop]] = {
        "assertEqual": ast.Eq,
        "assertNotEqual": ast.NotEq,
        "assertIs": ast.Is,
        "assertIsNot": ast.IsNot,
        "assertIn": ast.In,
        "assertNotIn": ast.NotIn,
        "assertLess": ast.Lt,
        "assertLessEqual": ast.LtE,
        "assertGreater": ast.Gt,
        "assertGreaterEqual": ast.GtE,
    }
    kinds = ("List", "Dict", "Tuple", "Set", "Sequence", "MultiLine", "Count")
    if plain in [f"assert{kind}Equal" for kind in kinds]:
        plain = "assertEqual"
    if plain in compared and first is not None and second is not None:
        return list(_compared(first, compared[plain], second))
    if plain in ("assertTrue", "assertFalse") and first is not None:
        return list(claims(first, plain == "assertFalse"))
    if plain in ("assertIsNone", "assertIsNotNone") and first is not None:
        kind = ast.Is if plain == "assertIsNone" else ast.IsNot
        return list(_compared(first, kind, ast.Constant(None)))
    if plain == "assertIsInstance" and first is not None:
        return [Claim(PARTIAL, "isinstance", first, second)]
    if plain == "assertAlmostEqual" and first is not None and second is not None:
        return [Claim(APPROX, "approx", first, ast.Call(node.func, [second], node.keywords))]
    return None
