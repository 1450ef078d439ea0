"""The baseline's text, and what a run makes of its lines."""

import pytest

from levels.baseline import as_text, count, parse_baseline, renewed, stale
from levels.table import Level, LevelsError, Table

A, B = "tests/unit/test_a.py::test_a", "tests/unit/test_a.py::test_b"
SLEEP, BOTH = frozenset({"sleep"}), frozenset({"sleep", "process"})
FAST = Level("fast", 1, "no waiting", ("tests/unit",), "unit", 100, ("process", "sleep"), 1.0, 1.0)
TABLE = Table((FAST,))


@pytest.mark.parametrize(
    "test",
    [A, 'a.py::test[x"\\y]', "a.py::test[\x7f\t\n]", "ä.py::test[é€😀]", "a.py::test[a.b = 1]"],
)
def test_what_is_written_is_read(test: str) -> None:
    assert parse_baseline(as_text({test: BOTH})) == {test: BOTH}


def test_the_text_is_sorted() -> None:
    head, empty, *rest = as_text({B: BOTH, A: SLEEP}).splitlines()

    assert head.startswith("# ")
    assert empty == ""
    assert rest == ["[violations]", f'"{A}" = ["sleep"]', f'"{B}" = ["process", "sleep"]']


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[violations", "levels-baseline.toml: not valid TOML: "),
        ("", "violations: expected the table [violations]; "),
        ("violations = 1", "violations: expected the table [violations]; "),
        ("[violations]\n[more]", "more: unknown key; "),
        ("[violations]\na = 1", 'violations."a": expected a list of words'),
        ("[violations]\na = []", 'violations."a": expected a list of words'),
        ("[violations]\na = [['x']]", 'violations."a": expected a list of words'),
        ("[violations]\na = ['x']", "violations.\"a\": unknown word 'x'; the words are process, "),
    ],
)
def test_a_wrong_text_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(LevelsError) as caught:
        parse_baseline(text)

    assert sentence in str(caught.value)
    assert str(caught.value).startswith("levels-baseline.toml: ")


def test_words_for_the_count() -> None:
    assert count({A: BOTH, B: SLEEP}) == "3 violations of 2 tests"
    assert count({A: SLEEP}) == "1 violation of 1 test"


@pytest.mark.parametrize(
    ("done", "seen", "complete", "left"),
    [
        ({A: ["process"]}, {A: True}, True, {A: {"process"}}),  # passed: what it did counts
        ({A: ["process"]}, {A: False}, True, {A: BOTH}),  # failed: it may do more
        ({}, {A: True}, False, {}),
        ({}, {}, True, {}),  # gone
        ({}, {}, False, {A: SLEEP}),  # not part of the run
        ({B: ["sleep"]}, {}, False, {A: SLEEP, B: SLEEP}),
    ],
)
def test_a_baseline_is_renewed(
    done: dict[str, list[str]], seen: dict[str, bool], complete: bool, left: dict[str, set[str]]
) -> None:
    assert renewed({A: SLEEP}, done, seen, complete) == left


@pytest.mark.parametrize(
    ("test", "kinds", "done", "seen", "sentence"),
    [
        (A, BOTH, ["sleep"], {A: True}, f"{A} no longer does process; take it out of"),
        (A, BOTH, [], {A: True}, f"{A} no longer does process and sleep; "),
        (A, SLEEP, [], {}, f"{A} was not collected; "),
        (A, {"tmp"}, [], {A: True}, f"{A} may do tmp in level 1 fast; "),
        ("x.py::test_a", SLEEP, [], {}, "x.py::test_a belongs to no level; "),
    ],
)
def test_lines_that_are_not_true_are_told(
    test: str, kinds: set[str], done: list[str], seen: dict[str, bool], sentence: str
) -> None:
    (found,) = stale({test: frozenset(kinds)}, {test: done}, seen, TABLE, {"fast"})

    assert found.startswith(sentence)
    assert found.endswith("out of levels-baseline.toml, or run `python -m levels baseline`.")


@pytest.mark.parametrize(
    ("seen", "done", "names"),
    [
        ({A: True}, ["sleep"], {"fast"}),
        ({A: False}, [], {"fast"}),
        ({}, [], {"late"}),
    ],
)
def test_lines_that_may_be_true_are_not(
    seen: dict[str, bool], done: list[str], names: set[str]
) -> None:
    assert stale({A: SLEEP}, {A: done}, seen, TABLE, names) == []


def test_many_lines_are_summed_up() -> None:
    found = stale({f"x.py::{n}": SLEEP for n in range(30)}, {}, {}, TABLE, {"fast"})

    assert len(found) == 21
    assert found[-1] == "levels-baseline.toml: ... and 10 more lines like these."
