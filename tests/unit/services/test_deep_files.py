"""Which slow tests of the base a change may break, over trees in memory."""

import pytest
from plumbline.review.running.deep import deep_files
from plumbline.review.running.lines import ChangedPython, Lines
from plumbline.table import Level, Table

from tests.facts import Sides

UNIT = Level("unit", 4, "unit", ("tests/unit",), "fast", 90, ("process",), 0.1, 1.0)
REAL = Level("real", 5, "real", ("tests/integration",), "slow", 10, (), 10.0, 60.0)
TABLE = Table((UNIT, REAL))
SLOW = "tests/integration/test_a.py"
SOURCES = {"src/tool/a.py": "from tool import b\n", "src/tool/b.py": "", "src/tool/c.py": ""}
CHANGED = ChangedPython((Lines("src/tool/b.py", frozenset({1}), frozenset(), "src/tool/b.py"),))


def chosen(
    base: dict[str, str], head: dict[str, str], change: ChangedPython = CHANGED
) -> list[str]:
    """Return what is run of these tests of the base; the work tree has others."""
    space = Sides({**SOURCES, **head}, {**SOURCES, **base}, TABLE)
    return deep_files(space, change)


@pytest.mark.parametrize(
    ("text", "is_run"),
    [
        ("from tool import b\n", True),
        ("from tool import a\n", True),  # which imports it
        ("from tool import c\n", False),
        ("import subprocess\n", True),  # which may start anything
    ],
)
def test_a_slow_test_is_run_where_its_imports_may_lead_to_the_change(
    text: str, is_run: bool
) -> None:
    assert chosen({SLOW: text}, {SLOW: text}) == [SLOW] * is_run


@pytest.mark.parametrize("head", [{}, {SLOW: "from tool import c  # other\n"}])
def test_one_that_is_another_now_is_run(head: dict[str, str]) -> None:
    assert chosen({SLOW: "from tool import c\n"}, head) == [SLOW]


@pytest.mark.parametrize("name", ["tests/unit/test_a.py", "tests/integration/helper.py"])
def test_quick_tests_and_helpers_are_not(name: str) -> None:
    assert chosen({name: "from tool import b\n"}, {}) == []


def test_without_a_change_of_sources_none_is_and_where_one_is_no_python_all_are() -> None:
    files = {SLOW: "from tool import c\n"}

    assert chosen(files, files, ChangedPython()) == []
    assert chosen(files, files, ChangedPython(unread=("src/tool/b.py",))) == [SLOW]
