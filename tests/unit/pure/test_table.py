"""levels.toml: what is read, and what is refused with which sentence."""

import re
from dataclasses import replace
from pathlib import PurePosixPath

import pytest
from plumbline.table import REVIEW, LevelsError, Table, parse_table

ROW = """
[{name}]
number = {number}
title = "{name} tests"
paths = {paths}
session = "{session}"
share = {share}
forbids = {forbids}
each = 0.1
total = 1.0
"""


def row(
    name: str,
    number: int,
    *,
    paths: str = "",
    share: int = 50,
    session: str = "unit",
    forbids: str = "[]",
) -> str:
    """Return a good row of levels.toml, apart from what a test sets."""
    return ROW.format(
        name=name,
        number=number,
        paths=paths or f'["tests/{name}"]',
        share=share,
        session=session,
        forbids=forbids,
    )


GOOD = row("fast", 1) + row("slow", 2, session="late")


def complaint(text: str) -> str:
    """Return the sentence with which a text is refused."""
    with pytest.raises(LevelsError) as refused:
        parse_table(text)
    return str(refused.value)


def test_levels_stand_in_the_order_of_their_numbers() -> None:
    table = parse_table(row("slow", 2) + row("fast", 1))

    assert [level.label for level in table.levels] == ["1 fast", "2 slow"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("tests/test_x.py", "whole"),
        ("tests/part/test_x.py", "part"),
        ("tests/party/test_x.py", "whole"),
        ("tests/part/deep/test_x.py", "deep"),
        ("docs/test_x.py", None),
    ],
)
def test_the_longest_path_decides(path: str, name: str | None) -> None:
    table = parse_table(
        row("whole", 1, paths='["tests"]', share=20)
        + row("part", 2, paths='["tests/part/"]', share=30)
        + row("deep", 3, paths='["tests/part/deep", "tests/other"]')
    )

    level = table.level_of(PurePosixPath(path))

    assert (level and level.name) == name


@pytest.fixture
def table() -> Table:
    return parse_table(
        row("inner", 1, paths='["tests/unit/inner"]') + row("outer", 2, paths='["tests/unit"]')
    )


@pytest.mark.parametrize(
    ("folder", "names"),
    [
        ("tests", {"inner", "outer"}),
        ("tests/unit", {"inner", "outer"}),
        ("tests/unit/inner", {"inner"}),
        ("tests/unit/inner/more", {"inner"}),
        ("tests/unit/other", {"outer"}),
        ("tests/helpers", set()),
    ],
)
def test_a_folder_may_hold_these_levels(table: Table, folder: str, names: set[str]) -> None:
    assert table.below(PurePosixPath(folder)) == names


@pytest.mark.parametrize(
    ("path", "claimed"), [("tests/x/test_a.py", True), ("docs/test_a.py", False)]
)
def test_below_the_top_folder_each_test_needs_a_level(
    table: Table, path: str, claimed: bool
) -> None:
    assert table.claims(PurePosixPath(path)) is claimed


def test_a_session_runs_its_levels() -> None:
    table = parse_table(GOOD)

    assert {name: [level.name for level in rows] for name, rows in table.sessions.items()} == {
        "unit": ["fast"],
        "late": ["slow"],
    }


@pytest.mark.parametrize(
    ("forbids", "clock"),
    [
        ('["process", "sleep"]', "cpu"),
        ('["network", "process", "sleep"]', "cpu"),
        ('["process"]', "wall"),
        ("[]", "wall"),
    ],
)
def test_cpu_time_judges_where_nothing_escapes_it(forbids: str, clock: str) -> None:
    table = parse_table(row("fast", 1, share=100, forbids=forbids))

    assert table.levels[0].clock == clock


