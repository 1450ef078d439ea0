"""Which tests of the base that fail count as broken, where the same code stands elsewhere now."""

import pytest
from plumbline.review.reading.inventory import Inventory, Test
from plumbline.review.rows import broken
from plumbline.review.running.failures import Failure
from plumbline.review.running.past import Past
from plumbline.review.running.runs import Outcome

from tests.facts import make_facts

OLD, NEW = "tests/unit/fakes/test_clock.py", "tests/unit/fakes/test_watch.py"
NAME = "TestFakeClock.test_utc"


def findings(failure: Failure | None, *, moved: bool) -> list[str]:
    """Return what the row says of one test that fails, whose file is gone."""
    test = Outcome(f"{OLD}::x", OLD, NAME, OLD, NAME, 3, "failed", 0, False, None, failure)
    now = {(OLD, NAME): (NEW, NAME)} if moved else {}
    inventory = Inventory(moved=(Test(NEW, 3, NAME),) if moved else (), now=now)
    past = Past(broken=(test,), failing=1, total=5)
    row = broken.find(make_facts(inventory=inventory, past=past))
    assert row.summary == f"{len(row.findings)} of 5 tests of the base fail now"
    return [one.text for one in row.findings]


@pytest.mark.parametrize("phase", ["setup", "collection"])
def test_a_moved_test_whose_old_set_up_fits_no_more_is_let_be(phase: str) -> None:
    assert findings(Failure(phase, "FixtureLookupError", "no clock"), moved=True) == []


@pytest.mark.parametrize(
    ("failure", "moved"),
    [
        (Failure("call", "AssertionError", "assert 1 == 2"), True),
        (Failure("guard", "", "level 4 logic forbids files"), True),
        (None, True),
        (Failure("setup", "FixtureLookupError", "no clock"), False),
    ],
)
def test_any_other_is_broken(failure: Failure | None, moved: bool) -> None:
    (text,) = findings(failure, moved=moved)

    assert text.startswith("is deleted, and with the new code fail of it: TestFakeClock.test_utc (")
