"""What is said of changed lines that no test runs, and of new tests that run no changed line."""

from dataclasses import replace
from typing import Any

import pytest
from plumbline.review.reading.inventory import Inventory, Test
from plumbline.review.rows.finding import Finding, Row
from plumbline.review.rows.speculative import find as find_speculative
from plumbline.review.rows.uncovered import GATEWAY, NONE, RULE
from plumbline.review.rows.uncovered import find as find_uncovered
from plumbline.review.running.failures import Failure
from plumbline.review.running.lines import ChangedPython, Lines
from plumbline.review.running.runs import Outcome, Run
from plumbline.table import Level, Table

from tests.facts import Sides, make_facts

LOGIC = Level("logic", 4, "logic", ("tests",), "unit", 70, ("process", "sleep"), 1.0, 10.0)
TEXT = """import sys
if sys.platform == "a system of none":
    a = 1
b = 2
c = 3
def real_context():
    return b
"""
CHANGED = frozenset({3, 4, 5, 7})


def outcome(node: str, name: str, ended: str = "passed", **more: Any) -> Outcome:
    """Return how a test of level 4 ended."""
    return Outcome(node, node, name, node, name, 3, ended, 1, False, LOGIC, **more)


def changed(*paths: str) -> ChangedPython:
    """Return a change of these lines in some files."""
    return ChangedPython(tuple(Lines(path, CHANGED, frozenset()) for path in paths))


def measured(*paths: str, line: int, test: str = "a test") -> Run:
    """Return a run in which a test ran one line of these files."""
    every, ran = frozenset(range(1, 8)), {line: frozenset({test})} if line else {}
    return Run(statements=dict.fromkeys(paths, every), ran=dict.fromkeys(paths, ran))


def uncovered(
    *paths: str,
    ran: int = 0,
    real: int = 0,
    unplaced: tuple[str, ...] | None = None,
    started: str = "",
) -> Row:
    """Return the row where lines 3, 4, 5 and 7 changed, of which one is run, and one at level 5.

    A new test of a text that is given starts a process.
    """
    file = "tests/test_a.py"
    case = outcome(file, "test_a", did=frozenset({"process"}))
    texts = {**dict.fromkeys(paths, TEXT), file: started}
    facts = make_facts(
        Sides(texts, table=Table((LOGIC,), unplaced)),
        change=changed(*paths),
        inventory=Inventory((Test(file, 3, "test_a"),) if started else ()),
        head=replace(measured(*paths, line=ran), tests=(case,)),
        real=measured(*paths, line=real),
    )
    return find_uncovered(facts)


def test_lines_that_no_test_runs_are_told_together_and_counted_by_what_they_are() -> None:
    row = uncovered("src/a.py", "src/b.py")

    text = f"lines 4 to 5 are {NONE}{RULE}"
    assert row.findings == (Finding("src/a.py", 4, text), Finding("src/b.py", 4, text))
    assert row.summary == (
        "4 of 8 changed lines run by no test; 2 more in `main` or `real_context`, which level 5 "
        "runs; 2 more for another Python or system than this one"
    )


def test_lines_that_tests_run_are_not_told() -> None:
    row = uncovered("src/a.py", ran=4, unplaced=("old",))

    assert row.findings == (Finding("src/a.py", 5, f"is {NONE}, and none without a level{RULE}"),)
    assert row.summary.startswith("1 of 4 changed lines run by no test; ")


def test_lines_of_a_gateway_may_be_run_by_level_5() -> None:
    row = uncovered("src/gateways/a.py", real=5)

    assert row.findings == (Finding("src/gateways/a.py", 4, f"is {NONE}{GATEWAY}"),)
    assert uncovered("src/gateways.py", real=5).findings[0].text.startswith("lines 4 to 5 are ")


def test_lines_that_a_new_test_may_run_in_another_process_are_counted_together() -> None:
    row = uncovered("src/a.py", "src/b.py", "src/c.py", started="import a, b")

    assert row.findings == (Finding("src/c.py", 4, f"lines 4 to 5 are {NONE}{RULE}"),)
    assert row.summary == (
        "2 of 12 changed lines run by no test; 3 more in `main` or `real_context`, which level 5 "
        "runs; 3 more for another Python or system than this one; 4 more that new or changed "
        "tests may run in another process, where nobody sees it"
    )


def speculative(node: str, ended: str, *, base: Run, did: frozenset[str] = frozenset()) -> Row:
    """Return the row of a change whose only new test is linked to it or not."""
    file, path = "tests/test_a.py", "src/a.py"
    case = Outcome(node, file, node, file, node, 3, ended, 1, False, LOGIC, did=did)
    head = replace(measured(path, line=4, test="linked"), tests=(case,))
    return find_speculative(
        make_facts(
            Sides({path: TEXT}),
            change=changed(path),
            inventory=Inventory((Test(file, 3, node),)),
            head=head,
            new_on_base=base,
        )
    )


def on_base(node: str, ended: str) -> Run:
    return Run((Outcome(node, "", node, "", node, 3, ended, 1, False, LOGIC),))


@pytest.mark.parametrize(
    ("node", "before", "did", "told"),
    [
        ("test_a", "passed", (), True),
        ("test_a", "failed", (), False),
        ("linked", "passed", (), False),
        ("test_a", "passed", ("process",), False),
    ],
)
def test_a_new_test_that_passes_without_the_change_and_runs_none_of_it_is_told(
    node: str, before: str, did: tuple[str, ...], told: bool
) -> None:
    row = speculative(node, "passed", base=on_base(node, before), did=frozenset(did))

    text = (
        f"{node} passes without the change and runs no changed line; take it out, or test what the "
        "change does"
    )
    assert row.findings == ((Finding("tests/test_a.py", 3, text),) if told else ())
    assert row.summary == f"{int(told)} of 1 new test without a link to the change"
    assert row.unverified == ""


@pytest.mark.parametrize(("node", "said"), [("test_a", True), ("linked", False)])
def test_a_base_that_cannot_be_run_matters_for_tests_without_a_link(node: str, said: bool) -> None:
    lost = Run(lost=Failure("session", "Error", "no plugin"))

    row = speculative(node, "passed", base=lost)

    assert row.unverified.startswith("no new test runs on the base's sources (no plugin)") is said
