"""Which tests a change adds, changes and removes, as the rows about runs need it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from .interface import parse
from .workspace import Workspace, tests_of


class Place(Protocol):
    """Where a test stands."""

    @property
    def path(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def name(self) -> str: ...


class Inventory(Protocol):
    """The tests that a change touches."""

    @property
    def added(self) -> Sequence[Place]: ...
    @property
    def changed(self) -> Sequence[Place]: ...
    @property
    def removed(self) -> Sequence[Place]: ...


@dataclass(frozen=True)
class Test:
    """A test function, in or out of a class."""

    path: str
    line: int
    name: str  # test_x, or TestClass.test_x


@dataclass(frozen=True)
class Listing:
    """The plain comparison by path and name."""

    added: tuple[Test, ...] = ()
    changed: tuple[Test, ...] = ()
    removed: tuple[Test, ...] = ()


def changed_tests(space: Workspace) -> Listing:
    """Compare the test functions of the two sides by path and name."""
    before = _tests(space.side("base"), tests_of(space.table("base")))
    after = _tests(space.side("head"), tests_of(space.table("head")))
    return Listing(
        tuple(test for key, (test, _) in after.items() if key not in before),
        tuple(t for key, (t, text) in after.items() if key in before and before[key][1] != text),
        tuple(test for key, (test, _) in before.items() if key not in after),
    )


def _tests(side: Path, suites: list[str]) -> dict[tuple[str, str], tuple[Test, str]]:
    found = {}
    for suite in suites:
        for file in sorted((side / suite).rglob("*.py")):
            tree, path = parse(file), file.relative_to(side).as_posix()
            for name, node in _functions(tree.body if tree else []):
                found[path, name] = Test(path, node.lineno, name), ast.dump(node)
    return found


def _functions(
    body: Sequence[ast.stmt], owner: str = ""
) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _functions(node.body, f"{owner}{node.name}.")
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        elif node.name.startswith("test"):
            yield owner + node.name, node
