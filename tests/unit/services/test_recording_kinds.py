"""What a baseline has on record of each kind: slow tests, levels, imports, shared fixtures, threads."""

import os
import threading
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from plumbline.plugin.baseline import Baseline, write_baseline
from plumbline.plugin.budgets import CONFIRMED

from tests.fakes.nodes import Shared, in_turn
from tests.levelled import BASELINE, Levelled, notes, sleeps, starts

S, T = "tests/unit/test_s.py::test_a", "tests/late/test_t.py::test_t"
OVER = "of cpu time, twice; levels.toml allows 0.2 s for each test of level 1 fast: "


@pytest.fixture
def suite(tmp_path: Path) -> Levelled:
    return Levelled(tmp_path)


def on_record(suite: Levelled, test: str, *kinds: str) -> None:
    """Write a baseline of one line."""
    write_baseline(suite.folder, Baseline({test: frozenset(kinds)}))


def test_slow_tests_are_recorded(suite: Levelled) -> None:
    runs: list[int] = []
    suite.add(S, in_turn(partial(runs.append, 1), suite.takes(cpu=0.25)))
    suite.add(T, suite.takes(wall=0.75))
    suite.add("tests/unit/test_s.py::test_quick", suite.takes(cpu=0.2))

    told = suite.record()

    assert (told.code, told.failed) == (0, {})
    assert suite.baseline.endswith(f'"{T}" = ["each"]\n"{S}" = ["each"]\n')
    assert (suite.run().code, len(runs)) == (0, 3)  # what has leave to is not run again


def test_a_test_on_record_is_mended_below_half_of_its_time(suite: Levelled) -> None:
    write_baseline(suite.folder, Baseline({S: frozenset({"each"}), T: frozenset({"each"})}))
    suite.add(S, suite.takes(cpu=0.125))
    suite.add(T, suite.takes(wall=0.375))
    assert suite.run().code == 0
    suite.add(S, suite.takes(cpu=0.1))
    suite.add(T, suite.takes(wall=0.25))

    run = suite.run()

    half = "{} takes less than half of the {} s it may; take it out of " + BASELINE
    assert run.code == 1
    assert run.failed[BASELINE].startswith(half.format(T, "0.5"))
    assert [one.partition(", or")[0] for one in suite.data["problems"]] == [
        half.format(T, "0.5"),
        half.format(S, "0.2"),
    ]
    assert suite.record().lines == [f"{BASELINE}: no violation in any test; deleted"]


def test_many_that_are_slow_once_are_not_recorded(suite: Levelled) -> None:
    suite.confirmed = CONFIRMED
    runs: list[int] = []

    def is_slow_once(number: int) -> None:
        suite.clock.pass_time(cpu=0.25 * (number not in runs))
        runs.append(number)

    for number in range(2):
        suite.add(f"{S}[{number}]", partial(is_slow_once, number))

    assert suite.record().lines == [f"{BASELINE}: no violation in any test; not needed"]
    assert runs == [0, 0, 1, 1]


def test_a_new_slow_test_fails_and_is_not_recorded(suite: Levelled) -> None:
    on_record(suite, T, "each")
    suite.add(T, suite.takes(wall=0.75))
    suite.add(S, suite.takes(cpu=0.25))

    told = suite.record()

    assert (told.code, [*told.failed]) == (1, [S])
    assert told.failed[S].startswith(f"took 0.25 s {OVER}")
    assert S not in suite.baseline


def test_a_level_over_its_total_is_recorded(suite: Levelled) -> None:
    suite.change("each = 0.2", "each = 2.0")
    for number in range(2):
        suite.add(f"{S}[{number}]", suite.takes(cpu=0.75))

    told = suite.record()

    assert (told.code, told.lines) == (0, [f"{BASELINE}: 1 violation of 1 level recorded"])
    assert suite.baseline.endswith('"levels.toml::fast" = ["total"]\n')
    assert suite.run().code == 0


