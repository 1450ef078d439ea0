"""The plugin at work: levels, selection, budgets and the report, in a pytest of its own."""

from pathlib import Path

import pytest

from tests.integration.suites import Suite, failed

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
    both.add("summary.md", "before\n")

    lines = both.run(GITHUB_STEP_SUMMARY=str(both.folder / "summary.md")).out.splitlines()

    assert " ".join(lines[-5].split()) == "level tests share target cpu wall budget"
    assert " ".join(lines[-4].split()).startswith("1 fast no waiting 2 67 % 80 %")
    assert " ".join(lines[-3].split()).startswith("2 late real things 1 33 % 20 %")
    assert lines[-2].startswith("start-up and collection")
    summary = (both.folder / "summary.md").read_text(encoding="utf-8")
    assert summary.startswith("before\n| level | tests | share | target |")


def test_workers_are_summed(both: Suite) -> None:
    both.add("tests/unit/test_burn.py", "from burning import burn\ndef test_a(): burn(0.1)\n")

    run = both.run("-n", "2")

    assert run.code == 0, run.out
    assert run.tests == {"fast": 3, "late": 1}
    assert [round(level["share"]) for level in run.data["levels"]] == [75, 25]
    assert run.data["levels"][0]["cpu"] >= 0.1
    assert run.data["start"]["cpu"] > 0


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
        "                burn(0.04)\n"
        "                assert self.x\n",
    )

    run = both.run()

    assert failed("tests/unit/test_burn.py::TestX::test_burn", "took 0.2") in run.out
    assert run.data["levels"][0]["cpu"] >= 0.24


def test_contracts_explain_their_asserts(both: Suite) -> None:
    both.add("tests/contracts/c.py", "class C:\n    def test_c(self):\n        assert [1] == [2]\n")
    both.add("tests/unit/test_c.py", "from tests.contracts.c import C\nclass TestC(C): pass\n")

    assert "At index 0 diff: 1 != 2" in both.run().out


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


@pytest.mark.parametrize("place", ["tests/conftest.py", "own_plugin.py"])
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


@pytest.mark.parametrize("mode", ["prepend", "append"])
def test_how_pytest_imports_does_not_matter(both: Suite, mode: str) -> None:
    both.change("pyproject.toml", "importlib", mode)
    both.add("tests/unit/deep/test_s.py", "import time\ndef test_s(): time.sleep(0.001)\n")

    run = both.run()

    assert "1 failed, 3 passed" in run.out
    assert "level 1 fast forbids sleep\n  at tests/unit/deep/test_s.py:2" in run.out
    assert run.tests == {"fast": 3, "late": 1}
