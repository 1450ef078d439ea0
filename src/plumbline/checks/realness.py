"""A contract that is run on the real gateway is run on that, and not on the fake a second time."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

from ..placing import is_test_file
from ..syntax import nodes_in, parsed
from ..table import Level, Table

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Module:
    """A file below tests/, and where its names come from."""

    path: str
    tree: ast.Module

    @cached_property
    def imported(self) -> dict[str, tuple[str, str]]:
        """The module and the name there, by the name here."""
        return {
            one.asname or one.name: (node.module or "", one.name)
            for node in nodes_in(self.tree)
            if isinstance(node, ast.ImportFrom)
            for one in node.names
        }

    @cached_property
    def own(self) -> dict[str, ast.AST]:
        """What it defines or assigns at its top, by name."""
        found: dict[str, ast.AST] = {}
        for node in self.tree.body:
            if isinstance(node, Definition):
                found[node.name] = node
            elif isinstance(node, ast.Assign):
                found |= {one.id: node for one in node.targets if isinstance(one, ast.Name)}
        return found


@dataclass
class Tests:
    """The files below tests/ that are read."""

    __test__ = False
    root: Path
    table: Table
    _read: dict[str, Module | None] = field(default_factory=dict)
    _files: dict[str, list[str]] = field(default_factory=dict)

    def files(self, level: Level) -> list[str]:
        """Return the files of a level's tests."""
        if level.name not in self._files:
            files = {path for folder in level.paths for path in (self.root / folder).rglob("*.py")}
            names = sorted(path.relative_to(self.root).as_posix() for path in files)
            own = (n for n in names if self.table.level_of(PurePosixPath(n)) == level)
            self._files[level.name] = [name for name in own if is_test_file(name)]
        return self._files[level.name]

    def module(self, path: str) -> Module | None:
        """Return a file, None if it is not there or no Python."""
        if path not in self._read:
            try:
                tree, _ = parsed((self.root / path).read_text("utf-8-sig", "replace"))
            except OSError:
                tree = None
            self._read[path] = Module(path, tree) if tree else None
        return self._read[path]

    def named(self, dotted: str) -> Module | None:
        """Return the file of a module."""
        place = dotted.replace(".", "/")
        return self.module(f"{place}.py") or self.module(f"{place}/__init__.py")


def fakes_as_real(
    tests: Tests, gateway: str, contracts: Iterable[str], fakes: set[str]
) -> Iterator[str]:
    """Yield a finding for each class outside level 1 that runs a contract on a fake of the gateway."""
    wanted = set(contracts)
    for level in tests.table.levels:
        for path in tests.files(level) if level.number != 1 else ():
            module = tests.module(path)
            for node in module.tree.body if module else ():
                if not isinstance(node, ast.ClassDef) or not _bases(node) & wanted:
                    continue
                if module and (fake := _Made(tests, fakes).by(module, node)):
                    contract = min(_bases(node) & wanted)
                    yield (
                        f"{path}:{node.lineno}: {node.name} runs {contract} on {fake}, not on the "
                        f"real {gateway}; let its fixture make the real one"
                    )


def _bases(node: ast.ClassDef) -> set[str]:
    return {ast.unparse(base).rpartition(".")[2] for base in node.bases}


class _Made:
    """Which fake of one gateway the fixtures of a class come to, if any."""

    def __init__(self, tests: Tests, fakes: set[str]) -> None:
        self._tests, self._fakes = tests, fakes
        self._seen: set[int] = set()

    def by(self, module: Module, node: ast.ClassDef) -> str:
        """Return the fake that a test class makes, "" if it makes none."""
        own = [one for one in node.body if not _is_test(one)]
        return next(filter(None, (self._in(module, one) for one in own)), "")

    def _in(self, module: Module, node: ast.AST) -> str:
        """Return the fake that a piece of code makes, or one of the fixtures that it asks for."""
        if id(node) in self._seen:
            return ""
        self._seen.add(id(node))
        found = [self._by_part(module, part) for part in nodes_in(node)]
        for name in _parameters(node):
            fixture = self._fixture(module, name)
            if fixture and not _makes_many(fixture[1]):
                found.append(self._in(*fixture))
        return next(filter(None, found), "")

    def _by_part(self, module: Module, part: ast.AST) -> str:
        if isinstance(part, ast.Attribute):
            return part.attr if part.attr in self._fakes else self._of_a_context(module, part)
        return self._named(module, part.id) if isinstance(part, ast.Name) else ""

    def _named(self, module: Module, name: str) -> str:
        """Return the fake that a name leads to."""
        source, there = module.imported.get(name, ("", name))
        if there in self._fakes:
            return there
        other = self._tests.named(source) if source.startswith("tests.") else None
        if source and (other is None or "fakes" in source.split(".")):
            return ""  # what makes all fakes is judged by the field that is taken of it
        place = other or module
        found = place.own.get(there)
        return self._in(place, found) if found else ""

    def _of_a_context(self, module: Module, part: ast.Attribute) -> str:
        """Return the fake that is taken out of something that holds all fakes: `context.git`."""
        name = ""
        if isinstance(part.value, ast.Call) and isinstance(part.value.func, ast.Name):
            name = part.value.func.id
        elif isinstance(part.value, ast.Name):
            name = part.value.id
        source, there = module.imported.get(name, ("", name))
        place = self._tests.named(source) if source.startswith("tests.") else module
        maker = place.own.get(there) if place else None
        if maker is None and (fixture := self._fixture(module, name)):
            place, maker = fixture
        if place is None or not isinstance(maker, Function):
            return ""
        for one in nodes_in(maker):
            if isinstance(one, ast.keyword) and one.arg == part.attr:
                words = {ast.unparse(node) for node in nodes_in(one.value)}
                return next(iter(sorted(words & self._fakes)), "")
        for one in nodes_in(maker):  # a fixture that calls what makes them
            if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id != name:
                step = ast.Attribute(one, part.attr, ast.Load())
                if found := self._of_a_context(place, step):
                    return found
        return ""

    def _fixture(self, module: Module, name: str) -> tuple[Module, ast.AST] | None:
        """Return the fixture of a name that a file of tests sees, and where it stands."""
        folders = [folder.as_posix() for folder in PurePosixPath(module.path).parents]
        above = [self._tests.module(f"{folder}/conftest.py") for folder in folders]
        for one in (module, *above):
            found = one.own.get(name) if one else None
            if one and isinstance(found, Function) and found.decorator_list:
                return one, found
        return None


def _is_test(node: ast.stmt) -> bool:
    return isinstance(node, Function) and node.name.startswith("test")


def _parameters(node: ast.AST) -> list[str]:
    return [one.arg for one in node.args.args] if isinstance(node, Function) else []


def _makes_many(node: ast.AST) -> bool:
    """Say whether a fixture gives a context, of which only a field is the gateway's."""
    returns = getattr(node, "returns", None)
    return returns is not None and ast.unparse(returns).endswith("Context")