@pytest.mark.parametrize(
    ("tests", "seconds"), [(0, 3.0), (1_000, 3.0), (1_001, 3.003), (4_176, 12.528)]
)
def test_a_budget_is_for_a_thousand_tests_and_grows_in_step(tests: int, seconds: float) -> None:
    (level,) = parse_table(row("fast", 1, share=100).replace("total = 1.0", "total = 3.0")).levels

    assert level.budget(tests) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("number = 1", "number = 1\nspeed = 3", "fast.speed: unknown key; the keys are number,"),
        ("number = 1\n", "", "fast.number: missing; every level needs it."),
        ("number = 1", 'number = "1"', "fast.number: expected a whole number, 0 or more."),
        ("number = 1", "number = true", "fast.number: expected a whole number, 0 or more."),
        ("number = 1", "number = 2", "fast.number: 2 stands twice; number each level once."),
        ("share = 50", "share = -50", "fast.share: expected a whole number, 0 or more."),
        ("share = 50", "share = 40", "share: the shares must add up to 100, but 40 + 50 is 90."),
        ("each = 0.1", "each = 0", "fast.each: expected a number of seconds above 0."),
        ("total = 1.0", "total = inf", "fast.total: expected a number of seconds above 0."),
        (
            'title = "fast tests"',
            'title = " "',
            "fast.title: expected one line of text that is not empty.",
        ),
        ('["tests/fast"]', '"tests/fast"', "fast.paths: expected a list of texts."),
        ('["tests/fast"]', "[]", "fast.paths: expected at least one folder."),
        ('["tests/fast"]', '["/tests"]', "fast.paths: '/tests' must be a folder relative to"),
        ('["tests/fast"]', '["../tests"]', "fast.paths: '../tests' must be a folder relative to"),
        ('["tests/fast"]', '["tests\\\\x"]', "must be a folder relative to the repository"),
        ('["tests/fast"]', '["tests/slow/"]', "slow.paths: tests/slow already belongs to fast"),
        ("forbids = []", 'forbids = ["disk"]', "fast.forbids: unknown word 'disk'; the words are"),
        ('session = "unit"', 'session = "slow"', "fast.session: 'slow' already names another"),
        ('session = "unit"', 'session = "levels"', "fast.session: 'levels' already names another"),
        ('title = "fast tests"', 'title = "a | b"', "fast.title: a | would break the tables"),
        ("[fast]", "[skip]", "skip: this name is one of pytest's own markers; choose another."),
        ("[fast]", "[_fast]", "_fast: a level's name becomes a pytest marker"),
        ('["tests/fast"]', '["tests//slow"]', "tests/slow already belongs to fast"),
        ("[fast]", "[lint]", "lint: this name is kept for a nox session; choose another."),
        ("[fast]", '["very fast"]', "very fast: a level's name becomes a pytest marker"),
        ("[fast]", "colour = 3\n[fast]", "colour: expected a table, [colour], for each level"),
        ("[fast]", "[fast", "not valid TOML: "),
        (GOOD, "", "no level in it; restore it from git."),
    ],
)
def test_a_mistake_is_named_with_its_key(before: str, after: str, sentence: str) -> None:
    assert before in GOOD

    found = complaint(GOOD.replace(before, after, 1))

    assert found.startswith("levels.toml: ")
    assert sentence in found
    assert "\n" not in found


LONE = row("logic", 4, share=100)


def test_rows_of_the_review_that_are_not_named_are_as_by_default() -> None:
    assert parse_table(LONE).review == REVIEW
    assert parse_table(LONE + '[review]\nmutants = "fail"\n').review == {
        **REVIEW,
        "mutants": "fail",
    }
    assert [level.name for level in parse_table(LONE + "[review]\n").levels] == ["logic"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "[review]\nmutant = 'fail'",
            f"review.mutant: unknown row; the rows are {', '.join(REVIEW)}.",
        ),
        (
            "[review]\nmutants = 'warn'",
            'review.mutants: expected "fail" or "report", not \'warn\'.',
        ),
        ("[review]\nmutants = true", 'review.mutants: expected "fail" or "report", not True.'),
        ("[review.mutants]", 'review.mutants: expected "fail" or "report", not {}.'),
        ("[[review]]", "review: expected a table, [review], of the review's rows."),
    ],
)
def test_a_wrong_row_of_the_review_is_named(text: str, sentence: str) -> None:
    with pytest.raises(LevelsError, match=re.escape(f"levels.toml: {sentence}")):
        parse_table(LONE + text)


def test_a_repo_that_adopted_the_levels_needs_no_nox() -> None:
    own = parse_table(row("a", 1, share=100))
    adopted = replace(own, unplaced=("old",))

    said = [(t.command("unit"), t.tool("review"), t.tool("prove", "X")) for t in (own, adopted)]

    assert said == [
        ("nox -s unit", "nox -s review", "nox -s prove -- X"),
        ("pytest --level unit", "plumbline review", "plumbline prove X"),
    ]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("unplaced = true", "unplaced: expected a list of texts."),
        ("unplaced = ['/tests']", "unplaced: '/tests' must be a folder relative to the repository"),
        ("unplaced = ['tests/../x']", "unplaced: 'tests/../x' must be a folder relative"),
    ],
)
def test_a_wrong_list_of_unplaced_tests_is_named(line: str, sentence: str) -> None:
    with pytest.raises(LevelsError, match=re.escape(f"levels.toml: {sentence}")):
        parse_table(f"{line}\n{LONE}")
