"""New comments that silence a linter, a type checker or coverage, as the quick review tells them."""

import pytest

from tests.quick import findings, quick

FILE = "src/a/x.py"


def said(text: str) -> str:
    """Return a text with the word that ruff would heed in this file, too."""
    return text.replace("n0qa", "noqa").replace("N0QA", "NOQA")


def new(old: dict[str, str], now: dict[str, str]) -> list[tuple[str, int]]:
    """Return where the review names a new suppression; it names nothing else."""
    before, after = ({path: said(text) for path, text in one.items()} for one in (old, now))
    found = findings(quick(before, after))
    assert {*found} <= {"suppressed"}
    return [(one.path, one.line) for one in found.get("suppressed", ())]


@pytest.mark.parametrize(
    "comment",
    [
        "# n0qa",
        "# N0QA: F401, TID251",
        "#n0qa:F401",
        "# ruff: n0qa: F401",
        "# ruff: disable[F401]",
        "# ruff: ignore[F401]",
        "# flake8: n0qa",
        "# type: ignore",
        "# type: ignore[arg-type]  # why",
        "# mypy: ignore-errors",
        "# pyright: ignore[x]",
        "# pyright: basic",
        "# pragma: no cover",
        "# pragma: no branch",
        "# pylint: disable=x",
        "# why  # n0qa",
    ],
)
def test_a_comment_that_silences_a_tool_is_found(comment: str) -> None:
    assert new({FILE: "a = 1\n"}, {FILE: f"a = 1\nb = 2  {comment}\n"}) == [(FILE, 2)]


@pytest.mark.parametrize(
    "line", ["# not a n0qatest", "x = '# n0qa'", "# types ignored", "# a pragma"]
)
def test_other_comments_and_texts_are_none(line: str) -> None:
    assert new({FILE: ""}, {FILE: f"{line}\n"}) == []


def test_a_suppression_that_only_moved_is_not_new() -> None:
    old = {FILE: "import a  # n0qa: F401\nb = 1\n"}

    assert new(old, {FILE: "b = 1\n", "src/a/y.py": "b = 1\nimport a  # n0qa: F401\n"}) == []


@pytest.mark.parametrize("words", ["# type: ignore[misc]", "# n0qa: RUF063", "# type: ignore"])
def test_a_suppression_is_named_as_it_is_written(words: str) -> None:
    report = quick({FILE: "a = 1\n"}, {FILE: said(f"a = 1  {words}  # why\n")})

    ((found,),) = findings(report).values()
    assert found.text == f"`{said(words)}` is new; mend what it hides, or say why on the line"


def test_a_suppression_in_other_letters_is_not_new() -> None:
    assert new({FILE: "a = 1  # N0QA: f401\n"}, {FILE: "a = 2  # n0qa: F401\n"}) == []


@pytest.mark.parametrize("path", ["docs/page.md", "docs/conf.txt", "vendor/a.cfg"])
def test_only_code_is_looked_at(path: str) -> None:
    assert new({path: "a\n"}, {path: "a\nb  # n0qa\n"}) == []


def test_the_hook_of_the_agents_has_comments_of_its_own() -> None:
    hook = ".agents/hooks/test_writer.py"

    found = findings(quick({hook: "a\n"}, {hook: said("a\nb  # n0qa\n")}))

    assert {*found} == {"enforcement"}


def test_one_more_of_the_same_suppression_is_new() -> None:
    old = "import a  # n0qa: F401\n"

    assert new({FILE: old}, {FILE: f"import b  # n0qa: F401\n{old}"}) == [(FILE, 1)]


def test_the_row_counts_what_is_new() -> None:
    report = quick({FILE: "a = 1\n"}, {FILE: said("a = 1  # n0qa\nb = 2  # n0qa\n")})

    assert [row.summary for row in report.rows if row.name == "suppressed"] == [
        "2 new suppressions"
    ]
