"""A pytest whose tests spend time on clocks that stand still otherwise."""

import gc
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from plumbline.plugin.budgets import BudgetPlugin
from plumbline.plugin.ratchet import Ratchet
from plumbline.plugin.timing import Ledger
from plumbline.table import Level

from tests.fakes.stopwatch import FakeStopwatch

FAST = Level(
    "fast", 1, "no waiting", ("fast",), "unit", 80, ("process", "network", "sleep"), 1.0, 9.0
)
LATE = Level("late", 2, "real", ("late",), "rest", 20, (), 1.0, 60.0)
LEVELS = {"test_fast.py": FAST, "test_late.py": LATE}


class Bench:
    """A pytest with the budgets, whose tests spend time by `bench.spend`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = FakeStopwatch()
        self.ledger = Ledger()
        none: Any = SimpleNamespace(
            rootpath=folder, getoption=lambda _: None, option=SimpleNamespace()
        )
        self.ratchet = Ratchet(none, self.ledger)
        levels: Any = SimpleNamespace(level_of=lambda path: LEVELS.get(path.name))
        self.budgets = BudgetPlugin(levels, self.clock, self.ratchet)
        self.runs: list[object] = []
        self.ends: dict[str, str] = {}  # how each phase of each test ended, but for passes
        self.others: list[object] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.outcome != "passed":
            test = f"{report.nodeid.partition('::')[2]} {report.when}"
            self.ends[test] = f"{report.outcome} {report.longreprtext}"

    def run(self, text: str, file: str = "test_fast.py") -> dict[str, str]:
        """Return how the tests of a file ended that did not pass: by test and phase, with the sentence."""
        (self.folder / "pytest.ini").write_text("[pytest]\n")
        (self.folder / file).write_text(f"import bench, pytest\n{text}")
        sys.modules["bench"] = SimpleNamespace(spend=self.clock.pass_time, runs=self.runs)  # type: ignore[assignment]
        words = ["-q", "-p", "no:cacheprovider", "-p", "no:randomly", "--import-mode=importlib"]
        gc.freeze()  # a run collects garbage often, and all that is here already is none
        with redirect_stdout(StringIO()):
            pytest.main([*words, str(self.folder)], plugins=[self, self.budgets, *self.others])
        gc.unfreeze()
        del sys.modules["bench"], sys.modules[file.removesuffix(".py")]
        return self.ends
