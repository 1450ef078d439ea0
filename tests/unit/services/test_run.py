"""A run with levels: which tests it has, what its table says, and what fails it."""

from pathlib import Path
from typing import Any

import pytest

from tests.contracts.suite import fails
from tests.fakes.nodes import nothing
from tests.levelled import Levelled, sleeps, starts

U, L, M = (
    "tests/unit/test_u.py::test_",
    "tests/late/test_l.py::test_a",
    "tests/unit/late/test_m.py::test_a",
)
NOTE = "not placed: tests without a level run only where no level is chosen"
WORKERS = pytest.mark.parametrize("workers", [(), ("-n=2",)], ids=["alone", "workers"])


def make_both(folder: Path) -> Levelled:
    """Return a suite with two fast tests and one late one."""
    made = Levelled(folder)
    for node in (f"{U}a", f"{U}b", L):
        made.add(node)
    return made


@pytest.fixture
def both(tmp_path: Path) -> Levelled:
    return make_both(tmp_path)


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


@pytest.mark.parametrize(("words", "code"), [((), 2), (("--level=late",), 2)])
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


def test_tests_without_a_level_run_unguarded_where_they_may(both: Levelled) -> None:
    both.change("\n[fast]", "unplaced = ['tests/old', 'tests/unit/test_u.py']\n[fast]")
    both.add(f"{U}a", starts)
    both.add("tests/old/deep/test_o.py::test_o", sleeps)
    both.add("tests/unit/test_new.py::test_n")

    run = both.run()

    assert (run.code, both.data["not_placed"], both.tests) == (0, 3, {"fast": 1, "late": 1})
    assert [line.split()[:3] for line in run.lines[4:5]] == [["not", "placed", "3"]]
    assert NOTE not in run.lines


def test_a_run_of_one_level_leaves_out_those_without_one(both: Levelled) -> None:
    both.change("\n[fast]", "unplaced = ['tests']\n[fast]")
    both.add("tests/old/test_o.py", fails)
    (both.folder / "tests/unit").mkdir(parents=True)

    run = both.run("--level=fast")

    assert (run.code, both.data["not_placed"], both.tests) == (0, 0, {"fast": 2})
    assert NOTE in run.lines
