"""How a thread ends that is stopped, and how a test does that waits for it."""

import signal
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from plumbline.guard.policy import Forbidden
from plumbline.guard.threads import WAKING, Waker, is_free, is_quiet, quieten

from tests.guarded import kept_signal

LONG = 20  # seconds, in which no test comes to an end that nobody wakes


@pytest.fixture(autouse=True)
def _signal() -> Iterator[None]:
    with kept_signal():
        yield


def stopped(error: BaseException) -> threading.Thread:
    """Return a thread that raises an error as it runs."""

    def work() -> None:
        raise error

    return threading.Thread(target=work)


def test_a_thread_that_is_stopped_ends_without_a_word_and_one_that_fails_does_not() -> None:
    quiet, failing = stopped(Forbidden("x")), stopped(KeyError("x"))
    assert not is_quiet(quiet)
    assert not is_free(quiet)

    for thread in (quiet, failing):
        quieten(thread)
        assert is_quiet(thread)

    quiet.run()
    with pytest.raises(KeyError):
        failing.run()


def watch(waker: Waker, *answers: bool) -> threading.Event:
    """Have a waker ask these times whether the test waits; return what is set after the last one."""
    left, asked = [*answers], threading.Event()

    def is_waiting() -> bool:
        answer = left.pop(0)
        if not left:
            asked.set()
        return answer

    waker.watch(is_waiting, "stopped: forbidden")
    return asked


def test_a_test_that_waits_is_woken_in_a_moment_and_told_why() -> None:
    waits = [True]

    def test() -> None:
        try:
            Waker(moment=0.05).watch(lambda: waits[0], "stopped: forbidden")
            threading.Event().wait(LONG)
        finally:
            waits[0] = False

    with pytest.raises(Forbidden, match=r"^stopped: forbidden$"):
        test()


class Counted(Waker):
    """Counts how often it wakes, and wakes nobody."""

    woken_up = 0

    def _wake(self) -> None:
        self.woken_up += 1


@pytest.mark.parametrize(("answers", "times"), [([True, True, True, False], 3), ([False], 0)])
def test_a_test_is_woken_as_often_as_it_waits_again(answers: list[bool], times: int) -> None:
    waker = Counted(moment=0.0)

    assert watch(waker, *answers).wait(LONG)

    assert waker.woken_up == times


def test_a_signal_that_nobody_asked_for_wakes_nobody() -> None:
    waker = Waker()

    waker.woken(0, None)

    assert WAKING is None or signal.getsignal(WAKING) == waker.woken


@pytest.mark.parametrize("before", [signal.SIG_DFL, signal.SIG_IGN])
def test_a_signal_that_is_free_is_taken(before: Any) -> None:
    assert WAKING
    signal.signal(WAKING, before)

    waker = Waker()

    assert signal.getsignal(WAKING) == waker.woken


def test_a_signal_that_somebody_uses_is_left_to_them_and_a_test_is_woken_as_it_runs() -> None:
    assert WAKING
    heard: list[object] = []

    def theirs(*told: object) -> None:
        heard.append(told)

    def test() -> None:
        watch(waker, True, False)
        for number in range(10_000_000):
            heard[:] = [0] * (number < 0)

    signal.signal(WAKING, theirs)
    waker = Waker(moment=0.0)
    with pytest.raises(Forbidden):
        test()

    assert signal.getsignal(WAKING) == theirs
    assert heard == []
