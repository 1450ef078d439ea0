"""Which new tests are misplaced, and what is said of their cost, on recorded runs."""

from dataclasses import replace
from typing import Any

import pytest
from plumbline.review.reading.inventory import Inventory, Test
from plumbline.review.rows import cost, misplaced
from plumbline.review.running.facts import Facts
from plumbline.review.running.lines import ChangedPython, Lines
from plumbline.review.running.past import Past
from plumbline.review.running.runs import Outcome, Run
from plumbline.table import Level, Table

from tests.facts import Sides, make_facts

NONE = frozenset[int]()
ALL = ("process", "network", "sleep", "files", "tmp", "mock")
SANITY = Level("sanity", 2, "sanity", ("tests/integration/sanity",), "x", 10, ALL[:4], 0.2, 2.0)
PURE = Level("pure", 3, "pure", ("tests/unit/pure",), "unit", 10, ALL, 0.1, 1.0)
LOGIC = Level("logic", 4, "logic", ("tests/unit",), "unit", 70, (*ALL[:4], "mock"), 0.1, 1.0)
REAL = Level("real", 5, "real", ("tests/integration",), "x", 10, (), 10.0, 60.0)
TABLE = Table((SANITY, PURE, LOGIC, REAL))


def outcome(
    level: Level, did: str = "", cpu: tuple[float, ...] = (0.0, 0.001, 0.0), n: int = 0
) -> Any:
    """Return a test that passed, the nth of its file."""
    file, name = f"{level.paths[0]}/test_x.py", f"test_{n}"
    node, done = f"{file}::{name}", frozenset(did.split())
    return Outcome(node, file, name, file, name, n, "passed", 1, False, level, cpu=cpu, did=done)


def facts(
    *new: Outcome,
    old: tuple[Outcome, ...] = (),
    source: str = "src/a/gateways/x.py",
    table: Table = TABLE,
    **more: Any,
) -> Facts:
    """Return the facts of a change that adds tests, to `old` ones."""
    added = tuple(Test(one.path, one.line, one.name) for one in new)
    lines = [Lines(path, NONE, NONE) for path in ("src/a/x.py", "tests/conftest.py")]
    change = ChangedPython((lines[0],), (lines[1],))
    told = {"inventory": Inventory(added), "head": Run((*new, *old)), "change": change}
    return make_facts(Sides({source: ""}, table=table), **{**told, **more})


@pytest.mark.parametrize(
    "test",
    [
        *(outcome(REAL, kind) for kind in (*ALL[:5], "gateway", "read", "wait")),
        outcome(REAL, "mock process"),
        outcome(REAL, cpu=(0.0, 0.2, 0.0)),  # too slow for level 4
        *(outcome(SANITY, kind) for kind in ("mock", "tmp", "gateway", "read")),
        outcome(LOGIC),
        outcome(PURE),
        outcome(LOGIC, "gateway"),
    ],
    ids=lambda test: f"{test.level.name} {' '.join(sorted(test.did))}",
)
def test_what_a_level_is_for_is_in_place(test: Outcome) -> None:
    row = misplaced.find(facts(test))

    assert (row.findings, row.unverified) == ((), "")
    assert row.summary == "0 of 1 new test at a slower level than needed"


@pytest.mark.parametrize(
    ("test", "words"),
    [
        (
            outcome(REAL),
            "is at level 5 real and runs no process, connection, file or real gateway; it would pass "
            "at level 4 logic: move it there (tests/unit), or test what level 5 is for",
        ),
        (outcome(REAL, "mock"), "it would pass at level 2 sanity: move it there"),
        (
            outcome(SANITY),
            "is at level 2 sanity and replaces nothing and runs no real gateway; it would pass at level 4",
        ),
    ],
)
def test_what_it_is_not_for_is_named_with_the_level_where_it_passes(
    test: Outcome, words: str
) -> None:
    (finding,) = misplaced.find(facts(test)).findings

    assert finding.path == test.path
    assert words in finding.text


def test_the_slowest_that_a_level_lets_pass_is_named() -> None:
    assert len(misplaced.find(facts(outcome(REAL, cpu=(0.0, LOGIC.each, 0.0)))).findings) == 1


def test_a_level_for_fakes_or_one_that_lets_more_is_no_place_for_it() -> None:
    fakes = replace(PURE, name="fakes", number=1, share=99)
    free = replace(REAL, name="free", number=6, share=98, forbids=("network",))
    table = Table((fakes, free, *TABLE.levels))

    (finding,) = misplaced.find(facts(outcome(REAL), table=table)).findings

    assert "it would pass at level 4 logic: move it there" in finding.text


