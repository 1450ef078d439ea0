"""How a run with levels ends: what fails it, what it could not do, and what its table leaves out then."""

from pathlib import Path
from typing import Any

import pytest
from plumbline.plugin.budgets import CONFIRMED

from tests.contracts.suite import fails, stops
from tests.fakes.nodes import in_turn, nothing
from tests.levelled import Levelled
from tests.unit.services.test_run import WORKERS, L, M, U, make_both

MISSING = "not complete: what could not be collected is missing here"


@pytest.fixture
def both(tmp_path: Path) -> Levelled:
    return make_both(tmp_path)


def test_a_level_over_its_total_fails_the_run(both: Levelled) -> None:
    both.change("each = 0.2\ntotal = 1.0", "each = 1.0\ntotal = 0.1")
    both.add(f"{U}a", both.takes(cpu=0.15))

    run = both.run()

    assert (run.code, [*run.failed]) == (1, ["levels.toml::fast"])
    assert run.failed["levels.toml::fast"].startswith(
        "level 1 fast took 0.15 s of cpu time, its total in levels.toml is 0.1 s: make the slowest"
    )
    assert run.failed["levels.toml::fast"].endswith(f"\n      0.15 s  {U}a\n      0.00 s  {U}b")
    assert both.data["problems"] == [run.failed["levels.toml::fast"]]


@WORKERS
def test_a_test_over_its_limit_fails_the_run(both: Levelled, workers: tuple[str, ...]) -> None:
    both.add(f"{U}a", both.takes(cpu=0.25, wall=9))
    both.add(f"{U}b", both.takes(wall=0.75))
    both.add(L, both.takes(cpu=0.75, wall=0.5))
    both.add(M, both.takes(wall=0.75))

    run = both.run(*workers)

    assert (run.code, {node: text[:48] for node, text in run.failed.items()}) == (
        1,
        {
            f"{U}a": "took 0.25 s of cpu time, twice; levels.toml allo",
            M: "took 0.75 s of wall time, twice; levels.toml all",
        },
    )
    assert both.data["problems"] == [f"{U}a {run.failed[f'{U}a']}", f"{M} {run.failed[M]}"]
    assert both.data["levels"][0]["cpu"] == 0.25


def test_a_part_of_a_test_is_not_judged_alone(both: Levelled) -> None:
    class Parts:
        """Reports each part of a call, as plugins for subtests do."""

        def pytest_runtest_setup(self, item: pytest.Item) -> None:
            self.item = item

        def end(self) -> None:
            call = pytest.CallInfo.from_call(nothing, "call")
            self.item.ihook.pytest_runtest_makereport(item=self.item, call=call)

    parts = Parts()
    part = in_turn(both.takes(cpu=0.25), parts.end)
    both.add(f"{U}a", in_turn(part, part))

    run = both.run(plugins=lambda: [parts])

    assert [text[:23] for text in run.failed.values()] == ["took 0.50 s of cpu time"]
    assert both.data["levels"][0]["cpu"] == 0.5


def test_many_slow_tests_are_summed_up(both: Levelled) -> None:
    both.confirmed = CONFIRMED - 2
    for number in range(7):
        both.add(f"{U}a[{number}]", both.takes(cpu=0.25))
    both.change("total = 1.0", "total = 9.0")

    run = both.run()

    hows = [text.split(", ")[1][:31] for text in run.failed.values()]
    assert (run.code, set(hows[:2]), set(hows[2:]), len(hows)) == (
        1,
        {"twice; levels.toml allows 0.2 s"},
        {"one of too many to run twice; l"},
        7,
    )
    assert both.data["problems"][-1] == "... and 2 more tests of level 1 fast."


def test_a_failing_test_fails_the_run_as_ever(both: Levelled) -> None:
    both.add(f"{U}f", fails)

    run = both.run()

    assert (run.code, run.failed, both.tests) == (
        1,
        {f"{U}f": "ValueError: no"},
        {"fast": 3, "late": 1},
    )


@pytest.mark.parametrize(
    ("end", "words", "code"), [(fails, ("-x",), 1), (stops, (), 2), (fails, ("-x", "-n=2"), 2)]
)
def test_a_stopped_run_has_no_shares(
    both: Levelled, end: Any, words: tuple[str, ...], code: int
) -> None:
    both.add("tests/unit/test_a.py::test_f", end)

    run = both.run(*words)

    assert run.code == code
    assert {level["share"] for level in both.data["levels"]} == {None}


