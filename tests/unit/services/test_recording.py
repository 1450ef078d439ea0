"""`plumbline baseline`: what a run's tests do is recorded, and what they no longer do is taken out."""

from pathlib import Path
from typing import Any

import pytest
from plumbline.plugin.baseline import Baseline, write_baseline
from plumbline.table import LevelsError

from tests.contracts.suite import fails, skips, stops
from tests.fakes.nodes import Case
from tests.levelled import BASELINE, Levelled, sleeps, starts

S, R, L = (
    "tests/unit/test_s.py::test_a",
    "tests/unit/test_r.py::test_b",
    "tests/late/test_l.py::test_l",
)
N = "tests/unit/test_n.py::test_n"
LEFT = "baseline: 2 violations of 2 tests left in levels-baseline.toml"
TOLD = "time.sleep(0.001): level 1 fast forbids sleep\n  at tests/unit/test_n.py:2\n"
WORKERS = pytest.mark.parametrize("workers", [(), ("-n=2",)], ids=["alone", "workers"])


def make_suite(folder: Path, *, recorded: bool = False) -> Levelled:
    """Return a suite whose fast tests sleep and start a process; if they are on record, with a baseline."""
    made = Levelled(folder)
    made.add(S, sleeps)
    made.add(R, starts)
    made.add(L)
    if recorded:
        lines = {S: frozenset({"sleep"}), R: frozenset({"process"})}
        write_baseline(folder, Baseline(lines))
    return made


@pytest.fixture
def suite(tmp_path: Path) -> Levelled:
    return make_suite(tmp_path)


@pytest.fixture
def recorded(tmp_path: Path) -> Levelled:
    return make_suite(tmp_path, recorded=True)


@WORKERS
def test_what_tests_do_is_recorded(suite: Levelled, workers: tuple[str, ...]) -> None:
    told = suite.record(*workers)

    assert (told.code, told.lines) == (0, [f"{BASELINE}: 2 violations of 2 tests recorded"])
    assert suite.baseline.endswith(f'"{R}" = ["process"]\n"{S}" = ["sleep"]\n')


@pytest.mark.parametrize("words", [(), ("--level=fast",), ("--level=late",), ("-k=test_b",)])
def test_what_is_recorded_passes(recorded: Levelled, words: tuple[str, ...]) -> None:
    run = recorded.run(*words)

    assert (run.code, run.lines[-1]) == (0, LEFT)
    assert recorded.data["baseline"] == {"violations": 2, "tests": 2}


def test_a_new_violation_fails(recorded: Levelled) -> None:
    recorded.add(N, sleeps)

    run = recorded.run()

    assert (run.code, [*run.failed]) == (1, [N])
    assert run.failed[N].startswith(TOLD)


@pytest.mark.parametrize("words", [(), ("tests/unit/test_n.py",)])
def test_what_is_new_is_added_when_asked_for(recorded: Levelled, words: tuple[str, ...]) -> None:
    before = recorded.baseline
    recorded.add(N, sleeps)

    told = recorded.record(*words)

    assert told.code == 1
    assert told.failed[N].startswith(TOLD)
    assert told.lines == [
        f"{BASELINE}: 2 violations of 2 tests left, 0 taken out",
        "The run failed; what is new in it was not recorded: mend it, or run "
        "`plumbline baseline --add`.",
    ]
    assert recorded.baseline == before

    told = recorded.record(*words, add=True)

    assert (told.code, told.lines) == (0, [f"{BASELINE}: 3 violations of 3 tests recorded"])


def test_a_test_that_fails_may_do_more_than_is_recorded(suite: Levelled) -> None:
    suite.add(N, fails)

    told = suite.record()

    assert told.lines == [
        f"{BASELINE}: 2 violations of 2 tests recorded",
        "The run failed; a test that failed may do more than was recorded.",
    ]


