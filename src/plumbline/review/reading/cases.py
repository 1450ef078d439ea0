"""The cases of a parametrised test, as far as they are written out."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from itertools import product

from ...syntax import walk
from .collect import Definition
from .names import Names
from .words import last_word, text_of

MOST = 64  # cases that are read one by one
STEPS = 4  # of names that stand for names


@dataclass(frozen=True)
class Cases:
    """One parametrize."""

    names: tuple[str, ...]
    values: tuple[tuple[ast.expr, ...], ...] | None  # None: worked out when pytest runs

    @property
    def texts(self) -> list[str]:
        """Its cases as they read, one text each."""
        return [", ".join(map(text_of, case)) for case in self.values or ()]


def cases_of(one: Definition, names: Names) -> list[Cases]:
    """Return the parametrizes of a test, its classes' too, and the params of its fixtures."""
    found = [
        _cases(_argnames(mark.args[0]), _values(mark), one.path, names) for mark in _marks(one)
    ]
    for path, fixture in names.fixtures_of(one):
        keys = [key for mark in fixture.decorator_list for key in getattr(mark, "keywords", ())]
        params = [key.value for key in keys if key.arg == "params"]
        found += [_cases((fixture.name,), values, path, names) for values in params]
    return found


def cases_apart(one: Definition, names: Names) -> list[ast.expr]:
    """Return the cases of a test that a constant or a function lists."""
    marks = _marks(one)
    above = {id(part) for mark in marks for part in walk(mark)}
    every = [case for mark in marks for case in listed(_values(mark), one.path, names) or ()]
    return [case for case in every if id(case) not in above]


def _marks(one: Definition) -> list[ast.Call]:
    """Return the parametrizes above a test and its classes."""
    marks = [mark for node in (one.node, *one.owners) for mark in node.decorator_list]
    calls = [mark for mark in marks if isinstance(mark, ast.Call) and mark.args]
    return [mark for mark in calls if last_word(mark) == "parametrize"]


def _values(mark: ast.Call) -> ast.expr | None:
    named = [key.value for key in mark.keywords if key.arg == "argvalues"]
    return next(iter([*mark.args[1:], *named]), None)


def _cases(wanted: tuple[str, ...], values: ast.expr | None, path: str, names: Names) -> Cases:
    elements = listed(values, path, names)
    known = None if elements is None else tuple(_parts(one, wanted) for one in elements)
    return Cases(wanted, known)


def _argnames(node: ast.expr) -> tuple[str, ...]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return tuple(name.strip() for name in node.value.split(",") if name.strip())
    parts = node.elts if isinstance(node, ast.Tuple | ast.List) else []
    return tuple(str(one.value) for one in parts if isinstance(one, ast.Constant))


def _parts(node: ast.expr, wanted: tuple[str, ...]) -> tuple[ast.expr, ...]:
    if isinstance(node, ast.Call) and last_word(node) == "param":
        return tuple(node.args)
    if isinstance(node, ast.Tuple | ast.List) and len(wanted) > 1:
        return tuple(node.elts)
    return (node,)


def listed(
    node: ast.expr | None, path: str, names: Names, steps: int = STEPS
) -> tuple[ast.expr, ...] | None:
    """Return the elements of a written-out list, also one that a name or a plain function stands for.

    None if it is worked out.
    """
    match node:
        case _ if not steps:
            return None
        case ast.Name() | ast.Attribute() | ast.Call(args=[], keywords=[]):
            found = names.value_of(node, path)
            return listed(*found, names, steps - 1) if found else None
        case ast.Call(func=ast.Name(id="list" | "tuple"), args=[inner], keywords=[]):
            return listed(inner, path, names, steps)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            parts = [listed(side, path, names, steps) for side in (left, right)]
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
            parts = [
                listed(one.value, path, names, steps) if isinstance(one, ast.Starred) else (one,)
                for one in elements
            ]
        case _:
            return None
    return None if None in parts else tuple(one for part in parts for one in part or ())


def bindings(cases: list[Cases]) -> list[dict[str, ast.expr]]:
    """Return what the parameters stand for, case by case; one empty binding where that is unknown."""
    known = [one for one in cases if one.values]
    made: list[dict[str, ast.expr]] = []
    for chosen in product(*(one.values or () for one in known)):
        if len(made) == MOST:
            return [{}]
        pairs = [
            zip(one.names, case, strict=False) for one, case in zip(known, chosen, strict=True)
        ]
        made.append({name: value for pair in pairs for name, value in pair})
    return made
