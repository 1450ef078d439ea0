"""Which tests a run is to have: its levels, the paths it was given, and which level owns a file."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import pytest

from ..table import FILE, Level, Table


class Selection:
    """The levels of one run; raises pytest.UsageError for what it cannot be asked."""

    def __init__(self, config: pytest.Config, table: Table) -> None:
        self.table = table
        self._root = config.rootpath
        self._levels: dict[Path, Level | None] = {}
        chosen = config.getoption("level")
        self.names = table.names(chosen) if chosen else frozenset(row.name for row in table.levels)
        self.chosen = bool(chosen)
        self.odd: list[str] = []
        left_out = ("lf", "ignore", "ignore_glob", "deselect")
        self.whole = not any(config.getoption(option, None) for option in left_out)
        source, sources = config.args_source, pytest.Config.ArgsSource
        at_root = source is sources.INVOCATION_DIR and config.invocation_params.dir == self._root
        if table.unplaced is not None and (at_root or source is sources.TESTPATHS):
            self._add_folders(config)
        elif source is not sources.TESTPATHS:
            self.whole &= self._covered_by(config)

    def _add_folders(self, config: pytest.Config) -> None:
        """Have pytest look into the levels of a repo whose own `testpaths` knows nothing of them."""
        paths = [path for row in self.table.levels if row.name in self.names for path in row.paths]
        folders = [PurePosixPath(path) for path in paths if (self._root / path).is_dir()]
        given = [] if self.chosen else [self._resolved(self._root / arg) for arg in config.args]
        config.args = [] if self.chosen else config.args
        for folder in sorted(folders, key=lambda path: len(path.parts)):
            if not any(path is None or folder.is_relative_to(path) for path in given):
                config.args.append(str(self._root / folder))
                given.append(folder)

    def _covered_by(self, config: pytest.Config) -> bool:
        """Say whether the arguments cover the chosen levels; refuse a path of other levels only."""
        folders = []
        for argument in config.args:
            path = self._resolved(config.invocation_params.dir / argument.partition("::")[0])
            if path is None:
                continue
            names = self.table.below(path)
            if names and not names & self.names and (self._root / path).exists():
                sessions = " or ".join(f"`{self.table.command(name)}`" for name in sorted(names))
                message = (
                    f"{path}: its level is {' or '.join(sorted(names))}, "
                    f"which this run leaves out; use {sessions}."
                )
                raise pytest.UsageError(message)
            if self._is_left(path) and (self._root / path).exists():
                message = (
                    f"{path}: {FILE} places it in no level, so no level's run has it; "
                    f"use `{self.table.command()}`, or place it."
                )
                raise pytest.UsageError(message)
            if "::" not in argument:
                folders.append(path)
        paths = [path for row in self.table.levels if row.name in self.names for path in row.paths]
        return all(
            any(PurePosixPath(path).is_relative_to(folder) for folder in folders) for path in paths
        )

    def _resolved(self, path: Path) -> PurePosixPath | None:
        try:
            return PurePosixPath(path.resolve().relative_to(self._root.resolve()).as_posix())
        except ValueError:
            return None

    def relative(self, path: Path) -> PurePosixPath | None:
        """Return a collected path as levels.toml writes paths, None outside the repository."""
        try:
            return PurePosixPath(path.relative_to(self._root).as_posix())
        except ValueError:
            return None

    def level_of(self, path: Path) -> Level | None:
        """Return the level that owns a file."""
        try:
            return self._levels[path]
        except KeyError:
            relative = self.relative(path)
            level = self.table.level_of(relative) if relative else None
            self._levels[path] = level
            return level

    def leaves_out(self, path: Path) -> bool:
        """Say whether a file or folder can hold no test of the chosen levels."""
        relative = self.relative(path)
        if relative is None:
            return False
        names = self.table.below(relative)
        return not names & self.names if names else self._is_left(relative)

    def _is_left(self, path: PurePosixPath) -> bool:
        """Say whether no level owns what is here, so that a run of chosen levels leaves it out."""
        return self.chosen and self.table.is_unplaced(path) and not self.table.below(path)

    def look_at(self, items: Sequence[pytest.Item]) -> None:
        """Note what is odd about the tests of a run."""
        free = {item.path for item in items if self.level_of(item.path) is None}
        outside = sorted(str(path) for path in free if self.relative(path) is None)
        if outside:
            where = f"outside of {self._root}, where no level holds"
            self.odd.append(f"not placed: the tests of {outside[0]}{more(outside)}, {where}")
        if len({item.nodeid for item in items}) < len(items):
            times = Counter(item.nodeid for item in items)
            twice = sorted(test for test in times if times[test] > 1)
            what = "are several tests of one name, and count as one on record and in shards"
            self.odd.append(f"{twice[0]}{more(twice)} {what}")

    @property
    def notes(self) -> list[str]:
        """What the table needs said to be read right."""
        found = [
            f"{FILE}: {level.name}.paths: there is no folder {path}"
            for level in self.table.levels
            for path in level.paths
            if level.name in self.names and not (self._root / path).is_dir()
        ]
        if self.table.unplaced and self.chosen:
            found.append("not placed: tests without a level run only where no level is chosen")
        return [*found, *self.odd]

    def complaint(self, path: Path) -> str | None:
        """Return what is wrong with a file of tests that no level owns, None if that is fine."""
        relative = self.relative(path)
        if relative is None or not self.table.claims(relative) or self.table.is_unplaced(relative):
            return None
        folders = ", ".join(path for row in self.table.levels for path in row.paths)
        gone = "".join(
            f"; {row.name}.paths: there is no folder {', '.join(row.paths)}"
            for row in self.table.levels
            if not any((self._root / path).is_dir() for path in row.paths)
        )
        return f"{relative}: no level in {FILE} owns it; move it below one of {folders}{gone}."


def more(names: Sequence[str]) -> str:
    """Return how many there are besides the first."""
    return f" and {len(names) - 1} more" if len(names) > 1 else ""


def json_file(config: pytest.Config) -> Path | None:
    """Return where the figures go, if anywhere; refuse a place that cannot take them."""
    name = config.getoption("levels_json")
    if not name:
        return None
    file: Path = config.invocation_params.dir / name
    if not file.parent.is_dir():
        message = f"--levels-json {name}: its folder does not exist; create it first."
        raise pytest.UsageError(message)
    if not os.access(file.parent, os.W_OK):
        raise pytest.UsageError(
            f"--levels-json {name}: its folder cannot be written to; name another."
        )
    if file.is_dir():
        raise pytest.UsageError(f"--levels-json {name}: this is a folder; name a file.")
    return file
