"""The plugin and its guard: what they cost a test, and what they cost where nobody wants them."""

import shutil
import statistics
import subprocess
import sys
from pathlib import Path

from tests.evidence.bench.measure import Command, by_turns, least_by_turns, say
from tests.evidence.bench.templates import tool
from tests.places import TREE

PYTEST = [tool("pytest"), "-q", "-p", "no:randomly", "-p", "no:cacheprovider"]
WITHOUT = ("-p", "no:plumbline")


# What pytest does with the entry point; that it looks for any is not counted.
LOAD = """
import time
from _pytest.config import _prepareconfig

plugins = _prepareconfig(["-p", "no:plumbline"]).pluginmanager
plugins.unblock("plumbline")

def load(name):
    start = time.process_time()
    plugins.load_setuptools_entrypoints("pytest11", name=name)
    return time.process_time() - start

looking = min(load("nothing") for _ in range(5))
print(load("plumbline") - looking)
assert plugins.has_plugin("plumbline") and not plugins.has_plugin("levels")
"""


def inert(work: Path) -> None:
    """Load the plugin where there is no levels.toml: a difference of whole runs is all noise."""
    (work / "pytest.ini").write_text("[pytest]\n")
    words = [sys.executable, "-c", LOAD]
    runs = [float(subprocess.check_output(words, cwd=work)) * 1000 for _ in range(21)]
    detail = f"CPU time, the least of {len(runs)}; median {statistics.median(runs):.1f} ms"
    say("plugin without a levels.toml, start-up", min(runs), 3, "ms", detail)


def plugin(work: Path) -> None:
    """Compare trivial tests with the plugin and without, and small suites with large ones."""
    taken = {}
    for tests in (1_000, 5_000, 10_000):
        suite = work / f"suite-{tests}"
        (suite / "tests" / "unit").mkdir(parents=True)
        shutil.copy(TREE / "levels.toml", suite)
        for number in range(tests // 100):
            lines = "".join(f"def test_{n}(): pass\n" for n in range(100))
            (suite / "tests" / "unit" / f"test_{number}.py").write_text(lines)
        (suite / "pyproject.toml").write_text("[tool.pytest]\n")
        # each and total are for real tests; ten thousand at once are over any budget
        table = suite / "levels.toml"
        table.write_text(table.read_text().replace("total = 3.0", "total = 300.0"))
        found = by_turns(7, ours=Command(PYTEST, suite), bare=Command([*PYTEST, *WITHOUT], suite))
        (_, ours), (_, bare) = found["ours"], found["bare"]
        taken[tests] = ours, bare
        per_test = (ours - bare) / tests * 1000
        detail = f"{ours:.2f} s against {bare:.2f} s of CPU time for {tests:,} tests"
        say("plugin, CPU time per test", per_test, 0.15, "ms", detail)
    ours, bare = (taken[10_000][n] / taken[1_000][n] for n in (0, 1))
    detail = f"10,000 tests take {ours:.1f} times the CPU time of 1,000, bare {bare:.1f} times"
    say("growth over that of plain pytest", ours / bare, 1.1, "times", detail)


def adopted(work: Path) -> None:
    """Compare 5,000 tests that have no level with the plugin and without: the least of many runs."""
    tests = 5_000
    (work / "tests").mkdir()
    table = (TREE / "levels.toml").read_text().partition("{%")[0]
    table += "\nunplaced = ['tests']\n[" + (TREE / "levels.toml").read_text().partition("\n[")[2]
    (work / "levels.toml").write_text(table)
    for number in range(tests // 100):
        lines = "".join(f"def test_{n}(): pass\n" for n in range(100))
        (work / f"tests/test_{number}.py").write_text(lines)
    (work / "pytest.ini").write_text("[pytest]\n")
    # start-up is no part of it: the same with the few tests of one file
    few, all_ = (
        least_by_turns(
            times,
            ours=Command([*PYTEST, path], work),
            bare=Command([*PYTEST, *WITHOUT, path], work),
        )
        for times, path in ((15, "tests/test_0.py"), (9, "tests"))
    )
    start = few["ours"][1] - few["bare"][1]
    (_, ours), (_, bare) = all_["ours"], all_["bare"]
    per_test = (ours - bare - start) / (tests - 100) * 1000
    detail = (
        f"{ours:.2f} s against {bare:.2f} s of CPU time for 5,000, {start * 1000:.0f} ms to start"
    )
    say("plugin, CPU time per test without a level", per_test, 0.02, "ms", detail)


CLI_TEST = """
import click
from click.testing import CliRunner

@click.command()
@click.argument("name")
def greet(name):
    click.echo(f"Hello {name}")

"""


def guard(work: Path) -> None:
    """Compare tests that run a command in a temporary folder with the guard and without; load it."""
    suite = work / "cli"
    (suite / "tests" / "unit").mkdir(parents=True)
    for number in range(20):
        body = "".join(
            f"def test_{n}(tmp_path, monkeypatch):\n"
            "    monkeypatch.chdir(tmp_path)\n"
            "    assert CliRunner().invoke(greet, ['x']).output == 'Hello x\\n'\n"
            for n in range(100)
        )
        (suite / "tests" / "unit" / f"test_{number}.py").write_text(CLI_TEST + body)
    (suite / "pyproject.toml").write_text("[tool.pytest]\n")
    table = (TREE / "levels.toml").read_text().replace("total = 3.0", "total = 300.0")
    (suite / "levels.toml").write_text(table)
    # else each run would remove the folders of an earlier one, and pay for what that did
    kept = suite.parent / "kept"
    words = [*PYTEST, f"--basetemp={kept}"]

    def clear() -> None:
        shutil.rmtree(kept, ignore_errors=True)

    found = least_by_turns(
        9, ours=Command(words, suite, clear), bare=Command([*words, *WITHOUT], suite, clear)
    )
    (_, ours), (_, bare) = found["ours"], found["bare"]
    detail = f"{ours:.2f} s against {bare:.2f} s of CPU time for 2,000 tests"
    say("CliRunner tests over plain pytest", ours / bare, 1.08, "times", detail)

    load = "import pytest, _pytest.runner, _pytest.terminal; {}"
    python = [sys.executable, "-c"]
    found = by_turns(
        15,
        ours=Command([*python, load.format("import plumbline.plugin.run")], work),
        bare=Command([*python, load.format("pass")], work),
    )
    (_, ours), (_, bare) = found["ours"], found["bare"]
    say("loading the plugin, guard included", (ours - bare) * 1000, 30, "ms", "CPU time")
