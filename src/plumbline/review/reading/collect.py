"""The tests of a repo, read from the text of its files: nothing is imported or run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

from ..folders import is_test_file
from .words import last_word

Function = ast.FunctionDef | ast.AsyncFunctionDef
UNITTEST = ("TestCase", "IsolatedAsyncioTestCase")


@dataclass(frozen=True)
class Test:
    """A test as pytest would name it."""

    __test__ = False  # itself it is none
    path: str
    line: int
    name: str  # test_x, or TestClass.test_x


@dataclass(frozen=True, eq=False)
class Definition:
    """A function in a file of tests."""

    path: str
    name: str  # with the names of the classes and functions around it
    node: Function
    owners: tuple[ast.ClassDef, ...] = ()  # the classes around it, the outermost first
    hidden: str = ""  # why pytest does not collect it; "" for a test
    runs: bool = True  # pytest runs it where it is written; a contract's runs where it is inherited

    @property
    def test(self) -> Test:
        """The test by path, line and name."""
        return Test(self.path, self.node.lineno, self.name)

    @cached_property
    def shape(self) -> str:
        """Its code without its name, its docstring and its comments; equal shapes do the same."""
        arguments = [one.arg for one in self.node.args.args if one.arg not in ("self", "cls")]
        return f"{self._marks} {arguments} {self.body}"

    @cached_property
    def body(self) -> str:
        """Its statements, without a docstring."""
        has_text = ast.get_docstring(self.node, clean=False) is not None
        return "\n".join(ast.dump(node) for node in self.node.body[has_text:])

    @property
    def _marks(self) -> list[str]:
        return sorted(ast.dump(mark) for mark in self.node.decorator_list)


@dataclass
class Suite:
    """All files of tests on one side of a change."""

    modules: dict[str, ast.Module] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)  # files that are no Python, and why

    @cached_property
    def definitions(self) -> list[Definition]:
        """All functions, also those that are no tests; of two with one name the later."""
        found: dict[tuple[str, str], Definition] = {}
        for path, module in self.modules.items():
            for one in _functions(path, module.body, (), (), self):
                found[path, one.name] = one
        return list(found.values())

    @cached_property
    def tests(self) -> list[Definition]:
        """The tests as they are written, those of contracts and other base classes too."""
        return [one for one in self.definitions if not one.hidden]

    @cached_property
    def classes(self) -> dict[str, list[tuple[str, ast.ClassDef]]]:
        """The classes at the top of files, by name."""
        found: dict[str, list[tuple[str, ast.ClassDef]]] = {}
        for path, module in self.modules.items():
            for node in module.body:
                if isinstance(node, ast.ClassDef):
                    found.setdefault(node.name, []).append((path, node))
        return found

    def bases(self, node: ast.ClassDef) -> Iterator[tuple[str, ast.ClassDef]]:
        """Yield the base classes of a class that stand in these files, the nearest first."""
        seen, names = {node.name}, names_of_bases(node)
        while names:
            name = names.pop(0)
            if name not in seen:
                seen.add(name)
                for path, base in self.classes.get(name, [])[:1]:
                    yield path, base
                    names += names_of_bases(base)

    def is_unittest(self, node: ast.ClassDef) -> bool:
        """Say whether pytest collects the class for its base, whatever it is called."""
        known = [node, *(base for _, base in self.bases(node))]
        return any(name in UNITTEST for one in known for name in names_of_bases(one))

    def inherited(self) -> Iterator[tuple[Test, Definition]]:
        """Yield what test classes inherit: the test, on the line of its class, and its definition."""
        by_class: dict[tuple[str, str], list[Definition]] = {}
        for one in self.tests:
            if len(one.owners) == 1:
                by_class.setdefault((one.path, one.owners[0].name), []).append(one)
        for path, module in self.modules.items():
            for node in module.body if is_test_file(path) else []:
                if isinstance(node, ast.ClassDef) and not class_hides(node, self):
                    own = {one.name for one in node.body if isinstance(one, Function)}
                    for base_path, base in self.bases(node):
                        for one in by_class.get((base_path, base.name), []):
                            if one.node.name not in own:
                                own.add(one.node.name)
                                name = f"{node.name}.{one.node.name}"
                                yield Test(path, node.lineno, name), one


def read_suite(files: Mapping[str, str]) -> Suite:
    """Read the texts of files, by path; what is no Python is kept apart."""
    suite = Suite(texts=dict(files))
    for path, text in sorted(files.items()):
        try:
            suite.modules[path] = _parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            line = getattr(error, "lineno", None) or 0
            suite.broken[path] = f"{path}:{line} is no valid Python"
    return suite


@cache  # most files are the same on both sides
def _parse(text: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # such as an odd escape: not ours to judge
        return ast.parse(text)


def names_of_bases(node: ast.ClassDef) -> list[str]:
    """Return the last words of a class's bases: `Contract` for `shop.Contract[int]`."""
    plain = [base.value if isinstance(base, ast.Subscript) else base for base in node.bases]
    return [ast.unparse(base).rpartition(".")[2] for base in plain]


