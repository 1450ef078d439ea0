"""The hook as clients start it: the files it is named in, what it stores, what it costs nobody."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from plumbline.writer.role import HOOK

from tests.hook import FILE, hook, recorded
from tests.integration.engines import Machine, Renders

HOOKS = {
    "claude": (".claude/settings.json", "command", ("PreToolUse", "SubagentStart", "SubagentStop")),
    "codex": (".codex/hooks.json", "command", ("PreToolUse", "SubagentStart", "SubagentStop")),
    "copilot": (
        ".github/hooks/test-writer.json",
        "bash",
        ("preToolUse", "subagentStart", "subagentStop"),
    ),
}
PRE, START, STOP = range(3)


@pytest.fixture(scope="module")
def rendered(renders: Renders, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a new repo with one commit; do not change it."""
    return renders.born(tmp_path_factory.mktemp("hook") / "repo", {"example": False})


@pytest.fixture
def repo(rendered: Path, tmp_path: Path) -> Path:
    """Return a new repo with one commit, for one test to change."""
    return Path(shutil.copytree(rendered, tmp_path / "repo"))


def commands(repo: Path, client: str) -> list[str]:
    """Return the shell commands of a client's three events."""
    file, key, events = HOOKS[client]
    hooks = json.loads((repo / file).read_text("utf-8"))["hooks"]
    assert tuple(hooks) == events
    entries = [hooks[event][0] for event in events]
    return [entry["hooks"][0][key] if "hooks" in entry else entry[key] for entry in entries]


def writes(path: str) -> dict[str, Any]:
    """Return what a message says of a call that writes a file."""
    return {"tool_name": "Write", "tool_input": {"file_path": path, "content": ""}}


class Client:
    """One client of agents in one repo, whose messages the hook answers in this process."""

    def __init__(self, repo: Path, name: str = "claude") -> None:
        self.repo, self.name, self.cwd = repo, name, repo

    def say(self, event: int, **message: Any) -> tuple[int, str, str]:
        """Send a message of the test-writer; return the exit code, the output and the sentence."""
        message = {"cwd": str(self.cwd), **message}
        if self.name == "copilot":
            names = {"tool_name": "toolName", "tool_input": "toolArgs", "agent_id": "agentId"}
            message = {names.get(key, key): value for key, value in message.items()}
            message.setdefault("agentType", message.pop("agent_type", "test-writer"))
        else:
            message.setdefault("agent_type", "test-writer")
            message["hook_event_name"] = HOOKS[self.name][2][event]
        return self.send(event, json.dumps(message))

    def send(self, event: int, text: str) -> tuple[int, str, str]:
        """Send any text; return the exit code, the output and the sentence."""
        code, out, said = hook.answer(text, HOOKS[self.name][2][event], self.repo)
        return code, out, said

    def write(self, path: str) -> tuple[int, str, str]:
        """Ask to write a file."""
        return self.say(PRE, **writes(path))

    def stop(self) -> str:
        """End the test-writer; return why it is sent back, or nothing."""
        code, out, _ = self.say(STOP, agent_id="a1")
        assert code == 0
        verdict = json.loads(out or "{}")
        return str(verdict["reason"]) if verdict.get("decision") == "block" else ""


