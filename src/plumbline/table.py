"""Read and check levels.toml, the one table of test levels."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property, lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from .values import FILE as FILE
from .values import FORBIDDEN as FORBIDDEN
from .values import UNPLACED as UNPLACED
from .values import LevelsError as LevelsError
from .values import check_value, wrong

RESERVED = ("levels", "lint", "check", "fix", "types", "quick", "review", "prove")  # of the noxfile
_ROWS = (
    "tests uncovered unasserted pseudo speculative misplaced weakened broken mutants cost "
    "suppressed enforcement scope"
)
_FAILS = ("unasserted", "pseudo", "speculative", "weakened", "broken", "scope")
# Rows of the review and whether they fail it, where [review] does not say it.
REVIEW = {row: "fail" if row in _FAILS else "report" for row in (*_ROWS.split(), "unproven")}
WORDS = ("fail", "report")
MARKERS = ("skip", "skipif", "xfail", "parametrize", "usefixtures", "filterwarnings")  # pytest's
MUST_NOT_RAISE = "must_not_raise"  # the marker of tests without an assertion
FULL = 1_000  # tests that `total` is for; a level with more has more, in step
RESTORE = "restore it from git or copy it from the template"


@dataclass(frozen=True)
class Level:
    """One row of levels.toml."""

    name: str
    number: int
    title: str
    paths: tuple[str, ...]  # folders, relative to the repository, with forward slashes
    session: str
    share: int  # per cent of all tests
    forbids: tuple[str, ...]
    each: float  # seconds, one test
    total: float  # seconds, up to 1,000 of its tests as if run one after the other

    @property
    def label(self) -> str:
        """The level as messages name it: `4 logic`."""
        return f"{self.number} {self.name}"

    def budget(self, tests: int) -> float:
        """Return the seconds for so many tests: `total` up to 1,000, beyond it in step."""
        return self.total * max(1.0, tests / FULL)

    @cached_property
    def clock(self) -> Literal["cpu", "wall"]:
        """The clock that judges the budgets.

        CPU time ignores a busy machine, but sees nothing of other processes and waiting;
        it judges only where both are forbidden.
        """
        return "cpu" if {"process", "sleep"} <= set(self.forbids) else "wall"


@dataclass(frozen=True)
class Table:
    """All levels, in the order of their numbers, and which rows fail the review."""

    levels: tuple[Level, ...]
    unplaced: tuple[str, ...] | None = None  # None: not a repo that adopted the levels
    review: Mapping[str, str] = field(default_factory=lambda: dict(REVIEW))

    @cached_property
    def _owners(self) -> list[tuple[PurePosixPath, Level | None]]:
        pairs = [(PurePosixPath(path), level) for level in self.levels for path in level.paths]
        free = [(PurePosixPath(path), None) for path in self.unplaced or ()]
        return sorted([*free, *pairs], key=lambda pair: len(pair[0].parts), reverse=True)

    @cached_property
    def _known(self) -> dict[PurePosixPath, Level | None]:
        """The levels that somebody asked for."""
        return {}

    @cached_property
    def _tops(self) -> set[tuple[str, ...]]:
        return {PurePosixPath(path).parts[:1] for level in self.levels for path in level.paths}

    def level_of(self, path: PurePosixPath) -> Level | None:
        """Return the level that owns a file or folder: the longest of all paths decides."""
        if path not in self._known:
            owners = self._owners
            self._known[path] = next((one for own, one in owners if path.is_relative_to(own)), None)
        return self._known[path]

    def is_unplaced(self, path: PurePosixPath) -> bool:
        """Say whether levels.toml lets a file or folder be without a level."""
        found = next((pair for pair in self._owners if path.is_relative_to(pair[0])), None)
        return found is not None and found[1] is None

    def claims(self, path: PurePosixPath) -> bool:
        """Say whether the path lies below the top folder of a level, where each test needs one."""
        return path.parts[:1] in self._tops

    def below(self, folder: PurePosixPath) -> set[str]:
        """Return the names of the levels that may own a test in this folder."""
        inside = {
            level.name for path, level in self._owners if level and path.is_relative_to(folder)
        }
        owner = self.level_of(folder)
        return inside | {owner.name} if owner else inside

    def names(self, chosen: Iterable[str]) -> frozenset[str]:
        """Return the levels of these names, of levels or of sessions. Raises LevelsError."""
        known = {name: [row.name for row in rows] for name, rows in self.sessions.items()}
        known |= {level.name: [level.name] for level in self.levels}
        if unknown := next((name for name in chosen if name not in known), None):
            words = ", ".join(known)
            raise LevelsError(f"{FILE}: no level or session {unknown!r} in it; it has {words}.")
        return frozenset(level for name in chosen for level in known[name])

    def command(self, name: str = "") -> str:
        """Return what a person types to run a level or a session, or all tests."""
        if self.unplaced is None:
            return f"nox -s {name or 'levels'}"
        return f"pytest --level {name}" if name else "pytest"

    def tool(self, name: str, rest: str = "") -> str:
        """Return what a person types to run a command of `plumbline`, with what follows it."""
        if self.unplaced is None:
            return f"nox -s {name} -- {rest}" if rest else f"nox -s {name}"
        return f"plumbline {name} {rest}".rstrip()

    @property
    def sessions(self) -> dict[str, tuple[Level, ...]]:
        """The levels of each nox session that runs several, by the session's name."""
        names = dict.fromkeys(level.session for level in self.levels)
        return {
            name: tuple(level for level in self.levels if level.session == name) for name in names
        }


