"""Bad habits in tests that ruff does not see."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ..placing import is_test_file
from ..syntax import nodes_in, parsed
from ..table import Table
from .vacuous import easy_classes, find_vacuous

HOME = re.compile(r"^(/(home|Users|root)/\w|[A-Za-z]:[\\/]Users[\\/])")
KEEPING = ("range", "enumerate", "sorted", "reversed", "list", "tuple", "set", "zip")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def check_habits(root: Path, table: Table) -> list[str]:
    """Return a finding, `path:line: message`, for each bad habit in tests and contracts."""
    contracts = {*root.glob("tests/contracts/*.py")}
    folders = [path for level in table.levels for path in level.paths if path[:6] != "tests/"]
    found = {path for name in ("tests", *folders) for path in root.glob(f"{name}/**/*.py")}
    every = {path: PurePosixPath(path.relative_to(root).as_posix()) for path in found | contracts}
    files = sorted(p for p, name in every.items() if p in contracts or is_test_file(str(name)))
    names = {path: every[path] for path in files}
    texts = {path: path.read_text("utf-8", "replace") for path in found}
    easy = {name for text in texts.values() if "__eq__" in text for name in _easy(text)}
    packages = {path.name for path in root.glob("src/*") if path.is_dir()}
    return [
        f"{name}:{line}: {message}"
        for path, name in names.items()
        if path in contracts or not table.is_unplaced(name)
        for line, message in find_habits(
            texts[path], easy, set() if path in contracts or _is_of_fakes(table, name) else packages
        )
    ]


def _easy(text: str) -> set[str]:
    tree, _ = parsed(text)
    return easy_classes(tree) if tree else set()


def _is_of_fakes(table: Table, name: PurePosixPath) -> bool:
    level = table.level_of(name)
    return level is None or level.number == 1


def find_habits(
    source: str, easy: Set[str] = frozenset(), packages: Set[str] = frozenset()
) -> list[tuple[int, str]]:
    """Return the line and the message of each bad habit in one file of tests.

    `easy` and `packages`: see vacuous.py.
    """
    tree, _ = parsed(source)
    if tree is None:  # ruff says it better
        return []
    known = _Known.read(tree)
    found = [habit for node in nodes_in(tree) if _is_test(node) for habit in _of_test(node, known)]
    found += find_vacuous(tree, easy, packages)
    found += [
        (node.lineno, f"{node.value!r} is a home on one machine; take the path from a fixture")
        for node in nodes_in(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and HOME.match(node.value)
    ]
    return sorted(found)


def _is_test(node: ast.AST) -> bool:
    return isinstance(node, Function) and node.name.startswith("test")


def _of_test(test: ast.AST, known: _Known) -> Iterator[tuple[int, str]]:
    assert isinstance(test, Function)
    if all(_is_nothing(node) for node in test.body):
        yield test.lineno, f"{test.name} does nothing; write it or delete it"
        return
    asserts = [node for node in nodes_in(test) if isinstance(node, ast.Assert)]
    for node in asserts:
        if isinstance(node.test, ast.Constant) and node.test.value:
            yield node.lineno, f"{test.name} asserts a constant; assert what the code did"
    if asserts and not any(map(known.runs_always, test.body)):
        line = asserts[0].lineno
        yield line, f"{test.name} asserts only inside an if or a loop that may not run"


def _is_nothing(node: ast.stmt) -> bool:
    return isinstance(node, ast.Pass) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )


@dataclass
class _Known:
    """What a file says of its names."""

    lists: dict[str, ast.expr]  # what was assigned to a name
    helpers: set[str]  # functions that check something whenever they are called

    @classmethod
    def read(cls, tree: ast.Module) -> _Known:
        """Read the assignments and functions of a file, wherever they stand."""
        pairs = [
            (target.id, node.value)
            for node in nodes_in(tree)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        ]
        names = [name for name, _ in pairs]
        known = cls({name: value for name, value in pairs if names.count(name) == 1}, set())
        functions = [node for node in nodes_in(tree) if isinstance(node, Function)]
        known.helpers |= {one.name for one in functions if any(map(known.runs_always, one.body))}
        return known

    def runs_always(self, node: ast.stmt) -> bool:
        """Say whether a statement holds a check that runs whenever the statement does."""
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.With | ast.AsyncWith):
            checks = any(self.is_check(item.context_expr) for item in node.items)
            return checks or any(map(self.runs_always, node.body))
        if isinstance(node, ast.Try):
            return any(map(self.runs_always, [*node.body, *node.orelse, *node.finalbody]))
        if isinstance(node, ast.If):
            return all(any(map(self.runs_always, part)) for part in (node.body, node.orelse))
        if isinstance(node, ast.For | ast.AsyncFor):
            return self.has_turns(node.iter) and any(map(self.runs_always, node.body))
        return isinstance(node, ast.Expr) and self.is_check(node.value)

    def is_check(self, node: ast.expr) -> bool:
        """Say whether a call checks something by itself: pytest.raises, assert_x, a helper that does."""
        node = node.value if isinstance(node, ast.Await) else node
        name = ast.unparse(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""
        own = name in ("raises", "warns", "fail") or name in self.helpers
        return own or name.lower().startswith(("assert", "check"))

    def has_turns(self, node: ast.expr) -> bool:
        """Say whether a loop over this surely has a turn: a literal, a name of one, range above 0."""
        if isinstance(node, ast.Name) and node.id in self.lists:
            value = self.lists[node.id]
            return not isinstance(value, ast.Name) and self.has_turns(value)
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            return bool(node.elts)
        if isinstance(node, ast.Dict):
            return bool(node.keys)
        if isinstance(node, ast.Constant):
            return bool(node.value)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            return node.func.attr in ("items", "keys", "values") and self.has_turns(node.func.value)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in KEEPING:
            return bool(node.args) and self.has_turns(node.args[-1])
        return False
