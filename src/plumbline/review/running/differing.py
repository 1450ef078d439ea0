"""Which of the base's tests may end otherwise than the same tests of the work tree: on the same sources."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from ...placing import is_test_file
from ...table import Table
from ..folders import is_below
from .runs import Run, is_fast
from .workspace import Workspace


@dataclass(frozen=True)
class Differing:
    """Tests that are not the same on both sides, or not run by the same conftest and helpers."""

    files: frozenset[str] = frozenset()  # of tests, on either side
    folders: tuple[str, ...] = ("",)  # all tests below them; "" for all there are

    def holds(self, file: str) -> bool:
        """Say whether the tests of a file are among them."""
        return file in self.files or "" in self.folders or is_below(file, self.folders)

    def tests(self, files: Iterable[str], table: Table) -> set[str]:
        """Return those of the files that hold such tests, of levels that are run again and again."""
        found = (name for name in files if is_test_file(name) and self.holds(name))
        return {name for name in found if is_fast(table.level_of(PurePosixPath(name)))}

    def rest(self, past: Run, head: Run) -> Run:
        """Return the run of the base's tests with what the work tree's say of all others."""
        if past.lost or head.lost:
            return past
        there = {test.node for test in past.tests}
        rest = (test for test in head.tests if not self.holds(test.file))
        same = tuple(test for test in rest if test.node not in there)
        broken = {file: why for file, why in head.broken.items() if not self.holds(file)}
        return replace(past, tests=(*past.tests, *same), broken={**broken, **past.broken})


def find_differing(space: Workspace) -> Differing:
    """Compare the tests that the base's run has with the work tree's, and what they share.

    Of a conftest that differs, all tests below it may; of any other file, those of its whole suite.
    """
    old, new = space.tree("head", "base"), space.tree("head", "head")
    suites = space.suites("base", "head")
    names = {name for tree in (old, new) for name in tree.below(suites)}
    files, folders = set[str](), set[str]()
    tables = space.table("base"), space.table("head")
    for name in names:
        if is_test_file(name):
            levels = [table.level_of(PurePosixPath(name)) for table in tables]
            if levels[0] != levels[1] or not old.is_same(name, new):
                files.add(name)
        elif not old.is_same(name, new):
            folder = name.rpartition("/")[0]
            is_conftest = name.endswith("conftest.py")
            folders.add(folder if is_conftest else next(s for s in suites if is_below(name, [s])))
    files |= _importing(files, {**space.tests("head"), **space.tests("base")})
    return Differing(frozenset(files), tuple(sorted(folders)))


def _importing(files: set[str], texts: dict[str, str]) -> set[str]:
    """Return the files of tests that import one of these, as for a class whose tests they inherit."""
    found, waiting = set[str](), files
    while waiting:
        stems = "|".join(re.escape(PurePosixPath(name).stem) for name in sorted(waiting))
        imports = re.compile(
            rf"^\s*(?:from|import)\b(?:[^\n(]*\([^)]*|.*)\b(?:{stems})\b", re.MULTILINE
        )
        left = {name for name in texts.keys() - files - found if is_test_file(name)}
        waiting = {name for name in left if imports.search(texts[name])}
        found |= waiting
    return found
