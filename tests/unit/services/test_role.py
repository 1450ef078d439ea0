"""What the test-writer may do: the hook's answers on paths and on tools of every client."""

import ast
import json
from typing import Any

import pytest
from plumbline.history import ELSEWHERE
from plumbline.writer import role

from tests.hook import FILE, hook, say
from tests.places import TREE

INSTEAD = "Hand back what you have, and say what must change outside tests/.\n"
INSIDE = str(TREE / "tests" / "unit" / "test_x.py")
SRC = str(TREE / "src" / "x.py")


def test_an_older_python_can_read_it() -> None:
    """Nothing newer than 3.9 stands in the file: the clients' Python may be a system's."""
    ast.parse(FILE.read_text("utf-8"), feature_version=(3, 9))


def test_the_package_knows_of_the_role_what_the_hook_knows() -> None:
    known = (role.WRITER, role.HOOK, role.CONFIGURATION, ELSEWHERE)

    assert known == (hook.WRITER, hook.HOOK, hook.CONFIGURATION, hook.ELSEWHERE)


def write(path: str, **more: str) -> tuple[int, str]:
    """Return the answer to a file that is written."""
    return say(tool_name="Write", tool_input={"file_path": path, "content": "x"}, **more)


@pytest.mark.parametrize(
    "path",
    ["tests/unit/services/test_x.py", "tests/fakes/clock.py", "./tests/x.py", INSIDE]
    + ["tests/../tests/x.py", "src/../tests/conftest.py", "tests//a/../x.py", "tests/README.md"],
)
def test_a_path_below_tests_is_its_own(path: str) -> None:
    assert write(path) == (0, "")


@pytest.mark.parametrize(
    "path",
    [
        "src/x.py",
        SRC,
        "tests/../src/x.py",
        "tests/../../x",
        ".agents/hooks/test_writer.py",
        "levels.toml",
    ]
    + ["pyproject.toml", "tests", "tests/", "tests/..", ".", "", "testsx/x.py", "/etc/passwd"]
    + ["~/x.py", "tests\\..\\src\\x.py", "..\\tests\\x.py", "C:\\repo\\tests\\x.py"]
    + [
        "FILE:///repo/tests/x.py",
        "vscode-file:///x",
        "tests/%2e%2e/src/x",
        "file:///repo/tests/x.py",
        "vscode-remote://x/tests/x.py",
        "TESTS/x.py",
        " tests/x.py",
    ],
)
def test_a_path_elsewhere_is_refused(path: str) -> None:
    said = f"{path} is outside tests/; the test-writer writes there only. {INSTEAD}"

    assert write(path) == (2, said)


@pytest.mark.parametrize(
    "name",
    ["unit/ruff.toml", ".ruff.toml", "AGENTS.md", "unit/CLAUDE.md", "pytest.ini", ".git/config"]
    + ["AGENTS.override.md", "GEMINI.md", "mypy.ini", "ruff.toml ", "usercustomize.py"]
    + [".gitattributes", "unit/.pytest.toml", "noxfile.py", "sitecustomize.py", "unit/Ruff.TOML"],
)
def test_configuration_below_tests_is_refused(name: str) -> None:
    assert write(f"tests/{name}") == (2, f"tests/{name} is configuration, not a test. {INSTEAD}")


def test_a_path_is_taken_from_where_the_agent_stands() -> None:
    assert write("x.py", cwd=str(TREE / "tests")) == (0, "")
    assert write("tests/x.py", cwd=str(TREE / "src"))[0] == 2


CALLS: list[tuple[str, dict[str, Any]]] = [
    # a tool and its input, with the path as @
    ("Write", {"file_path": "@", "content": "x"}),
    ("Edit", {"file_path": "@", "old_string": "a", "new_string": "b"}),
    ("MultiEdit", {"file_path": "@", "edits": []}),
    ("NotebookEdit", {"notebook_path": "@"}),
    ("create", {"path": "@", "file_text": "x"}),
    ("edit", {"path": "@", "old_str": "a"}),
    ("str_replace_editor", {"command": "create", "path": "@"}),
    ("create_file", {"filePath": "@", "content": "x"}),
    ("replace_string_in_file", {"filePath": "@"}),
    ("multi_replace_string_in_file", {"replacements": [{"filePath": INSIDE}, {"filePath": "@"}]}),
    ("insert_edit_into_file", {"files": ["@"]}),
    ("apply_patch", {"command": "*** Begin Patch\n*** Add File: @\n+x\n*** End Patch"}),
    ("apply_patch", {"input": "*** Begin Patch\n*** Update File: @\n*** End Patch"}),
    ("apply_patch", {"patch": f"*** Update File: {INSIDE}\n*** Move to: @\n"}),
    ("apply_patch", {"command": f"*** Add File: {INSIDE}\n*** Delete File: @\n"}),
]


def put(value: Any, path: str) -> Any:
    """Put a path where a call has its @."""
    return json.loads(json.dumps(value).replace("@", path))


@pytest.mark.parametrize(("tool", "given"), CALLS)
@pytest.mark.parametrize("path", ["src/x.py", "tests/../src/x.py", SRC])
def test_every_editor_is_held_to_tests(tool: str, given: dict[str, Any], path: str) -> None:
    code, error = say(tool_name=tool, tool_input=put(given, path), cwd=str(TREE))

    assert (code, path in error) == (2, True)
    assert say(tool_name=tool, tool_input=put(given, INSIDE), cwd=str(TREE)) == (0, "")


