"""The baseline's text, and what a run makes of its lines."""

import pytest
from plumbline.plugin.baseline import (
    EACH,
    TOTAL,
    Baseline,
    Run,
    as_text,
    parse_baseline,
    renewed,
    stale,
    without_group,
)
from plumbline.table import Level, LevelsError, Table

A, B = "tests/unit/test_a.py::test_a", "tests/unit/test_a.py::test_b"
L = "levels.toml::fast"
SLEEP, BOTH = frozenset({"sleep"}), frozenset({"sleep", "process"})
FAST = Level("fast", 1, "no waiting", ("tests/unit",), "unit", 100, ("process", "sleep"), 1.0, 1.0)
TABLE = Table((FAST,))


@pytest.mark.parametrize(
    "test",
    [A, 'a.py::test[x"\\y]', "a.py::test[\x7f\t\n]", "ä.py::test[é€😀]", "a.py::test[a.b = 1]"],
)
def test_what_is_written_is_read(test: str) -> None:
    assert parse_baseline(as_text(Baseline({test: BOTH}))) == Baseline({test: BOTH})


def test_the_text_is_sorted() -> None:
    table, comment, *rows = as_text(Baseline({B: BOTH, A: SLEEP})).splitlines()

    assert table == "[violations]"
    assert comment.startswith("# ")
    assert rows == [f'"{A}" = ["sleep"]', f'"{B}" = ["process", "sleep"]']


@pytest.mark.parametrize("head", ["", "# ours", "# [violations]\n\n# too"])
@pytest.mark.parametrize("table", ["[violations]", "  [ violations ] # all"])
def test_what_stands_above_the_table_stays(head: str, table: str) -> None:
    found = parse_baseline(f"{head}\n\n\n{table}\na = ['sleep']\n")

    assert found == Baseline({"a": SLEEP}, head)
    assert as_text(found).startswith(f"{head}\n\n[violations]\n" if head else "[violations]\n")


@pytest.mark.parametrize("text", ["violations.a = ['sleep']", "['violations']\na = ['sleep']"])
def test_a_table_in_another_spelling_stands_there_once(text: str) -> None:
    assert parse_baseline(f"# ours\n{text}\n") == Baseline({"a": SLEEP})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[violations", "levels-baseline.toml: not valid TOML: "),
        ("", "nothing in it; delete it"),
        ("# only this", "nothing in it; delete it"),
        ("[violations]\n'tests\\a.py::test' = ['tmp']", "a path is written with /, on Windows too"),
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


@pytest.mark.parametrize(
    ("test", "name"),
    [(A, A), (f"{A}@one", A), (f"{A}[x@y]", f"{A}[x@y]"), (f"{A}[x@y]@one_two", f"{A}[x@y]")],
)
def test_a_group_is_no_part_of_a_name(test: str, name: str) -> None:
    assert without_group(test) == name


def test_words_for_the_count() -> None:
    assert str(Baseline({A: BOTH, B: SLEEP})) == "3 violations of 2 tests"
    assert str(Baseline({A: SLEEP})) == "1 violation of 1 test"
    assert str(Baseline({L: frozenset({TOTAL})})) == "1 violation of 1 level"
    assert str(Baseline({A: BOTH, L: frozenset({TOTAL})})) == "3 violations of 1 test and 1 level"


def ran(
    done: dict[str, list[str]], seen: dict[str, bool], *names: str, complete: bool = True
) -> Run:
    """Return what a run of these levels showed."""
    return Run(TABLE, names or ("fast",), complete, done, seen)


@pytest.mark.parametrize(
    ("done", "seen", "complete", "left"),
    [
        ({A: ["process"]}, {A: True}, True, {A: {"process"}}),  # passed: what it did counts
        ({A: ["process"]}, {A: False}, True, {A: BOTH}),  # failed: it may do more
        ({}, {A: True}, False, {}),
        ({}, {}, True, {}),  # gone
        ({}, {}, False, {A: SLEEP}),  # not part of the run
        ({B: ["sleep"]}, {}, False, {A: SLEEP, B: SLEEP}),
        ({A: ["tmp", "each", "state"]}, {A: True}, True, {A: {"each", "state"}}),  # tmp is free
        ({"x.py::a": ["sleep"]}, {}, False, {A: SLEEP}),  # no level forbids it anything
    ],
)
def test_lines_are_renewed(
    done: dict[str, list[str]], seen: dict[str, bool], complete: bool, left: dict[str, set[str]]
) -> None:
    assert renewed({A: SLEEP}, ran(done, seen, complete=complete)) == left


def test_a_level_on_record_is_renewed_by_whole_runs() -> None:
    old = {L: frozenset({TOTAL})}

    assert renewed(old, ran({L: [TOTAL]}, {L: True})) == old
    assert renewed(old, ran({}, {L: True})) == {}
    assert renewed(old, ran({}, {}, complete=False)) == old
    assert renewed(old, ran({}, {}, "late")) == old
    assert renewed({"levels.toml::gone": frozenset({TOTAL})}, ran({}, {})) == {}


def test_lines_of_other_levels_stay() -> None:
    assert renewed({A: SLEEP}, ran({}, {}, "late")) == {A: SLEEP}


@pytest.mark.parametrize(
    ("test", "kinds", "done", "seen", "sentence"),
    [
        (A, BOTH, ["sleep"], {A: True}, f"{A} no longer does process; take it out of"),
        (A, BOTH, [], {A: True}, f"{A} no longer does process and sleep; "),
        (A, {EACH}, [], {A: True}, f"{A} takes less than half of the 1 s it may; "),
        (A, SLEEP, [], {}, f"{A} was not collected (if it has a new name, rename it there); "),
        (A, {"tmp"}, [], {A: True}, f"{A} may do tmp in level 1 fast; "),
        ("x.py::test_a", SLEEP, [], {}, "x.py::test_a belongs to no level; "),
        (L, {TOTAL}, [], {L: True}, f"{L} takes less than half of what it may; "),
        (L, SLEEP, [], {L: True}, f"{L} may do sleep in level 1 fast; "),
        (A, {TOTAL}, [], {A: True}, f"{A} may do total in level 1 fast; "),
        ("levels.toml::gone", {TOTAL}, [], {}, "levels.toml::gone belongs to no level; "),
    ],
)
def test_lines_that_are_not_true_are_told(
    test: str, kinds: set[str], done: list[str], seen: dict[str, bool], sentence: str
) -> None:
    (found,) = stale({test: frozenset(kinds)}, ran({test: done}, seen))

    assert found.startswith(sentence)
    assert found.endswith("out of levels-baseline.toml, or run `plumbline baseline`.")


@pytest.mark.parametrize(
    ("seen", "done", "name"),
    [
        ({A: True}, ["sleep"], "fast"),
        ({A: False}, [], "fast"),
        ({}, [], "late"),
    ],
)
def test_lines_that_may_be_true_are_not(seen: dict[str, bool], done: list[str], name: str) -> None:
    assert stale({A: SLEEP}, ran({A: done}, seen, name)) == []


def test_many_lines_are_summed_up() -> None:
    found = stale({f"x.py::{n}": SLEEP for n in range(30)}, ran({}, {}))

    assert len(found) == 21
    assert found[-1] == "levels-baseline.toml: ... and 10 more lines like these."
