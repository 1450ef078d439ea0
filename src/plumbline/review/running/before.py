"""The work tree's tests on the sources of before: of the base, or of the commit before a fix."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ..reading.needs import cut_down
from .runs import Request, Run, Runs
from .workspace import Side, Workspace


def run_before(
    space: Workspace, runs: Runs, side: Side, files: tuple[str, ...], only: frozenset[str]
) -> Run:
    """Run tests of the work tree on the sources of a side; `only` are they, as PATH::NAME.

    Where its conftest cannot be imported there, the side's own is taken; a file that cannot be, is cut
    down to the tests that are asked for, and what they need.
    """
    table = space.table("head")
    tree = space.tree(side, "head")
    found = runs.start(Request(tree, files, only=only), table).result()
    if found.lost:
        tree = space.tree(side, "head", "all")
        again = runs.start(Request(tree, files, only=only), table).result()
        found = found if again.lost else again
    cut = []
    for file in found.broken:
        if file.endswith(".py") and (names := asked(file, only)):
            text = tree.text(file)
            if (short := cut_down(text, names)) != text:
                tree.put(file, short)
                cut.append(file)
    if not cut:
        return found
    again = runs.start(Request(tree, tuple(cut), only=only), table).result()
    if again.lost:
        return found
    broken = {file: why for file, why in found.broken.items() if file not in cut}
    return replace(found, tests=(*found.tests, *again.tests), broken={**broken, **again.broken})


def asked(file: str, only: Collection[str]) -> set[str]:
    """Return which tests of a file are asked for by name, none if all of it is: TestX.test_y."""
    if file in only:
        return set()
    parts = [name.partition("::") for name in only]
    return {rest.partition("[")[0].replace("::", ".") for path, _, rest in parts if path == file}
