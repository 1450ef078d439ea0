"""What raises no event is noted by functions that stand in for Python's own, and do the same."""

import atexit
import os
import pickle
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from plumbline.guard import patches
from plumbline.guard.guard import Guard
from plumbline.guard.threads import is_free, is_quiet, policy_of

from tests.guarded import IMPORTING, LIBRARY, At, called_in, did, installed, policy


@pytest.fixture
def guard(tmp_path: Path) -> Iterator[Guard]:
    with installed(tmp_path) as made:
        yield made


def noted(guard: Guard, call: Callable[[], Any]) -> list[tuple[str, str]]:
    """Return what is noted of a test that makes a call, which nothing stops."""
    return did(guard, policy("process", "sleep", "files", "mock", recording=True), call)


def test_a_wait_is_noted_and_its_name_is_still_pythons(guard: Guard) -> None:
    sleep = vars(time)["sleep"]

    assert noted(guard, partial(sleep, 0.0001)) == [("sleep", "time.sleep(0.0001)")]
    assert noted(guard, partial(sleep, 0)) == []
    assert pickle.loads(pickle.dumps(sleep)) is sleep
    assert (sleep.__name__, sleep.__module__) == ("sleep", "time")
    assert "number of seconds" in sleep.__doc__


def test_a_wait_that_ends_by_its_timeout_is_noted(guard: Guard) -> None:
    event = threading.Event()

    told = [("sleep", "a wait of 0.001 s that ended by its timeout")]
    assert noted(guard, partial(event.wait, 0.001)) == told
    assert noted(guard, partial(event.wait, 0)) == []
    event.set()
    assert noted(guard, partial(event.wait, 0.001)) == []


def test_a_wait_for_what_comes_is_none(guard: Guard) -> None:
    event = threading.Event()

    def begin() -> None:
        threading.Thread(target=event.set).start()
        assert event.wait(30)

    assert noted(guard, begin) == []


def test_a_thread_that_waits_for_another_is_let_be(guard: Guard) -> None:
    seen: list[bool] = []
    thread = threading.Thread(target=lambda: seen.append(threading.Event().wait(0.001)))

    def begin() -> None:
        thread.start()
        thread.join()

    assert noted(guard, begin) == []
    assert seen == [False]


@pytest.mark.parametrize(
    "join",
    [lambda thread: thread.join(0.001), lambda thread: thread.join(timeout=0.001)],
    ids=["by position", "by name"],
)
def test_a_thread_that_is_waited_for_in_vain_is_noted(
    guard: Guard, join: Callable[[threading.Thread], None]
) -> None:
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()

    found = noted(guard, partial(join, thread))
    at_once = noted(guard, partial(thread.join, 0))
    end.set()
    over = noted(guard, partial(thread.join, 30))

    assert found == [("sleep", "Thread.join that ended by its timeout")]
    assert (at_once, over) == ([], [])


def test_a_process_below_all_that_python_offers_is_noted(guard: Guard) -> None:
    fork_exec = vars(sys.modules["_posixsubprocess"])["fork_exec"]

    def begin() -> None:
        with pytest.raises(TypeError):  # it is not told what to start
            fork_exec()

    assert noted(guard, begin) == [("process", "a new process")]


@pytest.mark.parametrize("name", ["mkfifo", "mknod"])
def test_a_pipe_is_a_file(guard: Guard, tmp_path: Path, name: str) -> None:
    (kind, what), *rest = noted(guard, partial(getattr(os, name), str(tmp_path / "pipe"), 0o600))

    assert (kind, what.partition("(")[0], rest) == ("files", "os.mkfifo", [])
    assert (tmp_path / "pipe").exists()


def test_patching_is_noted_whoever_undoes_it(guard: Guard, request: pytest.FixtureRequest) -> None:
    patch: Any = request.getfixturevalue("monkeypatch")

    class Thing:
        name, other = "a", "b"

    assert noted(guard, partial(patch.setattr, Thing, "name", "c")) == [
        ("mock", "monkeypatch.setattr")
    ]
    assert noted(guard, partial(patch.delattr, Thing, "other")) == [("mock", "monkeypatch.delattr")]
    assert noted(guard, partial(patch.setitem, {}, "a", "b")) == []
    assert (Thing.name, hasattr(Thing, "other")) == ("c", False)


