"""What stands above a test: skips, parameter cases, hypothesis's settings and strategies."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from .collect import Definition
from .names import Names
from .words import last_word, text_of

SKIPPING = ("skip", "skipif", "skipIf", "skipUnless", "xfail", "expectedFailure")
MOST = 64  # cases that are read one by one
DEFAULT_EXAMPLES = 100  # of hypothesis


@dataclass(frozen=True)
class Mark:
    """A mark that keeps a test from running or from failing."""

    kind: str  # skip, skipif, xfail
    text: str
    path: str
    line: int


@dataclass(frozen=True)
class Cases:
    """One parametrize."""

    names: tuple[str, ...]
    values: tuple[tuple[ast.expr, ...], ...] | None  # None: worked out when pytest runs
    marked: tuple[str, ...] = ()  # cases that are skipped

    @property
    def texts(self) -> list[str]:
        """Its cases as they read, one text each."""
        return [", ".join(map(text_of, case)) for case in self.values or ()]


def skips_of(one: Definition, names: Names) -> list[Mark]:
    """Return the marks that skip a test or let it fail: its own, its class's, its file's."""
    found = [(one.path, mark) for mark in one.node.decorator_list]
    for owner in one.owners:
        found += [(one.path, mark) for mark in owner.decorator_list]
        found += [(one.path, mark) for mark in _pytestmark(owner.body)]
    found += [(one.path, mark) for mark in _pytestmark(names.suite.modules[one.path].body)]
    marks = []
    for path, node in found:
        word = last_word(node)
        if word in SKIPPING:
            kind = "xfail" if word == "expectedFailure" else word
            marks.append(Mark(kind.lower()[:6], text_of(node), path, node.lineno))
    return marks


def _pytestmark(body: list[ast.stmt]) -> Iterator[ast.expr]:
    for node in body:
        if isinstance(node, ast.Assign) and text_of(node.targets[0]) == "pytestmark":
            value = node.value
            yield from value.elts if isinstance(value, ast.List | ast.Tuple) else [value]


def cases_of(one: Definition, names: Names) -> list[Cases]:
    """Return the parametrizes of a test, its classes' too, and hypothesis's examples."""
    marks = [*one.node.decorator_list, *(m for owner in one.owners for m in owner.decorator_list)]
    found = []
    examples = [m for m in marks if isinstance(m, ast.Call) and last_word(m) == "example"]
    if examples:
        found.append(Cases(("example",), tuple(tuple(_arguments(m)) for m in examples)))
    for mark in marks:
        if isinstance(mark, ast.Call) and last_word(mark) == "parametrize" and mark.args:
            values = _argument(mark, 1, "argvalues")
            found.append(_cases(_argnames(mark.args[0]), values, one.path, names))
    return found


def _arguments(node: ast.Call) -> list[ast.expr]:
    return [*node.args, *(key.value for key in node.keywords)]


def _argument(node: ast.Call, place: int, name: str) -> ast.expr | None:
    if len(node.args) > place:
        return node.args[place]
    return next((key.value for key in node.keywords if key.arg == name), None)


def _argnames(node: ast.expr) -> tuple[str, ...]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return tuple(name.strip() for name in node.value.split(",") if name.strip())
    if isinstance(node, ast.Tuple | ast.List):
        return tuple(str(one.value) for one in node.elts if isinstance(one, ast.Constant))
    return ()


def _cases(wanted: tuple[str, ...], node: ast.expr | None, path: str, names: Names) -> Cases:
    elements = listed(node, path, names)
    if elements is None:
        return Cases(wanted, None)
    values, marked = [], []
    for one in elements:
        parts = [one]
        if isinstance(one, ast.Call) and last_word(one) == "param":
            parts = list(one.args)
            skipped = [k for k in one.keywords if k.arg == "marks" and _skips(k.value)]
            if skipped:
                marked.append(", ".join(map(text_of, one.args)))
        elif isinstance(one, ast.Tuple | ast.List) and len(wanted) > 1:
            parts = list(one.elts)
        values.append(tuple(parts))
    return Cases(wanted, tuple(values), tuple(marked))


def _skips(node: ast.expr) -> bool:
    return any(last_word(part) in SKIPPING for part in ast.walk(node) if isinstance(part, ast.expr))


def listed(node: ast.expr | None, path: str, names: Names) -> list[ast.expr] | None:
    """Return the elements of a written-out list, a constant's too; None if it is worked out."""
    if isinstance(node, ast.Name):
        node = names.constants(path).get(node.id)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = listed(node.left, path, names), listed(node.right, path, names)
        return None if left is None or right is None else left + right
    if isinstance(node, ast.Dict):
        return [key or value for key, value in zip(node.keys, node.values, strict=True)]
    if isinstance(node, ast.Call) and node.args:
        word = last_word(node)
        if word in ("list", "tuple", "sorted", "set", "items", "enumerate"):
            return listed(node.args[0], path, names)
    if not isinstance(node, ast.List | ast.Tuple | ast.Set):
        return None
    found: list[ast.expr] = []
    for one in node.elts:
        inner = listed(one.value, path, names) if isinstance(one, ast.Starred) else [one]
        if inner is None:
            return None
        found += inner
    return found


def bindings(cases: list[Cases]) -> list[dict[str, ast.expr]]:
    """Return what the parameters stand for, case by case; one empty binding where that is unknown."""
    known = [one for one in cases if one.values and one.names != ("example",)]
    total = 1
    for one in known:
        total *= len(one.values or ())
    if total > MOST:
        return [{}]
    made = []
    for chosen in product(*(one.values or () for one in known)):
        env: dict[str, ast.expr] = {}
        for one, case in zip(known, chosen, strict=True):
            env.update(zip(one.names, case, strict=False))
        made.append(env)
    return made


def strategies(one: Definition) -> dict[str, ast.expr]:
    """Return what hypothesis draws, by parameter."""
    found: dict[str, ast.expr] = {}
    for mark in one.node.decorator_list:
        if isinstance(mark, ast.Call) and last_word(mark) == "given":
            found |= {key.arg: key.value for key in mark.keywords if key.arg}
            names = [argument.arg for argument in one.node.args.args]
            if mark.args:  # they fill the parameters from the right
                found |= dict(zip(names[-len(mark.args) :], mark.args, strict=False))
    return found


def examples(one: Definition) -> int | None:
    """Return hypothesis's max_examples; None if the test does not say it."""
    for mark in one.node.decorator_list:
        if isinstance(mark, ast.Call) and last_word(mark) == "settings":
            for key in mark.keywords:
                if key.arg == "max_examples" and isinstance(key.value, ast.Constant):
                    return int(key.value.value) if isinstance(key.value.value, int) else None
    return None
