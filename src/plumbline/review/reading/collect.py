"""The tests of a repo, read from the text of its files: nothing is imported or run."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TypeGuard

from ...placing import is_test_file
from ...syntax import parsed
from .modules import Function, World, dotted
from .words import last_word, text_of

UNITTEST = ("TestCase", "IsolatedAsyncioTestCase")
Key = tuple[str, str]  # path and name


@dataclass(frozen=True, order=True)
class Test:
    """A test as pytest would name it."""

    __test__ = False  # itself it is none
    path: str
    line: int
    name: str  # test_x, or TestClass.test_x

    @property
    def key(self) -> Key:
        """Its path and name."""
        return self.path, self.name


@dataclass(frozen=True, eq=False)
class Definition:
    """A test, and the function that it is written as; that of a contract is the test of many classes."""

    test: Test
    path: str  # of the file that has the function
    node: Function
    owners: tuple[ast.ClassDef, ...]  # the classes around it, the outermost first

    @property
    def name(self) -> str:
        """The name of the function with those of the classes around it."""
        return dotted_name(*self.owners, self.node)

    @property
    def written(self) -> Key:
        """Path and name of the function."""
        return self.path, self.name

    @cached_property
    def shape(self) -> str:
        """Its code without its name, its docstring and its comments; equal shapes do the same."""
        return _shape(self.node)

    @cached_property
    def body(self) -> str:
        """Its statements, without a docstring."""
        return _body(self.node)


@lru_cache(maxsize=65536)  # a file that is the same on both sides has one tree
def _body(node: Function) -> str:
    has_text = ast.get_docstring(node, clean=False) is not None
    return "\n".join(ast.dump(one) for one in node.body[has_text:])


@lru_cache(maxsize=65536)
def _shape(node: Function) -> str:
    arguments = [one.arg for one in node.args.args if one.arg not in ("self", "cls")]
    marks = sorted(ast.dump(mark) for mark in node.decorator_list)
    return f"{marks} {arguments} {_body(node)}"


@dataclass
class Suite:
    """All files of tests on one side of a change."""

    texts: dict[str, str]
    modules: dict[str, ast.Module] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)  # files that are no Python, and why
    _known: dict[int, list[tuple[str, ast.ClassDef]]] = field(default_factory=dict)

    @cached_property
    def world(self) -> World:
        """The same files as modules that import each other."""
        return World({path: self.texts[path] for path in self.modules})

    @cached_property
    def tests(self) -> list[Definition]:
        """The tests that pytest runs, those that classes inherit included; of two with one name the later."""
        found: dict[Key, Definition] = {}
        for path, module in self.modules.items():
            for one in self._tests(path, module) if is_test_file(path) else ():
                found[one.test.key] = one
        return list(found.values())

    def _tests(self, path: str, module: ast.Module) -> Iterator[Definition]:
        if _is_off(module):
            return
        for owner in module.body:
            if isinstance(owner, ast.ClassDef) and self._collects(owner):
                yield from self._inherited(path, owner)
        for node, owners in _written(module.body):
            if all(map(self._collects, owners)):
                test = Test(path, node.lineno, dotted_name(*owners, node))
                yield Definition(test, path, node, owners)

    def _inherited(self, path: str, owner: ast.ClassDef) -> Iterator[Definition]:
        """Yield what a class inherits, on the line of the class; what is nearer comes later."""
        for base_path, base in reversed([*self.bases(owner)]):
            for node in base.body:
                if _is_test(node):
                    test = Test(path, owner.lineno, dotted_name(owner, node))
                    yield Definition(test, base_path, node, (base,))

    @cached_property
    def classes(self) -> dict[str, tuple[str, ast.ClassDef]]:
        """The classes at the top of files, by name."""
        found: dict[str, tuple[str, ast.ClassDef]] = {}
        for path, module in self.modules.items():
            for node in module.body:
                if isinstance(node, ast.ClassDef):
                    found.setdefault(node.name, (path, node))
        return found

    @cached_property
    def _homes(self) -> dict[int, str]:
        """The file of each class at the top of one."""
        return {
            id(node): path
            for path, module in self.modules.items()
            for node in module.body
            if isinstance(node, ast.ClassDef)
        }

    def bases(self, node: ast.ClassDef) -> Iterator[tuple[str, ast.ClassDef]]:
        """Yield the base classes of a class that stand in these files, the nearest first."""
        seen, waiting = {id(node)}, [node]
        while waiting:
            for path, base in self._above(waiting.pop(0)):
                if id(base) not in seen:
                    seen.add(id(base))
                    yield path, base
                    waiting.append(base)

    def _above(self, node: ast.ClassDef) -> list[tuple[str, ast.ClassDef]]:
        """Return the bases that a class names: of its own file, imported, else of that name anywhere."""
        if id(node) not in self._known:
            module = self.world.modules.get(dotted(self._homes.get(id(node), "")))
            found = []
            for base in _plain(node):
                owner = self.world.follow(module, base) if module else None
                if owner and isinstance(owner[1], ast.ClassDef):
                    found.append((owner[0].path, owner[1]))
                elif last_word(base) in self.classes:
                    found.append(self.classes[last_word(base)])
            self._known[id(node)] = found
        return self._known[id(node)]

    def _collects(self, node: ast.ClassDef) -> bool:
        """Say whether pytest takes tests from a class in a file of tests."""
        if _is_off(node):
            return False
        if any(
            n in UNITTEST for one in (node, *(b for _, b in self.bases(node))) for n in _bases(one)
        ):
            return True
        names = {one.name for one in node.body if isinstance(one, Function)}
        return node.name.startswith("Test") and names.isdisjoint({"__init__", "__new__"})


def read_suite(files: Mapping[str, str]) -> Suite:
    """Read the texts of files, by path; what is no Python is kept apart."""
    suite = Suite(dict(files))
    for path, text in sorted(files.items()):
        tree, line = parsed(text)
        if tree is None:
            suite.broken[path] = f"{path}:{line} is no valid Python"
        else:
            suite.modules[path] = tree
    return suite


def is_fixture(node: Function) -> bool:
    """Say whether a function is a fixture."""
    return any(last_word(mark) == "fixture" for mark in node.decorator_list)


def is_autouse(node: Function) -> bool:
    """Say whether a fixture runs for tests that do not ask for it."""
    calls = [mark for mark in node.decorator_list if isinstance(mark, ast.Call)]
    return any(key.arg == "autouse" for mark in calls for key in mark.keywords)


def _is_test(node: ast.stmt) -> TypeGuard[Function]:
    return isinstance(node, Function) and node.name.startswith("test") and not is_fixture(node)


def dotted_name(*nodes: ast.ClassDef | Function) -> str:
    """Return the name of the last with those around it, as pytest puts them together."""
    return ".".join(one.name for one in nodes)


def _bases(node: ast.ClassDef) -> list[str]:
    """Return the last words of a class's bases: `Contract` for `shop.Contract[int]`."""
    return [last_word(base) for base in _plain(node)]


def _plain(node: ast.ClassDef) -> list[ast.expr]:
    return [base.value if isinstance(base, ast.Subscript) else base for base in node.bases]


def _is_off(node: ast.Module | ast.ClassDef) -> bool:
    return any(
        text_of(one) == "__test__ = False" for one in node.body if isinstance(one, ast.Assign)
    )


def _written(
    body: list[ast.stmt], owners: tuple[ast.ClassDef, ...] = ()
) -> Iterator[tuple[Function, tuple[ast.ClassDef, ...]]]:
    """Yield the functions called test... that stand in no other, with the classes around them."""
    for node in body:
        if _is_test(node):
            yield node, owners
        elif isinstance(node, Function):
            continue
        elif isinstance(node, ast.ClassDef):
            yield from _written(node.body, (*owners, node))
        else:
            for part in (node, *getattr(node, "handlers", ())):
                yield from _written(getattr(part, "body", []), owners)
            yield from _written(getattr(node, "orelse", []), owners)
