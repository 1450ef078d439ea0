"""Fakes cannot drift: each gateway has a fake and a contract, and both sides are held to it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..syntax import nodes_in, parsed
from ..table import FILE, UNPLACED, Level, Table
from .realness import Tests, fakes_as_real

GATEWAYS = ("src/*/gateways", "*/gateways")  # the second in a repo without src
FAKES = "tests/fakes"
CONTRACTS = "tests/contracts"
NOTHING = ast.Module([], [])
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Class:
    """A class of a module, as its text says it."""

    path: str
    node: ast.ClassDef

    @property
    def name(self) -> str:
        return self.node.name

    @property
    def bases(self) -> set[str]:
        """The last words of its bases: `Shop` for `gateways.shop.Shop`."""
        return {ast.unparse(base).rpartition(".")[2] for base in self.node.bases}

    def methods(self) -> dict[str, Function]:
        """Return its methods by name."""
        return {node.name: node for node in self.node.body if isinstance(node, Function)}

    def abstract_methods(self) -> dict[str, Function]:
        """Return the methods that every implementation must have."""
        return {
            name: node
            for name, node in self.methods().items()
            if any("abstractmethod" in ast.unparse(mark) for mark in node.decorator_list)
        }


def check_structure(root: Path, table: Table) -> list[str]:
    """Return a finding, `path:line: message`, for each place where a fake could drift."""
    folders = [path for pattern in GATEWAYS for path in root.glob(pattern)]
    modules = [path for folder in folders for path in _modules(folder)]
    gateways = {path.stem: list(_classes(root, path)) for path in modules}
    fakes = [one for path in _modules(root / FAKES) for one in _classes(root, path)]
    tests = Tests(root, table)
    findings: list[str] = []
    abstract: list[Class] = []
    for stem, classes in gateways.items():
        for gateway in classes:
            if gateway.abstract_methods():
                abstract.append(gateway)
                kin = [one for one in [*classes, *fakes] if gateway.name in one.bases]
                findings += _check_fake(gateway, stem, kin)
                findings += _check_contract(tests, gateway, stem)
                doubles = {one.name for one in kin if one.path.startswith(FAKES)}
                held = _contracts(root, stem)
                findings += fakes_as_real(tests, gateway.name, held, doubles)
                findings += [line for one in kin for line in _check_signatures(gateway, one)]
    findings += [
        f"{FILE}:1: {level.name}.paths: there is no folder {path}; make it, or correct the path"
        for level in table.levels
        for path in level.paths
        if not (root / path).is_dir()
    ]
    findings += [
        f"{FILE}:1: {UNPLACED}: there is no {path} any more; take it out of the list"
        for path in table.unplaced or ()
        if not (root / path).exists()
    ]
    names = {gateway.name for gateway in abstract} | {fake.name for fake in fakes}
    findings += [  # in a repo without gateways a fake may stand for anything
        f"{fake.path}:{fake.node.lineno}: {fake.name} is a fake of no gateway; "
        "give it a gateway's abstract class as its base"
        for fake in fakes
        if gateways and fake.name.startswith("Fake") and not fake.bases & names
    ]
    return findings


def _modules(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.py") if path.name != "__init__.py")


def _parse(path: Path) -> ast.Module:
    try:
        return parsed(path.read_text("utf-8"))[0] or NOTHING
    except UnicodeDecodeError:
        return NOTHING  # ruff says it better


def _classes(root: Path, path: Path) -> Iterator[Class]:
    name = path.relative_to(root).as_posix()
    return (Class(name, node) for node in _parse(path).body if isinstance(node, ast.ClassDef))


def _check_fake(gateway: Class, stem: str, kin: Iterable[Class]) -> Iterator[str]:
    if not any(one.path.startswith(FAKES) for one in kin):
        yield (
            f"{gateway.path}:{gateway.node.lineno}: {gateway.name} has no fake; "
            f"write Fake{gateway.name}({gateway.name}) in {FAKES}/{stem}.py"
        )


def _check_contract(tests: Tests, gateway: Class, stem: str) -> Iterator[str]:
    path = tests.root / CONTRACTS / f"{stem}.py"
    where = f"{gateway.path}:{gateway.node.lineno}"
    contracts = _contracts(tests.root, stem)
    if not contracts:
        yield f"{where}: {gateway.name} has no contract; write one in {CONTRACTS}/{stem}.py"
        return
    for level in tests.table.levels:
        if level.number in (1, 5) and not contracts & _bases_of_tests(tests, level):
            yield (
                f"{CONTRACTS}/{stem}.py:1: no test class of level {level.label} runs "
                f"{' or '.join(sorted(contracts))}; add one below {level.paths[0]}"
            )
    called = {node.attr for node in nodes_in(_parse(path)) if isinstance(node, ast.Attribute)}
    for name, method in gateway.abstract_methods().items():
        if name not in called:
            yield (
                f"{gateway.path}:{method.lineno}: no contract calls {gateway.name}.{name}; "
                f"say in {CONTRACTS}/{stem}.py what it must do"
            )


def _contracts(root: Path, stem: str) -> set[str]:
    path = root / CONTRACTS / f"{stem}.py"
    names = {one.name for one in _classes(root, path)} if path.is_file() else set()
    return {name for name in names if name.endswith("Contract")}


def _bases_of_tests(tests: Tests, level: Level) -> set[str]:
    paths = (tests.root / name for name in tests.files(level))
    return {base for path in paths for one in _classes(tests.root, path) for base in one.bases}


def _check_signatures(gateway: Class, one: Class) -> Iterator[str]:
    methods = one.methods()
    for name, wanted in gateway.abstract_methods().items():
        found = methods.get(name)
        if found is None:
            yield (
                f"{one.path}:{one.node.lineno}: {one.name} lacks the method {name} of {gateway.name}"
            )
        elif _signature(found) != _signature(wanted):
            yield (
                f"{one.path}:{found.lineno}: {one.name}.{name}{_signature(found)} differs from "
                f"{gateway.name}.{name}{_signature(wanted)}; give both the same signature"
            )


def _signature(method: Function) -> str:
    arguments = ast.unparse(method.args)
    returns = f" -> {ast.unparse(method.returns)}" if method.returns else ""
    return f"({arguments}){returns}"
