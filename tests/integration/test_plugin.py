"""The plugin at work: levels, selection, budgets and the report, in a pytest of its own."""

from pathlib import Path

import pytest

from tests.integration.suites import IN_TWO, WORKERS, Suite, failed

PASS = "def test_a(): pass\n"
TWO = "def test_a(): pass\ndef test_b(): pass\n"


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    return Suite(tmp_path)


@pytest.fixture
def both(suite: Suite) -> Suite:
    """Return a suite with two fast tests and one late one."""
    suite.add("tests/unit/test_u.py", TWO)
    suite.add("tests/late/test_l.py", PASS)
    return suite


def test_every_test_has_its_level_as_a_marker(both: Suite) -> None:
    both.add(
        "tests/unit/late/test_m.py",
        "def test_a(request):\n"
        "    assert request.node.get_closest_marker('late')\n"
        "    assert not request.node.get_closest_marker('fast')\n",
    )

    run = both.run()

    assert run.code == 0, run.out
    assert run.tests == {"fast": 2, "late": 2}
    assert both.run("-m", "late").tests == {"late": 2}


def test_the_table_ends_the_run(both: Suite) -> None:
    (both.folder / "tests/unit/late").mkdir()

    lines = both.run().out.splitlines()

    assert " ".join(lines[-5].split()) == "level tests share target cpu wall budget"
    assert " ".join(lines[-4].split()).startswith("1 fast no waiting 2 67 % 80 %")
    assert " ".join(lines[-3].split()).startswith("2 late real things 1 33 % 20 %")
    assert lines[-2].startswith("start-up and collection")


@pytest.mark.parametrize("words", [("-n", "2"), IN_TWO], ids=["xdist", "here"])
def test_workers_are_summed(both: Suite, words: tuple[str, ...]) -> None:
    both.add("tests/unit/test_burn.py", "from burning import burn\ndef test_a(): burn(0.1)\n")

    run = both.run(*words)

    assert run.code == 0, run.out
    assert run.tests == {"fast": 3, "late": 1}
    assert [round(level["share"]) for level in run.data["levels"]] == [75, 25]
    assert run.data["levels"][0]["cpu"] >= 0.1
    assert run.data["start"]["cpu"] > 0


@WORKERS
def test_one_level_is_run(both: Suite, workers: tuple[str, ...]) -> None:
    both.add("tests/late/test_broken.py", "import nowhere\n")

    run = both.run("--level", "fast", *workers)

    assert run.code == 0, run.out
    assert run.tests == {"fast": 2}
    assert run.data["levels"][0]["share"] is None


def test_one_test_is_run(both: Suite) -> None:
    run = both.run("--level", "fast", "tests/unit/test_u.py::test_b")

    assert run.code == 0, run.out
    assert run.tests == {"fast": 1}
    assert run.data["levels"][0]["share"] is None


@WORKERS
def test_an_empty_level_is_no_error(both: Suite, workers: tuple[str, ...]) -> None:
    (both.folder / "tests/late/test_l.py").unlink()

    run = both.run("--level", "late", *workers)

    assert run.code == 0, run.out
    assert run.tests == {"late": 0}


@WORKERS
def test_a_filter_that_matches_nothing_is_an_error(both: Suite, workers: tuple[str, ...]) -> None:
    assert both.run("--level", "fast", "-k", "typo", *workers).code == 5


def test_a_path_of_another_level_is_refused(both: Suite) -> None:
    run = both.run("--level", "fast", "tests/late/test_l.py::test_a")

    assert run.code == 4
    assert run.err == (
        "ERROR: tests/late/test_l.py: its level is late, which this run leaves out; "
        "use `nox -s late`.\n\n"
    )


@pytest.mark.parametrize("arguments", [(), ("--level", "late"), IN_TWO])
def test_a_test_that_no_level_owns_is_an_error(both: Suite, arguments: tuple[str, ...]) -> None:
    both.add("tests/helpers/test_h.py", PASS)

    run = both.run(*arguments)

    assert run.code in (1, 2)  # xdist says 1
    assert (
        "tests/helpers/test_h.py: no level in levels.toml owns it; "
        "move it below one of tests/unit, tests/unit/late, tests/late." in run.out
    )


def test_a_path_that_is_not_there_is_named_with_the_tests_that_lost_their_level(
    both: Suite,
) -> None:
    both.change("levels.toml", '["tests/unit"]', '["tests/units"]')

    assert (
        "tests/unit/test_u.py: no level in levels.toml owns it; move it below one of "
        "tests/units, tests/unit/late, tests/late; fast.paths: there is no folder tests/units."
        in both.run().out
    )