class Shell(Client):
    """A client that starts the hook by its own line, with the shell and the PATH it has."""

    def __init__(self, repo: Path, name: str = "claude", path: str = os.environ["PATH"]) -> None:
        super().__init__(repo, name)
        self.folder = repo
        self.environment = {"PATH": path, "HOME": str(repo)}

    def send(self, event: int, text: str) -> tuple[int, str, str]:
        """Send any text; return the exit code, the output and the sentence."""
        done = subprocess.run(
            ["/bin/sh", "-c", commands(self.repo, self.name)[event]],
            input=text,
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        return done.returncode, done.stdout, done.stderr


LINE = re.compile(
    r"p=\$\(cat\) \|\| exit 2; case \$p in \*test-writer\*\) for x in python3 python; do "
    r'printf %s "\$p" \| \$x -IS "(?P<folder>\$\S[^"]*)\.agents/hooks/test_writer\.py" (?P<event>\w+)'
    r" && exit; \[ \$\? = 2 \] && break; done; exit 2; esac"
)


def test_the_lines_that_call_the_hook_are_short_and_of_one_shape(rendered: Path) -> None:
    for name, (_, _, events) in HOOKS.items():
        lines = commands(rendered, name)
        found = [LINE.fullmatch(line) for line in lines]

        assert [one and one["event"].lower() for one in found] == [one.lower() for one in events]
        assert len({one and one["folder"] for one in found}) == 1, name
        assert [line for line in lines if len(line) > 220] == []


@pytest.mark.parametrize("name", HOOKS)
def test_each_client_is_told_to_ask_the_hook(repo: Path, name: str) -> None:
    client = Shell(repo, name)

    assert client.write("tests/unit/test_x.py") == (0, "", "")
    code, out, sentence = client.write("src/x.py")
    assert code == 2
    assert json.loads(out)["permissionDecisionReason"] == sentence.strip()  # what Copilot reads
    assert sentence == (
        "src/x.py is outside tests/; the test-writer writes there only. "
        "Hand back what you have, and say what must change outside tests/.\n"
    )


@pytest.mark.parametrize("name", HOOKS)
def test_each_client_has_its_work_compared(repo: Path, name: str) -> None:
    client = Shell(repo, name)
    client.say(START, agent_id="a1")
    (repo / "src" / "planted.py").write_text("x = 1\n")
    (repo / "tests" / "conftest.py").write_text("x = 1\n")

    reason = client.stop()

    assert "files outside tests/ changed: src/planted.py." in reason
    (repo / "src" / "planted.py").unlink()
    assert client.stop() == ""


def test_other_agents_are_let_through_even_without_python(repo: Path) -> None:
    client = Shell(repo, path=lonely(repo, "cat", "git"))

    sent = client.say(PRE, agent_type="main", tool_name="Write", tool_input={"file_path": "src/x"})

    assert sent == (0, "", "")


def test_without_python_the_test_writer_may_do_nothing(repo: Path) -> None:
    client = Shell(repo, path=lonely(repo, "cat", "git"))

    code, _, said = client.write("tests/x.py")

    assert code == 2
    assert re.search(r"\bpython3: .*not found\n.*\bpython: .*not found\n$", said)


def lonely(repo: Path, *programs: str) -> str:
    """Return a PATH that holds these programs only."""
    folder = repo.parent / "bin"
    folder.mkdir()
    for program in programs:
        (folder / program).symlink_to(str(shutil.which(program)))
    return str(folder)


def test_a_python_that_cannot_run_it_gives_way_to_the_next(repo: Path) -> None:
    path = lonely(repo, "cat", "git")
    store = Path(path, "python3")
    store.write_text("#!/bin/sh\nexit 49\n")  # as the Windows store's stand-in
    store.chmod(0o755)
    Path(path, "python").symlink_to(sys.executable)
    client = Shell(repo, path=path)

    assert client.write("tests/x.py")[0] == 0
    assert client.write("src/x.py")[0] == 2


@pytest.mark.parametrize("text", ['{"test-writer', "test-writer \0 \x1b"])
def test_a_broken_message_is_refused_without_a_traceback(repo: Path, text: str) -> None:
    code, out, said = Shell(repo).send(PRE, text)

    assert (code, said.count("\n")) == (2, 1)
    assert "Traceback" not in out + said


def test_a_missing_script_refuses_with_a_sentence(repo: Path) -> None:
    client = Shell(repo)
    message = json.dumps({"agent_type": "test-writer", "tool_name": "Read", "tool_input": {}})
    (repo / HOOK).unlink()

    code, _, said = client.send(PRE, message)

    assert code == 2
    assert "can't open file" in said
    assert f"{HOOK}': [Errno 2] No such file or directory" in said


def test_a_shell_without_cat_refuses(repo: Path) -> None:
    assert Shell(repo, path=lonely(repo, "git")).write("tests/x.py")[0] == 2


def test_links_are_followed(repo: Path) -> None:
    (repo / "tests/out").symlink_to(repo / "src")
    (repo / "tests/mine.py").symlink_to(repo / "levels.toml")
    os.link(repo / "pyproject.toml", repo / "tests/hard.py")
    client = Client(repo)

    answers = [client.write(path) for path in ("tests/out/x.py", "tests/mine.py", "tests/hard.py")]

    assert [code for code, _, _ in answers] == [2, 2, 2]
    assert "tests/hard.py is a hard link" in answers[2][2]


def test_a_folder_of_tests_that_is_a_link_is_nobodys(repo: Path) -> None:
    shutil.move(repo / "tests", repo / "src" / "moved")
    (repo / "tests").symlink_to(repo / "src" / "moved")

    assert Client(repo).write("tests/x.py")[0] == 2


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


@pytest.mark.parametrize("name", ["claude", "copilot"])
def test_in_a_larger_repository_the_rest_is_watched_too(
    machine: Machine, repo: Path, name: str
) -> None:
    shutil.rmtree(repo / ".git")
    (repo.parent / "other.py").write_text("x\n")
    machine.commit_all(repo.parent)
    client = Shell(repo, name)
    client.say(START, agent_id="a1")

    (repo / "tests/x.py").write_text("x\n")
    (repo.parent / "other.py").write_text("y\n")

    assert "changed: other.py." in client.stop()


def test_in_a_larger_repository_codex_refuses(machine: Machine, repo: Path) -> None:
    shutil.rmtree(repo / ".git")
    machine.commit_all(repo.parent)

    code, _, said = Shell(repo, "codex").write("tests/x.py")

    assert (code, "No such file or directory" in said) == (2, True)


@pytest.mark.parametrize("name", ["claude", "codex"])
def test_in_a_subfolder_the_hook_is_found(repo: Path, name: str) -> None:
    """Where Claude Code's shell went, or Codex was started; Copilot calls it where it was started."""
    client = Shell(repo, name)
    client.environment["CLAUDE_PROJECT_DIR"] = str(repo)
    client.folder = repo / "src"

    assert client.say(PRE, cwd=str(repo / "src"), **writes("../tests/x.py")) == (0, "", "")
    assert client.say(PRE, cwd=str(repo / "src"), **writes("tests/x.py"))[0] == 2


def test_modules_that_a_test_planted_are_not_read(repo: Path) -> None:
    for folder in (repo, (repo / HOOK).parent):
        for name in ("json", "re", "hashlib", "sitecustomize"):
            (folder / f"{name}.py").write_text("import os; os._exit(0)\n")
    client = Shell(repo)
    client.environment["PYTHONPATH"] = str(repo)

    assert client.write("src/x.py")[0] == 2


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


def test_a_python_too_old_gives_way_to_the_next(repo: Path) -> None:
    text = (repo / HOOK).read_text("utf-8").replace("(3, 9)", "(9, 9)")
    (repo / HOOK).write_text(text, "utf-8")

    code, _, said = Shell(repo).write("tests/x.py")

    assert code == 2
    assert "The hook of the test-writer needs Python 3.9 or newer.\n" in said


def test_the_hook_is_formatted(machine: Machine, tmp_path: Path) -> None:
    """It asks linters to let it be, for the owner's settings may be others; so it is held to it here."""
    text = FILE.read_text("utf-8")
    (tmp_path / "hook.py").write_text(text.replace("# fmt: off\n", ""), "utf-8")

    done = machine.run("ruff", "format", "--check", "--line-length=100", "hook.py", cwd=tmp_path)

    assert (text.count("# fmt: off\n"), done.code) == (1, 0)


RECORDED = [record for record in recorded() if record["event"] != "PreToolUse"]


@pytest.mark.parametrize("record", RECORDED, ids=map(str, range(len(RECORDED))))
def test_what_clients_really_sent_is_judged_right(repo: Path, record: dict[str, Any]) -> None:
    """Messages that `nox -s clients` saw the real clients send; ROOT stands for the repo."""
    text = json.dumps(record["message"]).replace("ROOT", str(repo))

    code, out, error = hook.answer(text, record["event"], repo)

    assert (code, error) == (0, "")
    unseen = record["event"] == "SubagentStop" and "test-writer" in text
    assert ("Nothing was stored" in out) == unseen  # its start came in another message
