"""The guard in a run: whose doing an event is, and how it is told."""

import atexit
import os
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from _pytest import skipping
from _pytest.runner import runtestprotocol
from plumbline.guard import guard as guard_module

from tests.contracts.suite import fails, skips
from tests.fakes.nodes import Act, Shared, in_turn, nothing
from tests.guarded import LIBRARY, At, called_in
from tests.levelled import Levelled, expected_to_fail, notes, sleeps, starts
from tests.places import TREE

A, B, Z = (
    "tests/unit/test_a.py::test_a",
    "tests/unit/test_b.py::test_b",
    "tests/integration/test_z.py::test_z",
)
FILE = A.partition("::")[0]
STARTED = "os.system(b'true'): level 4 logic forbids process"
THERE = "  Or move the test to tests/integration, level 5 real, where it is allowed."
GATEWAY = "  Put it behind a gateway (src/*/gateways) and pass in the gateway's fake."


@pytest.fixture(scope="module")
def table() -> str:
    """Return the text of the tree's own table."""
    return (TREE / "levels.toml").read_text("utf-8")


@pytest.fixture
def suite(tmp_path: Path, table: str) -> Levelled:
    return Levelled(tmp_path, table)


def swallows(then: Act = nothing) -> None:
    """Do what a test does that lets nothing stop it."""
    with suppress(BaseException):
        starts()
    then()


def test_the_message_teaches(suite: Levelled) -> None:
    fake = suite.folder / "tests/fakes/git.py"
    fake.parent.mkdir(parents=True)
    fake.write_text("class FakeGit: ...\n")
    gateway = At(str(suite.folder / "src/tool/gateways/git.py"))
    suite.add(A, partial(called_in, starts, gateway))
    told = (
        f"{STARTED}\n"
        "  at src/tool/gateways/git.py:2\n"
        "  Pass in FakeGit, the fake from tests/fakes/git.py.\n"
        f"{THERE}"
    )

    for words in ((), ("-n=2",)):
        run = suite.run(*words)
        assert (run.code, run.failed) == (1, {A: told})


touches = partial(sys.audit, "os.chmod", "/repo/x", 0o644, -1)


@pytest.mark.parametrize(
    ("folder", "act", "told"),
    [
        ("tests/unit/pure", "tmp", "level 3 pure forbids tmp"),
        ("tests/unit/fakes", "tmp", "level 1 fakes forbids tmp"),
        ("tests/unit", "tmp", ""),
        ("tests/unit", "files", "level 4 logic forbids files"),
        ("tests/unit", "mock", "level 4 logic forbids mock"),
        ("tests/integration/sanity", "mock", ""),
        ("tests/integration/sanity", "process", "level 2 sanity forbids process"),
        ("tests/integration", "process", ""),
        ("tests/integration", "sleep", ""),
    ],
)
def test_each_level_has_its_own_rules(suite: Levelled, folder: str, act: str, told: str) -> None:
    acts: dict[str, Act] = {
        "tmp": partial(sys.audit, "open", f"{suite.folder}/base/x", "w", 0),
        "files": partial(sys.audit, "open", "/elsewhere", "w", 0),
        "mock": notes("mock", "unittest.mock"),
        "process": starts,
        "sleep": sleeps,
    }
    node = f"{folder}/test_a.py::test_a"
    suite.add(node, acts[act])

    run = suite.run()

    first = run.failed.get(node, "").partition("\n")[0]
    assert (run.code, first.partition(": ")[2]) == (int(bool(told)), told)


@pytest.mark.parametrize("words", [(), ("-n=2",)])
def test_an_import_is_code_too(suite: Levelled, words: tuple[str, ...]) -> None:
    suite.add(FILE, starts)
    suite.add(A)

    run = suite.run(*words)

    assert (run.code, run.ends) == (2, {FILE: "failed"})
    assert run.failed[FILE].startswith(f"{STARTED}\n  at {FILE}:2\n")


def test_an_import_of_a_free_level_is_free(suite: Levelled) -> None:
    suite.add(Z.partition("::")[0], starts)
    suite.add(Z)

    assert suite.run().code == 0


def test_what_a_library_does_is_the_tests_doing(suite: Levelled) -> None:
    suite.add(A, partial(called_in, starts, LIBRARY))

    assert suite.run().failed[A].startswith(f"{STARTED}\n  at {FILE}:2\n")


def test_a_module_of_the_repo_is_named(suite: Levelled) -> None:
    suite.add(A, partial(called_in, starts, At(str(suite.folder / "own.py"))))

    assert "\n  at own.py:2\n" in suite.run().failed[A]


def test_a_test_is_no_tool_whatever_its_file_is_called(suite: Levelled) -> None:
    node = "tests/unit/test_pathlib.py::test_a"
    suite.add(node, partial(sys.audit, "os.remove", "/elsewhere", -1))

    assert "level 4 logic forbids files" in suite.run().failed[node]


@pytest.mark.parametrize("phase", ["before", "after"])
@pytest.mark.parametrize("scope", ["function", "module", "session"])
def test_a_fixture_is_held_to_the_level_that_uses_it(
    suite: Levelled, scope: str, phase: str
) -> None:
    act = {phase: suite.by(FILE, starts)}
    more: Any = act if scope == "function" else {"shared": (Shared(scope=scope, **act),)}
    suite.add(A, **more)

    run = suite.run()

    assert run.code == 1
    assert run.failed[A].startswith(f"{STARTED}\n  at {FILE}:2\n")