def test_a_level_on_record_is_mended_below_half_of_its_total(suite: Levelled) -> None:
    on_record(suite, "levels.toml::fast", "total")
    suite.add(S, suite.takes(cpu=0.1))

    run = suite.run()

    assert run.code == 1
    assert run.failed[BASELINE].startswith("levels.toml::fast takes less than half of what it may;")
    assert suite.record().lines == [f"{BASELINE}: no violation in any test; deleted"]


ODD = ['"', "'", "\\n", "é€😀", "\\\\", "a::b", "]", "\\x00\\x7f", "# [violations]", "a@b"]


def test_strange_names_are_kept(suite: Levelled) -> None:
    for name in ODD:
        suite.add(f"{S}[{name}]", sleeps)

    assert suite.record().lines == [f"{BASELINE}: 10 violations of 10 tests recorded"]
    assert suite.run().code == 0
    suite.acts = {}
    for name in ODD:
        suite.add(f"{S}[{name}]")
    assert suite.record().lines == [f"{BASELINE}: no violation in any test; deleted"]


def test_mocks_and_imports_are_recorded(suite: Levelled) -> None:
    suite.change('"sleep"]', '"sleep", "mock"]')
    file = S.partition("::")[0]
    suite.add(file, starts)
    suite.add(f"{file}::test_b", notes("mock", "monkeypatch.setattr"))
    suite.add(f"{file}::test_c", names=("mocker",))

    told = suite.record()

    assert (told.code, told.failed) == (0, {})
    assert suite.baseline.endswith(
        f'"{file}" = ["process"]\n"{file}::test_b" = ["mock"]\n"{file}::test_c" = ["mock"]\n'
    )
    suite.add(file)
    assert suite.run().failed[BASELINE].startswith(f"{file} no longer does process;")


def test_what_is_left_changed_is_recorded_and_stays(suite: Levelled) -> None:
    seen: list[str | None] = []
    suite.add("tests/unit/a.py::test_a", partial(os.environ.__setitem__, "X_Y", "1"))
    suite.add("tests/unit/late/b.py::test_b", lambda: seen.append(os.environ.pop("X_Y", None)))

    assert suite.record().lines == [f"{BASELINE}: 1 violation of 1 test recorded"]
    assert suite.baseline.endswith('"tests/unit/a.py::test_a" = ["state"]\n')
    assert suite.run().code == 0
    assert seen == ["1", "1"]


@pytest.mark.parametrize("phase", ["before", "after"])
def test_a_shared_fixture_counts_for_all_that_use_it(suite: Levelled, phase: str) -> None:
    file = S.partition("::")[0]
    given: Any = {phase: suite.by(file, starts)}
    thing = Shared(**given)
    for name in ("x", "y"):
        suite.add(f"{file}::test_{name}", shared=(thing,))
    suite.add(f"{file}::test_z")

    assert suite.record().lines == [f"{BASELINE}: 2 violations of 2 tests recorded"]
    assert suite.run("-k=test_y").code == 0


def test_a_thread_may_do_what_is_recorded(suite: Levelled) -> None:
    def begin() -> None:
        thread = threading.Thread(target=suite.by(S, sleeps))
        thread.start()
        thread.join()

    suite.add(S, begin)

    assert suite.record().lines == [f"{BASELINE}: 1 violation of 1 test recorded"]
    assert suite.run().code == 0


def test_what_surrounds_a_recorded_process_is_the_machines_own(suite: Levelled) -> None:
    seen = {}

    def looks(name: str) -> None:
        seen[name] = (os.environ["PATH"], os.environ["HOME"])

    on_record(suite, S, "process")
    suite.add(S, in_turn(starts, partial(looks, "a")))
    suite.add("tests/unit/test_s.py::test_c", partial(looks, "c"))
    machine = (os.environ["PATH"], os.environ["HOME"])

    assert suite.run().code == 0
    assert (os.environ["PATH"], os.environ["HOME"]) == machine
    assert seen == {"a": machine, "c": ("", str(suite.folder / "base/levels/home"))}
