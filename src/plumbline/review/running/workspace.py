"""Temporary copies of the base and of the work tree, mixed as a run needs them.

All of it lies in one temporary folder, which goes when the work ends, however it ends; what a killed
process left goes when the next one begins. The repo, its index and .git are only read.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import IO

from ...table import FILE, LevelsError, Table, read_table
from ..folders import LEFT_OUT, is_below, sources_of, suites_of, tests_of
from ..history import History
from .leftovers import PREFIX, hold, remove, sweep
from .mixing import Half, Mixture, half, mix, texts
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
        self._tables: dict[Side, Table] = {}
        self._suites: dict[Side, list[str]] = {}
        self._tests: dict[Side, dict[str, str]] = {}
        self._halves: dict[str, Half] = {}
        self._made: dict[tuple[Side, Side, str], tuple[Path, Mixture]] = {}

    def __enter__(self) -> Workspace:
        sweep()
        self._ending.__enter__()
        try:
            try:
                with held():
                    self.folder = Path(tempfile.mkdtemp(prefix=PREFIX)).resolve()
                    self._lock = hold(self.folder)
                self.history.check_out(self.base, self.folder / "base")
                self._copy_head()
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

    def tree(self, src: Side, tests: Side, fakes: str = "") -> Path:
        """Return a folder with the sources and the tests of these sides; all else is of the work tree.

        What tests share is taken from the side that fits, see mixing.py. Raises LevelsError.
        """
        return self._mixed(src, tests, fakes)[0]

    def mixture(self, src: Side, tests: Side, fakes: str = "") -> Mixture:
        """Return what was done to the tests of such a tree, so that they fit its sources."""
        return self._mixed(src, tests, fakes)[1]

    def check_out(self, commit: str) -> Side:
        """Return the name of a further side: what a commit has."""
        if not (self.folder / commit).exists():
            self.history.check_out(commit, self.folder / commit)
            self._copy_made(commit)
        return commit

    def _mixed(self, src: Side, tests: Side, fakes: str) -> tuple[Path, Mixture]:
        key = (src, tests, fakes)
        if key not in self._made:
            try:
                self._made[key] = self._compose(*key)
            except OSError as error:
                raise no_room(self.folder, error) from None
        return self._made[key]

    def side(self, side: Side) -> Path:
        """Return the folder of what one side has; runs of the work tree's tests on its own sources use it."""
        return self.folder / side

    def table(self, side: Side) -> Table:
        """Return the levels of one side; those of the work tree where the base's cannot be read."""
        if side not in self._tables:
            try:
                self._tables[side] = read_table(self.folder / side)
            except LevelsError:
                self._tables[side] = read_table(self.folder / "head")
        return self._tables[side]

    def tests(self, side: Side) -> dict[str, str]:
        """Return the texts of the Python files of one side's tests, by path."""
        if side not in self._tests:
            self._tests[side] = texts(self.side(side), self.suites(side), tests=True)
        return self._tests[side]

    def sources(self, side: Side) -> tuple[str, ...]:
        """Return the Python files of one side's sources."""
        top, apart = self.side(side), self.suites(side)
        return tuple(n for n in texts(top, sources_of(top), tests=True) if not is_below(n, apart))

    def suites(self, *sides: Side) -> list[str]:
        """Return the folders and files that hold the tests of these sides."""
        for side in sides:
            if side not in self._suites:
                self._suites[side] = suites_of(self.folder / side, self.table(side))
        return sorted({name for side in sides for name in self._suites[side]})

    def given(self, tree: Path, side: Side) -> tuple[str, ...]:
        """Return what pytest is given to run all tests of a side: nothing, where a repo of its own has
        settings for that."""
        table = self.table(side)
        names = tests_of(table) if table.unplaced is None else ()
        return tuple(name for name in names if (tree / name).exists())

    def _compose(self, src: Side, tests: Side, fakes: str) -> tuple[Path, Mixture]:
        if src == tests == "head":
            return self.side("head"), Mixture()
        tree = self.folder / "-".join(filter(None, (src, tests, fakes)))
        both = {"base", "head", src}
        sources = {name for side in both for name in sources_of(self.folder / side)}
        suites = self.suites(*sorted(both))
        for entry in (self.folder / "head").iterdir():
            if entry.name not in {*sources, *suites}:
                _copy(entry, tree / entry.name)
        for name, side in [*((n, src) for n in sources), *((n, tests) for n in (*suites, FILE))]:
            if name == FILE or "/" in name:
                remove(tree / name)  # the other side's
            if (self.folder / side / name).exists():
                _copy(self.folder / side / name, tree / name)
        if src == tests:
            return tree, Mixture()
        own, given = (self._half(side, sources, suites) for side in (src, tests))
        return tree, mix(tree, own, given, suites, fakes or ("given" if src == "head" else "alike"))

    def _half(self, side: Side, sources: set[str], suites: list[str]) -> Half:
        """Return what one side shares; the folders of three sides may be more than those of two."""
        key = "-".join((side, *sorted(sources), *suites))
        if key not in self._halves:
            self._halves[key] = half(self.folder / side, sources, suites)
        return self._halves[key]

    def _copy_head(self) -> None:
        """Copy what git tracks or would track."""
        found = self.history.work_tree()
        head = self.folder / "head"
        head.mkdir()
        for name in found.names:
            _copy(self.root / name, head / name)
        for name in found.sparse:
            (self.folder / "base" / name).unlink(missing_ok=True)
        for name in found.submodules:
            self.notes.append(f"{name} is a submodule: both sides are run with the work tree's")
            shutil.rmtree(self.folder / "base" / name, ignore_errors=True)
            _copy(self.root / name, self.folder / "base" / name)
        self._copy_made("base", "head")

    def _copy_made(self, *sides: Side) -> None:
        """Copy to these sides what git ignores among the sources, like a version that a build wrote."""
        sources = [name for name in sources_of(self.root) if (self.root / name).exists()]
        for name in self.history.ignored(sources):
            if not name.endswith(".pyc"):
                for side in sides:
                    if not (self.folder / side / name).exists():
                        _copy(self.root / name, self.folder / side / name)

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


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_symlink() or source.is_file():
        shutil.copy2(source, target, follow_symlinks=os.name == "nt")
    elif source.is_dir():
        ignore = shutil.ignore_patterns(*LEFT_OUT)
        shutil.copytree(source, target, symlinks=True, ignore=ignore, dirs_exist_ok=True)