def class_hides(node: ast.ClassDef, suite: Suite) -> str:
    """Return why pytest takes no tests from a class in a file of tests; "" if it does."""
    if any(_is_off(statement) for statement in node.body):
        return f"{node.name} has __test__ = False"
    if suite.is_unittest(node):
        return ""
    if not node.name.startswith("Test"):
        return f"the class {node.name} is not called Test..."
    names = {one.name for one in node.body if isinstance(one, Function)}
    if made := sorted(names & {"__init__", "__new__"}):
        return f"the class {node.name} has {made[0]}"
    return ""


def _is_off(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Assign)
        and ast.unparse(node.targets[0]).endswith("__test__")
        and isinstance(node.value, ast.Constant)
        and not node.value.value
    )


def _functions(
    path: str,
    body: list[ast.stmt],
    owners: tuple[ast.ClassDef, ...],
    around: tuple[str, ...],
    suite: Suite,
) -> Iterator[Definition]:
    for node in body:
        if isinstance(node, Function):
            name = ".".join((*around, node.name))
            inside = len(around) > len(owners)
            hidden = _hidden(path, node, owners, inside, suite)
            runs = is_test_file(path) and not any(class_hides(one, suite) for one in owners)
            yield Definition(path, name, node, owners, hidden, runs and not hidden)
            yield from _functions(path, node.body, owners, (*around, node.name), suite)
        elif isinstance(node, ast.ClassDef):
            yield from _functions(path, node.body, (*owners, node), (*around, node.name), suite)
        else:
            inner = [
                part
                for name in ("body", "orelse", "finalbody")
                for part in getattr(node, name, None) or []
                if isinstance(part, ast.stmt)
            ]
            handlers = [part for one in getattr(node, "handlers", []) for part in one.body]
            yield from _functions(path, inner + handlers, owners, around, suite)


def _hidden(
    path: str,
    node: Function,
    owners: tuple[ast.ClassDef, ...],
    inside: bool,
    suite: Suite,
) -> str:
    """Return why pytest does not collect a function; a base class's tests count as collected."""
    if not node.name.startswith("test"):
        return f"{node.name} is not called test..."
    if inside:
        return "it stands inside another function"
    if any(last_word(mark) == "fixture" for mark in node.decorator_list):
        return "it is a fixture"
    if not is_test_file(path):
        return "" if owners else f"the file {path} is not called test_*.py"
    if any(_is_off(statement) for statement in suite.modules[path].body):
        return "the file has __test__ = False"
    if owners and any(_is_off(statement) for statement in owners[-1].body):
        return f"{owners[-1].name} has __test__ = False"
    for owner in owners:
        if why := class_hides(owner, suite):
            return "" if suite_uses(owner, suite) else why
    return ""


def suite_uses(owner: ast.ClassDef, suite: Suite) -> bool:
    """Say whether a class is the base of a class that pytest collects."""
    return any(
        base is owner
        for path, module in suite.modules.items()
        if is_test_file(path)
        for node in module.body
        if isinstance(node, ast.ClassDef) and node is not owner
        if not class_hides(node, suite)
        for _, base in suite.bases(node)
    )
