"""A suite with levels, in memory: what its tests do are events, and its clocks stand still."""

import gc
import io
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from math import ceil
from pathlib import Path
from typing import Any

import pytest

from plumbline.plugin import run
from plumbline.plugin.ratchet import Recorder
from plumbline.plugin.run import LevelsPlugin
from plumbline.plugin.start import BEFORE, LOADED

from tests.fakes.nodes import Act, Case, nothing
from tests.fakes.stopwatch import FakeStopwatch
from tests.fakes.suite import Ended, FakeSuite, Plugins
from tests.guarded import At, Watched, called_in, kept_signal

LEVELS = """
[fast]
number = 1
title = "no waiting"
paths = ["tests/unit"]
session = "unit"
share = 80
forbids = ["process", "sleep"]
each = 0.2
total = 1.0

[late]
number = 2
title = "real things"
paths = ["tests/unit/late", "tests/late"]
session = "rest"
share = 20
forbids = []
each = 0.5
total = 60.0
"""
BASELINE = "levels-baseline.toml"
sleeps = partial(sys.audit, "time.sleep", 0.001)
starts = partial(sys.audit, "os.system", b"true")


def expected_to_fail(**named: Any) -> pytest.MarkDecorator:
    """Return the mark of a test that may fail."""
    mark: pytest.MarkDecorator = pytest.mark.xfail(**named)
    return mark


def notes(kind: str, what: str) -> Act:
    """Return an act that raises no event of its own."""
    return partial(sys.audit, "levels.note", kind, what)


class Levels:
    """Loads the plugin as its entry point does, with a clock of the tests'."""

    def __init__(self, suite: "Levelled") -> None:
        self.suite = suite

    def pytest_configure(self, config: Any) -> None:
        run.begin(config, self.suite.clock)
        config.pluginmanager.get_plugin("levels-guard").guard.waker = Watched()
        config.pluginmanager.get_plugin("levels-budgets").confirmed = self.suite.confirmed
        if not hasattr(config, "workeroutput"):
            self.suite.plugin = config.pluginmanager.get_plugin("levels-run")


class Levelled(FakeSuite):
    """A repo with a levels.toml and no other file, but what services write."""

    plugin: LevelsPlugin  # of the last run

    def __init__(self, folder: Path, levels: str = LEVELS) -> None:
        super().__init__(folder)
        self.confirmed = 0  # tests that were run a second time before these
        self.clock = FakeStopwatch(wall=ceil(LOADED - BEFORE))
        self.levels = folder / "levels.toml"
        self.levels.write_text(levels, "utf-8")

    def change(self, old: str, new: str) -> None:
        """Replace a text that levels.toml must have."""
        text = self.levels.read_text("utf-8")
        assert old in text
        self.levels.write_text(text.replace(old, new), "utf-8")

    def add(self, node: str, act: Act = nothing, **more: Any) -> None:
        """Add a test, or what an import does: code of its file, from the second line on."""
        around: dict[str, Act] = {
            name: self.by(node, more[name]) for name in ("before", "after") if name in more
        }
        self.acts[node] = Case(self.by(node, act), **(more | around))

    def by(self, node: str, act: Act) -> Act:
        """Return an act as what code of a test's file does."""
        file, _, name = node.partition("::")
        return partial(called_in, act, At(str(self.folder / file), name.partition("[")[0] or "top"))

    def takes(self, **seconds: float) -> Act:
        """Return an act that takes time."""
        return partial(self.clock.pass_time, **seconds)

    def run(self, *words: str, plugins: Plugins = list, here: Sequence[object] = ()) -> Ended:
        gc.freeze()  # all that is here now is no garbage, which a second run of a slow test collects
        with kept_signal():
            return super().run(*words, plugins=lambda: [Levels(self), *plugins()], here=here)

    @property
    def data(self) -> dict[str, Any]:
        """The figures of the last run."""
        assert self.plugin.report
        return self.plugin.report.as_json()

    @property
    def tests(self) -> dict[str, int]:
        """How many tests the last run had, by level."""
        return {level["name"]: level["tests"] for level in self.data["levels"]}

    @property
    def baseline(self) -> str:
        """The text of the baseline."""
        return (self.folder / BASELINE).read_text("utf-8")

    def record(self, *words: str, add: bool = False) -> Ended:
        """Do what `plumbline baseline` does; return its code, and its words as lines."""
        out, ran = io.StringIO(), list[Ended]()

        def main(arguments: list[str], plugins: list[object]) -> int:
            ran.append(self.run(*arguments, here=plugins))
            return ran[0].code

        with redirect_stdout(out), redirect_stderr(out):
            code = Recorder(main).record([*words], add=add)
        return Ended(code, ran[0].said, ran[0].ends, ran[0].failed, out.getvalue().splitlines())
