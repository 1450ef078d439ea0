"""A repository that adopted the levels, used as its owner uses it."""

import json
import os
import re
import shlex
from pathlib import Path

import pytest

from tests.integration.engines import Done, Machine
from tests.integration.old_repos import NOXFILE, PASSES, STARTS, adopt, make_old

OLD = {"tests/unit/test_old.py", "tests/commands/test_run.py", "tests/integration/test_all.py"}
OWN_SESSION = """
@nox.session
def tests(session):
    session.install("pytest", "WHEEL")
    session.run("pytest", *session.posargs)
"""
SCRIPTS = Path("env/Scripts" if os.name == "nt" else "env/bin")  # beside the repository


@pytest.fixture(scope="module")
def made(machine: Machine, template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository with tests of its own in the levels' folders, after it adopted them."""
    repo = make_old(machine, tmp_path_factory.mktemp("adopted") / "old", "own tests/unit")
    assert adopt(machine, template, repo).code == 0
    machine.commit_all(repo)
    make_environment(machine, repo)
    return repo


def make_environment(machine: Machine, repo: Path) -> None:
    """Make what the owner has, ruff and pytest and the package, and add the wheel to it."""
    (repo / ".git/info/exclude").write_text("*.egg-info/\n")
    env = repo.parent / "env"
    for words in (("venv", "--quiet", str(env)), ("pip", "install", "--quiet", "pytest", "ruff")):
        more = () if words[0] == "venv" else ("--python", str(env), "-e", ".", wheel_of(repo))
        done = machine.run("uv", *words, *more, cwd=repo)
        assert done.code == 0, done.text


def wheel_of(repo: Path) -> str:
    """Return the path of the wheel that came with the levels."""
    (wheel,) = repo.glob("vendor/*.whl")
    return wheel.relative_to(repo).as_posix()


@pytest.fixture
def repo(machine: Machine, made: Path) -> Path:
    """Return the same repository, as it was committed."""
    machine.git("reset", "--hard", "--quiet", cwd=made)
    machine.git("clean", "-d", "--force", "--quiet", cwd=made)
    return made


def run(machine: Machine, repo: Path, program: str, *words: str) -> Done:
    """Run a program of the owner's environment."""
    return machine.run(str(repo.parent / SCRIPTS / program), *words, cwd=repo)


def counts(machine: Machine, repo: Path, *words: str) -> tuple[int, int, Done]:
    """Run pytest; return how many tests with and without a level ran."""
    file = repo.parent / "levels.json"
    done = run(machine, repo, "pytest", f"--levels-json={file}", *words)
    data = json.loads(file.read_text("utf-8"))
    return sum(level["tests"] for level in data["levels"]), data["not_placed"], done


def write(repo: Path, name: str, text: str) -> None:
    """Add or change a file."""
    (repo / name).parent.mkdir(parents=True, exist_ok=True)
    (repo / name).write_text(text, "utf-8")


def test_the_fast_levels_are_empty_and_green(machine: Machine, repo: Path) -> None:
    placed, unplaced, done = counts(machine, repo, "--level", "unit")

    assert (placed, unplaced, done.code) == (0, 0, 0), done.text
    assert machine.git("status", "--porcelain", cwd=repo) == ""


def test_all_tests_run_unguarded_and_are_counted(machine: Machine, repo: Path) -> None:
    placed, unplaced, done = counts(machine, repo)

    assert (placed, unplaced, done.code) == (0, 5, 0), done.text
    assert "\nnot placed " in done.text


def test_without_the_wheel_the_same_tests_run(machine: Machine, repo: Path) -> None:
    done = run(machine, repo, "pytest", "-q", "-p", "no:plumbline")

    assert done.code == 0, done.text
    assert "5 passed" in done.text
    assert "levels" not in done.text


def test_the_layout_holds_at_once(machine: Machine, repo: Path) -> None:
    done = run(machine, repo, "plumbline", "check")

    assert done.code == 0, done.text


@pytest.mark.parametrize("name", ["tests/unit/test_new.py", "tests/commands/test_new.py"])
def test_a_new_test_is_guarded_at_once(machine: Machine, repo: Path, name: str) -> None:
    write(repo, name, STARTS)

    done = run(machine, repo, "pytest", "--level", "unit")
    check = run(machine, repo, "plumbline", "check")

    assert done.code == 1
    assert "level 4 logic" in done.text
    assert check.code == 0, check.text
    ruff = run(machine, repo, "ruff", "check", "--no-cache", "tests").text
    assert "TID251" in ruff
    assert not any(old in ruff for old in OLD)


def test_a_moved_test_is_placed(machine: Machine, repo: Path) -> None:
    write(repo, "tests/test_late.py", PASSES)
    machine.git("add", "--all", cwd=repo)
    machine.git("mv", "tests/test_late.py", "tests/unit/services/", cwd=repo)

    placed, unplaced, done = counts(machine, repo)

    assert (placed, unplaced, done.code) == (1, 5, 0), done.text


def test_taking_out_the_line_places_a_test(machine: Machine, repo: Path) -> None:
    table = (repo / "levels.toml").read_text("utf-8")
    write(repo, "levels.toml", table.replace('    "tests/unit/inner",\n', ""))

    placed, unplaced, done = counts(machine, repo)
    check = run(machine, repo, "plumbline", "check")

    assert (placed, unplaced, done.code) == (1, 4, 0), done.text
    assert check.code == 1
    assert (
        "tests/unit/ruff.toml:1: extend-per-file-ignores switches the bans off for inner/**, "
        "which has a level; take that line out\n"
    ) in check.text


def test_an_empty_list_places_every_test(machine: Machine, repo: Path) -> None:
    head, _, rest = (repo / "levels.toml").read_text("utf-8").partition("unplaced = [")
    write(repo, "levels.toml", f"{head}unplaced = []{rest.partition(']')[2]}")
    write(repo, "tests/test_top.py", PASSES)

    done = run(machine, repo, "pytest")
    unit = run(machine, repo, "pytest", "--level", "unit")

    assert "tests/test_top.py: no level in levels.toml owns it" in done.text
    assert "level 4 logic" in unit.text
    assert 0 not in (done.code, unit.code)


def test_a_test_that_is_not_placed_is_refused_by_a_level(machine: Machine, repo: Path) -> None:
    done = run(machine, repo, "pytest", "--level", "unit", "tests/unit/test_old.py")

    assert done.code == 4
    assert (
        "tests/unit/test_old.py: levels.toml places it in no level, so no level's run has it; "
        "use `pytest`, or place it."
    ) in done.text


def test_observe_says_what_is_placed(machine: Machine, repo: Path) -> None:
    write(repo, "tests/unit/services/test_new.py", PASSES)

    done = run(machine, repo, "plumbline", "observe")

    assert done.code == 0, done.text
    assert "1 test is placed in a level, 5 are not" in done.text
    assert re.search(r"tests/unit/test_old.py: 1 test, .* time, 5 real", done.text)


def test_a_placed_test_that_violates_can_go_on_record(machine: Machine, repo: Path) -> None:
    write(repo, "tests/unit/services/test_new.py", STARTS)

    record = run(machine, repo, "plumbline", "baseline")
    done = run(machine, repo, "pytest", "--level", "unit")

    assert "1 violation of 1 test recorded" in record.text
    assert done.code == 0, done.text
    assert "1 violation of 1 test left" in done.text


def test_a_change_can_be_proven_and_reviewed(machine: Machine, repo: Path) -> None:
    write(repo, "src/old/rules.py", "def double(number: int) -> int:\n    return number * 2\n")
    test = "tests/unit/services/test_rules.py"
    use = "def test_double() -> None:\n    assert double(2) == 4\n"
    write(repo, test, f"from old.rules import double\n\n\n{use}")

    words = (f"{test}::test_double", "--feature", "--base=HEAD")
    proof = run(machine, repo, "plumbline", "prove", *words)
    done = run(machine, repo, "plumbline", "review", "--base=HEAD")

    assert proof.code == 0, proof.text
    assert f"{test}::test_double: proven" in proof.text
    assert done.code == 0, done.text
    for row in ("uncovered  ", "unasserted ", "speculative", "broken     "):
        assert f"| {row} | ok " in done.text, done.text


def test_without_ruff_the_check_says_so(machine: Machine, repo: Path) -> None:
    without = machine.run("uv", "pip", "uninstall", "-q", "--python", "../env", "ruff", cwd=repo)

    done = run(machine, repo, "plumbline", "check")

    again = machine.run("uv", "pip", "install", "-q", "--python", "../env", "ruff", cwd=repo)
    assert (without.code, again.code) == (0, 0)
    assert done.code == 1
    assert done.text == (
        "ruff is not in this environment, so nothing shows that the bans work; "
        "install ruff>=0.17 beside pytest-plumbline.\n"
    )


def test_strict_warnings_of_the_owner_are_met(machine: Machine, repo: Path) -> None:
    write(repo, "pytest.ini", "[pytest]\nfilterwarnings = error\naddopts = --strict-markers\n")

    found = [run(machine, repo, "pytest").code]
    found += [run(machine, repo, "plumbline", name).code for name in ("observe", "baseline")]

    assert found == [0, 0, 0]


@pytest.fixture
def owned(machine: Machine, template: Path, tmp_path: Path) -> tuple[Path, str]:
    """Return an adopted repository that had nearly everything of its own, and what copier said."""
    repo = make_old(machine, tmp_path / "old", "own everything")
    return repo, adopt(machine, template, repo).text


def test_the_printed_line_for_agents_is_true(owned: tuple[Path, str]) -> None:
    repo, text = owned
    line = text.partition("Add to AGENTS.md:\n\n")[2].partition("\n")[0].strip()

    assert line == (
        "Before you write or change a test, read `tests/AGENTS.md`. "
        "`pytest --level unit` runs the fast levels."
    )
    assert (repo / "tests/AGENTS.md").is_file()


def test_an_own_noxfile_installs_the_wheel(machine: Machine, owned: tuple[Path, str]) -> None:
    repo, _ = owned
    write(repo, "noxfile.py", f"{NOXFILE}{OWN_SESSION}".replace("WHEEL", wheel_of(repo)))

    done = machine.run("nox", "-s", "tests", "--", "--level", "unit", cwd=repo)

    assert done.code == 0, done.text
    assert "plumbline-" in done.text


def test_pip_is_enough(machine: Machine, owned: tuple[Path, str]) -> None:
    repo, text = owned
    env, line = repo.parent / "env", f"pip install {wheel_of(repo)}"
    machine.run("uv", "venv", "--seed", str(env), cwd=repo)

    done = run(machine, repo, "python", "-m", *line.split())
    placed, unplaced, ran = counts(machine, repo, "--level", "unit")

    assert f"\n    {line}\n" in text
    assert done.code == 0, done.text
    assert (placed, unplaced, ran.code) == (0, 0, 0), ran.text


def test_uv_is_enough(machine: Machine, template: Path, tmp_path: Path) -> None:
    repo = make_old(machine, tmp_path / "old", "src")
    text = adopt(machine, template, repo).text
    (line,) = [line.strip() for line in text.splitlines() if line.startswith("    uv add ")]

    done = machine.run(*shlex.split(line), cwd=repo, VIRTUAL_ENV="")
    ran = machine.run("uv", "run", "pytest", "-q", cwd=repo, VIRTUAL_ENV="")

    assert done.code == 0, done.text
    assert ran.code == 0, ran.text
    assert "\nnot placed " in ran.text


def test_setuptools_is_told_which_package(machine: Machine, template: Path, tmp_path: Path) -> None:
    repo = make_old(machine, tmp_path / "old", "flat, found by setuptools")
    text = adopt(machine, template, repo).text
    block = text.partition("name it in pyproject.toml:\n\n")[2].partition("\n\n")[0]
    build = ("uv", "build", "--wheel", "--out-dir", str(tmp_path / "dist"))

    before = machine.run(*build, cwd=repo)
    with (repo / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("\n".join(line.strip() for line in block.splitlines()) + "\n")
    after = machine.run(*build, cwd=repo)

    assert "Multiple top-level packages discovered in a flat-layout" in before.text
    assert after.code == 0, after.text