def test_only_collecting_shows_no_table(both: Levelled) -> None:
    both.add(f"{U}a", both.takes(cpu=9))

    run = both.run("--collect-only", "--levels-json=levels.json")

    assert (run.code, run.failed, run.lines) == (0, {}, [])
    assert not (both.folder / "levels.json").exists()


@WORKERS
def test_a_budget_is_for_all_tests_that_were_collected(
    both: Levelled, workers: tuple[str, ...]
) -> None:
    both.run("-k=test_a", *workers)

    accounts = both.plugin.ledger.accounts
    counts = {name: (one.tests, one.collected) for name, one in accounts.items()}
    assert counts == {"fast": (1, 2), "late": (1, 1)}


def test_only_the_levels_that_ran_are_shown(both: Levelled) -> None:
    lines = both.run("-k=test_u").lines

    assert [line.split("  ")[0] for line in lines[2:4]] == ["1 fast", "start-up and collection"]


@pytest.mark.parametrize(
    ("old", "new", "words", "said"),
    [
        ("share = 80", "share = 70", (), "levels.toml: share: the shares must add up to 100, but "),
        (
            "each",
            "each",
            ("--level=typo",),
            "levels.toml: no level or session 'typo' in it; it has",
        ),
        ("each", "each", ("--levels-json=no/a.json",), "--levels-json no/a.json: its folder does"),
        (
            "\n[fast]",
            "unplaced = true\n[fast]",
            (),
            "levels.toml: unplaced: expected a list of texts.",
        ),
    ],
)
def test_a_run_that_cannot_begin_says_why(
    both: Levelled, old: str, new: str, words: tuple[str, ...], said: str
) -> None:
    both.change(old, new)

    run = both.run(*words)

    assert (run.code, run.ends) == (4, {})
    assert run.said.startswith(said)


def test_a_plugin_that_adds_a_test_once_more_is_told_so(both: Levelled) -> None:
    class Adds:
        @pytest.hookimpl(trylast=True)
        def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
            items.append(items[1])

    lines = both.run(plugins=lambda: [Adds()]).lines

    assert lines[-1] == (
        f"{U}a are several tests of one name, and count as one on record and in shards"
    )


class Leaves:
    """Leaves out tests, and tells nobody."""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        del items[1:]


class LeavesLate:
    """Leaves out tests when all others have, and says so."""

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        left = [session.items.pop()]
        session.config.hook.pytest_deselected(items=left)


@pytest.mark.parametrize("plugin", [Leaves, LeavesLate])
def test_a_plugin_that_leaves_out_tests_makes_a_part_of_the_run(
    both: Levelled, plugin: type
) -> None:
    both.run(plugins=lambda: [plugin()])

    assert {level["share"] for level in both.data["levels"]} == {None}


def test_a_worker_that_died_leaves_a_part_of_the_run(both: Levelled) -> None:
    class Dies:
        def pytest_sessionfinish(self, session: Any) -> None:
            if items := getattr(session, "items", None):
                dead.append(len(items))
            if dead == [len(items or ())]:
                session.config.workeroutput.clear()

    dead: list[int] = []

    assert both.run("-n=2", plugins=lambda: [Dies()]).code == 0
    assert sum(both.tests.values()) == 1
    assert {level["share"] for level in both.data["levels"]} == {None}


@WORKERS
def test_what_could_not_be_collected_is_missing_in_the_table(
    both: Levelled, workers: tuple[str, ...]
) -> None:
    both.add("tests/unit/test_z.py", fails)

    run = both.run(*workers)

    assert run.code == 2
    assert both.plugin.report is not None
    assert MISSING in both.plugin.report.notes()


def test_a_run_that_goes_on_without_a_file_has_no_shares(both: Levelled) -> None:
    both.add("tests/unit/test_z.py", fails)

    run = both.run("--continue-on-collection-errors")

    assert (run.code, run.ends["tests/unit/test_z.py"], both.tests["fast"]) == (1, "failed", 2)
    assert {level["share"] for level in both.data["levels"]} == {None}
    assert MISSING in run.lines
