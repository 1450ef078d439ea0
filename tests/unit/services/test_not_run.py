"""Which tests of the base a run of the work tree has no more, as the row of them tells it."""

from collections.abc import Mapping

import pytest
from plumbline.review.reading.inventory import compare
from plumbline.review.rows.lost import find
from plumbline.review.running.collecting import Plain
from plumbline.review.running.failures import Failure
from plumbline.review.running.runs import Outcome, Run
from plumbline.table import Level, Table

from tests.facts import Sides, make_facts
from tests.fakes.runs import FakeRunning

FILE, OTHER, REAL = "tests/unit/test_x.py", "tests/unit/test_y.py", "tests/integration/test_x.py"
ONE = "def test_one():\n    assert f(1) == 2\n"
TWO = "def test_two():\n    assert g() == 'a'\n"
BOTH = {FILE: ONE + TWO}
LOGIC = Level("logic", 4, "logic", ("tests/unit",), "s", 50, ("process",), 1.0, 1.0)
SLOW = Level("real", 5, "real", ("tests/integration",), "s", 50, (), 1.0, 1.0)
TABLE = Table((LOGIC, SLOW))
WHY = f"`pytest --collect-only {FILE}` does not list it; restore it"


def run(*nodes: str, **more: object) -> Run:
    """Return a run of tests that stand where pytest finds them."""
    tests = []
    for node in nodes:
        file, *called = node.partition("[")[0].split("::")
        name = ".".join(called)
        tests.append(Outcome(node, file, name, file, name, 1, "passed", 1, False, None))
    return Run(tuple(tests), **more)  # type: ignore[arg-type]


def lost(
    texts: tuple[Mapping[str, str], Mapping[str, str]], before: Run, now: Run, *, own: bool = True
) -> list[tuple[str, str]]:
    """Return the findings; `own` where each side was collected by itself, in all of its levels."""
    base, head = texts
    space = Sides(head, base, TABLE)
    plain = Plain(space, before=before, now=now)
    if own:
        plain.started["head"] = FakeRunning({}, TABLE)
    row = find(make_facts(space, plain=plain, inventory=compare(base, head)))
    return [(one.path, one.text) for one in row.findings]


@pytest.mark.parametrize(
    ("head", "now", "said"),
    [
        (BOTH, run(f"{FILE}::test_one"), "test_two ran on the base and is"),
        (BOTH, run(), "test_one and 1 more ran on the base and are"),
        ({OTHER: ONE + TWO}, run(f"{OTHER}::test_one"), "test_two ran on the base and is"),
    ],
)
def test_what_runs_no_more_is_found(head: dict[str, str], now: Run, said: str) -> None:
    before = run(f"{FILE}::test_one", f"{FILE}::test_two")

    assert lost((BOTH, head), before, now) == [(FILE, f"{said} not run now: {WHY}")]


@pytest.mark.parametrize(
    ("head", "now"),
    [
        (BOTH, run(f"{FILE}::test_one", f"{FILE}::test_two[1]", f"{FILE}::test_two[2]")),
        ({OTHER: ONE + TWO}, run(f"{OTHER}::test_one", f"{OTHER}::test_two")),
        ({FILE: ONE}, run(f"{FILE}::test_one")),  # removed: the texts say it
        ({FILE: ONE.replace("one", "both") + TWO.partition("\n")[2]}, run(f"{FILE}::test_both")),
        (
            {FILE: ONE + TWO.replace("two", "new")},
            run(f"{FILE}::test_one", f"{FILE}::test_new"),
        ),
        (BOTH, run(broken={FILE: Failure("collection", "", "x")})),  # `broken` says it
    ],
)
def test_what_still_runs_or_is_told_elsewhere_is_not(head: dict[str, str], now: Run) -> None:
    before = run(f"{FILE}::test_one", f"{FILE}::test_two")

    assert lost((BOTH, head), before, now) == []


@pytest.mark.parametrize(("head", "count"), [({FILE: ""}, 1), ({}, 0)])
def test_a_test_that_only_a_run_knows_is_lost_while_its_file_is_there(
    head: dict[str, str], count: int
) -> None:
    said = f"test_made ran on the base and is not run now: {WHY}"

    assert lost(({FILE: ""}, head), run(f"{FILE}::test_made"), run()) == [(FILE, said)] * count


def test_a_test_that_moved_to_a_level_that_was_not_run_is_not_lost() -> None:
    texts = (BOTH, {REAL: ONE + TWO})
    before = run(f"{FILE}::test_one", f"{FILE}::test_two")

    assert lost(texts, before, run(), own=False) == []
    assert lost(texts, before, run()) == [
        (FILE, f"test_one and 1 more ran on the base and are not run now: {WHY}")
    ]


def test_a_case_that_is_kept_out_is_found() -> None:
    case = f"{FILE}::test_one[b]"
    before = run(f"{FILE}::test_one[a]", case)
    now = run(f"{FILE}::test_one[a]", listing={"kept_out": {case: ""}, "guarded": True})

    said = f"test_one ran on the base and is not run now: {WHY}"
    assert lost((BOTH, BOTH), before, now) == [(FILE, said)]
