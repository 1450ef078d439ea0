"""`plumbline observe`: run a suite, stop nothing, and say which level each file belongs to."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from _pytest.terminal import TerminalReporter

from ..guard import patches
from ..guard.guard import Guard, install
from ..guard.policy import Policy, Violation
from ..table import FORBIDDEN, Level, Table, read_table

Wrapper = Generator[None, Any, Any]
SHOWN = 3  # obstacles named for each file


@dataclass
class Observed:
    """What the tests of one file did."""

    tests: int = 0
    done: list[Violation] = field(default_factory=list)

    @property
    def kinds(self) -> set[str]:
        """The kinds of all that was done."""
        return {one.kind for one in self.done}


def by_speed(table: Table) -> list[Level]:
    """Return the levels from the one that forbids most to the one that forbids least.

    Level 1 is left out: only its place tells a test of a fake from any other.
    """
    levels = [level for level in table.levels if level.number != 1]
    return sorted(levels, key=lambda level: len(level.forbids), reverse=True)


def level_for(table: Table, kinds: set[str]) -> Level | None:
    """Return the fastest level where all of this is allowed, None if there is none."""
    return next((level for level in by_speed(table) if not kinds & set(level.forbids)), None)


def obstacles(table: Table, level: Level, done: Iterable[Violation]) -> list[str]:
    """Return what keeps tests from the next faster level, most frequent first."""
    faster = by_speed(table)[: by_speed(table).index(level)]
    if not faster:
        return []
    counts = Counter(
        f"{one.kind} {one.what} at {one.where or 'a library'}"
        for one in done
        if one.kind in faster[-1].forbids
    )
    return [f"{text} ({times}x)" for text, times in counts.most_common(SHOWN)]


def summary(table: Table, files: dict[str, Observed]) -> list[str]:
    """Return the lines that say where each file belongs and how the suite stands."""
    lines, counts = [], Counter[str]()
    for file, seen in sorted(files.items()):
        level = level_for(table, seen.kinds)
        name = level.label if level else "no level"
        lines.append(f"{file}: {seen.tests} tests, {name}")
        counts[level.name if level else ""] += seen.tests
        if level:
            lines += [f"    {text}" for text in obstacles(table, level, seen.done)]
    total = sum(counts.values())
    lines.append("")
    if table.unplaced is not None:
        placed = sum(
            seen.tests for file, seen in files.items() if table.level_of(PurePosixPath(file))
        )
        are = "test is" if placed == 1 else "tests are"
        lines.append(f"{placed} {are} placed in a level, {total - placed} are not")
    for level in table.levels:
        share = f"{counts[level.name] / total * 100:3.0f} %" if total else "  -"
        seen_as = "counted as 3 or 4" if level.number == 1 else f"{counts[level.name]} tests"
        lines.append(
            f"{level.label:<9} {share if level.number != 1 else '     '}"
            f"  target {level.share:3} %  {seen_as}"
        )
    return lines


class ObservePlugin:
    """Notes for each test file what its tests do."""

    def __init__(self, config: pytest.Config, table: Table) -> None:
        self.config = config
        self.table = table
        self.guard: Guard = install(config.rootpath)
        patches.install(self.guard)
        self.guard.reach.allow_temporary(tempfile.gettempdir())
        self.files: dict[str, Observed] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Wrapper:
        if isinstance(collector, pytest.File):
            return (yield from self._recorded(collector))
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self) -> Wrapper:
        try:
            return (yield)
        finally:
            self.guard.leave()

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Wrapper:
        self._seen(item).tests += 1
        return (yield from self._recorded(item))

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Wrapper:
        return (yield from self._recorded(item))

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Wrapper:
        return (yield from self._recorded(item))

    def _recorded(self, item: pytest.Item | pytest.File) -> Wrapper:
        patches.watch()
        done = self._seen(item).done  # threads and the exit add to it later
        kinds = frozenset(FORBIDDEN)
        self.guard.policy = Policy("observed", item.nodeid, kinds, recording=True, violations=done)
        try:
            return (yield)
        finally:
            self.guard.policy = None

    def _seen(self, item: pytest.Item | pytest.File) -> Observed:
        return self.files.setdefault(item.nodeid.partition("::")[0], Observed())

    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        terminalreporter.write_sep("=", "observed")
        for line in summary(self.table, self.files):
            terminalreporter.write_line(line)
        if self.guard.broken:
            terminalreporter.write_line(f"the guard failed: {self.guard.broken}", red=True)


def pytest_configure(config: pytest.Config) -> None:
    root = config.rootpath
    # A repo without the table is measured by the one that came with this machinery.
    own = root if (root / "levels.toml").is_file() else Path(__file__).resolve().parents[1]
    config.pluginmanager.register(ObservePlugin(config, read_table(own)), "levels-observe")
