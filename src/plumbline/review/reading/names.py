"""Where the names in a test lead: helpers, fixtures, constants."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set
from functools import lru_cache
from pathlib import PurePosixPath

from .collect import Definition, Suite, is_autouse, is_fixture
from .modules import Function, Module, dotted
from .words import last_word

SETUPS = ("setUp", "setup_method", "setUpClass", "setup_class", "asyncSetUp")
Place = tuple[str, Function]  # with the path of its file


class Names:
    """The names of one side of a change."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite
        self._fixtures: dict[int, list[Place]] = {}

    def with_marks(self, one: Definition) -> list[ast.AST]:
        """Return a test, and the marks above it that its file has names for."""
        known = self.module(one.path).constants
        words = [mark.id for mark in one.node.decorator_list if isinstance(mark, ast.Name)]
        return [one.node, *(known[word] for word in words if word in known)]

    def fixtures_of(self, one: Definition) -> list[Place]:
        """Return the fixtures that a test asks for or gets, and its class's set-up, in their order."""
        if id(one) not in self._fixtures:
            self._fixtures[id(one)] = self._fixtures_of(one)
        return self._fixtures[id(one)]

    def _fixtures_of(self, one: Definition) -> list[Place]:
        near: dict[str, Place] = {}
        for path, function in self._near(one):
            near.setdefault(function.name, (path, function))
        found: list[Place] = []
        seen: set[str] = set()

        def add(name: str) -> None:
            if name in near and name not in seen and is_fixture(near[name][1]):
                seen.add(name)
                for argument in near[name][1].args.args:
                    add(argument.arg)
                found.append(near[name])

        autouse = [name for name, (_, function) in near.items() if is_autouse(function)]
        asked = [argument.arg for argument in (*one.node.args.args, *one.node.args.kwonlyargs)]
        for name in (*autouse, *_used(one), *asked):
            add(name)
        return [*found, *(near[name] for name in SETUPS if name in near)]

    def _methods(self, one: Definition) -> Iterator[Place]:
        """Yield the functions of a test's classes and their bases, the innermost first."""
        for owner in reversed(one.owners):
            for path, node in [(one.path, owner), *self.suite.bases(owner)]:
                yield from _functions(path, node.body)

    def _near(self, one: Definition) -> Iterator[Place]:
        """Yield the functions of a test's class, its bases, its file and the conftests above."""
        yield from self._methods(one)
        for path in (one.path, *_conftests(one.path)):
            if path in self.suite.modules:
                yield from _functions(path, self.suite.modules[path].body)

    def resolve(
        self, node: ast.expr, path: str, one: Definition, local: dict[str, Function]
    ) -> Place | None:
        """Return the helper that is called, if it stands in the files of tests."""
        if isinstance(node, ast.Name) and node.id in local:
            return path, local[node.id]
        if isinstance(node, ast.Attribute) and last_word(node.value) in ("self", "cls"):
            methods = (place for place in self._methods(one) if place[1].name == node.attr)
            return next(methods, None)
        found = self.suite.world.follow(self.module(path), node)
        return (found[0].path, found[1]) if found and isinstance(found[1], Function) else None

    def module(self, path: str) -> Module:
        """Return a file of tests."""
        return self.suite.world.modules[dotted(path)]

    def value_of(self, node: ast.expr, path: str) -> tuple[ast.expr, str] | None:
        """Return what a constant is, or what a function returns that does nothing else, and its file."""
        of = node.func if isinstance(node, ast.Call) else node
        if (found := self.suite.world.follow(self.module(path), of)) is None:
            return None
        value: ast.expr | None = None
        match found[1]:
            case ast.FunctionDef(body=[*above, ast.Return(value=given)]) as made if of is not node:
                has_text = ast.get_docstring(made) is not None
                is_plain = not (made.decorator_list or ast.unparse(made.args))
                value = given if is_plain and len(above) == has_text else None
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                value = found[0].constants.get(name) if of is node else None
        return (value, found[0].path) if value else None

    def imported_from(self, packages: Set[str], path: str) -> set[str]:
        """Return the names that a file imports from packages, at its top."""
        taken = self.module(path).taken.items()
        return {local for local, (origin, _) in taken if origin.split(".")[0] in packages}


@lru_cache(maxsize=65536)
def _conftests(path: str) -> tuple[str, ...]:
    """Return where the conftests above a file may be, the nearest first."""
    return tuple((folder / "conftest.py").as_posix() for folder in PurePosixPath(path).parents)


def _functions(path: str, body: list[ast.stmt]) -> Iterator[Place]:
    yield from ((path, part) for part in body if isinstance(part, Function))


def _used(one: Definition) -> list[str]:
    marks = [mark for node in (one.node, *one.owners) for mark in node.decorator_list]
    return [
        str(word.value)
        for mark in marks
        if isinstance(mark, ast.Call) and last_word(mark) == "usefixtures"
        for word in mark.args
        if isinstance(word, ast.Constant)
    ]
