"""The contract of a suite, on pytest itself."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.contracts.suite import SuiteContract
from tests.fakes.nodes import Act, Case, Shared
from tests.fakes.suite import Ended, Plugins, Report
from tests.integration.inside import run_inside

OURS = ("-q", "-p", "no:cacheprovider", "-p", "no:randomly", "--import-mode=importlib")
HEAD = 'import sys\nimport pytest\nacts = sys.modules["acts"]\n'
SHARED = """
@pytest.fixture(scope={scope!r})
def shared_{number}():
    acts.shared[{number}].before()
    yield
    acts.shared[{number}].after()
"""
TEST = """
@pytest.fixture
def of_{name}():
    acts.cases[{node!r}].before()
    yield
    acts.cases[{node!r}].after()

def {name}({names}of_{name}): acts.cases[{node!r}].act()
for mark in acts.cases[{node!r}].marks: mark({name})
"""


class Ends:
    """Notes how tests end."""

    def __init__(self) -> None:
        self.ended = Ended()

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if not report.passed:
            self._note(report)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or not report.passed:
            self._note(report)

    def _note(self, report: Report) -> None:
        if report.nodeid not in self.ended.failed:
            self.ended.ends[report.nodeid] = report.outcome
        if report.failed:
            self.ended.failed.setdefault(report.nodeid, report.longreprtext)


class RealSuite:
    """The same tests in files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.acts: dict[str, Act | Case] = {}

    def run(self, *words: str, plugins: Plugins = list) -> Ended:
        """Run what the words ask for, in this process."""
        cases = {
            node: one if isinstance(one, Case) else Case(one) for node, one in self.acts.items()
        }
        shared = list(dict.fromkeys(one for case in cases.values() for one in case.shared))
        self._write(cases, shared)
        sys.modules["acts"] = SimpleNamespace(cases=cases, shared=shared)  # type: ignore[assignment]
        ends = Ends()
        given = [ends, *plugins()]
        ran = run_inside(self.folder, lambda: int(pytest.main([*OURS, *words], plugins=given)))
        del sys.modules["acts"]
        ends.ended.code, ends.ended.lines = ran.code, ran.out.splitlines()
        ends.ended.said = ran.err.removeprefix("ERROR: ").strip()
        return ends.ended

    def _write(self, cases: Mapping[str, Case], shared: Sequence[Shared]) -> None:
        texts = {"pytest.ini": "[pytest]\n", "tests/conftest.py": HEAD}
        for number, one in enumerate(shared):
            texts["tests/conftest.py"] += SHARED.format(scope=one.scope, number=number)
        for node, case in cases.items():
            file, _, name = node.partition("::")
            texts.setdefault(file, f"{HEAD}if {file!r} in acts.cases: acts.cases[{file!r}].act()\n")
            names = "".join(f"shared_{shared.index(one)}, " for one in case.shared)
            texts[file] += TEST.format(node=node, name=name, names=names) if name else ""
        for path, text in texts.items():
            (self.folder / path).parent.mkdir(exist_ok=True)
            (self.folder / path).write_text(text)


class TestPytest(SuiteContract):
    @pytest.fixture
    def suite(self, tmp_path: Path) -> RealSuite:
        return RealSuite(tmp_path)
