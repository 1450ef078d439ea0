"""Say how a run's levels stand against levels.toml: as text, Markdown and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..table import FILE, FULL, Level, Table
from .baseline import NOTHING, Baseline
from .timing import UNPLACED, Account, Ledger

OFF = 10  # points between share and target that earn a mark
FEW = 40  # tests below which a suite is too small for the mark
SHOWN = 5  # slowest tests named with a level that is over budget
HEAD = ("level", "tests", "share", "target", "cpu", "wall", "budget")
Row = tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """The outcome of one run."""

    table: Table
    names: frozenset[str]  # levels that this run was to run
    ledger: Ledger
    complete: bool  # all tests of those levels ran, so shares mean something
    baseline: Baseline = NOTHING  # what is on record
    last: Sequence[str] = ()  # the lines below all others
    excused: frozenset[str] = frozenset()  # levels that are on record as over their budget
    package: str = ""  # whose levels these are, where a repository has several packages

    @property
    def levels(self) -> list[Level]:
        """The levels of the run; of a part of their tests, those that had one."""
        ran = [level for level in self.table.levels if level.name in self.names]
        if self.complete:
            return ran
        return [level for level in ran if self._account(level).tests] or ran

    def _account(self, level: Level) -> Account:
        return self.ledger.accounts.get(level.name, Account())

    @property
    def tests(self) -> int:
        """How many tests of these levels ran."""
        return sum(self._account(level).tests for level in self.levels)

    def share(self, level: Level) -> float | None:
        """Return the per cent of all tests that a level has; None where that says nothing.

        Levels that did not run are taken to be on target.
        """
        if not (self.complete and self.tests and len(self.levels) > 1):
            return None
        ran = sum(level.share for level in self.levels)
        return self._account(level).tests / self.tests * ran

    def is_off(self, level: Level) -> bool:
        """Say whether a level's share is far from its target in a suite that is not small."""
        share = self.share(level)
        return share is not None and self.tests >= FEW and abs(share - level.share) > OFF

    def is_over(self, level: Level) -> bool:
        """Say whether a level used more than it may."""
        return level.name not in self.excused and self.used(level) > self.budget(level)

    def budget(self, level: Level) -> float:
        """Return the seconds that a level may use, for all its tests that were collected."""
        return level.budget(self._size(level))

    def _size(self, level: Level) -> int:
        return max(self._account(level).tests, self._account(level).collected)

    def figures(self) -> list[tuple[Level, float, float]]:
        """Return each level with the seconds that it used and that it may use."""
        return [(level, self.used(level), self.budget(level)) for level in self.levels]

    def used(self, level: Level) -> float:
        """Return the seconds a level took, on the clock that judges it."""
        account = self._account(level)
        return account.cpu if level.clock == "cpu" else account.wall

    def problems(self) -> list[str]:
        """Return what fails the run: a sentence, and with a level its slowest tests below it."""
        found = [sentence for _, sentence in self.failures()]
        for level in self.levels:
            overruns = [one for one in self.ledger.overruns if one.level == level.name]
            found += [f"{one.test} {one.sentence(level)}" for one in overruns[:SHOWN]]
            if len(overruns) > SHOWN:
                found.append(f"... and {len(overruns) - SHOWN} more tests of level {level.label}.")
        return found

    def failures(self) -> list[tuple[str, str]]:
        """Return what fails the run outside its tests: what it is about, and a sentence.

        A level over its total has its slowest tests below it.
        """
        found = [*self.ledger.complaints]
        for level in self.levels:
            if self.is_over(level):
                slowest = sorted(self._account(level).slowest, reverse=True)[:SHOWN]
                lines = [f"\n    {_seconds(seconds):>8}  {test}" for seconds, test in slowest]
                sentence = (
                    f"level {level.label} took {_seconds(self.used(level))} of {level.clock} time, "
                    f"its total in {FILE} is {self._total(level)}: make the slowest tests faster, or "
                    f"move them to a slower level.{''.join(lines)}"
                )
                found.append((f"{FILE}::{level.name}", sentence))
        return found

    def _total(self, level: Level) -> str:
        if self._size(level) <= FULL:
            return f"{level.total:g} s"
        more = f"for {FULL:,} tests, {round(self.budget(level), 2):g} s for {self._size(level):,}"
        return f"{level.total:g} s {more}"

    @property
    def title(self) -> str:
        """What stands above the table."""
        return f"levels of {self.package}" if self.package else "levels"

    def rows(self) -> list[Row]:
        """Return the cells of the table, below its head."""
        rows = [self._row(level) for level in self.levels]
        unplaced = self.ledger.accounts.get(UNPLACED)
        if unplaced and unplaced.tests:
            cells = (f"{unplaced.tests}", "", "", _seconds(unplaced.cpu), _seconds(unplaced.wall))
            rows.append((UNPLACED, *cells, ""))
        start = self.ledger.start
        name = "start-up and collection"
        rows.append((name, "", "", "", _seconds(start.cpu), _seconds(start.wall), ""))
        return rows

    def _row(self, level: Level) -> Row:
        account, share = self._account(level), self.share(level)
        width = max(len(other.name) for other in self.table.levels)
        return (
            f"{level.number} {level.name:<{width}}  {level.title}",
            f"{account.tests}",
            "-" if share is None else f"{'! ' * self.is_off(level)}{share:.0f} %",
            f"{level.share} %",
            _seconds(account.cpu),
            _seconds(account.wall),
            f"{round(self.budget(level), 2):g} s {level.clock}",
        )

    def notes(self) -> list[str]:
        """Return what the table needs said to be read right."""
        found = []
        left_out = [level.label for level in self.table.levels if level.name not in self.names]
        if left_out and any(self.share(level) is not None for level in self.levels):
            found.append(f"share: as if what did not run ({', '.join(left_out)}) were on target")
        off = [level.label for level in self.levels if self.is_off(level)]
        if off:
            found.append(f"! share more than {OFF} points off its target: {', '.join(off)}")
        large = [level.label for level in self.levels if self._size(level) > FULL]
        if large:
            found.append(f"budget: in step beyond {FULL:,} tests: {', '.join(large)}")
        return [*found, *filter(None, self.last)]

    def as_lines(self) -> list[str]:
        """Return the table for a terminal, a line each; rows follow the order of `rows`."""
        grid = [HEAD, *self.rows()]
        widths = [max(len(row[column]) for row in grid) for column in range(len(HEAD))]
        return [
            "  ".join(
                [row[0].ljust(widths[0])]
                + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
            ).rstrip()
            for row in grid
        ]

    def as_markdown(self) -> str:
        """Return the table, its notes and the problems for a step summary."""
        ruler = ("---", *["---:"] * (len(HEAD) - 1))
        cells = [HEAD, ruler, *[(" ".join(row[0].split()), *row[1:]) for row in self.rows()]]
        table = "\n".join(f"| {' | '.join(row)} |" for row in cells)
        failed = [f"**{problem}**" for problem in self.problems()]
        title = [f"{self.title}:"] if self.package else []
        return "\n\n".join([*title, table, *self.notes(), *failed]) + "\n"

    def as_json(self) -> dict[str, Any]:
        """Return all figures in plain types; times in seconds, shares in per cent."""
        return {
            "package": self.package,
            "levels": [
                {
                    "number": level.number,
                    "name": level.name,
                    "title": level.title,
                    "tests": self._account(level).tests,
                    "share": self.share(level),
                    "target": level.share,
                    "cpu": self._account(level).cpu,
                    "wall": self._account(level).wall,
                    "clock": level.clock,
                    "each": level.each,
                    "total": level.total,
                    "budget": self.budget(level),
                }
                for level in self.levels
            ],
            "not_placed": self.ledger.accounts.get(UNPLACED, Account()).tests,
            "baseline": {"violations": self.baseline.violations, "tests": len(self.baseline.lines)},
            "start": {"cpu": self.ledger.start.cpu, "wall": self.ledger.start.wall},
            "problems": self.problems(),
        }


def _seconds(value: float) -> str:
    return f"{value:.2f} s"
