"""Print how fast rendering, updating, the first run, a warm run and the plugin are."""

import json
import shlex
import shutil
import sys
import tempfile
from pathlib import Path

from tests.evidence.bench.measure import Command, by_turns, least_by_turns, run, say
from tests.evidence.bench.templates import (
    ROOT,
    TOOLS,
    TREE,
    commit,
    copy_of_template,
    empty_template,
    new_repo,
    tool,
)
from tests.evidence.bench.updating import update

PARTS = (
    "rendering",
    "update",
    "first",
    "warm",
    "plugin",
    "adopted",
    "guard",
    "hook",
    "prove",
    "review",
)
CHOSEN = set(sys.argv[1:]) or set(PARTS)


def rendering(work: Path) -> None:
    """Compare rendering with the same engine on an empty template."""
    template = copy_of_template(work / "template")
    out = work / "out"
    out.mkdir()
    run(Command([tool("cookiecutter"), "--no-input", str(template), "-o", str(out)], work))
    files = sum(path.is_file() for path in (out / "my-project").rglob("*"))
    empty = empty_template(work / "empty", files)

    def clear() -> None:
        shutil.rmtree(out)
        out.mkdir()

    for engine in ("cookiecutter", "copier"):

        def words(source: Path, engine: str = engine) -> list[str]:
            if engine == "cookiecutter":
                return [tool(engine), "--no-input", str(source), "-o", str(out)]
            return [tool(engine), "copy", "--defaults", "--quiet", str(source), str(out / "x")]

        found = by_turns(
            7,
            ours=Command(words(template), work, clear),
            bare=Command(words(empty), work, clear),
        )
        (ours, _), (bare, _) = found["ours"], found["bare"]
        detail = f"{ours:.2f} s against {bare:.2f} s for {files} empty files"
        say(f"rendering, {engine} over the bare engine", ours / bare, 1.5, "times", detail)


def first(work: Path) -> None:
    """Time the way from cookiecutter to the first green fast tests; the packages are cached."""
    repo = work / "first" / "my-project"
    (work / "first").mkdir()

    def clear() -> None:
        shutil.rmtree(work / "first")
        (work / "first").mkdir()

    script = (
        "import subprocess, sys\n"
        f"subprocess.run([{tool('cookiecutter')!r}, '--no-input', {str(ROOT)!r}], check=True)\n"
        f"subprocess.run([{tool('nox')!r}, '-s', 'unit'], cwd={str(repo)!r}, check=True)\n"
    )
    command = Command([sys.executable, "-c", script], work / "first", clear)
    wall, cpu = by_turns(5, first=command)["first"]
    say("from cookiecutter to the first green unit", wall, 6, "s", f"{cpu:.2f} s of CPU time")