@pytest.mark.parametrize(("tool", "given"), CALLS)
def test_every_editor_is_held_to_tests_in_copilot(tool: str, given: dict[str, Any]) -> None:
    message = {"agentType": "test-writer", "toolName": tool, "cwd": str(TREE)}
    bad = json.dumps({**message, "toolArgs": json.dumps(put(given, "src/x.py"))})
    good = json.dumps({**message, "toolArgs": put(given, INSIDE)})

    assert hook.answer(bad, "PreToolUse", TREE)[0] == 2
    assert hook.answer(good, "PreToolUse", TREE)[0] == 0


@pytest.mark.parametrize("tool", ["Bash", "bash", "shell", "exec_command", "runTerminalCommand"])
@pytest.mark.parametrize("command", ["touch src/x", ["bash", "-lc", "touch src/x"], ["touch", "x"]])
def test_every_shell_is_held_to_the_list(tool: str, command: object) -> None:
    assert say(tool_name=tool, tool_input={"command": command})[0] == 2
    assert say(tool_name=tool, tool_input={"command": "nox -s unit"}) == (0, "")
    assert say(tool_name=tool, tool_input={"cmd": ["bash", "-lc", "nox -s unit"]}) == (0, "")


@pytest.mark.parametrize(
    ("tool", "given"),
    [("Read", {"file_path": SRC}), ("view", {"path": SRC}), ("Grep", {"pattern": "x"})]
    + [("Skill", {"skill": "testing-strategy"}), ("str_replace_editor", {"command": "view"})],
)
def test_reading_is_free(tool: str, given: dict[str, Any]) -> None:
    assert say(tool_name=tool, tool_input=given) == (0, "")


@pytest.mark.parametrize(
    ("tool", "given"),
    [("Task", {"prompt": "write src/x.py"}), ("spawn_agent", {}), ("mcp__files__write", {})]
    + [("mcp__files__write", {"path": INSIDE}), ("write_stdin", {"chars": "x"}), ("Write", {})]
    + [("edit", {"command": "view", "path": SRC, "new_str": "x"}), ("Write", {"command": "view"})]
    + [
        ("create", {"path": INSIDE, "files": {SRC: "x"}}),
        ("Write", {"file_path": INSIDE, "target_file": SRC}),
    ]
    + [("apply_patch", {"path": INSIDE, "command": ["apply_patch", "*** Add File: src/x"]})]
    + [("Bash", {"command": "pwd", "cmd": "rm x"}), ("Bash", {"command": ["/evil", "-c", "pwd"]})]
    + [("Bash", {"command": "pwd", "workdir": "/evil"}), ("Bash", {"command": "pwd", "shell": "x"})]
    + [("Write", {"file_path": 3}), ("Write", {"file_path": "tests/x\0.py"}), ("apply_patch", {})],
)
def test_a_tool_that_is_not_known_is_refused(tool: str, given: dict[str, Any]) -> None:
    code, error = say(tool_name=tool, tool_input=given)

    assert (code, error.count("\n")) == (2, 1)


@pytest.mark.parametrize(
    "text",
    ["", "x", "[]", "null", '"test-writer"', '{"agent_type": ["test-writer"]}', "{" * 100_000]
    + ['{"agent_type": {"name": "test-writer"}}', "[" * 100_000, '{"agent_type": "test-writer"}']
    + ['{"agent_type": "test-writer", "tool_name": 3, "tool_input": {}}']
    + ['{"agent_type": "test-writer", "tool_name": "Write", "tool_input": null}']
    + ['{"agent_type": "test-writer", "tool_name": "Write", "tool_input": "tests/x.py"}']
    + ['{"agent_type": "main", "agentType": "test-writer", "tool_name": "Task"}']
    + ['{"agent_type": "test-writer", "tool_name": "Bash", "tool_input": {"command": 3}}'],
)
def test_a_message_of_another_form_is_refused_with_a_sentence(text: str) -> None:
    code, out, error = hook.answer(text, root=TREE)

    assert (code, out, error.count("\n"), error[-2]) == (2, "", 1, ".")


@pytest.mark.parametrize("agent", ["", None, "main", "code-reviewer", "my-test-writer-2"])
def test_other_agents_are_let_through(agent: str | None) -> None:
    message = {"agent_type": agent, "tool_name": "Write", "tool_input": {"file_path": "src/x.py"}}

    assert hook.answer(json.dumps(message), root=TREE) == (0, "", "")
    assert hook.answer(json.dumps({"tool_name": "Bash"}), root=TREE) == (0, "", "")


@pytest.mark.parametrize("name", ["Test-Writer", " test-writer "])
def test_the_name_may_be_written_otherwise(name: str) -> None:
    assert hook.answer(json.dumps({"agent_type": name, "tool_name": "Task"}), root=TREE)[0] == 2


def test_an_event_that_is_not_known_is_refused() -> None:
    assert say(hook_event_name="Other", tool_name="Read")[0] == 2


def test_the_name_may_have_the_prefix_of_a_plugin() -> None:
    message = {"agent_type": "tools:test-writer", "tool_name": "Task"}

    assert hook.answer(json.dumps(message), root=TREE)[0] == 2


@pytest.mark.parametrize("filler", ["\n", " ", "*** ", "'", '"', "a ", "~", "/", "../"])
def test_a_long_message_takes_no_long_time(filler: str) -> None:
    """A hook that runs out of time lets the call through: what takes 0.1 s here fails."""
    patch = "*** Begin Patch\n*** Add File: src/x.py" + filler * 20_000 + "x"

    assert say(tool_name="apply_patch", tool_input={"command": patch})[0] == 2
    assert say(tool_name="Bash", tool_input={"command": "cat " + filler * 20_000 + "|"})[0] == 2
    assert say(tool_name="Write", tool_input={"file_path": filler * 200 + "/x"})[0] == 2
