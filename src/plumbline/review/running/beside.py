"""What is run beside the tests in question: level 5 of a changed gateway, and old tests for their time."""

from __future__ import annotations

from pathlib import PurePosixPath

from ..reading.elsewhere import imported, wiring
from ..reading.interface import parse
from .lines import ChangedPython
from .runs import Request, Run, Runs, guarded
from .workspace import Workspace

PAIRED = 200  # unchanged tests at most whose time on the base's sources is compared


def beside(head: Run, change: ChangedPython) -> frozenset[str]:
    """Return tests that passed and run changed lines of the sources."""
    passed = {test.node for test in head.tests if test.outcome == "passed"}
    found: set[str] = set()
    for lines in change.sources:
        for line, tests in head.ran.get(lines.path, {}).items():
            found |= tests if line in lines.changed | lines.around else set()
    return frozenset(sorted(found & passed)[:PAIRED])


def real_tests(space: Workspace, runs: Runs, change: ChangedPython, head: Run) -> Run:
    """Run the tests of level 5 that import a file whose lines only they may run."""
    table, names = space.table("head"), guarded(space.table("head"))
    bare: dict[str, str] = {}  # by the word that an import of it ends with
    for lines in change.sources:
        silent = lines.changed & head.statements.get(lines.path, frozenset())
        silent -= {line for line, tests in head.ran.get(lines.path, {}).items() if tests}
        path, tree = PurePosixPath(lines.path), parse(space.side("head") / lines.path)
        if tree and ("gateways" in path.parts[:-1] and silent or wiring(tree, lines.path) & silent):
            bare[lines.path] = path.parent.name if path.stem == "__init__" else path.stem
    if not bare:
        return Run()
    files = []
    for name in space.tests("head"):
        level = table.level_of(PurePosixPath(name))
        if level and level.name not in names and PurePosixPath(name).name.startswith("test_"):
            test = parse(space.side("head") / name)
            if test and imported(test) & {
                *bare.values(),
                *(["cli"] * ("context" in bare.values())),
            }:
                files.append(name)
    request = Request(space.tree("head", "head"), tuple(sorted(files)), cover=tuple(bare))
    return runs.start(request, table).result() if files else Run()
