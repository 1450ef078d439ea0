"""What the row of broken tests says of runs of the base's tests on the new sources."""

from dataclasses import dataclass
from typing import Any

import pytest
from plumbline.review.reading.inventory import Inventory, Test
from plumbline.review.rows.broken import WAY_OUT, find
from plumbline.review.rows.finding import Row
from plumbline.review.running.failures import Failure
from plumbline.review.running.past import Gone, Past
from plumbline.review.running.runs import Outcome, Run

from tests.facts import Sides, make_facts

HERE, THERE = "tests/test_here.py", "tests/test_there.py"
NO_NAME = "ImportError: no name 'a' in line 7"


def failed(test: str, why: str, phase: str = "call", **more: Any) -> Outcome:
    """Return a test that fails."""
    file, _, name = test.partition("::")
    error = Failure(phase, why.partition(":")[0], why) if why else None
    written = {"path": file, "name": name, "line": 5, **more}
    return Outcome(
        test, file, name, written["path"], written["name"], written["line"],
        "failed", 1, False, None, error,
    )  # fmt: skip


@dataclass
class Case:
    """How the base's tests ended."""

    past: Past
    notes: tuple[str, ...] = ()
    left: int = 0
    not_run: str = ""
    inventory: Inventory = Inventory()

    def row(self) -> Row:
        space = Sides({HERE: "", THERE: ""})
        return find(make_facts(space, **vars(self)))


def found(past: Past) -> list[tuple[str, int, str]]:
    """Return the findings without what to do."""
    findings = Case(past).row().findings
    assert all(one.text.endswith(f"; {WAY_OUT}") for one in findings)
    return [(one.path, one.line, one.text.removesuffix(f"; {WAY_OUT}")) for one in findings]


def test_where_all_hold_only_their_number_is_told() -> None:
    assert Case(Past(total=12)).row() == Row("broken", "0 of 12 tests of the base fail now")


def test_what_was_not_run_is_told_with_it() -> None:
    skipped = [
        Outcome(str(n), "a.py", "t", "a.py", "t", 1, "skipped", 0, False, None) for n in (1, 2)
    ]
    known = frozenset({"a.py::x"})
    case = Case(Past(Run((skipped[0],)), total=1), left=3, not_run="of level 5 none was run")

    assert case.row().summary == (
        "0 of 1 test of the base fail now; 3 more run no changed line and are left to the suite's "
        "own run; of those without a level 1 is skipped on the base as well; of level 5 none was run"
    )
    both = Case(Past(Run(tuple(skipped)), known=known)).row().summary
    assert both.endswith("of those without a level 1 fails and 2 are skipped on the base as well")
    more = Case(Past(known=known | {"b.py"})).row().summary
    assert more.endswith("of those without a level 2 fail on the base as well")


def test_why_it_cannot_be_judged_is_told() -> None:
    lost = Run(lost=Failure("session", "Error", "no plugin"))
    past = Past(lost, already=("a", "b"))

    assert Case(past, notes=("not all is there",)).row().unverified == (
        "not all is there; none of the base's tests can be run on the new sources (no plugin); mend "
        "what cannot be imported; 2 of the base's tests or files fail on the base as well: a, b; "
        "make them pass there first"
    )


def test_files_that_cannot_be_imported_for_one_reason_are_one() -> None:
    other = "ImportError: no name 'b'"
    past = Past(lost_files={"a.py": NO_NAME, "b.py": other, "c.py": NO_NAME.replace("7", "9")})

    assert found(past) == [
        (
            "a.py",
            0,
            f"of the base and 1 more file cannot be imported with the new code ({NO_NAME})",
        ),
        ("b.py", 0, f"of the base cannot be imported with the new code ({other})"),
    ]


def test_tests_that_fail_for_one_reason_are_one() -> None:
    why = "TypeError: takes 2 arguments"
    tests = (
        failed(f"{HERE}::test_b", why),
        failed(f"{THERE}::test_a", why.replace("2", "3")),
        failed(f"{HERE}::test_c", "KeyError: 1"),
    )

    assert found(Past(broken=tests, failing=3, total=3)) == [
        (HERE, 5, "test_b, test_a, as the base has them, fail with the new code "
                  f"({why}, in 2 files)"),
        (HERE, 5, "test_c, as the base has it, fails with the new code (KeyError: 1)"),
    ]  # fmt: skip


def test_asserts_that_fail_are_each_their_own_but_for_inherited_ones() -> None:
    why = "AssertionError: assert 1 == 2"
    tests = (
        failed(f"{HERE}::test_a", why),
        failed(f"{HERE}::test_b", why),
        failed(f"{HERE}::TestOne.test_c", why, path="tests/base.py", name="Base.test_c"),
        failed(f"{HERE}::TestTwo.test_c", why, path="tests/base.py", name="Base.test_c"),
    )

    assert [(line, text.partition(",")[0]) for _, line, text in found(Past(broken=tests))] == [
        (0, "TestOne.test_c"),
        (5, "test_a"),
        (5, "test_b"),
    ]


def test_tests_of_a_file_that_is_deleted_are_told_with_it() -> None:
    tests = (failed("gone.py::test_a", "TypeError: x"), failed("gone.py::test_b", ""))

    assert found(Past(broken=tests)) == [
        (
            "gone.py",
            0,
            "is deleted, and with the new code fail of it: test_a, test_b (TypeError: x)",
        )
    ]


def test_a_test_that_does_not_even_run_is_told() -> None:
    ((_, _, text),) = found(Past(broken=(failed(f"{HERE}::test_a", ""),)))

    assert text == "test_a, as the base has it, fails with the new code (it is not run)"


def test_what_is_gone_is_told_with_the_tests_that_went_with_it() -> None:
    past = Past(
        gone=(Gone("tests/conftest.py", "shop", ("a.py::A::test_a", "a.py::test_b")),
              Gone("tests/fakes/git.py", "", ("a.py::test_c",))),
    )  # fmt: skip

    assert found(past) == [
        (
            "tests/conftest.py",
            0,
            "shop is gone, and with it 2 tests of the base: A.test_a, test_b",
        ),
        ("tests/fakes/git.py", 0, "is gone, and with it 1 test of the base: test_c"),
    ]


@pytest.mark.parametrize(
    ("phase", "moved", "told"),
    [("setup", True, 0), ("collection", True, 0), ("call", True, 1), ("setup", False, 1)],
)
def test_a_test_that_only_moved_is_not_broken(phase: str, moved: bool, told: int) -> None:
    test = failed(f"{HERE}::test_a", "Error: no fixture", phase)
    now = Test("tests/other.py", 5, "test_a")
    inventory = Inventory(moved=(now,) if moved else (), now={(HERE, "test_a"): now.key})

    row = Case(Past(broken=(test,), failing=1, total=2), inventory=inventory).row()

    assert len(row.findings) == told
    assert row.summary == f"{told} of 2 tests of the base fail now"
