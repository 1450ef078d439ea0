"""See what a module took from unittest.mock, whoever loaded that first: Python tells of the first only."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from .policy import Policy, Violation

KIND = "mock"
MOCKS = ("unittest.mock", "mock", "mock.mock")
ABOVE = "unittest"  # all that `import unittest.mock` gives a name to
LATER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
Import = ast.Import | ast.ImportFrom


def judge(policy: Policy, module: object, root: Path) -> None:
    """Note it if a module that was imported under this policy has a name from unittest.mock."""
    if KIND not in policy.forbids or not isinstance(module, ModuleType):
        return
    if any(one.kind == KIND for one in policy.violations):
        return
    taken = _taken(module)
    if taken is None:
        return
    if KIND in policy.let:
        policy.done.add(KIND)
        return
    source, line = taken
    file = _file(module)
    shown = file.relative_to(root).as_posix() if file.is_relative_to(root) else ""
    where = f"{shown}:{line}" if shown else ""
    policy.violations.append(Violation(KIND, f"import {source}", where, "", policy.level))


def _taken(module: ModuleType) -> tuple[str, int] | None:
    """Return what was imported and in which line, None if nothing of mock was."""
    known = _offered()
    above = sys.modules.get(ABOVE)
    for name, value in list(vars(module).items()):
        if source := known.get(id(value)):
            lines = (one.lineno for one in _imports(module) if name in _names(one))
            return source, next(lines, 1)
        if value is above and known:
            for one in _imports(module):
                if isinstance(one, ast.Import) and MOCKS[0] in [alias.name for alias in one.names]:
                    return MOCKS[0], one.lineno
    return None


def _offered() -> dict[int, str]:
    """Return what mock offers, by identity: to ask a stranger's object could run its code."""
    found: dict[int, str] = {}
    for name in MOCKS:
        module = sys.modules.get(name)
        for one in (module, *(getattr(module, word, None) for word in _public(module))):
            if not isinstance(one, bool | None):
                found.setdefault(id(one), name)
    return found


def _file(module: ModuleType) -> Path:
    return Path(getattr(module, "__file__", None) or "")


def _public(module: ModuleType | None) -> list[str]:
    return [*getattr(module, "__all__", ())]


def _names(one: Import) -> list[str]:
    if isinstance(one, ast.ImportFrom) and one.module in MOCKS and one.names[0].name == "*":
        return _public(sys.modules.get(one.module))
    return [alias.asname or alias.name.partition(".")[0] for alias in one.names]


def _imports(module: ModuleType) -> Iterator[Import]:
    """Yield the imports that ran with the module; those of functions run later, if at all."""
    try:
        text = _file(module).read_bytes()
        todo: list[ast.AST] = [ast.parse(text)] if KIND.encode() in text else []
    except (OSError, SyntaxError, ValueError):
        return
    while todo:
        one = todo.pop(0)
        if isinstance(one, Import):
            yield one
        elif not isinstance(one, LATER) and not _only_for_types(one):
            todo += ast.iter_child_nodes(one)


def _only_for_types(one: ast.AST) -> bool:
    return isinstance(one, ast.If) and ast.unparse(one.test).endswith("TYPE_CHECKING")
