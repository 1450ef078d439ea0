"""A repository that adopted the levels, used as its owner uses it."""

import json
import os
from pathlib import Path

import pytest

from tests.integration.engines import Done, Machine
from tests.integration.old_repos import NOXFILE, PASSES, STARTS, adopt, make_old

OLD = {"tests/unit/test_old.py", "tests/commands/test_run.py", "tests/integration/test_all.py"}
PYTHON = Path(".nox/env/Scripts/python.exe" if os.name == "nt" else ".nox/env/bin/python")


@pytest.fixture(scope="module")
def made(machine: Machine, template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository with tests of its own in the levels' folders, after it adopted them."""
    repo = make_old(machine, tmp_path_factory.mktemp("adopted") / "old", "own tests/unit")
    assert adopt(machine, template, repo).code == 0
    machine.commit_all(repo)
    assert machine.run("nox", "-s", "pure", cwd=repo).code == 0  # makes the environment
    return repo


@pytest.fixture
def repo(machine: Machine, made: Path) -> Path:
    """Return the same repository, as it was committed."""
    machine.git("reset", "--hard", "--quiet", cwd=made)
    machine.git("clean", "-d", "--force", "--quiet", cwd=made)
    return made


def counts(machine: Machine, repo: Path, session: str) -> tuple[int, int, Done]:
    """Run a session; return how many tests with and without a level ran."""
    file = repo / ".nox/levels.json"
    done = machine.run("nox", "-s", session, "--", f"--levels-json={file}", cwd=repo)
    data = json.loads(file.read_text("utf-8"))
    return sum(level["tests"] for level in data["levels"]), data["not_placed"], done


def write(repo: Path, name: str, text: str) -> None:
    """Add or change a file."""
    (repo / name).parent.mkdir(parents=True, exist_ok=True)
    (repo / name).write_text(text, "utf-8")


def test_the_fast_levels_are_empty_and_green(machine: Machine, repo: Path) -> None:
    placed, unplaced, done = counts(machine, repo, "unit")

    assert (placed, unplaced, done.code) == (0, 0, 0), done.text
    assert machine.git("status", "--porcelain", cwd=repo) == ""


def test_all_tests_run_unguarded_and_are_counted(machine: Machine, repo: Path) -> None:
    placed, unplaced, done = counts(machine, repo, "levels")

    assert (placed, unplaced, done.code) == (0, 5, 0), done.text
    assert "\nnot placed " in done.text


def test_plain_pytest_knows_nothing_of_the_levels(machine: Machine, repo: Path) -> None:
    done = machine.run(str(repo / PYTHON), "-m", "pytest", "-q", cwd=repo)

    assert done.code == 0, done.text
    assert "5 passed" in done.text
    assert "levels" not in done.text


def test_the_layout_holds_at_once(machine: Machine, repo: Path) -> None:
    done = machine.run("nox", "-s", "levels-check", cwd=repo)

    assert done.code == 0, done.text


@pytest.mark.parametrize("name", ["tests/unit/test_new.py", "tests/commands/test_new.py"])
def test_a_new_test_is_guarded_at_once(machine: Machine, repo: Path, name: str) -> None:
    write(repo, name, STARTS)

    done = machine.run("nox", "-s", "unit", cwd=repo)
    check = machine.run("nox", "-s", "levels-check", cwd=repo)

    assert done.code == 1
    assert "level 4 logic" in done.text
    assert check.code == 0, check.text
    ruff = machine.run("ruff", "check", "--no-cache", "tests", cwd=repo).text
    assert "TID251" in ruff
    assert not any(old in ruff for old in OLD)


def test_a_moved_test_is_placed(machine: Machine, repo: Path) -> None:
    write(repo, "tests/test_late.py", PASSES)
    machine.git("add", "--all", cwd=repo)
    machine.git("mv", "tests/test_late.py", "tests/unit/services/", cwd=repo)

    placed, unplaced, done = counts(machine, repo, "levels")

    assert (placed, unplaced, done.code) == (1, 5, 0), done.text


def test_taking_out_the_line_places_a_test(machine: Machine, repo: Path) -> None:
    table = (repo / "levels.toml").read_text("utf-8")
    write(repo, "levels.toml", table.replace('    "tests/unit/inner",\n', ""))

    placed, unplaced, done = counts(machine, repo, "levels")
    check = machine.run("nox", "-s", "levels-check", cwd=repo)

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

    done = machine.run("nox", "-s", "levels", cwd=repo)
    unit = machine.run("nox", "-s", "unit", cwd=repo)

    assert "tests/test_top.py: no level in levels.toml owns it" in done.text
    assert "level 4 logic" in unit.text
    assert (done.code, unit.code) == (1, 1)


def test_a_test_that_is_not_placed_is_refused_by_a_level(machine: Machine, repo: Path) -> None:
    done = machine.run("nox", "-s", "unit", "--", "tests/unit/test_old.py", cwd=repo)

    assert done.code == 1
    assert (
        "tests/unit/test_old.py: levels.toml places it in no level, so no level's session runs it; "
        "use `nox -s levels`, or place it."
    ) in done.text


def test_observe_says_what_is_placed(machine: Machine, repo: Path) -> None:
    write(repo, "tests/unit/services/test_new.py", PASSES)

    done = machine.run(str(repo / PYTHON), "-m", "levels", "observe", cwd=repo)

    assert done.code == 0, done.text
    assert "1 test is placed in a level, 5 are not" in done.text
    assert "tests/unit/test_old.py: 1 tests, 5 real" in done.text


def test_a_placed_test_that_violates_can_go_on_record(machine: Machine, repo: Path) -> None:
    write(repo, "tests/unit/services/test_new.py", STARTS)

    record = machine.run(str(repo / PYTHON), "-m", "levels", "baseline", cwd=repo)
    done = machine.run("nox", "-s", "unit", cwd=repo)

    assert "1 violation of 1 test recorded" in record.text
    assert done.code == 0, done.text
    assert "1 violation of 1 test left" in done.text


def test_a_change_can_be_proven_and_reviewed(machine: Machine, repo: Path) -> None:
    write(repo, "src/old/rules.py", "def double(number: int) -> int:\n    return number * 2\n")
    test = "tests/unit/services/test_rules.py"
    use = "def test_double() -> None:\n    assert double(2) == 4\n"
    write(repo, test, f"from old.rules import double\n\n\n{use}")

    proof = machine.run(
        "nox", "-s", "prove", "--", f"{test}::test_double", "--feature", "--base=HEAD", cwd=repo
    )
    done = machine.run("nox", "-s", "review", "--", "--base=HEAD", cwd=repo)

    assert proof.code == 0, proof.text
    assert f"{test}::test_double: proven" in proof.text
    assert done.code == 0, done.text
    for row in ("uncovered  ", "unasserted ", "speculative", "broken     "):
        assert f"| {row} | ok " in done.text, done.text


@pytest.fixture
def own_noxfile(machine: Machine, template: Path, tmp_path: Path) -> tuple[Path, str]:
    """Return an adopted repository with a noxfile of its own, and what copier said."""
    repo = make_old(machine, tmp_path / "old", "own everything")
    return repo, adopt(machine, template, repo).text


def printed(text: str) -> str:
    """Return the lines that copier tells to add to the noxfile."""
    block = text.partition("Add to the end of noxfile.py:\n\n")[2].partition("\n\n")[0]
    return "\n".join(line.removeprefix("    ") for line in block.splitlines()) + "\n"


def test_the_printed_lines_give_the_sessions(
    machine: Machine, own_noxfile: tuple[Path, str]
) -> None:
    repo, text = own_noxfile
    write(repo, "noxfile.py", NOXFILE + "\n" + printed(text))

    done = machine.run("nox", "-s", "unit", "lint", cwd=repo)

    assert done.code == 0, done.text


def test_the_printed_line_for_agents_is_true(own_noxfile: tuple[Path, str]) -> None:
    repo, text = own_noxfile
    line = text.partition("Add to AGENTS.md:\n\n")[2].partition("\n")[0].strip()

    assert line == (
        "Before you write or change a test, read `tests/AGENTS.md`. "
        "`nox -s unit` runs the fast levels."
    )
    assert (repo / "tests/AGENTS.md").is_file()


def test_a_session_of_the_owner_is_not_replaced(
    machine: Machine, own_noxfile: tuple[Path, str]
) -> None:
    repo, text = own_noxfile
    write(repo, "noxfile.py", NOXFILE.replace("def lint", "def unit") + "\n" + printed(text))

    done = machine.run("nox", "-s", "unit", cwd=repo)

    assert done.code == 1
    assert (
        "noxfile.py: it has a session 'unit' already, and levels.toml names one so; rename yours, or "
        "change the level's name or `session` in levels.toml.\n"
    ) in done.text


def test_setuptools_is_told_which_package(machine: Machine, template: Path, tmp_path: Path) -> None:
    repo = make_old(machine, tmp_path / "old", "flat, found by setuptools")
    text = adopt(machine, template, repo).text
    block = text.partition("name it in pyproject.toml:\n\n")[2].partition("\n\n")[0]

    before = machine.run("nox", "-s", "unit", cwd=repo)
    with (repo / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("\n".join(line.strip() for line in block.splitlines()) + "\n")
    after = machine.run("nox", "-s", "unit", cwd=repo)

    assert "Multiple top-level packages discovered in a flat-layout" in before.text
    assert after.code == 0, after.text


def test_what_to_install_can_be_said(machine: Machine, own_noxfile: tuple[Path, str]) -> None:
    repo, text = own_noxfile
    words = 'sessions.add_levels(install=["-e", ".", "pytest", "nowhere-to-be-found==9"])'
    write(repo, "noxfile.py", NOXFILE + printed(text).replace("sessions.add_levels()", words))

    done = machine.run("nox", "-s", "unit", cwd=repo)

    assert done.code == 1
    assert "-e . pytest nowhere-to-be-found==9" in done.text
