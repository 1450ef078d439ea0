"""`plumbline scope`: commits that say they are the test-writer's stay in tests/."""

from pathlib import Path

import pytest

from tests.integration.engines import Done, Machine


@pytest.fixture
def repo(machine: Machine, tmp_path: Path) -> Path:
    """Return a repo with one commit on main and a branch."""
    folder = tmp_path / "repo"
    write(folder, "src/x.py", "tests/test_x.py", "levels.toml", "project/levels.toml")
    machine.commit_all(folder)
    machine.git("switch", "--quiet", "--create", "branch", cwd=folder)
    return folder


def write(folder: Path, *names: str) -> None:
    """Add a line to each file."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write("x = 1\n")


def commit(machine: Machine, repo: Path, message: str, *names: str) -> None:
    """Commit a line more in each file."""
    write(repo, *names)
    machine.git("add", "--all", cwd=repo)
    machine.git("commit", "--quiet", "--message", message, cwd=repo)


def scope(machine: Machine, folder: Path, base: str = "main") -> Done:
    """Run the command in a folder."""
    return machine.run("plumbline", "scope", "--base", base, cwd=folder)


def test_a_marked_commit_inside_tests_is_fine(machine: Machine, repo: Path) -> None:
    commit(machine, repo, "Add tests\n\nTest-Writer: yes", "tests/test_x.py", "tests/new/test_y.py")
    commit(machine, repo, "Add code", "src/x.py")

    done = scope(machine, repo)

    said = "1 commit(s) since main are marked `Test-Writer: yes`; none leaves tests/\n"
    assert (done.code, done.text) == (0, said)


def test_a_marked_commit_outside_tests_fails(machine: Machine, repo: Path) -> None:
    commit(
        machine,
        repo,
        "Add tests\n\n\x1f\nTest-Writer: yes\n\nCo-Authored-By: X <x@y>",
        "tests/test_x.py",
        "src/x.py",
        "testsx/é.py",
    )

    done = scope(machine, repo)

    assert done.code == 1
    lines = [line.partition(": ")[2] for line in done.text.splitlines()]
    assert [line.partition(" is outside tests/; move it")[0] for line in lines] == [
        "src/x.py",
        "testsx/é.py",
    ]
    assert "(Add tests)" in done.text


def test_configuration_below_tests_fails(machine: Machine, repo: Path) -> None:
    commit(machine, repo, "Add\n\nTest-Writer: yes", "tests/unit/ruff.toml")

    assert "tests/unit/ruff.toml is configuration, not a test; move it" in scope(machine, repo).text


def test_a_tag_called_like_the_commit_does_not_hide_it(machine: Machine, repo: Path) -> None:
    commit(machine, repo, "Add\n\nTest-Writer: yes", "src/x.py")
    machine.git("tag", machine.git("log", "-1", "--format=%h", cwd=repo), "main", cwd=repo)

    assert scope(machine, repo).code == 1


def test_a_later_undo_does_not_hide_it(machine: Machine, repo: Path) -> None:
    commit(machine, repo, "Add\n\nTest-Writer: yes", "src/x.py")
    machine.git("revert", "--no-edit", "HEAD", cwd=repo)

    assert scope(machine, repo).code == 1


def test_moving_a_file_into_tests_takes_it_from_outside(machine: Machine, repo: Path) -> None:
    machine.git("mv", "src/x.py", "tests/x.py", cwd=repo)
    machine.git("commit", "--quiet", "--message", "Move\n\nTest-Writer: yes", cwd=repo)

    assert "src/x.py is outside tests/" in scope(machine, repo).text


def test_a_merge_is_judged_by_what_it_brings(machine: Machine, repo: Path) -> None:
    machine.git("switch", "--quiet", "--create", "side", cwd=repo)
    commit(machine, repo, "Code", "src/x.py")
    machine.git("switch", "--quiet", "branch", cwd=repo)
    commit(machine, repo, "Tests", "tests/test_x.py")
    machine.git("merge", "--no-ff", "-q", "-m", "Merge\n\nTest-Writer: yes", "side", cwd=repo)

    assert "src/x.py is outside tests/" in scope(machine, repo).text


def test_a_project_below_the_top_has_its_own_tests(machine: Machine, repo: Path) -> None:
    commit(machine, repo, "A\n\nTest-Writer: yes", "project/tests/test_x.py")
    assert scope(machine, repo / "project").code == 0

    commit(machine, repo, "B\n\nTest-Writer: yes", "tests/test_x.py")
    assert "tests/test_x.py is outside project/tests/" in scope(machine, repo / "project").text


def test_work_on_the_base_itself_is_not_judged(machine: Machine, repo: Path) -> None:
    machine.git("switch", "--quiet", "main", cwd=repo)
    commit(machine, repo, "A\n\nTest-Writer: yes", "src/x.py")
    machine.git("switch", "--quiet", "branch", cwd=repo)

    assert scope(machine, repo).code == 0


@pytest.mark.parametrize(
    ("base", "sentence"),
    [
        ("nowhere", "git knows no commit nowhere; fetch it, or name another\n"),
        ("lone", "lone and HEAD have no commit in common; name another base\n"),
    ],
)
def test_a_base_that_is_none_is_said(
    machine: Machine, repo: Path, base: str, sentence: str
) -> None:
    machine.git("switch", "--quiet", "--orphan", "lone", cwd=repo)
    commit(machine, repo, "Other", "y.py")
    machine.git("switch", "--quiet", "branch", cwd=repo)

    done = scope(machine, repo, base)

    assert (done.code, done.text) == (1, sentence)


def test_a_shallow_clone_is_not_judged(machine: Machine, repo: Path, tmp_path: Path) -> None:
    commit(machine, repo, "A", "src/x.py")
    machine.git("clone", "-q", "--depth=1", f"file://{repo}", str(tmp_path / "clone"), cwd=tmp_path)

    done = scope(machine, tmp_path / "clone", "HEAD")

    assert done.code == 1
    assert done.text.startswith("this clone is shallow")


def test_outside_a_repository_git_says_so(machine: Machine, tmp_path: Path) -> None:
    write(tmp_path, "levels.toml")

    done = scope(machine, tmp_path)

    assert done.code == 1
    assert "is in no git repository; " in done.text


def test_a_repo_without_a_commit_is_said(machine: Machine, tmp_path: Path) -> None:
    write(tmp_path, "levels.toml")
    machine.git("init", "--quiet", cwd=tmp_path)

    assert scope(machine, tmp_path, "HEAD").text == (
        "git knows no commit HEAD: there is none yet; commit first\n"
    )


def test_without_git_it_says_so(machine: Machine, repo: Path, tmp_path: Path) -> None:
    done = machine.run("plumbline", "scope", "--base", "main", cwd=repo, PATH=str(tmp_path))

    assert (done.code, done.text) == (
        1,
        "git is not on the PATH; install it to compare commits\n",
    )
