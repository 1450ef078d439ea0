"""Tests that cannot fail: what they expect is what they are given, or equals everything."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator, Set

from ..syntax import nodes_in

Function = ast.FunctionDef | ast.AsyncFunctionDef
ANY = "ANY"
# A test may call twice on purpose: then its name says that both come out the same.
TWICE = re.compile(
    r"same|twice|again|determin|stable|repeat|idempot|cach|equal|hash|order|random|seed|once|differ"
)
FAKES = "tests.fakes"


def easy_classes(tree: ast.AST) -> set[str]:
    """Return the classes of a file whose objects equal everything."""
    return {
        node.name
        for node in nodes_in(tree)
        if isinstance(node, ast.ClassDef)
        for one in node.body
        if isinstance(one, Function) and one.name == "__eq__" and _returns_true(one)
    }


def _returns_true(node: Function) -> bool:
    last = node.body[-1]
    short = len(node.body) == 1 + (ast.get_docstring(node) is not None)
    return short and isinstance(last, ast.Return) and ast.unparse(last) == "return True"


def find_vacuous(tree: ast.Module, easy: Set[str], packages: Set[str]) -> list[tuple[int, str]]:
    """Return the line and the message of each assertion of a file of tests that cannot fail.

    `easy` are the classes whose objects equal everything, `packages` those under test; without
    these, a test may assert what it wrote into a fake.
    """
    made = _made(tree.body, easy)
    origins = _origins(tree)
    found: list[tuple[int, str]] = []
    for test in nodes_in(tree):
        if isinstance(test, Function) and test.name.startswith("test"):
            found += _easy(test, easy, made | _made(test.body, easy))
            found += _repeated(test)
            if packages and _only_fakes(test, origins, packages):
                what = f"{test.name} asserts only what it wrote into a fake itself"
                found.append((test.lineno, f"{what}; call the code that it is about"))
    return found


def _made(body: list[ast.stmt], easy: Set[str]) -> set[str]:
    """Return the names that are given an object that equals everything."""
    return {
        target.id
        for node in body
        if isinstance(node, ast.Assign) and _is_easy(node.value, easy, set())
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _is_easy(node: ast.expr, easy: Set[str], made: Set[str]) -> bool:
    """Say whether an expression is an object that equals everything, or holds nothing else."""
    if isinstance(node, ast.Tuple | ast.List):
        return bool(node.elts) and all(_is_easy(one, easy, made) for one in node.elts)
    if isinstance(node, ast.Call):
        return ast.unparse(node.func).rpartition(".")[2] in easy
    if isinstance(node, ast.Attribute):
        return node.attr == ANY and ast.unparse(node.value).endswith("mock")
    return isinstance(node, ast.Name) and (node.id == ANY or node.id in made)


def _comparisons(test: Function) -> Iterator[tuple[ast.Assert, ast.expr, ast.expr]]:
    for node in nodes_in(test):
        match node:
            case ast.Assert(test=ast.Compare(left=left, ops=[ast.Eq()], comparators=[right])):
                yield node, left, right


def _easy(test: Function, easy: Set[str], made: Set[str]) -> Iterator[tuple[int, str]]:
    for node, *sides in _comparisons(test):
        said = next((ast.unparse(one) for one in sides if _is_easy(one, easy, made)), "")
        if said:
            text = (
                f"{test.name} compares with {said}, which equals everything; say what must come out"
            )
            yield node.lineno, text


def _repeated(test: Function) -> Iterator[tuple[int, str]]:
    """Yield a test whose only assertion has the same call on both sides."""
    checks = [node for node in nodes_in(test) if isinstance(node, ast.Assert | ast.With)]
    found = list(_comparisons(test))
    if len(found) != 1 or len(checks) != 1 or TWICE.search(test.name):
        return
    node, left, right = found[0]
    before = test.body[: test.body.index(node)] if node in test.body else []
    left, right = _resolved(left, before), _resolved(right, before)
    if ast.dump(left) == ast.dump(right) and any(map(_calls, nodes_in(left))):
        text = f"{test.name} expects of {ast.unparse(left)} what it gives; write down what must come out"
        yield node.lineno, text


def _calls(node: ast.AST) -> bool:
    """Say whether a node calls a function; to make two equal objects tests that they are equal."""
    if not isinstance(node, ast.Call):
        return False
    word = ast.unparse(node.func).rpartition(".")[2].lstrip("_")
    return not word[:1].isupper() and word not in vars(builtins)


def _resolved(node: ast.expr, before: list[ast.stmt]) -> ast.expr:
    """Return the expression that a name stands for, where nothing else happened in between."""
    for last in reversed(before):
        if not isinstance(node, ast.Name) or not isinstance(last, ast.Assign):
            break
        if [ast.unparse(one) for one in last.targets] == [node.id]:
            return last.value
    return node


def _origins(tree: ast.Module) -> dict[str, str]:
    """Return the module that each imported name comes from."""
    found: dict[str, str] = {}
    for node in nodes_in(tree):
        if isinstance(node, ast.ImportFrom):
            found |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
        elif isinstance(node, ast.Import):
            for one in node.names:
                found[(one.asname or one.name).partition(".")[0]] = one.name
    return found


def _only_fakes(test: Function, origins: dict[str, str], packages: Set[str]) -> bool:
    """Say whether all that a test calls are fakes that it makes, and values."""
    given = {one.arg for one in test.args.args} - {"self"}
    if given or test.decorator_list:
        return False
    fakes, local = set[str](), set[str]()
    for node in nodes_in(test):
        if isinstance(node, ast.Assign):
            local |= {ast.unparse(one) for one in node.targets}
    for node in nodes_in(test):
        if not isinstance(node, ast.Call):
            continue
        root = re.split(r"\W", ast.unparse(node.func))[0]
        origin = origins.get(root, "")
        if origin.startswith(FAKES):
            fakes.add(root)
        elif origin.partition(".")[0] in packages:
            is_value = (
                ".gateways" in origin and ast.unparse(node.func).rpartition(".")[2][:1].isupper()
            )
            if not is_value:
                return False
        elif not origin and root not in local and root not in vars(builtins):
            return False  # a helper, who knows what it does
    return bool(fakes) and any(isinstance(node, ast.Assert) for node in nodes_in(test))
