"""Threads that break what their test may do, tests that wait for them, and what runs at exit."""

import _thread
import threading
from collections.abc import Callable
from functools import partial

import pytest
from plumbline.guard.guard import Guard
from plumbline.guard.policy import Forbidden, ForbiddenInThread, Policy, Violation
from plumbline.guard.threads import own, quieten, set_free

from tests.guarded import At, Watched, called_in, make_guard, policy

TEST = At("/repo/tests/unit/test_a.py", "test_a", "test_a")
FORK = ("os.fork", ())


@pytest.fixture
def guard() -> Guard:
    return make_guard()


def in_thread(guard: Guard, prepare: Callable[[threading.Thread], None]) -> list[BaseException]:
    """Return how a thread that forks is stopped, if it is."""
    ends: list[BaseException] = []

    def work() -> None:
        thread = threading.current_thread()
        before = dict(vars(thread))
        prepare(thread)
        try:
            called_in(partial(guard.saw, *FORK), TEST)
        except BaseException as error:
            ends.append(error)
        vars(thread).clear()  # it is there for the next such thread
        vars(thread).update(before)
        done.release()

    done = _thread.allocate_lock()
    done.acquire()
    _thread.start_new_thread(work, ())
    done.acquire()
    return ends


def test_a_thread_is_held_to_what_its_own_test_may(guard: Guard) -> None:
    mine = policy("process")
    guard.policy = policy("files")

    (end,) = in_thread(guard, lambda thread: own(thread, mine))

    assert isinstance(end, ForbiddenInThread)
    assert str(end) == "os.fork(): level logic forbids process"
    assert (len(mine.violations), guard.policy.violations) == (1, [])


def test_a_thread_of_a_library_is_held_to_what_holds_now(guard: Guard) -> None:
    guard.policy = policy("process")

    assert len(in_thread(guard, lambda _: None)) == 1
    assert in_thread(guard, set_free) == []
    assert len(guard.policy.violations) == 1


def test_a_thread_that_ends_quietly_is_stopped_as_a_test_is(guard: Guard) -> None:
    guard.policy = policy("process")

    assert [type(end) for end in in_thread(guard, quieten)] == [Forbidden]


def asked(guard: Guard, *policies: Policy) -> list[bool]:
    """Return of each time the waker was asked for, as a policy was broken, whether it has a wait to end."""
    for one in policies:
        guard.policy = one
        with pytest.raises(Forbidden):
            called_in(partial(guard.saw, *FORK), TEST)
    assert isinstance(guard.waker, Watched)
    assert {message for _, message in guard.waker.asked} <= {
        "os.fork(): level logic forbids process"
    }
    return [is_waiting() for is_waiting, _ in guard.waker.asked]


def test_a_test_that_goes_on_is_woken_once_a_phase(guard: Guard) -> None:
    assert asked(guard, policy("process"), policy("process")) == [True]

    guard.phase += 1
    assert asked(guard, policy("process")) == [False, True]

    guard.policy = None
    assert asked(guard) == [False, False]


def test_a_test_that_is_over_is_not_woken_unless_others_share_its_fixture(guard: Guard) -> None:
    assert asked(guard, policy("process", ended=True)) == []
    assert asked(guard, policy("process", ended=True, shared=True)) == [True]


def test_what_a_test_registered_runs_at_the_end_as_what_it_may_do(
    guard: Guard, capsys: pytest.CaptureFixture[str]
) -> None:
    order: list[Policy | None] = []
    first, last = policy("process", ended=True), policy("process", ended=True)

    def forks() -> None:
        order.append(guard.policy)
        guard.saw(*FORK)

    def fails() -> None:
        order.append(guard.policy)
        raise KeyError("x")

    def recorded() -> None:
        called_in(partial(guard.saw, *FORK), TEST)

    before = Violation("files", "open('/a')", "", "", "logic")
    guard.late.append((last, before))
    leaving: list[tuple[Policy, Callable[[], object], str]] = [
        (first, forks, "a.py:1"),
        (first, recorded, "a.py:2"),
        (last, fails, "b.py:1"),
    ]
    guard.leaving += [(one, partial[object](call), line) for one, call, line in leaving]
    guard.leave()

    assert order == [last, first]
    assert [(one is first, told.where) for one, told in guard.late] == [
        (False, ""),
        (True, "tests/unit/test_a.py:2"),
        (True, "a.py:1"),
    ]
    assert (guard.policy, guard.leaving) == (None, [])
    assert "KeyError: 'x'" in capsys.readouterr().err