def test_a_shared_fixture_of_a_free_level_may_end_in_a_guarded_test(suite: Levelled) -> None:
    seen: list[str] = []

    def begin() -> None:
        starts()
        seen.append(os.environ["PATH"])
        os.environ["SERVER"] = "1"

    def end() -> None:
        starts()
        seen.append(os.environ["PATH"])
        del os.environ["SERVER"]

    file = "tests/conftest.py"
    server = Shared(suite.by(file, begin), suite.by(file, end), "session")
    suite.add(Z, shared=(server,))
    suite.add(B)

    run = suite.run()

    assert (run.code, run.failed) == (0, {})
    assert seen == 2 * [os.environ["PATH"]]


@pytest.mark.parametrize(
    "mark",
    [
        expected_to_fail(strict=False),
        expected_to_fail(raises=(ValueError, BaseException), strict=True),
    ],
)
def test_no_marker_hides_a_violation(suite: Levelled, mark: pytest.MarkDecorator) -> None:
    suite.add(A, starts, marks=(mark,))
    suite.add(B, fails, marks=(mark,))

    run = suite.run(plugins=lambda: [skipping])

    assert (run.code, run.ends) == (1, {A: "failed", B: "skipped"})


def test_a_skip_hides_no_violation(suite: Levelled) -> None:
    suite.add(A, lambda: swallows(skips))

    assert suite.run().failed[A].startswith(STARTED)


def test_a_violation_that_is_swallowed_fails_its_test(suite: Levelled) -> None:
    suite.add(A, swallows)

    run = suite.run()

    assert (run.code, run.failed[A].partition("\n")[0]) == (1, STARTED)


def test_a_failure_of_the_test_itself_is_still_shown(suite: Levelled) -> None:
    suite.add(A, in_turn(swallows, fails))

    told = suite.run().failed[A]

    assert told.startswith(STARTED)
    assert told.endswith(f"{THERE}\n\nValueError: no")


def test_what_is_done_often_is_told_once_and_many_are_summed_up(suite: Levelled) -> None:
    def acts() -> None:
        for number in (0, 0, *range(7)):
            with suppress(BaseException):
                sys.audit("os.system", f"{number}".encode())

    suite.add(A, acts)

    told = suite.run().failed[A]

    assert told.count(": level 4 logic forbids process") == 5
    assert told.endswith("\n\n... and 2 more")


def test_the_fixture_mocker_is_refused(suite: Levelled) -> None:
    suite.add(A, names=("mocker",))

    assert (
        suite.run()
        .failed[A]
        .startswith(f"the fixture mocker: level 4 logic forbids mock\n  at {FILE}:1\n")
    )


class Again:
    """A plugin that runs a test once more if it fails, as those for flaky tests do."""

    @pytest.hookimpl
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool:
        for is_last in (False, True):
            reports = runtestprotocol(item, log=False, nextitem=nextitem)
            if is_last or not any(report.failed for report in reports):
                for report in reports:
                    item.ihook.pytest_runtest_logreport(report=report)
                break
        return True


def test_a_violation_counts_although_the_test_is_run_again(suite: Levelled) -> None:
    runs: list[int] = []

    def once() -> None:
        runs.append(1)
        if len(runs) == 1:
            starts()

    suite.add(A, once)
    suite.add(B)

    run = suite.run(plugins=lambda: [Again()])

    assert (len(runs), run.ends) == (2, {A: "failed", B: "passed"})
    assert run.failed[A].startswith(STARTED)


def test_a_guard_that_fails_fails_the_run(suite: Levelled) -> None:
    suite.add(A, partial(sys.audit, "open", "no mode"))

    run = suite.run()

    assert (run.code, run.failed) == (
        1,
        {
            "plumbline::guard": "the guard failed and may have missed something: ValueError: not "
            "enough values to unpack (expected 3, got 1) (at open)"
        },
    )


def test_what_a_test_registers_for_the_exit_is_held(suite: Levelled) -> None:
    def last() -> None: ...

    suite.add(A, partial(atexit.register, sys.audit, "os.system", b"true"))
    suite.add(B, in_turn(partial(atexit.register, last), partial(atexit.unregister, last)))

    run = suite.run()

    assert run.code == 1
    assert run.failed[A].startswith(f"after its end: {STARTED}\n  at {FILE}:2\n")
    assert [*run.failed] == [A]


def test_a_debugger_is_not_guarded(suite: Levelled) -> None:
    def stops(then: Act) -> None:
        guard: Any = suite.plugin.config.pluginmanager.get_plugin("levels-guard")
        guard.pytest_enter_pdb()
        starts()
        guard.pytest_leave_pdb()
        then()

    suite.add(A, lambda: stops(nothing))
    suite.add(B, lambda: stops(sleeps))

    assert [*suite.run().failed] == [B]


def test_a_run_inside_a_run_gives_way_to_it(suite: Levelled) -> None:
    outer = vars(guard_module)["_guard"]
    suite.add(A)

    assert (suite.run().code, suite.run("--level=typo").code) == (0, 4)
    assert vars(guard_module)["_guard"] is outer
