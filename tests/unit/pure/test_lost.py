"""Which tests of the base a run of the work tree has no more, over recorded runs."""

import pytest
from plumbline.review.reading.inventory import compare
from plumbline.review.rows.finding import Finding
from plumbline.review.rows.lost import not_said
from plumbline.review.rows.weakened import SKIPS
from plumbline.review.running.collecting import find_lost, idle
from plumbline.review.running.failures import Failure
from plumbline.review.running.runs import Outcome, Run
from plumbline.table import Table, parse_table

FILE, OTHER, REAL = "tests/unit/test_x.py", "tests/unit/test_y.py", "tests/integration/test_x.py"
ONE = "def test_one():\n    assert f(1) == 2\n"
TWO = "def test_two():\n    assert g() == 'a'\n"
BOTH = {FILE: ONE + TWO}
ROW = """
[{name}]
number = {number}
title = "x"
paths = ["{path}"]
session = "s"
share = 50
forbids = [{forbids}]
each = 1.0
total = 1.0
"""


def outcome(node: str, word: str = "passed", assertions: int = 1) -> Outcome:
    """Return a test that stands where pytest finds it."""
    file, *called = node.partition("[")[0].split("::")
    name = ".".join(called)
    return Outcome(node, file, name, file, name, 1, word, assertions, False, None)


def run(*nodes: str, **more: object) -> Run:
    """Return a run of tests."""
    return Run(tuple(outcome(node) for node in nodes), **more)  # type: ignore[arg-type]


def table() -> Table:
    """Return a table of two levels, one of them guarded."""
    rows = [("logic", 4, "tests/unit", '"process"'), ("real", 5, "tests/integration", "")]
    parts = [ROW.format(name=n, number=i, path=p, forbids=f) for n, i, p, f in rows]
    return parse_table("".join(parts))


@pytest.mark.parametrize(
    ("head", "now", "lost"),
    [
        (BOTH, run(f"{FILE}::test_one"), ["test_two"]),
        (BOTH, run(), ["test_one", "test_two"]),
        (BOTH, run(f"{FILE}::test_one", f"{FILE}::test_two[1]", f"{FILE}::test_two[2]"), []),
        ({OTHER: ONE + TWO}, run(f"{OTHER}::test_one", f"{OTHER}::test_two"), []),
        ({OTHER: ONE + TWO}, run(f"{OTHER}::test_one"), ["test_two"]),
        ({FILE: ONE}, run(f"{FILE}::test_one"), []),  # removed: the texts say it
        (
            {FILE: ONE.replace("one", "both") + TWO.partition("\n")[2]},
            run(f"{FILE}::test_both"),
            [],
        ),
        (
            {FILE: ONE + TWO.replace("two", "new")},
            run(f"{FILE}::test_one", f"{FILE}::test_new"),
            [],
        ),
        (BOTH, run(broken={FILE: Failure("collection", "", "x")}), []),  # `broken` says it
    ],
)
def test_what_runs_no_more_is_found(head: dict[str, str], now: Run, lost: list[str]) -> None:
    before = run(f"{FILE}::test_one", f"{FILE}::test_two")

    found = find_lost(before, now, compare(BOTH, head), None, frozenset({FILE}))

    assert [cases[0].called for cases in found] == lost


@pytest.mark.parametrize(("files", "lost"), [({FILE}, 1), (set(), 0)])
def test_a_test_that_only_a_run_knows_is_lost_while_its_file_is_there(
    files: set[str], lost: int
) -> None:
    found = find_lost(run(f"{FILE}::test_made"), run(), compare({}, {}), None, frozenset(files))

    assert len(found) == lost


def test_a_test_that_moved_to_a_level_that_was_not_run_is_not_lost() -> None:
    inventory = compare(BOTH, {REAL: ONE + TWO})
    before = run(f"{FILE}::test_one", f"{FILE}::test_two")

    assert find_lost(before, run(), inventory, table(), frozenset()) == []
    assert len(find_lost(before, run(), inventory, None, frozenset())) == 2


def test_a_case_that_is_kept_out_is_found() -> None:
    before = run(f"{FILE}::test_one[a]", f"{FILE}::test_one[b]")
    now = run(f"{FILE}::test_one[a]", listing={"kept_out": {f"{FILE}::test_one[b]": ""}})

    found = find_lost(before, now, compare(BOTH, BOTH), None, frozenset())

    assert [case.node for cases in found for case in cases] == [f"{FILE}::test_one[b]"]


def test_an_unchanged_test_that_does_nothing_is_idle() -> None:
    words = [("passed", 1), ("passed", 0), ("skipped", 0), ("", 0), ("failed", 0)]
    head = Run(tuple(outcome(f"{FILE}::test_{n}", *word) for n, word in enumerate(words)))

    assert [test.called for test in idle(head.tests, ())] == ["test_1", "test_2", "test_3"]


def test_what_the_texts_name_is_not_named_twice() -> None:
    found = [Finding(FILE, 1, "test_one is skipped now")]
    near = Finding(FILE, 3, f"test_one {SKIPS}, by `skip`; take it away")
    above = Finding("tests/conftest.py", 3, f"tests {SKIPS}, by `pytest.skip()`; take it away")
    other = Finding(OTHER, 3, "test_two lost `assert x`")

    assert not_said(found, [near]) == not_said(found, [above]) == []
    assert not_said(found, [other]) == found


def test_where_the_texts_name_what_tests_share_only_files_of_no_test_are_left() -> None:
    above = Finding("tests/conftest.py", 3, f"tests {SKIPS}, by `pytest.skip()`; take it away")
    shared, elsewhere = (
        Finding(path, 1, "tests are skipped now")
        for path in ("tests/conftest.py", "tests/helpers.py")
    )

    assert not_said([shared, elsewhere], [above]) == [elsewhere]
