"""What the row of costs says of runs that took so long."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from plumbline.review.reading.inventory import Inventory, Test
from plumbline.review.rows.cost import NOISE, find
from plumbline.review.rows.finding import Finding, Row
from plumbline.review.running.failures import Failure
from plumbline.review.running.lines import ChangedPython, Lines
from plumbline.review.running.past import Past
from plumbline.review.running.runs import Outcome, Run
from plumbline.table import Level, Table

from tests.facts import Sides, make_facts

LOGIC = Level("logic", 4, "logic", ("tests",), "unit", 70, ("process", "sleep"), 1.0, 10.0)
LOOSE = Level("loose", 2, "loose", ("loose",), "unit", 10, ("process",), 1.0, 1.0)
REAL = Level("real", 5, "real", ("real",), "all", 5, (), 10.0, 10.0)
TABLE = Table((LOGIC, LOOSE, REAL), None)
SOURCES = (Lines("src/a.py", frozenset({1}), frozenset()),)
SUPPORT = (Lines("tests/conftest.py", frozenset({1}), frozenset()),)
Costs = Mapping[str, tuple[float, ...]]


def outcome(node: str, cpu: tuple[float, ...], level: Level | None = LOGIC, **more: Any) -> Outcome:
    """Return a test that took this long in its set-up, its call and its end."""
    said = {"outcome": "passed", **more}
    ended = said.pop("outcome")
    return Outcome(
        node, "tests/test_a.py", node.partition("[")[0], "tests/test_a.py", node, 1, ended, 1, False,
        level,
        cpu=cpu, **said,
    )  # fmt: skip


@dataclass
class Case:
    """Runs of tests, by what each took; those of `fresh` are new."""

    now: Costs
    past: Costs = field(default_factory=dict)
    before: Costs = field(default_factory=dict)
    fresh: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    level: Level | None = LOGIC
    sources: tuple[Lines, ...] = SOURCES
    support: tuple[Lines, ...] = SUPPORT
    left: int = 0

    def row(self) -> Row:
        runs = [
            Run(tuple(outcome(node, cpu, self.level) for node, cpu in costs.items()))
            for costs in (self.now, self.past, self.before)
        ]
        added, changed = (
            tuple(Test("tests/test_a.py", 7, name) for name in names)
            for names in (self.fresh, self.changed)
        )
        facts = make_facts(
            Sides({}, table=TABLE),
            head=runs[0],
            past=Past(runs[1]),
            new_on_base=runs[2],
            inventory=Inventory(added, changed),
            change=ChangedPython(self.sources, self.support),
            left=self.left,
        )
        return find(facts)


def olds(count: int, seconds: float = 0.05) -> Costs:
    """Return old tests that take this long."""
    return {f"old_{number}": (0.0, seconds, 0.0) for number in range(count)}


def test_without_runs_there_is_nothing_to_compare() -> None:
    lost = make_facts(head=Run(lost=Failure("session", "Error", "no such module")))

    assert find(lost) == Row("cost", "", (), "the tests cannot be run (no such module)")
    assert Case({}).row() == Row("cost", "no test was run")


def test_what_all_tests_take_is_compared_with_what_they_took() -> None:
    row = Case({"a": (0.25, 0.5, 0.25), "b": (0.0, 1.0, 0.0)}, {"a": (0.5, 1.0, 0.0)}).row()

    said = "the tests take 2.00 s of CPU time, 1.50 s before"
    assert row == Row("cost", f"{said}; {NOISE}")


def test_the_quicker_of_two_calls_counts_and_the_set_up_of_now() -> None:
    row = Case({"a": (0.25, 1.0, 0.0)}, {"a": (0.125, 0.5, 0.25)}).row()

    assert row.summary.startswith("the tests take 1.00 s of CPU time, 0.88 s before")


def test_without_a_run_of_the_base_the_old_tests_are_what_was_before() -> None:
    row = Case({"a": (0.0, 1.0, 0.0), "new": (0.0, 0.01, 0.0)}, fresh=("new",)).row()

    assert row.summary.startswith("the tests take 1.01 s of CPU time, 1.00 s before")


@pytest.mark.parametrize(
    "other",
    [
        outcome("b", (0.0, 9.0, 0.0), outcome="failed"),
        outcome("b", ()),
        outcome("b", (0.0, 9.0, 0.0), REAL),
        outcome("b", (0.0, 9.0, 0.0), profiled=True),
    ],
    ids=["failed", "not measured", "slow by its level", "profiled"],
)
def test_only_fast_tests_that_passed_are_compared(other: Outcome) -> None:
    run = Run((outcome("a", (0.0, 1.0, 0.0), None), other))

    assert find(make_facts(head=run)).summary.startswith(
        "the tests take 1.00 s of CPU time, 1.00 s before; mea"
    )


@pytest.mark.parametrize(
    ("before", "now", "slower"),
    [(0.10, 0.151, True), (0.10, 0.15, False), (0.02, 0.069, False), (0.02, 0.071, True)],
    ids=["over a half more", "a half more", "not even 0.05 s", "over 0.05 s"],
)
def test_fixtures_that_became_slower_are_told(before: float, now: float, slower: bool) -> None:
    row = Case({"a": (now, 0.0, 0.0)}, {"a": (before, 0.0, 0.0)}).row()

    text = (
        "makes the set-up of 1 test slower, if nothing else did: "
        f"{before:.2f} s of CPU time with the base's fixtures, {now:.2f} s now"
    )
    assert row.findings == ((Finding("tests/conftest.py", 0, text),) if slower else ())


def test_set_ups_are_compared_where_fixtures_changed_and_by_old_tests() -> None:
    now, past = {"a": (1.0, 0.0, 0.0)}, {"a": (0.1, 0.0, 0.0)}

    assert Case(now, past, support=()).row().findings == ()
    assert Case(now, {}).row().findings == ()
    told = Case(now, past, changed=("a",)).row().findings
    assert [one.path for one in told] == ["tests/test_a.py"]  # only that its own set-up is slow


def test_a_set_up_that_is_slower_by_being_traced_is_not_told() -> None:
    many = {f"t{number}": (0.0, 0.01, 0.0) for number in range(100)}
    traced = dict.fromkeys(many, (0.0009, 0.01, 0.0))
    slower = dict.fromkeys(many, (0.0011, 0.01, 0.0))

    assert Case(traced, many).row().findings == ()
    assert len(Case(slower, many).row().findings) == 1


def test_changed_lines_that_became_slower_are_told() -> None:
    before, now = {"a": (0.0, 0.25, 0.0)}, {"a": (0.0, 1.0, 0.0)}

    row = Case(now, now, before).row()

    text = (
        "is run by 1 test that took 0.25 s of CPU time on the base's sources and 1.00 s now; "
        "see what the change made slow"
    )
    assert row.findings == (Finding("src/a.py", 0, text),)
    assert row.summary == (
        "the tests take 1.00 s of CPU time, 1.00 s before; those of changed lines 1.00 s, 0.25 s "
        f"before; {NOISE}"
    )
    quick = Case(now, {"a": (0.0, 0.3, 0.0)}, before).row()  # of two runs now the quicker counts
    assert quick.findings == ()


@pytest.mark.parametrize(
    ("count", "seconds", "told"),
    [(10, 0.21, True), (9, 0.21, False), (10, 0.2, False), (10, 0.099, False)],
)
def test_a_new_test_that_is_slower_than_the_ten_slowest_is_told(
    count: int, seconds: float, told: bool
) -> None:
    others = {**olds(20, 0.01), **{f"slow_{n}": (0.0, 0.2, 0.0) for n in range(count)}}
    quick = {node: cost for node, cost in others.items() if node.startswith("slow")}

    row = Case({**quick, "new": (0.0, seconds, 0.0)}, quick, fresh=("new",)).row()

    text = (
        f"new takes {seconds:.3f} s of CPU time, the tenth slowest of level 4 logic 0.200 s; "
        "give it less to do"
    )
    assert row.findings == ((Finding("tests/test_a.py", 7, text),) if told else ())


def test_of_many_old_tests_the_ten_slowest_count() -> None:
    others = {**olds(20, 0.01), **{f"slow_{n}": (0.0, 0.5, 0.0) for n in range(10)}}

    assert Case({**others, "new": (0.0, 0.2, 0.0)}, others, fresh=("new",)).row().findings == ()


def test_a_changed_test_is_not_compared_with_others_and_no_quick_one_is_told() -> None:
    others = olds(10, 0.01)

    assert Case({**others, "a": (0.0, 0.5, 0.0)}, changed=("a",)).row().findings == ()
    assert Case({**others, "a": (0.0, 0.09, 0.0)}, fresh=("a",)).row().findings == ()
    assert len(Case({**others, "a": (0.0, 0.11, 0.0)}, fresh=("a",)).row().findings) == 1
    assert Case({**others, "a": (0.0, 0.5, 0.0)}, fresh=("a",), level=None).row().findings == ()
    assert Case({**others, "a": (0.0, 0.5, 0.0)}, fresh=("a",), left=1).row().findings == ()


@pytest.mark.parametrize(("set_up", "told"), [(0.3, True), (0.2, False)])
def test_a_test_that_builds_more_than_it_does_is_told(set_up: float, told: bool) -> None:
    row = Case({"a": (set_up, 0.1, 0.1)}, changed=("a",), support=()).row()

    text = (
        f"a takes {set_up + 0.2:.3f} s of CPU time, {set_up:.3f} s of it in its own set-up; "
        "build no more there than it is about"
    )
    assert row.findings == ((Finding("tests/test_a.py", 7, text),) if told else ())


def test_of_several_cases_the_slowest_is_told() -> None:
    cases = {"a[1]": (0.3, 0.1, 0.0), "a[2]": (0.5, 0.1, 0.0), "a[3]": (0.4, 0.1, 0.0)}

    (told,) = Case(cases, changed=("a",), support=()).row().findings

    assert told.text.startswith("a takes 0.600 s of CPU time, 0.500 s of it in its own set-up; ")


@pytest.mark.parametrize(
    ("seconds", "level", "told"),
    [(8.1, LOGIC, True), (8.0, LOGIC, False), (0.9, LOOSE, False)],
    ids=["nearly", "not yet", "by another clock"],
)
def test_a_level_whose_budget_is_nearly_used_is_told(
    seconds: float, level: Level, told: bool
) -> None:
    now = {"old": (0.0, seconds, 0.0), "new": (0.0, 0.0, 0.0)}

    row = Case(now, fresh=("new",), level=level).row()

    text = (
        "allows level 4 logic 10 s, and 8.10 s are used; make its slowest tests faster, "
        "nox -s logic lists them once it is over"
    )
    assert row.findings == ((Finding("levels.toml", 0, text),) if told else ())
    assert Case(now, level=level).row().findings == ()  # which the change adds nothing to
