"""The hook compares what was there before the test-writer with what is there after it."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from plumbline.writer.role import HOOK

from tests.integration.engines import Machine, Renders
from tests.integration.hooked import START, STOP, Client, Shell


@pytest.fixture(scope="module")
def rendered(renders: Renders, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a new repo with one commit; do not change it."""
    return renders.born(tmp_path_factory.mktemp("hook") / "repo", {"example": False})


@pytest.fixture
def repo(rendered: Path, tmp_path: Path) -> Path:
    """Return a new repo with one commit, for one test to change."""
    return Path(shutil.copytree(rendered, tmp_path / "repo"))


WHO = ("-c", "user.name=x", "-c", "user.email=x@example.com")
CHANGES: dict[str, Callable[[Path], object]] = {
    "tests/unit/ruff.toml": lambda repo: (repo / "tests/unit/ruff.toml").write_text("x\n"),
    "LICENSE": lambda repo: replace_by_pipe(repo / "LICENSE"),
    ".git/config.worktree": lambda repo: (repo / ".git/config.worktree").write_text("x\n"),
    "git's index": lambda repo: stage_and_restore(repo, "README.md"),
    "git's HEAD": lambda repo: run_git(repo, *WHO, "commit", "--allow-empty", "-qm", "x"),
    "src/new.py": lambda repo: (repo / "src/new.py").write_text("x\n"),
    "levels.toml": lambda repo: (repo / "levels.toml").write_text("x\n"),
    "README.md": lambda repo: (repo / "README.md").unlink(),
    "noxfile.py": lambda repo: (repo / "noxfile.py").chmod(0o755),
    ".git/config": lambda repo: (repo / ".git/config").write_text("[core]\n\tx = y\n"),
    ".git/hooks/pre-commit": lambda repo: (repo / ".git/hooks/pre-commit").write_text("x\n"),
    "CHANGELOG.md": lambda repo: hide(repo, "CHANGELOG.md"),
    "inner/x.py": lambda repo: (repo / "inner/x.py").write_text("changed\n"),
    HOOK: lambda repo: (repo / HOOK).write_bytes((repo / HOOK).read_bytes() + b"\n"),
    "AGENTS.md": lambda repo: replace_by_link(repo / "AGENTS.md"),
}


def hide(repo: Path, name: str) -> None:
    """Change a file that git is told to take as unchanged, and give it its old time and size."""
    subprocess.run(["git", "update-index", "--assume-unchanged", name], cwd=repo, check=True)
    before = (repo / name).stat()
    (repo / name).write_text("x" * before.st_size)
    os.utime(repo / name, ns=(before.st_atime_ns, before.st_mtime_ns))


def run_git(repo: Path, *words: str) -> None:
    """Run git; an error of it is an error of the test."""
    subprocess.run(["git", *words], cwd=repo, check=True, capture_output=True)


def stage_and_restore(repo: Path, name: str) -> None:
    """Leave a change in the index alone."""
    before = (repo / name).read_bytes()
    (repo / name).write_text("x\n")
    run_git(repo, "add", name)
    (repo / name).write_bytes(before)


def replace_by_pipe(path: Path) -> None:
    """Put a pipe in the place of a file: who opens it waits."""
    path.unlink()
    os.mkfifo(path)


def replace_by_link(path: Path) -> None:
    """Put a link in the place of a file."""
    path.unlink()
    path.symlink_to("README.md")


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_behind_the_tools_is_found(machine: Machine, repo: Path, name: str) -> None:
    (repo / "inner").mkdir()
    (repo / "inner/x.py").write_text("x\n")
    machine.commit_all(repo / "inner")  # a repository inside the repository
    client = Client(repo)
    client.say(START, agent_id="a1")

    CHANGES[name](repo)

    assert f"changed: {name}." in client.stop()


def test_what_stood_there_before_is_nobodys_fault(repo: Path) -> None:
    (repo / "src/begun.py").write_text("x\n")
    (repo / "README.md").write_text("x\n")
    client = Client(repo)
    client.say(START, agent_id="a1")
    (repo / "tests/unit/test_x.py").write_text("x\n")
    (repo / ".nox").mkdir(exist_ok=True)
    (repo / ".nox/ignored").write_text("x\n")

    assert client.stop() == ""


