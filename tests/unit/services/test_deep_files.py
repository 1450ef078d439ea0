"""Which slow tests of the base a change may break, over trees in memory; what is said of those that say nothing."""

import pytest
from plumbline.review.running.deep import deep_files, not_run
from plumbline.review.running.failures import Failure
from plumbline.review.running.lines import ChangedPython, Lines
from plumbline.review.running.past import Past
from plumbline.review.running.runs import LATE, Outcome, Run
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


def ended(*outcomes: str) -> Run:
    """Return a run whose tests ended so."""
    return Run(
        tuple(Outcome(SLOW, SLOW, "t", SLOW, "t", 1, one, 1, False, REAL) for one in outcomes)
    )


LOST = Run(lost=Failure("session", "UsageError", "no such option"))


@pytest.mark.parametrize(
    ("slow", "said"),
    [
        (Past(ended("passed", "failed")), ""),
        (Past(ended("skipped", "passed", "")), "2 that start processes are skipped here"),
        (Past(already=("a", "b")), "2 fail here without the change, too"),
        (
            Past(ended("skipped"), already=("a",)),
            "1 that start processes are skipped here, 1 fail here without the change, too",
        ),
        (Past(LOST), "those that start processes cannot be run here (no such option)"),
    ],
)
def test_slow_tests_that_say_nothing_are_told(slow: Past, said: str) -> None:
    assert not_run(slow) == said


def test_a_run_is_late_only_if_it_was_stopped_for_its_time() -> None:
    runs = (Run(), LOST, Run(lost=Failure("session", LATE, "took more than 600 s")))

    assert [run.late for run in runs] == [False, False, True]
