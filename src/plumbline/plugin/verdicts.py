"""Which level a file of tests could have, by what its tests did and took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from ..guard.policy import Violation
from ..table import Level, Table
from .timing import Cost

SHOWN = 3  # operations named for each file


@dataclass
class Observed:
    """What the tests of one file did and took."""

    tests: int = 0
    done: list[Violation] = field(default_factory=list)
    cost: Cost = field(default_factory=lambda: Cost(0.0, 0.0))
    slowest: Cost = field(default_factory=lambda: Cost(0.0, 0.0))  # but a first that imports

    @property
    def kinds(self) -> set[str]:
        """The kinds of all that was done."""
        return {one.kind for one in self.done}

    def book(self, cost: Cost, *, imports: bool) -> None:
        """Add what one test took; the first of a file may wait for what it `imports`."""
        if self.tests or not imports:
            slow = self.slowest
            self.slowest = Cost(max(slow.cpu, cost.cpu), max(slow.wall, cost.wall))
        self.cost = Cost(self.cost.cpu + cost.cpu, self.cost.wall + cost.wall)
        self.tests += 1


def by_speed(table: Table) -> list[Level]:
    """Return the levels from the one that forbids most to the one that forbids least.

    Level 1 is left out: only its place tells a test of a fake from any other.
    """
    levels = [level for level in table.levels if level.number != 1]
    return sorted(levels, key=lambda level: len(level.forbids), reverse=True)


def too_slow(level: Level, seen: Observed) -> str | None:
    """Return what takes longer than the level allows, None if nothing does."""
    all_, one = seen.cost.on(level.clock), seen.slowest.on(level.clock)
    if all_ > level.budget(seen.tests):
        allowed = f"{round(level.budget(seen.tests), 2):g} s"
        return (
            f"takes {all_:.2f} s of {level.clock} time, level {level.label} has {allowed} for all"
        )
    if one > level.each:
        return f"has a test of {one:.2f} s, level {level.label} allows {level.each:g} s"
    return None


def level_for(table: Table, seen: Observed) -> Level | None:
    """Return the fastest level where all of this is allowed, None if there is none."""
    return next(
        (
            level
            for level in by_speed(table)
            if not seen.kinds & set(level.forbids) and not too_slow(level, seen)
        ),
        None,
    )


def obstacles(table: Table, level: Level | None, seen: Observed) -> list[str]:
    """Return what keeps tests from the next faster level, most frequent first."""
    levels = by_speed(table)
    faster = levels[: levels.index(level)] if level else levels
    if not faster:
        return []
    counts = Counter(
        f"{one.kind} {one.what} at {one.where or 'a library'}"
        for one in seen.done
        if one.kind in faster[-1].forbids
    )
    found = [f"{text} ({times}x)" for text, times in counts.most_common(SHOWN)]
    slow = too_slow(faster[-1], seen)
    return [*found, slow] if slow else found


def summary(
    table: Table, files: Mapping[str, Observed], ties: Mapping[str, Sequence[str]]
) -> list[str]:
    """Return the lines that say where each file belongs and how the suite stands."""
    lines, counts = [], Counter[str]()
    for file, seen in sorted(files.items()):
        if not seen.tests and not seen.done:
            continue  # a text without examples
        level = level_for(table, seen)
        name = level.label if level else "no level"
        many = f"{seen.tests} test{'s' * (seen.tests != 1)}"
        lines.append(f"{file}: {many}, {seen.cost.cpu:.2f} s of CPU time, {name}")
        counts[level.name if level else ""] += seen.tests
        lines += [f"    {text}" for text in obstacles(table, level, seen)]
        lines += [f"    to move it, mind that it {text}" for text in ties.get(file, ())]
    return [*lines, "", *_standing(table, files, counts)] if lines else ["no test was run"]


def _standing(
    table: Table, files: Mapping[str, Observed], counts: Mapping[str, int]
) -> Iterator[str]:
    total = sum(counts.values())
    if table.unplaced is not None:
        placed = sum(
            seen.tests for file, seen in files.items() if table.level_of(PurePosixPath(file))
        )
        are = "test is" if placed == 1 else "tests are"
        yield f"{placed} {are} placed in a level, {total - placed} are not"
    for level in table.levels:
        share = f"{counts[level.name] / total * 100:3.0f} %" if total else "  -"
        seen_as = "counted as 3 or 4" if level.number == 1 else f"{counts[level.name]} tests"
        yield (
            f"{level.label:<9} {share if level.number != 1 else '     '}"
            f"  target {level.share:3} %  {seen_as}"
        )


def as_json(table: Table, files: Mapping[str, Observed]) -> dict[str, Any]:
    """Return what `place` needs to know of each file, in plain types."""
    found = {}
    for file, seen in files.items():
        level = level_for(table, seen)
        name, holds = level and level.name, obstacles(table, level, seen)
        found[file] = {"level": name, "tests": seen.tests, "holds": holds}
    return found
