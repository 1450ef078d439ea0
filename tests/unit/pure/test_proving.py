"""Verdicts: what a red and a green run say of a test."""

import json

import pytest
from plumbline.review.running.absent import stand_in
from plumbline.review.running.failures import Failure, failure_in, failure_of
from plumbline.review.running.proving import judge_test
from plumbline.review.running.runs import Outcome

NOTHING = frozenset[str]()
ASSERT = Failure("call", "AssertionError", "AssertionError: assert 1 == 2")


def outcome(result: str, failure: Failure | None = None, node: str = "t.py::test_x") -> Outcome:
    """Return a test's outcome."""
    return Outcome(node, "t.py", "test_x", "t.py", "test_x", 1, result, 1, False, None, failure)


PASSED = outcome("passed")


def failed(failure: Failure) -> Outcome:
    """Return the outcome of a test that failed like this."""
    return outcome("failed", failure)


def word(before: list[Outcome], after: list[Outcome], lost: Failure | None = None) -> str:
    """Return the verdict without --feature, where the change adds the name `new`."""
    return judge_test("t.py::test_x", before, after, lost, frozenset({"new"}), feature=False).word


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ([failed(ASSERT)], [PASSED], "proven"),
        ([PASSED], [PASSED], "holds on both sides"),
        ([outcome("skipped")], [PASSED], "holds on both sides"),
        ([], [PASSED], "holds on both sides"),
        ([failed(ASSERT)], [failed(ASSERT)], "not green"),
        ([failed(ASSERT)], [outcome("skipped")], "not green"),
        ([failed(ASSERT)], [], "not green"),
        (
            [failed(Failure("setup", "KeyError", "KeyError: 1"))],
            [PASSED],
            "red for the wrong reason",
        ),
        (
            [failed(Failure("teardown", "KeyError", "KeyError"))],
            [PASSED],
            "red for the wrong reason",
        ),
        ([failed(Failure("guard", "", "level 4"))], [PASSED], "red for the wrong reason"),
        ([failed(Failure("call", "KeyError", "KeyError: 1", own=True))], [PASSED], "proven"),
    ],
)
def test_red_then_green_is_a_proof(
    before: list[Outcome], after: list[Outcome], verdict: str
) -> None:
    assert word(before, after) == verdict


def test_one_red_case_is_enough_but_all_must_be_green() -> None:
    other = outcome("passed", node="t.py::test_x[b]")
    assert word([failed(ASSERT), other], [PASSED, other]) == "proven"

    broken = outcome("failed", ASSERT, "t.py::test_x[b]")
    assert word([failed(ASSERT), broken], [PASSED, broken]) == "not green"


def test_a_red_case_that_the_work_tree_lacks_proves_nothing() -> None:
    gone = outcome("failed", ASSERT, "t.py::test_x[gone]")

    assert word([gone, PASSED], [PASSED]) == "holds on both sides"


def test_a_file_that_cannot_run_is_a_wrong_reason() -> None:
    lost = Failure("collection", "SyntaxError", "SyntaxError: invalid syntax")

    assert word([], [PASSED], lost) == "red for the wrong reason"


def test_a_session_that_cannot_begin_is_said_and_never_a_feature() -> None:
    lost = Failure("session", "ImportError", "tests/conftest.py: ImportError: new", "new")

    found = judge_test("t.py::test_x", [], [PASSED], lost, frozenset({"new"}), feature=True)

    assert found.word == "red for the wrong reason"
    assert found.detail == "nothing can be run there (tests/conftest.py: ImportError: new)"


MISSING = [
    Failure("collection", "ImportError", "ImportError: cannot import name 'new'", "new"),
    Failure("call", "ImportError", "ImportError: cannot import name 'new'", "new"),
    Failure("call", "AttributeError", "AttributeError: no attribute 'new'", "new"),
    Failure("call", "TypeError", "TypeError: f() got an unexpected keyword", "new", own=True),
    Failure("call", "TypeError", "TypeError: f() takes 1 positional argument", own=True),
]


@pytest.mark.parametrize("failure", MISSING)
def test_a_name_that_the_change_adds_is_accepted_with_the_word(failure: Failure) -> None:
    added = frozenset({"new"})
    plain = judge_test("t.py::test_x", [failed(failure)], [PASSED], None, added, feature=False)
    feature = judge_test("t.py::test_x", [failed(failure)], [PASSED], None, added, feature=True)

    assert plain.word == "red for the wrong reason"
    assert "--feature" in plain.detail
    assert feature.word == "proven"