def test_a_test_outside_the_levels_folders_is_counted_apart(both: Suite) -> None:
    both.add("docs/test_docs.py", PASS)

    run = both.run("tests", "docs")

    assert run.code == 0, run.out
    assert run.data["not_placed"] == 1
    assert run.tests == {"fast": 2, "late": 1}


@WORKERS
def test_a_level_over_its_total_fails_the_run(both: Suite, workers: tuple[str, ...]) -> None:
    both.change("levels.toml", "total = 1.0", "total = 0.1")
    both.add("tests/unit/test_burn.py", "from burning import burn\ndef test_burn(): burn(0.15)\n")

    run = both.run(*workers)

    assert run.code == 1
    assert failed("levels.toml::fast", "level 1 fast took 0.") in run.out
    assert "s  tests/unit/test_burn.py::test_burn" in run.out
    assert "1 failed, 4 passed" in run.out
    assert len(run.data["problems"]) == 1


@WORKERS
def test_a_test_over_its_limit_fails_the_run(both: Suite, workers: tuple[str, ...]) -> None:
    both.add("tests/unit/test_burn.py", "from burning import burn\ndef test_burn(): burn(0.25)\n")

    run = both.run(*workers)

    assert run.code == 1
    assert failed("tests/unit/test_burn.py::test_burn", "took 0.") in run.out
    assert "of cpu time, twice; levels.toml allows 0.2 s for each test of level 1 fast" in run.out


def test_subtests_are_judged_together(both: Suite) -> None:
    both.add(
        "tests/unit/test_burn.py",
        "import unittest\nfrom burning import burn\n"
        "class TestX(unittest.TestCase):\n"
        "    def tearDown(self): self.x = None\n"
        "    def test_burn(self):\n"
        "        self.x = 1\n"
        "        for n in range(6):\n"
        "            with self.subTest(n):\n"
        "                burn(0.1)\n"
        "                assert self.x\n",
    )

    run = both.run()

    assert failed("tests/unit/test_burn.py::TestX::test_burn", "took 0.6") in run.out
    assert run.data["levels"][0]["cpu"] >= 0.6


def test_a_second_run_that_fails_clears_nobody(both: Suite) -> None:
    both.add(
        "tests/unit/test_burn.py",
        "from burning import burn\nruns = []\n"
        "def test_burn():\n    runs.append(1)\n    assert len(runs) == 1\n    burn(0.25)\n",
    )

    run = both.run()

    assert run.code == 1
    assert "and did not pass when it was run again, alone; levels.toml allows 0.2 s" in run.out


def test_many_slow_tests_are_not_run_again(both: Suite) -> None:
    both.change("levels.toml", "each = 0.2", "each = 0.005")
    burns = "".join(f"def test_{n}(): burn(0.02)\n" for n in range(21))
    both.add("tests/unit/test_burn.py", f"from burning import burn\n{burns}")

    run = both.run()

    assert run.code == 1
    assert "of cpu time, one of too many to run twice; levels.toml allows 0.005 s" in run.out
    assert "21 failed, 3 passed in " in run.out
    assert run.data["problems"][-1] == "... and 16 more tests of level 1 fast."


def test_one_slow_run_of_a_test_is_forgiven(both: Suite) -> None:
    both.add(
        "tests/unit/test_burn.py",
        "from burning import burn\nruns = []\n"
        "def test_burn():\n    runs.append(1)\n    burn(0.25 if len(runs) == 1 else 0)\n",
    )

    run = both.run()

    assert run.code == 0, run.out
    assert run.tests == {"fast": 3, "late": 1}


def test_what_tests_share_is_on_nobodys_account(both: Suite) -> None:
    both.add(
        "tests/unit/test_burn.py",
        "import pytest\nfrom burning import burn\n"
        "@pytest.fixture(scope='session')\ndef costly(): burn(0.25)\n"
        "def test_burn(costly): pass\n",
    )

    run = both.run()

    assert run.code == 0, run.out
    assert run.data["levels"][0]["cpu"] >= 0.25


def test_waiting_counts_where_it_is_allowed(both: Suite) -> None:
    sleepy = "import time\ndef test_sleep(): time.sleep(0.6)\n"
    both.add("tests/unit/test_s.py", sleepy)
    both.add("tests/late/test_s.py", sleepy)

    run = both.run()

    assert run.code == 1
    assert failed("tests/late/test_s.py::test_sleep", "took 0.6") in run.out
    assert "tests/unit/test_s.py" not in "".join(run.data["problems"])


