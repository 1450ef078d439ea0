"""The rows of the review: modules of one shape, under the names that levels.toml has."""

import inspect
import sys
from pathlib import Path

from plumbline.review.rows import dynamic
from plumbline.table import REVIEW

from tests.places import ROOT

ROWS = ROOT / "src/plumbline/review/rows"
BY_TEXTS = {"tests", "weakened", "suppressed", "enforcement", "scope"}  # static.py, run.py


def is_of_one_shape(name: str) -> bool:
    """Say whether a row is a module with a question and a function that makes it of the facts."""
    find = dynamic.ROWS[name]
    module = sys.modules[find.__module__]
    given = [one.annotation for one in inspect.signature(find).parameters.values()]
    made = module.NAME if name in dynamic.INNER else name
    return (
        Path(module.__file__ or "").parent == ROWS
        and module.QUESTION.endswith("?")
        and find is module.find
        and given == ["Facts"]
        and f'"{made}"' in inspect.getsource(module)  # of the row that it makes
    )


def test_a_row_is_a_module_with_a_question_and_a_function() -> None:
    assert len(dynamic.ROWS) > 8
    assert [name for name in dynamic.ROWS if not is_of_one_shape(name)] == []


def test_every_question_is_asked() -> None:
    asking = {path.stem for path in ROWS.glob("*.py") if "\nQUESTION = " in path.read_text("utf-8")}

    assert asking == {find.__module__.rpartition(".")[2] for find in dynamic.ROWS.values()}


def test_the_table_has_the_rows_that_are_made() -> None:
    assert {*REVIEW} == {*dynamic.ROWS} - {*dynamic.INNER} | BY_TEXTS


def test_the_page_for_contributors_names_the_places_of_a_row() -> None:
    page = (ROOT / "docs/contributing.md").read_text("utf-8")

    for place in ("rows/cost.py", "rows/dynamic.py", "table.py", "levels.toml", "docs/review.md"):
        assert place in page
