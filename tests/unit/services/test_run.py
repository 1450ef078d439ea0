"""A run with levels: which tests it has, what its table says, and what fails it."""

from pathlib import Path
from typing import Any

import pytest
from plumbline.plugin.budgets import CONFIRMED

from tests.contracts.suite import fails, stops
from tests.fakes.nodes import in_turn, nothing
from tests.levelled import Levelled, sleeps, starts

U, L, M = (
    "tests/unit/test_u.py::test_",
    "tests/late/test_l.py::test_a",
    "tests/unit/late/test_m.py::test_a",
)
FOLDERS = "tests/unit, tests/unit/late, tests/late"
NOTE = "not placed: tests without a level run only where no level is chosen"
WORKERS = pytest.mark.parametrize("workers", [(), ("-n=2",)], ids=["alone", "workers"])


@pytest.fixture
def both(tmp_path: Path) -> Levelled:
    """Return a suite with two fast tests and one late one."""
    made = Levelled(tmp_path)
    for node in (f"{U}a", f"{U}b", L):
        made.add(node)
    return made


def test_every_test_has_its_level_as_a_marker(both: Levelled) -> None:
    class Looks:
        def pytest_runtest_call(self, item: pytest.Item) -> None:
            found[item.nodeid] = [mark.name for mark in item.iter_markers()]

    found: dict[str, list[str]] = {}
    both.add(M)

    both.run(plugins=lambda: [Looks()])

    assert found == {f"{U}a": ["fast"], f"{U}b": ["fast"], L: ["late"], M: ["late"]}
    assert both.tests == {"fast": 2, "late": 2}


def test_markers_are_known_to_pytest(both: Levelled) -> None:
    both.run()

    config: Any = both.plugin.config
    assert config.markers[:2] == ["fast: level 1, no waiting", "late: level 2, real things"]


@WORKERS
def test_the_table_ends_the_run(both: Levelled, workers: tuple[str, ...]) -> None:
    both.add(f"{U}b", both.takes(cpu=0.125, wall=0.25))
    for folder in ("tests/unit/late", "tests/late"):
        (both.folder / folder).mkdir(parents=True)

    run = both.run(*workers)

    assert run.code == 0
    assert run.lines[:4] == [
        "= levels =",
        "level                    tests  share  target     cpu    wall     budget",
        "1 fast  no waiting           2   67 %    80 %  0.12 s  0.25 s    1 s cpu",
        "2 late  real things          1   33 %    20 %  0.00 s  0.00 s  60 s wall",
    ]
    assert run.lines[4].startswith("start-up and collection ")
    assert run.lines[5:] == []


@pytest.mark.parametrize(
    ("words", "tests"),
    [
        (("--level=fast",), {"fast": 2}),
        (("--level=rest",), {"late": 1}),
        (("--level=fast", f"{U}b"), {"fast": 1}),
        (("--level=fast", "-n=2"), {"fast": 2}),
    ],
)
def test_what_is_chosen_is_run(
    both: Levelled, words: tuple[str, ...], tests: dict[str, int]
) -> None:
    (both.folder / "tests/unit").mkdir(parents=True)
    both.add("tests/late/test_broken.py", fails if "rest" not in words[0] else nothing)

    run = both.run(*words)

    assert (run.code, both.tests) == (0, tests)
    assert [level["share"] for level in both.data["levels"]] == [None]


@WORKERS
def test_an_empty_level_is_no_error(both: Levelled, workers: tuple[str, ...]) -> None:
    del both.acts[L]

    run = both.run("--level=late", *workers)

    assert (run.code, both.tests) == (0, {"late": 0})


@WORKERS
def test_a_filter_that_matches_nothing_is_an_error(
    both: Levelled, workers: tuple[str, ...]
) -> None:
    run = both.run("--level=fast", "-k=typo", *workers)

    assert (run.code, run.lines) == (5, [])


@pytest.mark.parametrize(("words", "code"), [((), 2), (("--level=late",), 2), (("-n=2",), 2)])
def test_a_test_that_no_level_owns_is_an_error(
    both: Levelled, words: tuple[str, ...], code: int
) -> None:
    both.change('["tests/unit"]', '["tests/units"]')
    both.add("tests/helpers/test_h.py::test_a")
    (both.folder / "tests/late").mkdir(parents=True)

    run = both.run(*words)

    assert run.code == code
    assert run.failed["tests/helpers/test_h.py"] == (
        "tests/helpers/test_h.py: no level in levels.toml owns it; move it below one of "
        "tests/units, tests/unit/late, tests/late; fast.paths: there is no folder tests/units."
    )


def test_a_test_outside_the_levels_folders_is_counted_apart(both: Levelled) -> None:
    both.add("docs/test_docs.py::test_a")

    run = both.run("tests", "docs")

    assert (run.code, both.data["not_placed"], both.tests) == (0, 1, {"fast": 2, "late": 1})


@WORKERS
def test_tests_without_a_level_run_unguarded_where_they_may(
    both: Levelled, workers: tuple[str, ...]
) -> None:
    both.change("\n[fast]", "unplaced = ['tests/old', 'tests/unit/test_u.py']\n[fast]")
    both.add(f"{U}a", starts)
    both.add("tests/old/deep/test_o.py::test_o", sleeps)
    both.add("tests/unit/test_new.py::test_n")

    run = both.run(*workers)

    assert (run.code, both.data["not_placed"], both.tests) == (0, 3, {"fast": 1, "late": 1})
    assert [line.split()[:3] for line in run.lines[4:5]] == [["not", "placed", "3"]]
    assert NOTE not in run.lines


@WORKERS
def test_a_run_of_one_level_leaves_out_those_without_one(
    both: Levelled, workers: tuple[str, ...]
) -> None:
    both.change("\n[fast]", "unplaced = ['tests']\n[fast]")
    both.add("tests/old/test_o.py", fails)
    (both.folder / "tests/unit").mkdir(parents=True)

    run = both.run(*workers, "--level=fast")

    assert (run.code, both.data["not_placed"], both.tests) == (0, 0, {"fast": 2})
    assert NOTE in run.lines


@WORKERS
def test_a_level_over_its_total_fails_the_run(both: Levelled, workers: tuple[str, ...]) -> None:
    both.change("each = 0.2\ntotal = 1.0", "each = 1.0\ntotal = 0.1")
    both.add(f"{U}a", both.takes(cpu=0.15))

    run = both.run(*workers)

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

    run = both.run("--collect-only")

    assert (run.code, run.failed, run.lines) == (0, {}, [])


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


def test_a_plugin_that_leaves_out_tests_makes_a_part_of_the_run(both: Levelled) -> None:
    class Leaves:
        def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
            del items[1:]

    both.run(plugins=lambda: [Leaves()])

    assert [level["share"] for level in both.data["levels"]] == [None]


def test_a_worker_that_died_leaves_a_part_of_the_run(both: Levelled) -> None:
    class Dies:
        def pytest_sessionfinish(self, session: Any) -> None:
            getattr(session.config, "workeroutput", {}).clear()

    assert both.run("-n=2", plugins=lambda: [Dies()]).code == 0
    assert {level["share"] for level in both.data["levels"]} == {None}


@WORKERS
def test_what_could_not_be_collected_is_missing_in_the_table(
    both: Levelled, workers: tuple[str, ...]
) -> None:
    both.add("tests/unit/test_z.py", fails)

    run = both.run(*workers)

    assert run.code == 2
    assert both.plugin.report is not None
    told = "not complete: what could not be collected is missing here"
    assert told in both.plugin.report.notes()
