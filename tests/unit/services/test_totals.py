"""Which levels took too long together, and which have leave to."""

import pytest
from plumbline.plugin.baseline import TOTAL, total_line
from plumbline.plugin.timing import Ledger
from plumbline.plugin.totals import weigh
from plumbline.table import Level

FAST = Level("fast", 1, "no waiting", ("tests/unit",), "unit", 80, ("process",), 0.2, 1.0)
LATE = Level("late", 2, "real", ("tests/late",), "rest", 20, (), 0.5, 60.0)
ON_RECORD = total_line(FAST)


@pytest.mark.parametrize(
    ("used", "kept"), [(5.0, False), (5.1, True), (11.0, True)], ids=["half", "over half", "over"]
)
def test_a_level_on_record_has_leave_to_until_it_takes_half(used: float, kept: bool) -> None:
    ledger = Ledger()

    excused = weigh([(FAST, used, 10.0), (LATE, 99.0, 10.0)], [ON_RECORD], ledger, whole=True)

    assert excused == {"fast"}
    assert ledger.done == ({ON_RECORD: [TOTAL]} if kept else {})
    assert ledger.seen == {ON_RECORD: True}


def test_a_run_of_some_tests_says_nothing_of_a_whole_level() -> None:
    ledger = Ledger()

    assert weigh([(FAST, 1.0, 10.0)], [ON_RECORD], ledger, whole=False) == {"fast"}
    assert ledger.seen == {}


def test_without_a_record_no_level_has_leave_to() -> None:
    ledger = Ledger()

    assert weigh([(FAST, 11.0, 10.0)], [], ledger, whole=True) == frozenset()
    assert (ledger.done, ledger.seen) == ({}, {})


@pytest.mark.parametrize(("used", "noted"), [(10.0, False), (10.1, True)])
def test_what_is_over_its_budget_is_recorded_when_that_is_asked_for(
    used: float, noted: bool
) -> None:
    ledger = Ledger()

    excused = weigh([(FAST, used, 10.0)], [], ledger, whole=True, recording=True)

    assert excused == {"fast"}
    assert ledger.done == ({ON_RECORD: [TOTAL]} if noted else {})
