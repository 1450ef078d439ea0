"""The hook as clients start it: by which lines, with which shell and Python, in which folder."""

import json
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from plumbline.writer.role import HOOK

from tests.hook import FILE, hook, recorded
from tests.integration.engines import Machine, Renders
from tests.integration.hooked import HOOKS, PRE, START, Client, Shell, commands, writes


@pytest.fixture(scope="module")
def rendered(renders: Renders, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a new repo with one commit; do not change it."""
    return renders.born(tmp_path_factory.mktemp("hook") / "repo", {"example": False})


@pytest.fixture
def repo(rendered: Path, tmp_path: Path) -> Path:
    """Return a new repo with one commit, for one test to change."""
    return Path(shutil.copytree(rendered, tmp_path / "repo"))


LINE = re.compile(
    r"p=\$\(cat\) \|\| exit 2; case \$p in \*test-writer\*\) for x in python3 python; do "
    r'printf %s "\$p" \| \$x -IS "(?P<folder>\$\S[^"]*)\.agents/hooks/test_writer\.py" (?P<event>\w+)'
    r" && exit; \[ \$\? = 2 \] && break; done; exit 2; esac"
)


def test_the_lines_that_call_the_hook_are_short_and_of_one_shape(rendered: Path) -> None:
    lines = {name: commands(rendered, name) for name in HOOKS}

    found = {name: [LINE.fullmatch(line) for line in lines[name]] for name in HOOKS}
    assert {name: [one and one["event"].lower() for one in found[name]] for name in HOOKS} == {
        name: [event.lower() for event in events] for name, (_, _, events) in HOOKS.items()
    }
    assert [name for name in HOOKS if len({one and one["folder"] for one in found[name]}) > 1] == []
    assert [line for name in HOOKS for line in lines[name] if len(line) > 220] == []


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