def warm(work: Path) -> None:
    """Compare a warm `nox -s unit` with plain pytest on the same tests."""
    repo = new_repo(work, "warm")
    run(Command([tool("nox"), "-s", "unit"], repo))
    pytest = shutil.which("pytest", path=str(repo / ".nox/env/bin")) or "pytest"
    plain = [pytest, "-o", "addopts=--import-mode=importlib", "tests/unit", "tests/commands"]
    found = by_turns(15, nox=Command([tool("nox"), "-s", "unit"], repo), plain=Command(plain, repo))
    (ours, _), (bare, _) = found["nox"], found["plain"]
    detail = f"{ours:.3f} s against {bare:.3f} s"
    say("warm nox -s unit over plain pytest", ours / bare, 1.6, "times", detail)


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
        (suite / "pyproject.toml").write_text(f"[tool.pytest]\npythonpath = ['{TREE}']\n")
        # each and total are for real tests; ten thousand at once are over any budget
        table = suite / "levels.toml"
        table.write_text(table.read_text().replace("total = 3.0", "total = 300.0"))
        words = [tool("pytest"), "-q", "-p", "no:randomly", "-p", "no:cacheprovider"]
        found = by_turns(
            7,
            ours=Command([*words, "-p", "levels.plugin"], suite),
            bare=Command(words, suite),
        )
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
    (work / "pytest.ini").write_text(f"[pytest]\npythonpath = {TREE}\n")
    # start-up is no part of it: the same with the few tests of one file
    few, all_ = (
        least_by_turns(
            times,
            ours=Command([*words, "-p", "levels.plugin", path], work),
            bare=Command([*words, path], work),
        )
        for times, path in ((15, "tests/test_0.py"), (9, "tests"))
        for words in [[tool("pytest"), "-q", "-p", "no:randomly", "-p", "no:cacheprovider"]]
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
    (suite / "pyproject.toml").write_text(f"[tool.pytest]\npythonpath = ['{TREE}']\n")
    table = (TREE / "levels.toml").read_text().replace("total = 3.0", "total = 300.0")
    (suite / "levels.toml").write_text(table)
    words = [tool("pytest"), "-q", "-p", "no:randomly", "-p", "no:cacheprovider"]
    found = by_turns(
        5, ours=Command([*words, "-p", "levels.plugin"], suite), bare=Command(words, suite)
    )
    (_, ours), (_, bare) = found["ours"], found["bare"]
    detail = f"{ours:.2f} s against {bare:.2f} s of CPU time for 2,000 tests"
    say("CliRunner tests over plain pytest", ours / bare, 1.08, "times", detail)

    load = "import pytest, _pytest.runner, _pytest.terminal, sys; sys.path.insert(0, {!r}); {}"
    python = [sys.executable, "-c"]
    found = by_turns(
        15,
        ours=Command([*python, load.format(str(TREE), "import levels.plugin")], work),
        bare=Command([*python, load.format(str(TREE), "pass")], work),
    )
    (_, ours), (_, bare) = found["ours"], found["bare"]
    say("loading levels.plugin, guard included", (ours - bare) * 1000, 30, "ms", "CPU time")


def hook(work: Path) -> None:
    """Time one tool call through the hook: the test-writer's, and another agent's."""
    repo = new_repo(work)
    commit(repo)
    settings = json.loads((repo / ".claude/settings.json").read_text("utf-8"))
    asked = settings["hooks"]["PreToolUse"][0]["hooks"][0]["command"]
    message = {"tool_name": "Write", "tool_input": {"file_path": "tests/x.py"}, "cwd": str(repo)}
    with_tools = f"export PATH={shlex.quote(str(TOOLS))}:$PATH; exec < message.json; "

    def call(agent: str) -> Command:
        def write() -> None:
            text = json.dumps({**message, "agent_type": agent})
            (repo / "message.json").write_text(text, "utf-8")

        return Command(["/bin/sh", "-c", with_tools + asked], repo, write)

    start = Command(["/bin/sh", "-c", with_tools + "python3 -IS -c pass"], repo)
    found = by_turns(21, writer=call("test-writer"), other=call("main"), python=start)
    python = found["python"][0] * 1000
    for agent, limit in (("writer", 100), ("other", 20)):
        wall = found[agent][0] * 1000
        say(f"hook, a tool call of the {agent}", wall, limit, "ms", f"python alone {python:.0f} ms")


NEW_BUMP = """    changes = list(changes)
    if not changes:
        return version
    breaking = any(change.breaking for change in changes)
    if breaking and version.major >= 1:
        return Version(version.major + 1, 0, 0)
    if breaking or any(change.kind == "feat" for change in changes):
        return Version(version.major, version.minor + 1, 0)
    return Version(version.major, version.minor, version.patch + 1)
"""
NEW_TEST = """

def test_without_a_change_the_version_stays() -> None:
    assert versions.bump(Version(1, 2, 3), []) == Version(1, 2, 3)
"""
TEST = "tests/unit/pure/test_versions.py::test_without_a_change_the_version_stays"


def changed_repo(work: Path, name: str) -> Path:
    """Render the default answers, with one function changed and a test of the change."""
    repo = new_repo(work, name)
    commit(repo)
    source = repo / "src/my_project/services/versions.py"
    text = source.read_text("utf-8")
    source.write_text(text[: text.index("    changes = list(changes)")] + NEW_BUMP, "utf-8")
    tests = repo / "tests/unit/pure/test_versions.py"
    tests.write_text(tests.read_text("utf-8") + NEW_TEST, "utf-8")
    return repo


def over_pytest(work: Path, what: str, words: list[str], seconds: float, times: float) -> None:
    """Time a session beside one plain run of all tests."""
    repo = changed_repo(work, what.replace(" ", "-"))
    plain = [str(repo / ".nox/env/bin/pytest"), "-q"]
    run(Command([tool("nox"), "-s", "pure"], repo))  # makes the environment
    ours = Command([tool("nox"), "-s", *words], repo)
    found = by_turns(7, ours=ours, plain=Command(plain, repo))
    (wall, cpu), (bare, _) = found["ours"], found["plain"]
    say(what, wall, seconds, "s", f"{cpu:.2f} s of CPU time")
    say(f"{what}, over one plain pytest", wall / bare, times, "times", f"pytest alone {bare:.2f} s")


def prove(work: Path) -> None:
    """Time the proof of one test."""
    over_pytest(work, "prove", ["prove", "--", TEST], 3, 4)


def review(work: Path) -> None:
    """Time the review of a change of one function, without its mutants and with them."""
    over_pytest(work, "review without mutants", ["review", "--", "--no-mutants"], 6, 8)
    over_pytest(work, "review with mutants", ["review"], 15, 20)


def main() -> None:
    """Run the chosen parts, or all."""
    for part in (rendering, update, first, warm, plugin, adopted, guard, hook, prove, review):
        if part.__name__ in CHOSEN:
            with tempfile.TemporaryDirectory() as folder:
                part(Path(folder).resolve())


if __name__ == "__main__":
    main()
