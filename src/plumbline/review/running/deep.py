"""Tests of the levels that start processes: the base's that a change may break, and those of gateways."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

from ...placing import is_test_file
from ...syntax import parsed
from ..reading.elsewhere import imported, wiring
from ..reading.modules import World
from .lines import ChangedPython
from .past import Gone, Past
from .runs import Request, Run, Running, Runs, existing, guarded
from .workspace import Workspace


def start_deep(space: Workspace, runs: Runs, change: ChangedPython) -> Running | None:
    """Begin to run the base's slow tests on the work tree's sources, if there are any to run."""
    files = deep_files(space, change)
    if not files:
        return None
    tree = space.tree("head", "base")
    wanted = existing(tree, files)
    return runs.start(Request(tree, wanted), space.table("base")) if wanted else None


def deep_files(space: Workspace, change: ChangedPython) -> list[str]:
    """Return the base's files of slow tests that changed, or whose imports lead to what did.

    One that imports nothing of the sources starts the program, which may run anything.
    """
    table, base, head = space.table("base"), space.side("base"), space.side("head")
    fast = guarded(table)
    changed = {name for lines in change.sources for name in (lines.path, lines.before) if name}
    sources = head.texts(space.tops("base", "head"), tests=True)
    world = World({**sources, **space.tests("base")})
    found = []
    for name in base.below(space.suites("base")) if changed or change.unread else ():
        level = table.level_of(PurePosixPath(name))
        is_test = name.endswith(".py") and is_test_file(name)
        if not is_test or level is None or level.name in fast:
            continue
        reached = world.reached(name) & sources.keys() if name in world.texts else set[str]()
        same = name in head.files and base.is_same(name, head)
        if not same or not reached or reached & changed or change.unread:
            found.append(name)
    return found


def both(fast: Past, slow: Past) -> Past:
    """Return what became of all tests; what goes wrong with slow ones on the base too is let be."""
    gone: dict[tuple[str, str], tuple[str, ...]] = {}
    for one in (*fast.gone, *slow.gone):
        gone[one.path, one.name] = gone.get((one.path, one.name), ()) + one.tests
    return replace(
        fast,
        run=replace(fast.run, tests=fast.run.tests + slow.run.tests),
        broken=fast.broken + slow.broken,
        lost_files={**fast.lost_files, **slow.lost_files},
        gone=tuple(Gone(*place, tests) for place, tests in gone.items()),
        failing=fast.failing + slow.failing,
        total=fast.total + slow.total,
    )


def not_run(slow: Past) -> str:
    """Return which slow tests say nothing here, the rest of a sentence; "" if all do."""
    if slow.run.lost:
        return f"those that start processes cannot be run here ({slow.run.lost.message})"
    skipped = sum(test.outcome in ("skipped", "") for test in slow.run.tests)
    parts = [f"{skipped} that start processes are skipped here"] if skipped else []
    if slow.already:
        parts.append(f"{len(slow.already)} fail here without the change, too")
    return ", ".join(parts)


def real_tests(space: Workspace, runs: Runs, change: ChangedPython, head: Run) -> Run:
    """Run the tests of level 5 that import a file whose lines only they may run."""
    table, names = space.table("head"), guarded(space.table("head"))
    bare: dict[str, str] = {}  # by the word that an import of it ends with
    for lines in change.sources:
        silent = lines.changed & head.statements.get(lines.path, frozenset())
        silent -= {line for line, tests in head.ran.get(lines.path, {}).items() if tests}
        path, (tree, _) = PurePosixPath(lines.path), parsed(space.side("head").text(lines.path))
        if tree and ("gateways" in path.parts[:-1] and silent or wiring(tree, lines.path) & silent):
            bare[lines.path] = path.parent.name if path.stem == "__init__" else path.stem
    if not bare:
        return Run()
    files = []
    for name, text in space.tests("head").items():
        level = table.level_of(PurePosixPath(name))
        if level and level.name not in names and is_test_file(name):
            test, _ = parsed(text)
            if test and imported(test) & {
                *bare.values(),
                *(["cli"] * ("context" in bare.values())),
            }:
                files.append(name)
    request = Request(space.tree("head", "head"), tuple(sorted(files)), cover=tuple(bare))
    return runs.start(request, table).result() if files else Run()
