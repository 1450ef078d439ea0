"""One cause is one finding: of runs whose tests fail, or assert nothing."""

import pytest
from plumbline.review.reading.inventory import Inventory, Test
from plumbline.review.rows import broken, unasserted
from plumbline.review.running.failures import Failure
from plumbline.review.running.past import Past
from plumbline.review.running.runs import Outcome, Run

from tests.facts import Sides, make_facts

OLD = "DeprecationWarning: f() is deprecated since "


def failed(file: str, name: str, why: str, *, path: str = "") -> Outcome:
    """Return a test that fails, which may be written in another file."""
    error = why.partition(":")[0]
    failure = Failure("call", error, why)
    own = path or file
    written = "Contract.test_x" if path else name
    node = f"{file}::{name}"
    return Outcome(node, file, name, own, written, 3, "failed", 0, False, None, failure)


def said(past: Past, *, changed: str = "") -> list[str]:
    """Return what the row says: file, line, and the sentence up to what to do."""
    files = {*past.lost_files, *(test.file for test in past.broken)}
    now = {file: "new" if file == changed else "same" for file in files}
    row = broken.find(make_facts(Sides(now, dict.fromkeys(files, "same")), past=past, left=7))
    assert "; 7 more run no changed line and are left to the suite's own run" in row.summary
    return [f"{one.path}:{one.line} {one.text.partition(';')[0]}" for one in row.findings]


def test_one_deprecation_is_one_entry_with_a_count() -> None:
    files = ("tests/test_a.py", "tests/test_b.py")
    tests = [failed(file, f"test_{n}", f"{OLD}{n}.0") for file in files for n in range(15)]

    found = said(Past(broken=tuple(tests)))

    assert found == [
        "tests/test_a.py:3 test_0, test_1, test_2 and 27 more, as the base has them, fail with the "
        f"new code ({OLD}0.0, in 2 files)"
    ]


def test_a_file_that_changed_is_the_one_that_is_named() -> None:
    tests = [failed(f"tests/test_{name}.py", "test_it", OLD) for name in "abc"]

    (found,) = said(Past(broken=tuple(tests)), changed="tests/test_b.py")

    assert found.startswith("tests/test_b.py:3 test_it, test_it, test_it, as the base has them")


def test_assertions_differ_and_copies_of_one_test_do_not() -> None:
    tests = [
        failed("tests/test_a.py", name, f"AssertionError: {name}") for name in ("test_1", "test_2")
    ]
    copies = [
        failed(
            "tests/test_b.py", f"Test{n}.test_x", f"AssertionError: {n}", path="tests/contract.py"
        )
        for n in range(7)
    ]

    found = said(Past(broken=(*tests, *copies)))

    assert [one.partition(",")[0] for one in found] == [
        "tests/test_a.py:3 test_1",
        "tests/test_a.py:3 test_2",
        "tests/test_b.py:0 Test0.test_x",
    ]
    assert "Test2.test_x and 4 more, as the base has them, fail" in found[2]


def test_files_that_one_import_keeps_out_are_one_entry() -> None:
    why = "ImportError: cannot import name 'f'"

    found = said(Past(lost_files={f"tests/test_{n}.py": why for n in range(3)}))

    assert found == [
        f"tests/test_0.py:0 of the base and 2 more files cannot be imported with the new code ({why})"
    ]


@pytest.mark.parametrize(
    ("known", "skipped", "words"),
    [
        ((), 0, ""),
        (("a", "b"), 0, "; of those without a level 2 fail on the base as well"),
        (("a",), 1, "; of those without a level 1 fails and 1 is skipped on the base as well"),
    ],
)
def test_what_says_nothing_on_the_base_either_is_said(
    known: tuple[str, ...], skipped: int, words: str
) -> None:
    away = Outcome("t", "t.py", "t", "t.py", "t", 1, "skipped", 0, False, None)
    past = Past(Run((away,) * skipped), known=frozenset(known), total=9)

    row = broken.find(make_facts(past=past))

    assert (row.summary, row.unverified) == (f"0 of 9 tests of the base fail now{words}", "")


def test_copies_that_assert_nothing_are_one_entry() -> None:
    tests = tuple(Test("tests/test_a.py", 3, f"Test{n}.test_x") for n in range(7))
    own = ("tests/contract.py", "Contract.test_x")
    run = Run(
        tuple(
            Outcome(test.name, test.path, test.name, *own, 1, "passed", 0, False, None)
            for test in tests
        )
    )
    space = Sides({"tests/test_a.py": "", "tests/contract.py": ""})

    (finding,) = unasserted.find(
        make_facts(space, head=run, inventory=Inventory(added=tests))
    ).findings

    assert finding.text.startswith(
        "Test0.test_x and 6 more that inherit it executes no assertion in 7 of 7 cases; "
    )