def read_table(root: Path) -> Table:
    """Read levels.toml in `root`; raise LevelsError if it is missing or wrong."""
    try:
        text = (root / FILE).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise no_table(root, error) from None
    return parse_table(text)


def no_table(root: Path, error: Exception) -> LevelsError:
    """Return what is said where the file cannot be read."""
    if isinstance(error, FileNotFoundError):
        return LevelsError(f"{FILE}: not found in {root.resolve()}; {RESTORE}.")
    return LevelsError(f"{FILE}: cannot be read ({error}); it must be a readable UTF-8 file.")


@lru_cache(maxsize=16)  # a review reads those of both sides again and again
def parse_table(text: str) -> Table:
    """Turn the text of levels.toml into a table; raise LevelsError at the first thing wrong."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"{FILE}: not valid TOML: {error}; correct that place."
        raise LevelsError(message) from None
    unplaced = data.pop(UNPLACED, None)
    if unplaced is not None:
        check_value(UNPLACED, UNPLACED, unplaced)
        unplaced = tuple(PurePosixPath(path).as_posix() for path in unplaced)
    review = _review(data.pop("review", {}))
    levels = sorted((_level(name, row) for name, row in data.items()), key=lambda row: row.number)
    _check_table(levels)
    return Table(tuple(levels), unplaced, review)


def _review(row: Any) -> dict[str, str]:
    if not isinstance(row, dict):
        raise wrong("review", "expected a table, [review], of the review's rows")
    for name, word in row.items():
        if name not in REVIEW:
            raise wrong(f"review.{name}", f"unknown row; the rows are {', '.join(REVIEW)}")
        if word not in WORDS:
            words = " or ".join(f'"{known}"' for known in WORDS)
            raise wrong(f"review.{name}", f"expected {words}, not {word!r}")
    return {**REVIEW, **row}


def _level(name: str, row: Any) -> Level:
    if not isinstance(row, dict):
        raise wrong(name, f"expected a table, [{name}], for each level and nothing else")
    if not name.isidentifier() or name.startswith("_"):
        raise wrong(name, "a level's name becomes a pytest marker: use letters, digits and _")
    if name in MARKERS:
        raise wrong(name, "this name is one of pytest's own markers; choose another")
    keys = [field.name for field in fields(Level) if field.name != "name"]
    if unknown := next((key for key in row if key not in keys), None):
        raise wrong(f"{name}.{unknown}", f"unknown key; the keys are {', '.join(keys)}")
    if missing := next((key for key in keys if key not in row), None):
        raise wrong(f"{name}.{missing}", "missing; every level needs it")
    for key, value in row.items():
        check_value(f"{name}.{key}", key, value)
    paths = tuple(PurePosixPath(path).as_posix() for path in row["paths"])
    values = {**row, "paths": paths, "forbids": tuple(row["forbids"])}
    return Level(name=name, **values)


def _check_table(levels: list[Level]) -> None:
    if not levels:
        raise LevelsError(f"{FILE}: no level in it; restore it from git.")
    owners: dict[str, str] = {}
    for level in levels:
        for path in level.paths:
            if path in owners:
                what = f"{path} already belongs to {owners[path]}; a path has one level"
                raise wrong(f"{level.name}.paths", what)
            owners[path] = level.name
        if level.session in RESERVED or level.session in {other.name for other in levels}:
            what = f"{level.session!r} already names another session; choose another name"
            raise wrong(f"{level.name}.session", what)
        if level.name in RESERVED:
            raise wrong(level.name, "this name is kept for a nox session; choose another")
    numbers = [level.number for level in levels]
    if twice := next((level for level in levels if numbers.count(level.number) > 1), None):
        raise wrong(f"{twice.name}.number", f"{twice.number} stands twice; number each level once")
    if (total := sum(level.share for level in levels)) != 100:
        shares = " + ".join(str(level.share) for level in levels)
        raise wrong("share", f"the shares must add up to 100, but {shares} is {total}")