@pytest.mark.parametrize(
    ("failure", "verdict"),
    [
        (MISSING[0], "red for the wrong reason"),
        (MISSING[1], "red for the wrong reason"),
        (MISSING[2], "proven"),  # a bug: something is None where it should not be
        (MISSING[3], "proven"),
        (Failure("call", "TypeError", "TypeError: g() takes 1 positional argument"), "proven"),
    ],
)
def test_a_name_that_the_change_does_not_add(failure: Failure, verdict: str) -> None:
    found = judge_test("t.py::test_x", [failed(failure)], [PASSED], None, NOTHING, feature=True)

    assert found.word == verdict


def test_a_verdict_is_one_line() -> None:
    found = judge_test("t.py::test_x", [failed(ASSERT)], [PASSED], None, NOTHING, feature=False)

    said = "t.py::test_x: proven: without the change AssertionError: assert 1 == 2"
    assert str(found) == said


def test_an_exception_is_told_by_its_first_line_and_its_last_frame() -> None:
    try:
        raise KeyError("x\ny")
    except KeyError as error:
        here = failure_of(error, "call", [__file__])
        elsewhere = failure_of(error, "call", ["/nowhere"])

    assert here.message == "KeyError: 'x\\ny'"
    assert here.own
    assert not elsewhere.own


@pytest.mark.parametrize(
    ("text", "message", "missing"),
    [
        (
            "ImportError while loading conftest 'tests/conftest.py'.\ntests/conftest.py:3: in <module>\n"
            "E   ModuleNotFoundError: No module named 'tool.new'\n",
            "tests/conftest.py: ModuleNotFoundError: No module named 'tool.new'",
            "tool.new",
        ),
        (
            "Traceback (most recent call last):\n  File\ncoverage.exceptions.NoSource: no\n"
            "a.b.OddError: x\n",
            "a.b.OddError: x",
            "",
        ),
        ("usage: pytest\n", "usage: pytest", ""),
        ("", "pytest ended without a word", ""),
    ],
)
def test_what_pytest_said_is_read_where_it_recorded_nothing(
    text: str, message: str, missing: str
) -> None:
    found = failure_in(text)

    assert (found.message, found.missing) == (message, missing)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("E   ValueError: no", "ValueError"),
        ("E   shop.errors.PriceError: no", "PriceError"),
        ("ImportError while loading conftest '/t/conftest.py'.\nE   NameError: x", "NameError"),
        ("E   RuntimeWarning: slow: very", "RuntimeWarning"),
        ("killed", ""),
        ("", ""),
    ],
)
def test_the_error_is_that_of_the_last_line_that_names_one(text: str, error: str) -> None:
    assert (failure_in(text).error, failure_in(text).phase) == (error, "session")


def asked_of(thing: object) -> Failure:
    """Return the failure of an attribute that is not there."""
    with pytest.raises(AttributeError) as raised:
        getattr(thing, "new")  # noqa: B009
    return failure_of(raised.value, "call", [])


@pytest.mark.parametrize(
    ("thing", "missing"),
    [
        (json, "json.new"),
        (Failure, "plumbline.review.running.failures.Failure.new"),
        (judge_test, "builtins.function.new"),
        (stand_in("class", "shop", "Shop"), "shop.Shop"),
    ],
    ids=["module", "class", "function", "stand-in"],
)
def test_a_missing_name_is_told_with_what_has_it_not(thing: object, missing: str) -> None:
    found = asked_of(thing)

    assert (found.missing, found.symbol) == (missing, missing.rpartition(".")[2])
    assert asked_of(ASSERT).missing == "plumbline.review.running.failures.Failure.new"


@pytest.mark.parametrize(
    "message", ["cannot import name 'new' from 'tool' (tool.py)", "No module named 'tool.new'"]
)
def test_so_is_one_that_cannot_be_imported(message: str) -> None:
    found = failure_of(ImportError(message), "call", [])

    assert (found.missing, found.symbol) == ("tool.new", "new")


def test_a_name_is_new_where_another_module_has_it_already() -> None:
    failure = asked_of(json)

    assert failure.lacks(frozenset({"json.new"}))
    assert not failure.lacks(frozenset({"other.new"}))


def test_a_new_parameter_is_told_with_its_function() -> None:
    error = TypeError("make() got an unexpected keyword argument 'day'")

    found = failure_of(error, "call", [""])

    assert (found.missing, found.symbol) == ("make.day", "day")
    assert found.lacks(frozenset({"tool.notes.make.day"}))
    assert not found.lacks(frozenset({"tool.notes.other.day"}))
