"""Sources that ask whether they are being tested: then the tests hold something else than what is shipped."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from ..syntax import nodes_in, parsed
from ..table import Table

RUNNERS = ("pytest", "_pytest", "unittest", "plumbline", "nose")
VARIABLES = ("PYTEST_CURRENT_TEST", "PYTEST_VERSION", "PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS")
FOR_TESTS = (
    "testing",
    "tests",
    "test",
    "conftest",
    "pytest_plugin",
)  # code that is for tests itself
INSTEAD = "take it out, and give the code what it needs, like a gateway in the context"


def check_asking(root: Path, table: Table) -> list[str]:
    """Return a finding, `path:line: message`, for each place in src that knows of its tests.

    A plugin of pytest may, what needs pytest to be installed, and the code of a repo that adopted the
    levels.
    """
    if table.unplaced is not None or _works_with_tests(root):
        return []
    return [
        f"{path.relative_to(root).as_posix()}:{line}: {said}; {INSTEAD}"
        for path in sorted(root.glob("src/**/*.py"))
        if not _is_for_tests(path.relative_to(root).as_posix())
        for line, said in find_asking(path.read_text("utf-8", "replace"))
    ]


def _works_with_tests(root: Path) -> bool:
    try:
        data = tomllib.loads((root / "pyproject.toml").read_text("utf-8-sig"))
    except (OSError, ValueError):
        return False
    project = data.get("project", {})
    needed = [*project.get("dependencies", []), *project.get("optional-dependencies", {})]
    return "pytest11" in project.get("entry-points", {}) or any(
        str(name).startswith("pytest") for name in needed
    )


def _is_for_tests(name: str) -> bool:
    return any(part in FOR_TESTS for part in PurePosixPath(name).with_suffix("").parts)


def find_asking(source: str) -> list[tuple[int, str]]:
    """Return the line of each place of a source that asks for its tests, and what it asks."""
    tree, _ = parsed(source)
    if tree is None:  # ruff says it better
        return []
    return sorted({found for node in nodes_in(tree) for found in _asks(node)})


def _asks(node: ast.AST) -> Iterator[tuple[int, str]]:
    match node:
        case ast.Constant(value=str() as text) if text in VARIABLES:
            yield node.lineno, f"asks for {text}, which only a test run sets"
        case ast.Import(names=names):
            for alias in names:
                if alias.name.partition(".")[0] in RUNNERS:
                    yield node.lineno, f"imports {alias.name}, which is for tests"
        case ast.ImportFrom(module=str() as module, level=0) if module.split(".")[0] in RUNNERS:
            yield node.lineno, f"imports {module}, which is for tests"
        case ast.Compare(left=left, comparators=[*others]):
            for one in others:
                yield from _looked_up(left, one, node.lineno)
                yield from _looked_up(one, left, node.lineno)
        case ast.Call(func=ast.Attribute(value=where), args=[what, *_]):
            yield from _looked_up(what, where, node.lineno)
        case ast.Subscript(value=where, slice=what):
            yield from _looked_up(what, where, node.lineno)


def _looked_up(what: ast.expr, where: ast.expr, line: int) -> Iterator[tuple[int, str]]:
    """Yield a finding where a runner's name is looked up in the modules or the command line."""
    text = ast.unparse(where)
    is_runner = isinstance(what, ast.Constant) and str(what.value).strip("/.").startswith(RUNNERS)
    if is_runner and any(word in text for word in ("sys.modules", "sys.argv", "argv[0]")):
        yield line, f"asks whether {ast.unparse(what)} is in {text}, as a test run has it"
