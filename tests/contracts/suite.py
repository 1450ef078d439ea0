"""What pytest does with a suite: which hooks it calls when, and how it ends."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import pytest

from tests.fakes.nodes import Act, Case, Shared, nothing
from tests.fakes.suite import Ended, Plugins

A, B, C = "tests/test_a.py::test_a", "tests/test_a.py::test_b", "tests/test_c.py::test_c"


class Runs(Protocol):
    """A suite in a folder, and the pytest that runs it."""

    acts: dict[str, Act | Case]

    def run(self, *words: str, plugins: Plugins = list) -> Ended:
        """Run what the words ask for, with the plugins of a process."""


def fails() -> None:
    """Do what a test does that fails."""
    message = "no"
    raise ValueError(message)


def stops() -> None:
    """Do what a person does who waits no longer."""
    raise KeyboardInterrupt


def skips() -> None:
    """Do what a test, or a file of tests, does that needs what is not there."""
    pytest.skip("not here", allow_module_level=True)


class Ear:
    """A plugin that hears what happens; of collectors, the files."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def pytest_configure(self) -> None:
        self.heard.append("configure")

    def pytest_sessionstart(self) -> None:
        self.heard.append("start")

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Any:
        report = yield
        if isinstance(collector, pytest.Module):
            found = [one.name for one in report.result or ()]
            self.heard.append(f"collect {collector.nodeid} {report.outcome} {found}")
        return report

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if not report.passed:
            self.heard.append(f"collected {report.nodeid} {report.outcome}")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        self.heard.append(f"modify {len(items)}")

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        self.heard.append(f"left {len(items)}")

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.heard.append(f"all {len(session.items)}")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Any:
        self.heard.append(f"begin {item.name}")
        result = yield
        self.heard.append(f"end {item.name}")
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Any:
        if fixturedef.scope != "function":
            fixturedef.addfinalizer(partial(self.heard.append, f"last of {fixturedef.scope}"))
            result = yield
            fixturedef.addfinalizer(partial(self.heard.append, f"first of {fixturedef.scope}"))
            return result
        return (yield)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_setup(self) -> Any:
        self.heard.append("setup")
        return (yield)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_call(self) -> Any:
        self.heard.append("call")
        return (yield)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_teardown(self) -> Any:
        self.heard.append("teardown")
        return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.heard.append(f"{report.when} {report.outcome}")

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self.heard.append(f"over {nodeid}")

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        self.heard.append(f"finish {int(exitstatus)}")

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        self.heard.append("summary")
        terminalreporter.write_line("told at the end")

    def pytest_unconfigure(self) -> None:
        self.heard.append("unconfigure")


PASSED = ["setup", "setup passed", "call", "call passed", "teardown", "teardown passed"]


def turn(node: str, *phases: str) -> list[str]:
    """Return what is heard of a test."""
    name = node.partition("::")[2]
    return [f"begin {name}", *(phases or PASSED), f"over {node}", f"end {name}"]