def test_another_kind_fails(recorded: Levelled) -> None:
    recorded.add(S, starts)

    run = recorded.run()

    assert (run.code, [*run.failed]) == (1, [S])  # who knows what it would have done
    assert ": level 1 fast forbids process\n" in run.failed[S]


@WORKERS
def test_a_mended_test_must_be_taken_out(recorded: Levelled, workers: tuple[str, ...]) -> None:
    recorded.add(S)

    run = recorded.run(*workers)

    assert (run.code, run.failed) == (
        1,
        {
            BASELINE: f"{S} no longer does sleep; take it out of {BASELINE}, or run "
            "`plumbline baseline`."
        },
    )
    left = f"{BASELINE}: 1 violation of 1 test left, 1 taken out"
    assert recorded.record(*workers).lines == [left]


@pytest.mark.parametrize("part", ["-k=test_a", "--level=late", "tests/unit/test_s.py"])
def test_a_part_of_a_run_does_not_say_that_a_test_is_mended(recorded: Levelled, part: str) -> None:
    recorded.add(S)

    assert recorded.run(part).code == 0


def test_a_test_that_is_gone_must_be_taken_out(recorded: Levelled) -> None:
    del recorded.acts[S]

    run = recorded.run()

    assert (run.code, [*run.failed]) == (1, [BASELINE])
    assert run.failed[BASELINE].startswith(f"{S} was not collected (if it has a new name, ")
    assert recorded.run("--level=late").code == 0


def test_a_skipped_test_keeps_its_line(recorded: Levelled) -> None:
    before = recorded.baseline
    recorded.add(S, skips)

    assert recorded.run().code == 0
    assert recorded.record().code == 0
    assert recorded.baseline == before


def test_a_file_that_is_skipped_keeps_its_lines(recorded: Levelled) -> None:
    before = recorded.baseline
    recorded.add("tests/unit/test_s.py", skips)

    assert recorded.run("-n=2").code == 0
    assert recorded.record().code == 0
    assert recorded.baseline == before


@WORKERS
@pytest.mark.parametrize("end", [fails, stops])
def test_a_run_that_broke_off_tells_of_no_line(
    recorded: Levelled, end: Any, workers: tuple[str, ...]
) -> None:
    del recorded.acts[S]
    recorded.add("tests/unit/test_a.py::test_a", end)

    run = recorded.run(*workers, "-x")

    assert run.code != 0
    assert BASELINE not in run.failed


@pytest.mark.parametrize("end", [fails, stops])
def test_a_run_that_broke_off_takes_out_no_line(recorded: Levelled, end: Any) -> None:
    before = recorded.baseline
    del recorded.acts[S]
    recorded.add("tests/unit/test_a.py::test_a", end)

    assert recorded.record("-x").code != 0
    assert recorded.baseline == before


@pytest.mark.parametrize(
    ("acts", "words", "code", "why"),
    [
        ({"tests/unit/test_z.py": fails}, (), 2, "some tests could not be collected, see above"),
        (
            {"tests/unit/test_z.py": fails},
            ("-n=2",),
            2,
            "some tests could not be collected, see above",
        ),
        ({"tests/unit/test_z.py::test_z": stops}, (), 2, "the run was interrupted"),
        ({}, ("-k=typo",), 5, "no test ran"),
    ],
)
def test_a_run_that_broke_off_writes_nothing(
    recorded: Levelled, acts: dict[str, Case], words: tuple[str, ...], code: int, why: str
) -> None:
    before = recorded.baseline
    recorded.add(S)
    recorded.acts |= acts

    told = recorded.record(*words)

    assert (told.code, told.lines) == (code, [f"{BASELINE}: {why}; nothing was written."])
    assert recorded.baseline == before


def test_a_run_that_only_collects_writes_nothing(recorded: Levelled) -> None:
    before = recorded.baseline
    recorded.add(S)

    with pytest.raises(LevelsError, match=rf"^{BASELINE}: no test ran; nothing was written\.$"):
        recorded.record("--collect-only")
    assert recorded.baseline == before
