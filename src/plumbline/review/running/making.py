"""Make mutants of chosen lines: one small mistake each, in a text that otherwise stays as it is."""

from __future__ import annotations

import ast
import re
import warnings
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ...syntax import walk
from ..reading.modules import Def
from ..reading.words import last_word

OTHER = {  # what becomes of an operator, or of the name that is called
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "in": "not in", "not in": "in",
    "is": "is not", "is not": "is", "and": "or", "or": "and", "not": "", "~": "", "+": "-", "-": "+",
    "*": "/", "/": "*", "//": "/", "%": "/", "**": "*", "<<": ">>", ">>": "<<", "&": "|", "|": "&", "^": "&",
    "any": "all", "all": "any", "min": "max", "max": "min", "find": "rfind", "rfind": "find",
    "lower": "upper", "upper": "lower", "lstrip": "rstrip", "rstrip": "lstrip", "index": "rindex",
    "rindex": "index", "partition": "rpartition", "rpartition": "partition", "deepcopy": "copy",
    "removeprefix": "removesuffix", "removesuffix": "removeprefix", ":": " if False:",  # of a case
}  # fmt: skip
TOKEN = re.compile(rb"#.*|(is\s+not\b|not\s+in\b|[^\s()\\#]+) ?")
PRAGMA = re.compile(r"#\s*pragma:.*\bno mutate\b")
ENUMS = ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag")
UNSEEN = ("annotation", "returns", "type_params")  # they decide no value
# Decorators that may be left out with nothing to see: they are for readers, type checkers, or speed.
UNMARKED = {"abstractmethod", "overload", "override", "final", "wraps", "cache", "lru_cache"}
KNOWN = (ast.Constant, ast.JoinedStr, type(None))  # what a return that gives nothing new gives
Edit = tuple[int, int, str]  # from this byte to that one stands another text


@dataclass(frozen=True)
class Mutant:
    """A copy of a file with one small mistake."""

    path: str
    line: int
    old: str  # the line as it is
    new: str  # and with the mistake
    text: str  # the file as a whole


def make_mutants(path: str, text: str, wanted: set[int]) -> list[Mutant]:
    """Return the mutants of these lines of a text that is valid Python, its line ends plain."""
    lines, source = text.split("\n"), _Source(text)
    wanted = wanted - _spared(source.tree, lines)
    found: dict[str, Mutant] = {}
    for start, end, new in source.edits(source.tree):
        line = bisect_right(source.starts, start)
        if line not in wanted:
            continue
        changed = (source.data[:start] + new.encode() + source.data[end:]).decode()
        if changed not in (text, *found) and _is_python(changed):
            old, new = (one[line - 1].strip() for one in (lines, changed.split("\n")))
            found[changed] = Mutant(path, line, old, new, changed)
    return list(found.values())


def _is_python(text: str) -> bool:
    with warnings.catch_warnings(action="ignore"):
        try:
            compile(text, "mutant", "exec", dont_inherit=True)
        except SyntaxError:
            return False
    return True


def _spared(tree: ast.Module, lines: list[str]) -> set[int]:
    """Return the lines with the pragma; beside the head of a function or class it holds for all of it."""
    found = {number for number, line in enumerate(lines, 1) if PRAGMA.search(line)}
    for node in walk(tree) if found else ():
        if isinstance(node, Def) and {*range(node.lineno, node.body[0].lineno)} & found:
            first = min([node.lineno, *(mark.lineno for mark in node.decorator_list)])
            found |= {*range(first, (node.end_lineno or 0) + 1)}
    return found