def test_a_thread_is_held_to_what_the_test_that_starts_it_may(guard: Guard) -> None:
    class Kept(threading.Thread):
        seen = None

        def run(self) -> None:
            self.seen = policy_of(self)

    mine = guard.policy = policy("process")
    ours, librarys = Kept(), Kept()
    called_in(ours.start, At(f"{guard.root}test_a.py"))
    called_in(librarys.start, At(f"{guard.root}test_a.py"), LIBRARY)
    guard.policy = None
    for thread in (ours, librarys):
        thread.join()

    assert (ours.seen is mine, librarys.seen) == (True, None)
    assert is_quiet(ours)
    assert is_quiet(librarys)
    assert not is_free(ours)


def test_a_thread_that_outlives_its_test_is_still_held_to_it(guard: Guard) -> None:
    over = threading.Event()

    def work() -> None:
        over.wait()
        next(Path("/").iterdir())

    thread = threading.Thread(target=work)
    mine = guard.policy = policy("files")
    called_in(thread.start, At(f"{guard.root}test_a.py"))
    guard.policy = None
    over.set()
    thread.join()

    assert [one.kind for one in mine.violations] == ["files"]


def test_a_thread_of_a_thread_is_its_tests_as_well(guard: Guard) -> None:
    inner = threading.Thread(target=lambda: None)
    outer = threading.Thread(target=called_in, args=(inner.start, At(f"{guard.root}test_a.py")))
    mine = guard.policy = policy("process")
    called_in(outer.start, At(f"{guard.root}test_a.py"))
    guard.policy = None
    outer.join()
    inner.join()

    assert policy_of(inner) is mine


def test_a_thread_that_a_library_begins_as_it_is_imported_is_nobodys(guard: Guard) -> None:
    thread = threading.Thread(target=lambda: None)

    called_in(thread.start, At(f"{guard.root}test_a.py"), IMPORTING, LIBRARY)
    thread.join()

    assert is_free(thread)
    assert policy_of(thread) is None


def test_what_a_test_registers_for_the_exit_is_kept_for_the_end_of_the_run(guard: Guard) -> None:
    order: list[tuple[Any, ...]] = []

    def last(*arguments: Any, **named: Any) -> None:
        order.append((arguments, named))

    mine = guard.policy = policy("process")
    register = partial(atexit.register, last, 1, two=2)
    assert called_in(register, At(f"{guard.root}test_a.py")) is last

    ((whose, call, line),) = guard.leaving
    assert (whose is mine, line) == (True, "test_a.py:2")
    call()
    assert order == [((1,), {"two": 2})]
    atexit.unregister(last)
    assert guard.leaving == []


def test_what_others_register_for_the_exit_is_pythons(guard: Guard) -> None:
    def last() -> None: ...

    count = vars(atexit)["_ncallbacks"]
    before = count()
    register = partial(atexit.register, last)
    assert called_in(register, At(f"{guard.root}test_a.py")) is last  # outside of tests
    guard.policy = policy("process")
    called_in(register, At(f"{guard.root}test_a.py"), LIBRARY)
    guard.policy = None

    assert (guard.leaving, count()) == ([], before + 2)
    atexit.unregister(last)


def test_without_a_guard_python_is_as_it_was(guard: Guard) -> None:
    ours: Any = threading.Thread.start
    somebodys: Any = partial(atexit.register)
    vars(atexit)["register"] = somebodys
    try:
        patches.install(None)

        assert vars(threading.Thread)["start"] is ours.__wrapped__
        assert isinstance(time.perf_counter, type(vars(time)["sleep"]))
        assert vars(atexit)["register"] is somebodys  # who has come later
    finally:
        vars(atexit)["register"] = somebodys.func.__wrapped__
        patches.install(guard)
        patches.watch()
    assert vars(threading.Thread)["start"] is not ours.__wrapped__
