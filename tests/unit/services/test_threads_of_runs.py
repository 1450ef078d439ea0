"""Threads in a run: whose they are, what of theirs is late, and which of them its end waits for."""

import atexit
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from tests.fakes.nodes import in_turn, nothing
from tests.guarded import LIBRARY, called_in
from tests.levelled import Levelled, starts

A, B, C = "tests/unit/a.py::test_a", "tests/unit/late/b.py::test_b", "tests/unit/test_c.py::test_c"
STARTED = "os.system(b'true'): level 1 fast forbids process\n"


@pytest.fixture
def suite(tmp_path: Path) -> Levelled:
    return Levelled(tmp_path)


def test_what_goes_on_after_its_test_fails_the_run(suite: Levelled) -> None:
    later = threading.Event()

    def work() -> None:
        later.wait()
        starts()

    thread = threading.Thread(target=suite.by(A, work), daemon=True)
    suite.add(A, thread.start)
    suite.add(B, in_turn(later.set, thread.join))

    run = suite.run()

    assert (run.code, run.ends) == (1, {A: "failed", B: "passed"})
    assert run.failed[A].startswith(f"after its end: {STARTED}  at tests/unit/a.py:2\n")


def test_a_thread_at_the_end_of_the_run_is_awaited(suite: Levelled) -> None:
    later = threading.Event()

    def work() -> None:
        later.wait()
        for _ in range(10_000):  # it takes its time
            nothing()
        starts()

    thread = threading.Thread(target=suite.by(A, work), daemon=True)
    at_the_end = suite.by(A, partial(atexit.register, later.set))
    suite.add(A, thread.start, after=at_the_end)

    assert suite.run().failed[A].startswith(f"after its end: {STARTED}")


def test_the_end_waits_for_no_thread_of_a_library(suite: Levelled) -> None:
    class Kept(threading.Thread):
        def join(self, timeout: float | None = None) -> None:
            awaited.append(self)
            super().join(timeout)

    awaited: list[threading.Thread] = []
    end = threading.Event()
    own, librarys = Kept(target=nothing), Kept(target=end.wait, daemon=True)
    suite.add(A, partial(called_in, librarys.start, LIBRARY))
    suite.add(C, own.start)

    run = suite.run()
    told = [*awaited]
    end.set()
    librarys.join()

    assert (run.code, librarys in told) == (0, False)


def test_a_pool_works_for_the_test_that_runs(suite: Levelled) -> None:
    with ThreadPoolExecutor(1) as pool:
        suite.add(A, lambda: pool.submit(nothing).result())
        suite.add(B, lambda: pool.submit(starts).result())
        suite.add(C, lambda: pool.submit(starts).exception())

        run = suite.run()

    assert run.ends == {A: "passed", B: "passed", C: "failed"}
    assert run.failed[C].startswith(f"{STARTED}  at ")


def test_a_thread_of_a_free_test_is_free(suite: Levelled) -> None:
    later = threading.Event()

    def work() -> None:
        later.wait()
        starts()

    thread = threading.Thread(target=suite.by(B, work), daemon=True)
    suite.add(B, thread.start)
    suite.add(C, in_turn(later.set, thread.join))

    assert suite.run().ends == {B: "passed", C: "failed"}