class _Source:
    """The bytes of a text, as ast counts them."""

    def __init__(self, text: str) -> None:
        self.tree = ast.parse(text)
        self.data = text.encode("utf-8")
        self.starts = [0, *(match.end() for match in re.finditer(rb"\n", self.data))]

    def edits(self, node: ast.AST) -> Iterator[Edit]:
        """Yield the mistakes that can be made in a node, those of the outer parts first."""
        if self._is_left_out(node):
            return
        yield from (edit for place in self._places(node) for edit in self._others(*place))
        parts = (*_headers(node), *_parts(node))
        yield from ((*self._span(part), new) for part, new in parts)
        inner = [edit for child in _children(node) for edit in self.edits(child)]
        yield from inner
        if isinstance(node, ast.Return) and not (inner or isinstance(node.value, KNOWN)):
            yield *self._span(node.value), "None"

    def _places(self, node: ast.AST) -> list[tuple[int, int]]:
        """Return where the operators of a node stand, or the name that it calls."""
        operands: list[ast.expr] = node.values if isinstance(node, ast.BoolOp) else []
        match node:
            case ast.Compare(left=left, comparators=rest):
                operands = [left, *rest]
            case ast.BinOp(left=left, right=right) | ast.AugAssign(target=left, value=right):
                operands = [left, right]
            case ast.UnaryOp(operand=operand):
                return [(self._span(node)[0], self._span(operand)[0])]
            case ast.match_case(pattern=pattern, body=[first, *_]):
                return [(self._span(pattern)[1], self._span(first)[0])]
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name) as func):
                return [(self._span(func)[1] - len(name), self._span(func)[1])]
        return [(self._span(one)[1], self._span(other)[0]) for one, other in pairwise(operands)]

    def _others(self, start: int, end: int) -> Iterator[Edit]:
        for match in TOKEN.finditer(self.data, start, end):
            said = " ".join((match[1] or b"").decode().split())
            if said in OTHER:
                yield *(match.span(1) if OTHER[said] else match.span()), OTHER[said]
            elif said.endswith("=") and said[:-1] in OTHER:  # of an augmented assignment
                yield *match.span(1), f"{OTHER[said[:-1]]}="
                yield *match.span(1), "="

    def _span(self, node: ast.expr | ast.stmt | ast.pattern) -> tuple[int, int]:
        first, last = self.starts[node.lineno - 1], self.starts[(node.end_lineno or 1) - 1]
        return first + node.col_offset, last + (node.end_col_offset or 0)

    def _is_left_out(self, node: ast.AST) -> bool:
        """Say whether nothing in a node is worth a mutant, or may break the import by itself."""
        match node:
            case ast.ClassDef(bases=bases):
                return any(last_word(base) in ENUMS for base in bases)
            case ast.Assign(targets=[ast.Name(id=name), *_]):
                return name.startswith("__")
            case ast.FormattedValue(value=value):  # Python 3.11 may place it wrongly
                return self.data[slice(*self._span(value))] != ast.unparse(value).encode()
        return False


def _parts(node: ast.AST) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    """Yield a node, or a part of it, with what may stand in its place."""
    match node:
        case ast.Constant(value=bool(value)):
            yield node, str(not value)
        case ast.Constant(value=int(value) | float(value)) if value + 1 != value:
            yield node, repr(value + 1)
        case ast.Assign(value=ast.JoinedStr() | ast.Constant(value=str() | bytes())):
            pass  # texts are for people
        case ast.AnnAssign(value=ast.JoinedStr() | ast.Constant(value=str() | bytes())):
            pass
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
            yield value, '""' if ast.unparse(value) == "None" else "None"
        case ast.Break() | ast.Continue():
            yield node, "return" if isinstance(node, ast.Break) else "break"
        case ast.Lambda(body=body):
            yield body, "None"
        case ast.IfExp(test=test) | ast.match_case(guard=ast.expr() as test):
            yield test, "False"
            yield test, "True"


def _headers(node: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """Yield what a header decides by, with what may stand in its place."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield from ((mark, "(lambda made: made)") for mark in _marks(node))
        case ast.ExceptHandler(type=ast.expr() as kind):
            yield kind, "()"
        case ast.withitem(context_expr=entered) if "lock" not in ast.unparse(entered).lower():
            yield entered, '__import__("contextlib").nullcontext()'
        case ast.arguments():
            for one in (*node.defaults, *filter(None, node.kw_defaults)):
                if not isinstance(one, ast.Constant):
                    yield one, "None"
                elif isinstance(one.value, str) and one.value:
                    yield one, '""'


def _marks(node: Def) -> list[ast.expr]:
    return [mark for mark in node.decorator_list if last_word(mark) not in UNMARKED]


def _children(node: ast.AST) -> Iterator[ast.AST]:
    for name, value in ast.iter_fields(node):
        marks = _marks(node) if name == "decorator_list" and isinstance(node, Def) else value
        for child in marks if isinstance(marks, list) else [marks]:
            is_default = isinstance(child, ast.Constant) or not isinstance(node, ast.arguments)
            if isinstance(child, ast.AST) and name not in UNSEEN and is_default:
                yield child
