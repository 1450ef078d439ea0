"""What an agent waits for: one tool call through the hook, a proof, a review."""

import json
import shlex
from pathlib import Path

from tests.evidence.bench.measure import Command, by_turns, least_by_turns, run, say
from tests.evidence.bench.templates import commit, new_repo, tool
from tests.places import TOOLS, TREE


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
    plain = [str(repo / ".venv/bin/pytest"), "-q"]
    run(Command([tool("nox"), "-s", "pure"], repo))  # makes the environment
    ours = Command([tool("nox"), "-s", *words], repo)
    found = by_turns(7, ours=ours, plain=Command(plain, repo))
    (wall, cpu), (bare, _) = found["ours"], found["plain"]
    say(what, wall, seconds, "s", f"{cpu:.2f} s of CPU time")
    say(f"{what}, over one plain pytest", wall / bare, times, "times", f"pytest alone {bare:.2f} s")


def prove(work: Path) -> None:
    """Time the proof of one test."""
    over_pytest(work, "prove", ["prove", "--", TEST], 3, 2)


def review(work: Path) -> None:
    """Time the review of a change of one function, without its mutants and with them."""
    over_pytest(work, "review without mutants", ["review", "--", "--no-mutants"], 6, 3.5)
    over_pytest(work, "review with mutants", ["review"], 15, 6)


FUNCTION = """def f{n}(x):
    if x > {n}:
        return x - {n}
    return {n}


"""
A_TEST = """def test_{n}():
    assert m{m}.f{f}({n}) == {value}


"""
PER_MODULE = 20  # tests, two for each function


def suite_of(folder: Path, tests: int) -> Path:
    """Make an adopted repo with so many tests, and a function with its test that is not committed."""
    made = {"src/many/__init__.py": "", "pyproject.toml": '[tool.pytest]\npythonpath = ["src"]\n'}
    made["levels.toml"] = 'unplaced = ["tests"]\n' + (TREE / "levels.toml").read_text("utf-8")
    for m in range(tests // PER_MODULE):
        made[f"src/many/m{m}.py"] = "".join(FUNCTION.format(n=n) for n in range(PER_MODULE // 2))
        cases = (
            A_TEST.format(n=n, m=m, f=n // 2, value=max(n - n // 2, n // 2))
            for n in range(PER_MODULE)
        )
        made[f"tests/test_m{m}.py"] = f"from many import m{m}\n\n\n" + "".join(cases)
    for name, text in made.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    commit(folder)
    for name, text in (
        ("src/many/m0.py", FUNCTION.format(n=99)),
        ("tests/test_m0.py", A_TEST.format(n=99, m=0, f=99, value=99)),
    ):
        (folder / name).write_text(made[name] + text, "utf-8")
    return folder


def growth(work: Path) -> None:
    """Time the review of one function in suites of 100, 1,000 and 5,000 tests beside their own run."""
    for tests in (100, 1000, 5000):
        folder = suite_of(work / f"{tests}", tests)
        words = [tool("plumbline"), "review", "--no-mutants"]
        plain, ours = Command([tool("pytest"), "-q"], folder), Command(words, folder)
        found = least_by_turns(3, plain=plain, ours=ours)
        (wall, cpu), (bare, bare_cpu) = found["ours"], found["plain"]
        told = f"pytest alone {bare:.2f} s, {bare_cpu:.2f} s of CPU time; here {cpu:.2f} s of it"
        say(f"review of a suite of {tests} tests", wall, 2.5 * bare + 3, "s", told)
