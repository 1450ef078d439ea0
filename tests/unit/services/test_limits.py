"""levels.toml that asks for less and a baseline that grew, as the quick review tells them."""

import pytest
from plumbline.review.rows.finding import Finding
from plumbline.table import LevelsError

from tests.quick import TABLE, Files, findings, quick

BASELINE = "levels-baseline.toml"


def weakened(old: Files, new: Files, *beside: str) -> list[Finding]:
    """Return what asks for less; of the other rows only those `beside` name something."""
    found = findings(quick(old, new))
    assert {*found} - {"weakened"} == {*beside}
    return found.get("weakened", [])


def of_tables(old: str, new: str) -> list[Finding]:
    """Return what asks for less where levels.toml changed, which a human must agree to."""
    return weakened({"levels.toml": old}, {"levels.toml": new}, "enforcement")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("total = 1.0", "total = 2.0", ["logic.total rose from 1 to 2 s"]),
        ("each = 0.1", "each = 0.2", ["logic.each rose from 0.1 to 0.2 s"]),
        ('"process", "sleep"', '"sleep"', ["logic.forbids lost process"]),
        ('"tests"]', '"testing"]', ["logic.paths lost tests"]),
        (
            "total = 1.0",
            'total = 1.0\n[review]\nscope = "report"',
            ["review.scope fails no more, it only reports"],
        ),
        ("total = 1.0", "total = 0.5", []),
        ('title = "logic"', 'title = "rules"', []),
        ("[logic]", "[rules]", []),
        ('"process", "sleep"', '"sleep", "process", "mock"', []),
        ("total = 1.0", 'total = 1.0\n[review]\nmutants = "fail"', []),
    ],
)
def test_a_table_that_allows_more_is_named(old: str, new: str, words: list[str]) -> None:
    found = of_tables(TABLE, TABLE.replace(old, new))

    assert found == [Finding("levels.toml", 0, one) for one in words]


def test_a_table_of_the_base_that_cannot_be_read_is_said() -> None:
    report = quick({"levels.toml": "[x"}, {})

    row = next(row for row in report.rows if row.name == "weakened")
    assert row.unverified == (
        "levels.toml of the base is not valid, so nobody can say what it allowed"
    )


@pytest.mark.parametrize(("text", "said"), [("[x", "not valid TOML"), ("", "no level in it")])
def test_without_a_table_of_now_nothing_is_reviewed(text: str, said: str) -> None:
    with pytest.raises(LevelsError, match=rf"^levels\.toml: {said}"):
        quick({}, {"levels.toml": text})


def test_a_path_that_another_level_has_now_is_told_with_it() -> None:
    real = TABLE.replace("logic", "real").replace("4", "5").replace('["tests"]', '["real"]')
    real = real.replace("100", "0")
    before = TABLE.replace('["tests"]', '["tests", "more"]') + real

    moved = of_tables(before, TABLE + real.replace('["real"]', '["real", "more"]'))
    gone = of_tables(before, TABLE + real)

    assert moved == [Finding("levels.toml", 0, "logic.paths lost more to 5 real")]
    assert gone == [Finding("levels.toml", 0, "logic.paths lost more")]


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (
            'a = 4\nb = ["x", "z"]\n',
            ["a rose from 3 to 4", "b: z is excused now; mend it instead"],
        ),
        ('a = 2\nb = ["x"]\n', []),
        (None, []),
    ],
)
def test_a_baseline_may_only_shrink(new: str | None, said: list[str]) -> None:
    old = 'a = 3\nb = ["x", "y"]\n'

    found = weakened({BASELINE: old}, {BASELINE: new} if new else {}, "enforcement")

    assert found == [Finding(BASELINE, 0, one) for one in said]