def test_it_is_sent_back_three_times_for_the_same(repo: Path) -> None:
    client = Client(repo)
    client.say(START, agent_id="a1")
    (repo / "README.md").write_text("x\n")

    assert ["README.md" in client.stop() for _ in range(5)] == [True, True, True, False, False]
    _, out, _ = client.say(STOP, agent_id="a1")
    assert "README.md" in json.loads(out)["systemMessage"]


def test_two_at_once_have_a_snapshot_each(repo: Path) -> None:
    client = Client(repo)
    client.say(START, agent_id="a1")
    (repo / "README.md").write_text("x\n")
    client.say(START, agent_id="../../b/2")

    assert client.say(STOP, agent_id="../../b/2") == (0, "", "")
    assert "README.md" in client.stop()


@pytest.mark.parametrize("named", [True, False])
def test_a_worktree_is_watched_like_a_repo(
    machine: Machine, repo: Path, tmp_path: Path, named: bool
) -> None:
    """Whether the client names the worktree or the main one as the project."""
    machine.git("worktree", "add", "--quiet", str(tmp_path / "other"), cwd=repo)
    client = Shell(tmp_path / "other")

    client.environment["CLAUDE_PROJECT_DIR"] = str(repo if named else tmp_path / "other")
    client.say(START, agent_id="a1")
    assert client.write("tests/x.py")[0] == 0
    assert client.write(str(repo / "tests/x.py"))[0] == 2
    (tmp_path / "other/README.md").write_text("x\n")
    assert "changed: README.md." in client.stop()


def test_a_worktree_inside_the_repo_is_the_project(machine: Machine, repo: Path) -> None:
    inner = repo / ".claude/worktrees/one"
    machine.git("worktree", "add", "--quiet", str(inner), cwd=repo)
    client = Shell(inner)
    client.environment["CLAUDE_PROJECT_DIR"] = str(repo)

    client.say(START, agent_id="a1")

    assert client.write("tests/x.py")[0] == 0
    assert client.write(str(inner / "tests/x.py"))[0] == 0
    assert client.write("src/x.py")[0] == 2
    assert client.write(str(repo / "tests/x.py"))[0] == 2
    (inner / "README.md").write_text("x\n")
    assert "changed: README.md." in client.stop()


def test_a_package_with_a_table_of_its_own_is_a_project(repo: Path) -> None:
    package = repo / "packages/one"
    (package / "tests").mkdir(parents=True)
    shutil.copy(repo / "levels.toml", package)
    client = Client(repo)
    client.cwd = package

    client.say(START, agent_id="a1")

    assert client.write("tests/x.py")[0] == 0
    assert client.write("src/x.py")[0] == 2
    assert client.write(str(repo / "src/x.py"))[0] == 2
    (package / "tests/x.py").write_text("x\n")
    assert client.stop() == ""
    (package / "src.py").write_text("x\n")
    assert "changed: packages/one/src.py." in client.stop()


def test_without_git_it_says_that_nothing_is_watched(repo: Path) -> None:
    shutil.rmtree(repo / ".git")
    client = Client(repo)

    code, out, said = client.say(START, agent_id="a1")

    assert code == 0
    assert json.loads(out)["systemMessage"] + "\n" == said
    assert said.startswith("Nobody watches what tests do outside tests/: git says:")
    assert client.say(STOP, agent_id="a1")[2] == said
    assert client.write("src/x.py")[0] == 2


def test_a_stop_without_a_start_is_sent_back_once(repo: Path) -> None:
    client = Client(repo)

    assert "Nothing was stored when the test-writer began" in client.stop()
    assert client.stop() == ""


def test_a_damaged_snapshot_says_so(repo: Path) -> None:
    client = Client(repo)
    client.say(START, agent_id="a1")
    (stored,) = (repo / ".git/test-writer").glob("*.json")
    stored.write_text("[1, 2")

    assert "Nothing was stored" in client.stop()


def test_it_leaves_nothing_in_the_work_tree(machine: Machine, repo: Path) -> None:
    client = Client(repo)
    client.say(START, agent_id="a1")
    client.write("tests/x.py")
    client.stop()

    assert machine.git("status", "--porcelain", cwd=repo) == ""