class SuiteContract:
    """Needs a fixture `suite`, that has no test."""

    @pytest.fixture
    def ear(self) -> Ear:
        return Ear()

    @pytest.fixture
    def run(self, suite: Runs, ear: Ear) -> Callable[..., Ended]:
        return partial(suite.run, plugins=lambda: [ear])

    def test_hooks_are_called_in_turn(
        self, suite: Runs, run: Callable[..., Ended], ear: Ear
    ) -> None:
        suite.acts.update({A: nothing, B: fails, C: nothing})

        ended = run()

        assert ear.heard == [
            *("configure", "start"),
            "collect tests/test_a.py passed ['test_a', 'test_b']",
            "collect tests/test_c.py passed ['test_c']",
            *("modify 3", "all 3"),
            *turn(A),
            *turn(B, *PASSED[:3], "call failed", *PASSED[4:]),
            *turn(C),
            *("finish 1", "summary", "unconfigure"),
        ]
        assert (ended.code, ended.ends) == (1, {A: "passed", B: "failed", C: "passed"})
        assert "ValueError: no" in ended.failed[B]
        assert "told at the end" in ended.lines

    def test_what_fails_around_a_test_is_told(self, suite: Runs, run: Callable[..., Ended]) -> None:
        heard: list[str] = []
        suite.acts[A] = Case(before=fails, act=partial(heard.append, "act"))
        suite.acts[B] = Case(after=fails, act=partial(heard.append, "other"))

        ended = run()

        assert (ended.code, ended.ends, heard) == (1, {A: "failed", B: "failed"}, ["other"])

    def test_what_skips_is_told(self, suite: Runs, run: Callable[..., Ended]) -> None:
        suite.acts.update({A: skips, B: nothing})

        ended = run()

        assert (ended.code, ended.ends) == (0, {A: "skipped", B: "passed"})

    def test_an_import_that_fails_ends_the_run(
        self, suite: Runs, run: Callable[..., Ended], ear: Ear
    ) -> None:
        suite.acts.update({A: nothing, "tests/test_c.py": fails, C: nothing})

        ended = run()

        assert ear.heard[3:] == [
            "collect tests/test_c.py failed []",
            "collected tests/test_c.py failed",
            *("modify 1", "all 1", "finish 2", "summary", "unconfigure"),
        ]
        assert (ended.code, ended.ends) == (2, {"tests/test_c.py": "failed"})

    def test_a_run_goes_on_without_a_file_where_it_may(
        self, suite: Runs, run: Callable[..., Ended]
    ) -> None:
        suite.acts.update({A: nothing, "tests/test_c.py": fails, C: nothing})

        ended = run("--continue-on-collection-errors")

        assert (ended.code, ended.ends) == (1, {A: "passed", "tests/test_c.py": "failed"})

    def test_an_import_that_skips_leaves_out_its_file(
        self, suite: Runs, run: Callable[..., Ended]
    ) -> None:
        suite.acts.update({A: nothing, "tests/test_c.py": skips, C: nothing})

        ended = run()

        assert (ended.code, ended.ends) == (0, {A: "passed", "tests/test_c.py": "skipped"})

    def test_a_word_chooses_tests(self, suite: Runs, run: Callable[..., Ended], ear: Ear) -> None:
        suite.acts.update({A: nothing, C: nothing})

        assert run("-k=test_c").ends == {C: "passed"}
        assert [one for one in ear.heard if one in ("left 1", "modify 1", "all 1")][0] == "left 1"
        assert run("-k=typo").code == 5

    @pytest.mark.parametrize("path", ["tests/test_c.py", C, "tests"])
    def test_a_path_chooses_tests(self, suite: Runs, run: Callable[..., Ended], path: str) -> None:
        suite.acts.update({A: nothing, C: nothing})

        assert C in run(path).ends
        assert (A in run(path).ends) is (path == "tests")

    def test_a_run_stops_at_the_first_failure(
        self, suite: Runs, run: Callable[..., Ended], ear: Ear
    ) -> None:
        suite.acts.update({A: fails, B: nothing})

        assert (run("-x").code, run("-x").ends) == (1, {A: "failed"})
        assert "begin test_b" not in ear.heard

    def test_a_run_that_is_stopped_has_its_end(
        self, suite: Runs, run: Callable[..., Ended], ear: Ear
    ) -> None:
        suite.acts.update({A: stops, B: nothing})

        assert run().code == 2
        assert ear.heard[-4:] == ["call", "finish 2", "summary", "unconfigure"]

    def test_a_run_that_cannot_begin_says_why(self, suite: Runs) -> None:
        class Refuses:
            def pytest_configure(self) -> None:
                raise pytest.UsageError("not with me")

        suite.acts[A] = nothing

        ended = suite.run(plugins=lambda: [Refuses()])

        assert (ended.code, ended.said, ended.ends) == (4, "not with me", {})

    def test_a_run_that_only_collects_runs_nothing(
        self, suite: Runs, run: Callable[..., Ended], ear: Ear
    ) -> None:
        suite.acts[A] = nothing

        assert (run("--collect-only").code, run("--collect-only").ends) == (0, {})
        assert ear.heard[2:6] == [
            "collect tests/test_a.py passed ['test_a']",
            "modify 1",
            "all 1",
            "finish 0",
        ]

    def test_a_plugin_leaves_out_files(self, suite: Runs) -> None:
        class Leaves:
            def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
                return collection_path.name == "test_a.py" or None

        suite.acts.update({A: nothing, C: nothing})

        assert suite.run(plugins=lambda: [Leaves()]).ends == {C: "passed"}

    def test_what_tests_share_is_there_from_the_first_to_the_last(
        self, suite: Runs, run: Callable[..., Ended], ear: Ear
    ) -> None:
        note = ear.heard.append

        def shared(scope: str) -> Shared:
            return Shared(partial(note, f"before {scope}"), partial(note, f"after {scope}"), scope)

        both = (shared("session"), shared("module"))
        before, after = partial(note, "before"), partial(note, "after")
        for node in (A, B):
            suite.acts[node] = Case(partial(note, "act"), before, after, shared=both)
        suite.acts[C] = Case(partial(note, "act"), shared=both[:1])

        run()

        words = ("before", "after", "act", "first", "last", "begin")
        heard = [one for one in ear.heard if one.startswith(words)]
        module = ["first of module", "after module", "last of module"]
        session = ["first of session", "after session", "last of session"]
        assert heard == [
            *("begin test_a", "before session", "before module", "before", "act", "after"),
            *("begin test_b", "before", "act", "after", *module),
            *("begin test_c", "act", *session),
        ]

    def test_a_mark_is_what_pytest_makes_of_it(self, suite: Runs) -> None:
        class Looks:
            found: list[str] = []

            def pytest_runtest_call(self, item: pytest.Item) -> None:
                self.found += [mark.name for mark in item.iter_markers()]

        suite.acts[A] = Case(marks=(pytest.mark.usefixtures(),))

        assert suite.run(plugins=lambda: [Looks()]).code == 0
        assert Looks.found == ["usefixtures"]
