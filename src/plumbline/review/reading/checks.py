"""What one assertion checks, and how strictly."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

from .words import last_word, text_of

EXACT, APPROX, PARTIAL, NOT_NONE, TRUTH, EITHER = 5, 4, 3, 2, 1, 0
PREDICATES = frozenset(  # calls that say something of a part
    "assertIsInstance isinstance issubclass hasattr any startswith endswith issubset issuperset isdisjoint match "
    "fullmatch search".split()
)
OPPOSITES: list[tuple[type[ast.cmpop], type[ast.cmpop]]] = [
    (ast.Eq, ast.NotEq),
    (ast.Is, ast.IsNot),
    (ast.In, ast.NotIn),
    (ast.Lt, ast.GtE),
    (ast.Gt, ast.LtE),
]
NEGATED = {one: other for pair in OPPOSITES for one, other in (pair, pair[::-1])}
TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.Gt,
    ast.LtE: ast.GtE,
    ast.Gt: ast.Lt,
    ast.GtE: ast.LtE,
}


OPERATORS: dict[str, type[ast.cmpop]] = {  # what methods of unittest's TestCase compare by
    "assertEqual": ast.Eq,
    "assertNotEqual": ast.NotEq,
    "assertIs": ast.Is,
    "assertIsNot": ast.IsNot,
    "assertIsNone": ast.Is,
    "assertIsNotNone": ast.IsNot,
    "assertIn": ast.In,
    "assertNotIn": ast.NotIn,
    "assertLess": ast.Lt,
    "assertLessEqual": ast.LtE,
    "assertGreater": ast.Gt,
    "assertGreaterEqual": ast.GtE,
}
CALLS = {  # a mock's own checks, from strict to loose
    "assert_called_once_with": EXACT,
    "assert_has_calls": EXACT,
    "assert_called_with": EXACT - 1,
    "assert_any_call": PARTIAL,
    "assert_not_called": EXACT,
    "assert_called_once": PARTIAL,
    "assert_called": PARTIAL - 1,
}
UNKNOWN = object()  # what is worked out when the test runs
OTHERS = ("assertTrue", "assertFalse", "assertIsInstance", "assertAlmostEqual")
RANKED = frozenset((*OPERATORS, *CALLS, *OTHERS))  # methods that claim something known


@dataclass(frozen=True, eq=False)
class Claim:
    """What an expression says if it is true."""

    rank: int
    kind: str  # the operator, or "raises", "calls"
    left: ast.expr  # in full: the names of the test's own are replaced by what they stand for
    right: ast.expr | None = None
    guarded: bool = False  # it may not be looked at

    @cached_property
    def subject(self) -> str:
        """What it is about."""
        return text_of(self.left)

    @cached_property
    def expected(self) -> str:
        """What it is compared with."""
        return text_of(self.right) if self.right else ""

    @property
    def form(self) -> tuple[str, str, str]:
        """What makes two claims the same; an equality has no sides."""
        if self.kind == "Eq" and self.expected < self.subject:
            return self.kind, self.expected, self.subject
        return self.kind, self.subject, self.expected


@dataclass(frozen=True, eq=False)
class Check(Claim):
    """A claim, where a test makes it."""

    path: str = ""
    line: int = 0
    text: str = ""  # as it is written


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
    match left, right:
        case ast.Tuple(elts=ones), ast.Tuple(elts=others) if (
            kind is ast.Eq and len(ones) == len(others) and not _have_stars(*ones, *others)
        ):
            for one, other in zip(ones, others, strict=True):
                yield from _compared(one, kind, other)
        case _:
            yield _claim(left, kind, right)


def _have_stars(*nodes: ast.expr) -> bool:
    return any(isinstance(one, ast.Starred) for one in nodes)


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
    word, args = last_word(node), node.args
    inner = args[0] if len(args) == 1 else None
    if word == "all" and isinstance(inner, ast.GeneratorExp | ast.ListComp) and not negated:
        for one in claims(inner.elt):
            yield replace(one, guarded=True)
    elif word in ("bool", "assertTrue", "assertFalse") and args:
        yield from claims(args[0], negated != (word == "assertFalse"))
    elif word in OPERATORS and args:
        yield from _compared(args[0], OPERATORS[word], [*args, ast.Constant(None)][1])
    elif word in CALLS and isinstance(node.func, ast.Attribute):
        yield Claim(CALLS[word], "calls", node.func.value, node)
    elif word in ("isclose", "assertAlmostEqual") and len(args) > 1:
        yield Claim(APPROX, "approx", args[0], ast.Call(node.func, args[1:], node.keywords))
    elif word in PREDICATES and not negated:
        subject, *rest = args or [node]
        if isinstance(node.func, ast.Attribute) and not word.startswith(("is", "assert")):
            subject, rest = node.func.value, list(args)
        kind = "isinstance" if word == "assertIsInstance" else word
        yield Claim(PARTIAL, kind, subject, ast.Tuple(rest, ast.Load()) if rest else None)
    else:
        yield Claim(TRUTH, "not" if negated else "true", node)


def _is_plain(node: ast.expr) -> bool:
    """Say whether an expression is a written-out value."""
    return _value(node) is not UNKNOWN or number_of(node) is not None


def number_of(node: ast.expr) -> float | None:
    """Return the number that an expression is written as; a timedelta in seconds."""
    if isinstance(node, ast.Call) and last_word(node) == "timedelta":
        given = [number_of(one) for one in node.args]
        named = {key.arg: number_of(key.value) for key in node.keywords}
        try:
            return timedelta(*given, **named).total_seconds()  # type: ignore[arg-type]
        except (TypeError, OverflowError):
            return None
    value = _value(node)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _value(node: ast.expr) -> object:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, MemoryError, RecursionError):
        return UNKNOWN
