"""Empty the body of each changed function: what stands there instead is the zero of what it returns."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set
from dataclasses import dataclass

from ...syntax import parsed
from ..reading.words import last_word
from .making import PRAGMA, Mutant

ZEROS = {  # what a function of this type gives when it does nothing; a second that is none of its zeros
    "bool": ("False", "True"), "TypeIs": ("False", "True"), "TypeGuard": ("False", "True"), "int": ("0", "1"), "float": ("0.0", "1.0"), "str": ('""', '"?"'),
    "bytes": ('b""', 'b"?"'), "list": ("[]",), "List": ("[]",), "Sequence": ("()",), "tuple": ("()",),
    "Tuple": ("()",), "dict": ("{}",), "Dict": ("{}",), "Mapping": ("{}",), "set": ("set()",),
    "frozenset": ("frozenset()",), "Iterable": ("()",), "Iterator": ("iter(())",),
    "Collection": ("()",), "Set": ("frozenset()",),
}  # fmt: skip
STUBS = ("abstractmethod", "overload", "abstractproperty", "fixture")
MAKING = ("__init__", "__post_init__", "__new__", "__init_subclass__")
UNSEEN = ("__repr__", "__rich_repr__", "__del__")  # for people, or for nobody
TALKING = ("log", "logger", "logging", "_log", "_logger", "LOG", "LOGGER", "warnings")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Emptied:
    """A function, and the copies of its file in which it does nothing."""

    name: str  # Class.method
    line: int
    lines: range  # of its body
    mutants: tuple[Mutant, ...]


def empty_functions(path: str, text: str, changed: Set[int]) -> list[Emptied]:
    """Return the functions of a text whose bodies have a changed line, each with itself emptied."""
    lines = text.split("\n")
    found = []
    tree, _ = parsed(text)
    for name, node in _functions(tree.body if tree else [], ""):
        body = node.body[ast.get_docstring(node, clean=False) is not None :]
        if not body or not _is_worth_it(node, body):
            continue
        first = min([body[0].lineno, *(one.lineno for one in _marks(body[0]))])
        inside = range(first, (node.end_lineno or first) + 1)
        head = "\n".join(lines[node.lineno - 1 : first])
        if changed.isdisjoint(inside) or PRAGMA.search(head):
            continue
        made = [_emptied(path, lines, node, first, body[0], said) for said in _instead(node)]
        found.append(Emptied(name, node.lineno, inside, tuple(made)))
    return found


def _functions(body: list[ast.stmt], prefix: str) -> Iterator[tuple[str, Function]]:
    """Yield the functions and methods, those inside functions left out."""
    for node in body:
        if isinstance(node, Function):
            yield prefix + node.name, node
        elif isinstance(node, ast.ClassDef):
            if not any(last_word(base) == "Protocol" for base in node.bases):
                yield from _functions(node.body, f"{prefix}{node.name}.")
        elif isinstance(node, ast.If | ast.Try):
            yield from _functions([*node.body, *node.orelse], prefix)


def _marks(node: ast.stmt) -> list[ast.expr]:
    return getattr(node, "decorator_list", [])


def _is_worth_it(node: Function, body: list[ast.stmt]) -> bool:
    """Say whether a function does anything that a test could miss."""
    if any(last_word(mark) in STUBS for mark in node.decorator_list) or node.name in UNSEEN:
        return False
    if node.name in MAKING and all(map(_only_keeps, body)):
        return False
    return not all(map(_does_nothing, body))


def _only_keeps(node: ast.stmt) -> bool:
    """Say whether a statement of a constructor only keeps what was given, or asks its base to."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Call) and ast.unparse(node.value.func)[:6] == "super("
    return isinstance(node, ast.Assign | ast.AnnAssign)


def _does_nothing(node: ast.stmt) -> bool:
    match node:
        case ast.Pass() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Return(value=None | ast.Constant() | ast.Name()):  # like `return self`
            return True
        case ast.Return(value=ast.List(elts=[]) | ast.Tuple(elts=[]) | ast.Dict(keys=[])):
            return True
        case ast.Raise(exc=ast.expr() as error):
            return last_word(error) == "NotImplementedError"
        case ast.Expr(value=ast.Call(func=func)):
            return ast.unparse(func).removeprefix("self.").partition(".")[0] in TALKING
    return False


def _instead(node: Function) -> tuple[str, ...]:
    """Return the statements that may stand for a body, none of which a good test lets pass."""
    if any(isinstance(part, ast.Yield | ast.YieldFrom) for part in _own(node)):
        managed = any("contextmanager" in last_word(mark) for mark in node.decorator_list)
        return ("yield",) if managed else ("return; yield",)
    returns = node.returns
    if isinstance(returns, ast.Constant) and isinstance(returns.value, str):
        return tuple(f"return {zero}" for zero in ZEROS.get(returns.value, ("None",)))
    kind = returns.value if isinstance(returns, ast.Subscript) else returns
    word = ast.unparse(kind).rpartition(".")[2] if kind else ""
    return tuple(f"return {zero}" for zero in ZEROS.get(word, ("None",)))


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what is below a function, but not what is below functions inside it."""
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, Function | ast.Lambda | ast.ClassDef):
            yield from _own(child)


def _emptied(
    path: str, lines: list[str], node: Function, first: int, start: ast.stmt, said: str
) -> Mutant:
    before = lines[first - 1].encode()[: start.col_offset].decode()
    end = (node.end_lineno or first) - 1
    after = lines[end].encode()[node.end_col_offset or 0 :].decode()
    text = "\n".join([*lines[: first - 1], before + said + after, *lines[end + 1 :]])
    return Mutant(path, node.lineno, lines[first - 1].strip(), said, text)
