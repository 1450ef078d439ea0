"""What all runs of tests must say."""

from pathlib import Path
from time import monotonic

from plumbline.review.running.making import make_mutants
from plumbline.review.running.runs import Outcome, Request, Runs
from plumbline.review.trees import Tree
from plumbline.table import parse_table

from tests.changes import FILES, LEVELS, SUMS_FILE, TESTS_FILE
from tests.fakes import trees

TABLE = parse_table(LEVELS)
MORE = """

import pytest


def test_red() -> None:
    assert total([1]) == 2


def test_away() -> None:
    pytest.skip("no shop")


def test_asks_nothing() -> None:
    total([1])


def test_starts() -> None:
    import subprocess

    subprocess.run(["true"])


@pytest.fixture
def due() -> int:
    return total([None])


def test_due(due: int) -> None:
    assert due
"""
NAMES = ("test_prices_add_up", "test_a_rebate_needs_a_hundred")
READING = """

def test_reads() -> None:
    from pathlib import Path

    assert (Path(__file__).parent / "prices.txt").read_text()


def test_imports() -> None:
    from tests.prices import DUE

    assert total([1]) == DUE
"""
NOXFILE = """
import nox


@nox.session
def tests(session):
    session.run("pytest", "-q", env={"PYTEST_ADDOPTS": "-x"})
"""


def make_tree(folder: Path, more: dict[str, str] | None = None) -> Tree:
    """Return a small tree with more files, or others."""
    texts = {**FILES, "levels.toml": LEVELS, **(more or {})}
    stripped = {name: text.lstrip("\n") for name, text in texts.items()}
    return trees.make_tree(stripped, folder / "head")


def ends(test: Outcome) -> tuple[str, str, int, str, str]:
    """Return how a test ended: its name, in one word, its assertions, and why."""
    told = test.failure
    why = f"{told.phase} {told.error} {told.message}" if told else test.why
    return test.called, test.outcome, test.assertions, test.level.name if test.level else "", why


class RunsContract:
    """Needs fixtures `runs` and `folder`: a place for trees."""

    def test_each_test_is_told(self, runs: Runs, folder: Path) -> None:
        tree = make_tree(folder, {TESTS_FILE: FILES[TESTS_FILE] + MORE})

        with runs:
            run = runs.start(Request(tree, (TESTS_FILE,)), TABLE).result()

        started = "subprocess.Popen(['true']): level 4 logic forbids process"
        none = "TypeError: unsupported operand type(s) for +: 'int' and 'NoneType'"
        assert [ends(test) for test in run.tests] == [
            ("test_prices_add_up", "passed", 1, "logic", ""),
            ("test_a_rebate_needs_a_hundred", "passed", 2, "logic", ""),
            ("test_red", "failed", 0, "logic", "call AssertionError AssertionError: assert 1 == 2"),
            ("test_away", "skipped", 0, "logic", "no shop"),
            ("test_asks_nothing", "passed", 0, "logic", ""),
            ("test_starts", "failed", 0, "logic", f"guard  {started}"),
            ("test_due", "failed", 0, "logic", f"setup TypeError {none}"),
        ]

    def test_what_tests_do_is_told_and_an_import_is_no_reading(
        self, runs: Runs, folder: Path
    ) -> None:
        beside = str(Path(TESTS_FILE).with_name("prices.txt"))
        more = {TESTS_FILE: FILES[TESTS_FILE] + READING, "tests/prices.py": "DUE = 1", beside: "1"}
        tree = make_tree(folder, more)

        with runs:
            watched = frozenset({f"{TESTS_FILE}::test_reads", f"{TESTS_FILE}::test_imports"})
            run = runs.start(Request(tree, (TESTS_FILE,), watch=watched), TABLE).result()

        assert {test.called: test.did for test in run.tests if test.node in watched} == {
            "test_reads": frozenset({"read"}),
            "test_imports": frozenset(),
        }

    def test_lines_are_told_with_the_tests_that_ran_them(self, runs: Runs, folder: Path) -> None:
        tree = make_tree(folder)

        with runs:
            request = Request(tree, (TESTS_FILE,), cover=(SUMS_FILE,))
            run = runs.start(request, TABLE).result()

        one, other = (f"{TESTS_FILE}::{name}" for name in NAMES)
        assert run.statements == {SUMS_FILE: frozenset({4, 6, 7, 8, 9, 12, 13})}
        assert run.ran[SUMS_FILE][4] == {""}
        assert run.ran[SUMS_FILE][7] == {one, other}
        assert run.ran[SUMS_FILE][8] == {other}
        assert 13 not in run.ran[SUMS_FILE]

    def test_only_what_is_asked_for_is_run(self, runs: Runs, folder: Path) -> None:
        tree = make_tree(folder)

        with runs:
            only = frozenset({f"{TESTS_FILE}::test_prices_add_up"})
            one = runs.start(Request(tree, (TESTS_FILE,), only=only), TABLE).result()
            level = runs.start(Request(tree, (), ("fakes",)), TABLE).result()

        assert [test.called for test in one.tests] == ["test_prices_add_up"]
        assert [test.called for test in level.tests] == ["test_a_price_is_known"]

    def test_a_file_that_cannot_be_imported_is_broken(self, runs: Runs, folder: Path) -> None:
        tree = make_tree(folder, {TESTS_FILE: "import nowhere\n"})

        with runs:
            run = runs.start(Request(tree, ("tests",)), TABLE).result()

        assert [test.called for test in run.tests] == ["test_a_price_is_known"]
        assert {file: why.message for file, why in run.broken.items()} == {
            TESTS_FILE: "ModuleNotFoundError: No module named 'nowhere'"
        }

    def test_a_run_that_cannot_begin_says_why(self, runs: Runs, folder: Path) -> None:
        tree = make_tree(folder, {"tests/conftest.py": "import nowhere\n"})

        with runs:
            run = runs.start(Request(tree, ("tests",)), TABLE).result()

        assert run.tests == ()
        assert run.lost
        why = "tests/conftest.py: ModuleNotFoundError: No module named 'nowhere'"
        assert run.lost.message == why

    def test_what_is_collected_is_listed(self, runs: Runs, folder: Path) -> None:
        tree = make_tree(folder)

        with runs:
            request = Request(tree, (), listing=True, words=("-k", "rebate"))
            run = runs.start(request, TABLE).result()

        assert [test.called for test in run.tests] == ["test_a_rebate_needs_a_hundred"]
        assert len(run.listing["kept_out"]) == 2
        assert run.listing["ini"] == "pyproject.toml"

    def test_mutants_are_noticed_or_not(self, runs: Runs, folder: Path) -> None:
        tree = make_tree(folder)
        mutants = make_mutants(SUMS_FILE, FILES[SUMS_FILE].lstrip(), {7})
        one, other = (f"{TESTS_FILE}::{name}" for name in NAMES)

        with runs:
            end = monotonic() + 60
            few = runs.try_mutants(tree, [(m, [one]) for m in mutants], end, "few")
            all_ = runs.try_mutants(tree, [(m, [one, other]) for m in mutants], end, "all")

        said = [{mutant.new: noticed for mutant, noticed in found} for found in (few, all_)]
        assert said == [
            {"if due >= 100:": False, "if due > 101:": False},
            {"if due >= 100:": True, "if due > 101:": True},
        ]

    def test_the_calls_of_sessions_are_told(self, runs: Runs, folder: Path) -> None:
        with runs:
            found = runs.calls(make_tree(folder, {"noxfile.py": NOXFILE}))

        assert found == [{"words": ["-q"], "env": {"PYTEST_ADDOPTS": "-x"}}]