def test_without_gateways_nobody_knows_what_is_replaced() -> None:
    assert misplaced.find(facts(outcome(SANITY), source="src/a/x.py")).findings == ()


def slow(seconds: float, *, setup: float = 0.0, level: Level = LOGIC, n: int = 99) -> Any:
    """Return a test that takes so long."""
    return outcome(level, cpu=(setup, seconds - setup, 0.0), n=n)


OLD = tuple(slow(0.001 * number, n=number) for number in range(1, 31))


@pytest.mark.parametrize(
    ("test", "words"),
    [
        (
            slow(0.03),
            "takes 0.030 s of CPU time, the tenth slowest of level 4 logic 0.021 s; give it",
        ),
        (slow(0.04, setup=0.03), "0.030 s of it in its own set-up; build no more there"),
    ],
)
def test_a_new_test_that_is_slow_is_named(test: Outcome, words: str) -> None:
    (finding,) = cost.find(facts(test, old=OLD)).findings

    assert (finding.path, finding.line) == (test.path, 99)
    assert words in finding.text


@pytest.mark.parametrize(
    ("test", "old"),
    [
        (slow(0.02), OLD),  # as others are
        (slow(0.009, setup=0.008), OLD[:9]),  # too little to be slow
        (slow(0.03), OLD[:9]),  # nobody knows what is slow there
        (slow(3.0, level=REAL), OLD),  # not guarded
    ],
)
def test_any_other_new_test_is_not(test: Outcome, old: tuple[Outcome, ...]) -> None:
    assert cost.find(facts(test, old=old)).findings == ()


def test_of_several_runs_the_quickest_counts() -> None:
    row = cost.find(facts(slow(0.05), old=OLD, new_on_base=Run((slow(0.005),))))

    assert row.findings == ()


def test_a_level_that_is_nearly_full_is_named_if_the_change_adds_to_it() -> None:
    old = tuple(slow(0.0405, n=number) for number in range(20))

    (finding,) = cost.find(facts(slow(0.003), old=old)).findings

    assert finding.path == "levels.toml"
    assert finding.text.startswith("allows level 4 logic 1 s, and 0.81 s are used;")
    assert cost.find(facts(slow(0.003, level=PURE), old=old)).findings == ()


@pytest.mark.parametrize(("before", "named"), [(0.004, True), (0.015, False)])
def test_changed_lines_that_became_slow_are_named(before: float, named: bool) -> None:
    old = tuple(slow(0.02, n=number) for number in range(10))
    on_base = Run(tuple(slow(before, n=number) for number in range(10)))

    row = cost.find(facts(old=old, past=Past(Run(old)), new_on_base=on_base))

    assert [one.path for one in row.findings] == ["src/a/x.py"] * named
    assert f"those of changed lines 0.20 s, {10 * before:.2f} s before" in row.summary


def test_changed_lines_that_were_slow_in_one_run_only_are_not() -> None:
    quick, once = slow(0.16), Past(Run((slow(0.6),)))

    row = cost.find(facts(old=(quick,), past=once, new_on_base=Run((quick,))))

    assert row.findings == ()
    assert "those of changed lines 0.16 s, 0.16 s before" in row.summary


@pytest.mark.parametrize(
    ("before", "now", "number", "named"),
    [
        (0.001, 0.01, 10, True),
        (0.009, 0.01, 10, False),
        (0.0003, 0.0007, 900, False),  # what tracing costs
        (0.0003, 0.0017, 900, True),
    ],
)
def test_fixtures_that_became_slow_are_named(
    before: float, now: float, number: int, named: bool
) -> None:
    old = tuple(slow(0.012, setup=now, n=n) for n in range(number))
    past = Run(tuple(slow(0.012, setup=before, n=n) for n in range(number)))

    row = cost.find(facts(old=old, past=Past(past)))

    assert [one.path for one in row.findings] == ["tests/conftest.py"] * named


def test_the_sum_is_said_with_its_noise() -> None:
    row = cost.find(facts(slow(0.006), old=OLD[:9], past=Past(Run(OLD[:9]))))

    assert row.summary == (
        "the tests take 0.05 s of CPU time, 0.04 s before; measured once, so that less than a half more "
        "may be chance"
    )
    assert cost.find(facts()).summary == "no test was run"