def test_a_failing_test_fails_the_run_as_ever(both: Suite) -> None:
    both.add("tests/unit/test_f.py", "def test_f():\n    assert 1 == 2\n")

    run = both.run()

    assert run.code == 1
    assert "assert 1 == 2" in run.out
    assert run.tests == {"fast": 3, "late": 1}


def test_contracts_explain_their_asserts(both: Suite) -> None:
    both.add("tests/contracts/c.py", "class C:\n    def test_c(self):\n        assert [1] == [2]\n")
    both.add("tests/unit/test_c.py", "from tests.contracts.c import C\nclass TestC(C): pass\n")

    assert "At index 0 diff: 1 != 2" in both.run().out


def test_a_stopped_run_has_no_shares(both: Suite) -> None:
    both.add("tests/unit/test_a.py", "def test_f(): assert False\n")

    run = both.run("-x")

    assert run.code == 1
    assert run.data["levels"][0]["share"] is None


def test_only_collecting_shows_no_table(both: Suite) -> None:
    run = both.run("--collect-only", "-q")

    assert run.code == 0
    assert "budget" not in run.out
    assert run.data == {}


def test_the_step_summary_gets_the_table(both: Suite) -> None:
    both.add("summary.md", "before\n")

    both.run(GITHUB_STEP_SUMMARY=str(both.folder / "summary.md"))

    summary = (both.folder / "summary.md").read_text(encoding="utf-8")
    assert summary.startswith("before\n| level | tests | share | target |")


def test_a_place_for_the_figures_must_exist(both: Suite) -> None:
    run = both.run("--levels-json", "nowhere/levels.json")

    assert run.code == 4
    assert "--levels-json nowhere/levels.json: its folder does not exist" in run.err


def test_a_broken_table_is_said(both: Suite) -> None:
    both.change("levels.toml", "share = 80", "share = 70")

    run = both.run()

    assert run.code == 4
    assert run.err == (
        "ERROR: levels.toml: share: the shares must add up to 100, but 70 + 20 is 90.\n\n"
    )


def test_it_runs_without_xdist(both: Suite) -> None:
    run = both.run("-p", "no:xdist")

    assert run.code == 0, run.out
    assert run.tests == {"fast": 2, "late": 1}


@pytest.mark.parametrize("place", ["tests/conftest.py", "tests/unit/conftest.py", "own_plugin.py"])
def test_somebody_elses_option_of_our_name_is_one_sentence(both: Suite, place: str) -> None:
    both.add(place, "def pytest_addoption(parser): parser.addoption('--level')\n")
    words = ("-p", "own_plugin") if place == "own_plugin.py" else ("tests/unit",)

    run = both.run(*words, PYTHONPATH=str(both.folder))

    who = both.folder / place if place != "own_plugin.py" else "another plugin"
    assert run.code == 4
    assert run.err == (
        f"ERROR: {who}: adds the option --level, which pytest-plumbline has; give it another name, "
        "or run without the levels, with -p no:plumbline.\n\n"
    )


def test_what_is_odd_about_the_tests_is_told(
    both: Suite, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("elsewhere") / "test_o.py"
    outside.write_text("def test_o(): pass\n")
    both.change("levels.toml", '"tests/late"]', '"tests/lat"]')
    (both.folder / "tests/late/test_l.py").unlink()

    words = ("--keep-duplicates", "tests/unit", "tests/unit/test_u.py", str(outside))
    run = both.run("--rootdir", ".", *words)

    assert run.code == 0, run.out
    assert "\nlevels.toml: late.paths: there is no folder tests/lat\n" in run.out
    assert (
        f"\nnot placed: the tests of {outside}, outside of {both.folder}, where no level holds\n"
    ) in run.out
    assert (
        "\ntests/unit/test_u.py::test_a and 1 more are several tests of one name, and count as one on "
        "record and in shards\n"
    ) in run.out


def test_a_plugin_that_adds_a_test_once_more_is_told_so(both: Suite) -> None:
    both.add(
        "tests/conftest.py", "def pytest_collection_modifyitems(items): items.append(items[0])\n"
    )

    assert " and count as one on record and in shards\n" in both.run_apart().out


@pytest.mark.parametrize("mode", ["prepend", "append"])
def test_how_pytest_imports_does_not_matter(both: Suite, mode: str) -> None:
    both.change("pyproject.toml", "importlib", mode)
    both.add("tests/unit/deep/test_s.py", "import time\ndef test_s(): time.sleep(0.001)\n")

    run = both.run()

    assert "1 failed, 3 passed" in run.out
    assert "level 1 fast forbids sleep\n  at tests/unit/deep/test_s.py:2" in run.out
    assert run.tests == {"fast": 3, "late": 1}
