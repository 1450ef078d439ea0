"""Temporary copies of the base and of the work tree, mixed as a run needs them.

All of it lies in one temporary folder, which goes when the work ends, however it ends; what a killed
process left goes when the next one begins. The repo, its index and .git are only read.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import TracebackType
from typing import IO

from ...table import FILE, LevelsError, Table
from ..folders import below, python_in, suites_in, tests_of
from ..history import History
from ..trees import Tree
from .leftovers import PREFIX, hold, remove, sweep
from .mixing import Half, Mixture, half, mix
from .signals import ending, held

Side = str  # "base", "head", or a commit that was checked out


class Workspace:
    """A temporary folder with a tree for each mixture of two sides: the base and the work tree."""

    def __init__(self, history: History, base: str) -> None:
        self.history = history
        self.root = history.root.resolve()
        self.base = base
        self.notes: list[str] = []  # what could not be copied, a sentence each
        self.folder = Path()
        self._lock: IO[bytes] | None = None
        self._ending = ending()
        self._sides: dict[Side, Tree] = {}
        self._tables: dict[Side, Table] = {}
        self._suites: dict[Side, list[str]] = {}
        self._tops: dict[Side, list[str]] = {}
        self._tests: dict[Side, dict[str, str]] = {}
        self._halves: dict[str, Half] = {}
        self._made: dict[tuple[Side, Side, str], tuple[Tree, Mixture]] = {}

    def __enter__(self) -> Workspace:
        sweep()
        self._ending.__enter__()
        try:
            try:
                with held():
                    self.folder = Path(tempfile.mkdtemp(prefix=PREFIX)).resolve()
                    self._lock = hold(self.folder)
                self._begin()
            except OSError as error:
                raise no_room(self.folder, error) from None
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._remove()

    def tree(self, src: Side, tests: Side, fakes: str = "") -> Tree:
        """Return a tree with the sources and the tests of these sides; all else is of the work tree.

        What tests share is taken from the side that fits, see mixing.py. Raises LevelsError.
        """
        return self._mixed(src, tests, fakes)[0]

    def mixture(self, src: Side, tests: Side, fakes: str = "") -> Mixture:
        """Return what was done to the tests of such a tree, so that they fit its sources."""
        return self._mixed(src, tests, fakes)[1]

    def check_out(self, commit: str) -> Side:
        """Return the name of a further side: what a commit has."""
        if commit not in self._sides:
            self._sides[commit] = self.history.check_out(commit, self.folder / commit)
            self._add_made(commit)
        return commit

    def _mixed(self, src: Side, tests: Side, fakes: str) -> tuple[Tree, Mixture]:
        key = (src, tests, fakes)
        if key not in self._made:
            try:
                self._made[key] = self._compose(*key)
            except OSError as error:
                raise no_room(self.folder, error) from None
        return self._made[key]

    def side(self, side: Side) -> Tree:
        """Return what one side has; runs of the work tree's tests on its own sources use it."""
        return self._sides[side]

    def table(self, side: Side) -> Table:
        """Return the levels of one side; those of the work tree where the base's cannot be read."""
        if side not in self._tables:
            try:
                self._tables[side] = self.side(side).table()
            except LevelsError:
                self._tables[side] = self.side("head").table()
        return self._tables[side]

    def tests(self, side: Side) -> dict[str, str]:
        """Return the texts of the Python files of one side's tests, by path."""
        if side not in self._tests:
            self._tests[side] = self.side(side).texts(self.suites(side), tests=True)
        return self._tests[side]

    def sources(self, side: Side) -> tuple[str, ...]:
        """Return the Python files of one side's sources."""
        is_apart, found = (
            below(self.suites(side)),
            self.side(side).texts(self.tops(side), tests=True),
        )
        return tuple(name for name in found if not is_apart(name))

    def tops(self, *sides: Side) -> set[str]:
        """Return the folders and files at the top that hold the sources of these sides."""
        for side in sides:
            if side not in self._tops:
                self._tops[side] = self.side(side).sources()
        return {name for side in sides for name in self._tops[side]}

    def suites(self, *sides: Side) -> list[str]:
        """Return the folders and files that hold the tests of these sides."""
        for side in sides:
            if side not in self._suites:
                files = python_in(self.side(side).files)
                self._suites[side] = suites_in(files, self.table(side))
        return sorted({name for side in sides for name in self._suites[side]})

    def given(self, tree: Tree, side: Side) -> tuple[str, ...]:
        """Return what pytest is given to run all tests of a side: nothing, where a repo of its own has
        settings for that."""
        table = self.table(side)
        names = tests_of(table) if table.unplaced is None else ()
        return tuple(name for name in names if tree.has(name))

    def _compose(self, src: Side, tests: Side, fakes: str) -> tuple[Tree, Mixture]:
        if src == tests == "head":
            return self.side("head"), Mixture()
        sides = sorted({"base", "head", src})
        sources, suites = self.tops(*sides), self.suites(*sides)
        is_source, is_shared = below(sources), below([*suites, FILE])
        files = {
            name: file
            for side in dict.fromkeys(("head", src, tests))
            for name, file in self.side(side).files.items()
            if side == (tests if is_shared(name) else src if is_source(name) else "head")
        }
        tree = Tree(self.folder / "-".join(filter(None, (src, tests, fakes))), files)
        if src == tests:
            return tree, Mixture()
        own, given = (self._half(side, sources, suites) for side in (src, tests))
        return tree, mix(tree, own, given, suites, fakes or ("given" if src == "head" else "alike"))

    def _half(self, side: Side, sources: set[str], suites: list[str]) -> Half:
        """Return what one side shares; the folders of three sides may be more than those of two."""
        key = "-".join((side, *sorted(sources), *suites))
        if key not in self._halves:
            self._halves[key] = half(self.side(side), sources, suites)
        return self._halves[key]

    def _begin(self) -> None:
        """Take the base, and what git tracks or would track of the work tree as it is now."""
        base = self._sides["base"] = self.history.check_out(self.base, self.folder / "base")
        found = self.history.work_tree()
        head = self._sides["head"] = Tree(self.folder / "head", found.tree.files)
        is_sparse, is_apart = below(found.sparse), below(found.submodules)
        base.take_out(name for name in base.files if is_sparse(name) or is_apart(name))
        for name in found.submodules:
            self.notes.append(f"{name} is a submodule: both sides are run with the work tree's")
        base.files |= {name: file for name, file in head.files.items() if is_apart(name)}
        self._add_made("base", "head")

    def _add_made(self, *sides: Side) -> None:
        """Add to these sides what git ignores among the sources, like a version that a build wrote."""
        made = self.history.ignored()
        for side in sides:
            self.side(side).files = {**made, **self.side(side).files}
            self.side(side).hold()

    def _remove(self) -> None:
        try:
            with held():
                if self._lock:
                    self._lock.close()
                if self.folder != Path():
                    remove(self.folder)
        finally:  # whoever had the signals before gets those that were held
            self._ending.__exit__(None, None, None)


def no_room(folder: Path, error: OSError) -> LevelsError:
    """Return the sentence for a temporary folder that cannot be written to."""
    return LevelsError(
        f"{folder}: cannot hold a copy of the repo ({error.strerror or error}); "
        "free space there, or name another folder in TMPDIR"
    )
