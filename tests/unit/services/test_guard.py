"""The guard in place: what leads to it, and who comes after it."""

import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from plumbline.guard import hook
from plumbline.guard.guard import Guard, current, give_way, install
from plumbline.guard.policy import Forbidden, Policy

from tests.guarded import LIBRARY, SITE, STDLIB, At, called_in, did, installed, policy

TOOL = At(f"{SITE}/_pytest/tmpdir.py", "make", "_pytest.tmpdir")
PATHLIB = At(f"{STDLIB}/pathlib.py", "mkdir", "pathlib")


@pytest.fixture
def guard(tmp_path: Path) -> Iterator[Guard]:
    with installed(tmp_path) as made:
        yield made


def noted(guard: Guard, call: Callable[[], Any], *through: At) -> list[tuple[str, str]]:
    """Return what is noted of a test that makes a call, which nothing stops."""
    return did(guard, policy("files", "tmp", "state", recording=True), call, *through)


def test_what_a_test_does_is_stopped_before_it_happens(guard: Guard, tmp_path: Path) -> None:
    guard.policy = mine = policy("files")

    with pytest.raises(Forbidden):
        called_in(partial(os.mkdir, tmp_path / "made"), At(f"{tmp_path}/tests/test_a.py"))

    guard.policy = None
    assert guard.alive
    assert not (tmp_path / "made").exists()
    assert [one.where for one in mine.violations] == ["tests/test_a.py:2"]


def test_outside_of_tests_nothing_is_noted(guard: Guard, tmp_path: Path) -> None:
    states: list[tuple[str, ...]] = []
    guard.state = lambda *told: states.append(told)

    os.chdir(Path.cwd())
    (tmp_path / "made").mkdir()

    assert (states, guard.late, guard.broken) == ([], [], None)


@pytest.mark.parametrize(
    ("through", "seen"),
    [((LIBRARY,), True), ((TOOL,), False), ((TOOL, PATHLIB), False), ((TOOL, LIBRARY), True)],
)
def test_a_tool_makes_and_removes_what_it_needs_unseen(
    guard: Guard, tmp_path: Path, through: tuple[At, ...], seen: bool
) -> None:
    asked: list[str] = []
    guard.make_folder = asked.append
    made = str(tmp_path / "made")

    found = noted(guard, partial(os.mkdir, made), *through)

    assert ([kind for kind, _ in found], asked) == ((["files"], [made]) if seen else ([], []))


def test_a_variable_of_pytest_is_no_change_of_a_test(guard: Guard) -> None:
    names: list[tuple[str, str]] = []
    guard.state = lambda *told: names.append(told)

    noted(guard, partial(os.putenv, "PYTEST_CURRENT_TEST", os.environ["PYTEST_CURRENT_TEST"]))
    noted(guard, partial(os.putenv, "NO_SUCH_VARIABLE", "1"))
    noted(guard, partial(os.unsetenv, "NO_SUCH_VARIABLE"))

    assert names == 2 * [("environment", "NO_SUCH_VARIABLE")]


def test_what_raises_no_event_can_be_noted(guard: Guard) -> None:
    assert noted(guard, partial(guard.note, "state", "left something")) == [
        ("state", "left something")
    ]


def test_a_guard_that_gives_way_is_followed_by_the_one_before(guard: Guard, tmp_path: Path) -> None:
    with installed(tmp_path / "inner") as inner:
        mine = inner.policy = policy("files", recording=True)
        seen_by_outer = noted(guard, partial(os.listdir, "/"))
        assert (seen_by_outer, len(mine.violations)) == ([], 1)

    assert noted(guard, partial(os.listdir, "/")) == [("files", "os.listdir('/')")]


def test_a_guard_that_has_been_followed_already_gives_way_to_nobody(
    guard: Guard, tmp_path: Path
) -> None:
    with installed(tmp_path / "inner") as inner:
        give_way(guard)

        mine = inner.policy = policy("files", recording=True)
        called_in(partial(os.listdir, "/"), At(f"{inner.root}test_a.py"))
        inner.policy = None

    assert len(mine.violations) == 1


def test_there_is_one_guard_for_a_root(guard: Guard, tmp_path: Path) -> None:
    assert current(tmp_path) is guard
    assert not guard.early


def test_one_that_a_conftest_needs_is_made_early_and_the_runs_takes_its_place(
    tmp_path: Path,
) -> None:
    with installed(tmp_path / "other"):
        early = current(tmp_path / "repo")
        leaving: tuple[Policy, partial[object], str] = (policy(), partial(print), "conftest.py:1")
        early.leaving.append(leaving)
        run = install(tmp_path / "repo")
        again = install(tmp_path / "repo")

        assert (early.early, run.leaving, again.leaving) == (True, [leaving], [])
        assert early.outer is run.outer
        give_way(again)
        assert current(tmp_path / "repo") is run
        give_way(run)
        assert current(tmp_path / "other").root == f"{tmp_path}{os.sep}other{os.sep}"


@pytest.fixture
def bare_hook(tmp_path: Path) -> Iterator[list[tuple[str, tuple[Any, ...]]]]:
    """Lend what a hook tells while it leads to no guard; afterwards the run's own is in place again."""
    told: list[tuple[str, tuple[Any, ...]]] = []
    with installed(tmp_path / "any"):
        hook.stop()
        hook.listen(["tests.wanted"], lambda *one: told.append(one))
        try:
            yield told
        finally:
            hook.stop()
            give_way(install(tmp_path / "next"))


def test_the_hook_tells_of_the_events_that_are_asked_for(
    bare_hook: list[tuple[str, tuple[Any, ...]]],
) -> None:
    sys.audit("tests.wanted", 1, 2)
    sys.audit("tests.other", 3)

    assert bare_hook == [("tests.wanted", (1, 2))]


def test_the_hook_tells_one_at_a_time_and_nobody_once_it_is_stopped(
    bare_hook: list[tuple[str, tuple[Any, ...]]],
) -> None:
    later: list[tuple[Any, ...]] = []
    hook.listen(["tests.more"], lambda *told: later.append(told))
    for event in ("tests.wanted", "tests.more"):
        sys.audit(event)
    hook.stop()
    sys.audit("tests.more")

    assert (bare_hook, later) == ([], [("tests.wanted", ()), ("tests.more", ())])
