"""What the test-writer may do: which paths, commands and tools of every client."""

import json
from typing import Any

import pytest
from plumbline.history import ELSEWHERE
from plumbline.writer import role

from tests.hook import hook
from tests.places import TREE

INSIDE = str(TREE / "tests" / "unit" / "test_x.py")
SRC = str(TREE / "src" / "x.py")


def test_the_package_knows_of_the_role_what_the_hook_knows() -> None:
    known = (role.WRITER, role.HOOK, role.CONFIGURATION, ELSEWHERE)

    assert known == (hook.WRITER, hook.HOOK, hook.CONFIGURATION, hook.ELSEWHERE)


@pytest.mark.parametrize(
    "path",
    ["tests/unit/services/test_x.py", "tests/fakes/clock.py", "./tests/x.py", INSIDE]
    + ["tests/../tests/x.py", "src/../tests/conftest.py", "tests//a/../x.py", "tests/README.md"],
)
def test_a_path_below_tests_is_its_own(path: str) -> None:
    assert hook.check_path(path, TREE, TREE) is None


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
    with pytest.raises(
        hook.RefusedError, match=r"is outside tests/; the test-writer writes there only"
    ):
        hook.check_path(path, TREE, TREE)


@pytest.mark.parametrize(
    "name",
    ["unit/ruff.toml", ".ruff.toml", "AGENTS.md", "unit/CLAUDE.md", "pytest.ini", ".git/config"]
    + ["AGENTS.override.md", "GEMINI.md", "mypy.ini", "ruff.toml ", "usercustomize.py"]
    + [".gitattributes", "unit/.pytest.toml", "noxfile.py", "sitecustomize.py", "unit/Ruff.TOML"],
)
def test_configuration_below_tests_is_refused(name: str) -> None:
    with pytest.raises(hook.RefusedError, match="is configuration, not a test"):
        hook.check_path(f"tests/{name}", TREE, TREE)


def test_a_path_is_taken_from_where_the_agent_stands() -> None:
    hook.check_path("x.py", TREE, TREE / "tests")

    with pytest.raises(hook.RefusedError):
        hook.check_path("tests/x.py", TREE, TREE / "src")


ALLOWED = [
    "nox -s unit",
    "nox -s unit sanity",
    "nox --session pure",
    "uv run nox -s logic",
    "python -m nox -s real",
    "nox -s check",
    "pytest --level unit -k draft",
    "pytest --level=unit --level sanity",
    "plumbline check",
    "python3 -m plumbline check",
    "uv run plumbline review --base origin/main",
    "uv run python -m plumbline prove tests/unit/test_x.py::test_y --feature",
    "nox -s lint types",
    "nox -s prove -- tests/unit/test_x.py::test_y --base origin/main --feature",
    "nox -s review -- --base HEAD^",
    "nox -s unit -- tests/unit/services/test_x.py::test_y -x -q --tb=short",
    "nox -s unit -- 'tests/unit/test_x.py::test_y[a b]'",
    'nox -s unit -- -k "not slow and draft" -n 2 -p no:randomly',
    "pytest tests/unit -k draft",
    "uv run pytest tests/unit/test_x.py::TestX::test_y",
    "python -m pytest --lf -vv",
    "nox -s unit -- --tb short --maxfail 1 2>&1",
    "git status --short",
    "git diff HEAD~1 -- src",
    "git log --oneline -5 --pretty=%h",
    "git show HEAD:src/x.py",
    "rg -n 'def .*draft' src",
    'grep -rn "class Fake" tests',
    "find tests -name 'test_*.py'",
    "sed -n 10,20p src/x.py",
    "ls -la src",
    "cat src/x.py",
]


@pytest.mark.parametrize("command", ALLOWED)
def test_a_plain_command_of_its_own_runs(command: str) -> None:
    assert hook.check_command(command, TREE, TREE) is None


REFUSED = [
    "",
    "sed -i s/a/b/ src/x.py",
    "sed -n 'w src/x.py' tests/x.py",
    "echo x > src/x.py",
    "cat x >> src/x.py",
    "tee src/x.py",
    "sed -n 1p -i src/x.py",
    "sed -n 1p src/x.py --in-place",
    "git diff --o=x",
    "git grep -nOsh needle",
    "git diff --no-index --textc a b",
    "sed -n 1p [-]i src/x.py",
    "git grep [-]Osh x",
    "nox -s unit 2>&1 > x",
    'python -c \'open("src/x.py", "w")\'',
    "python tests/x.py",
    "python -m cat",
    "touch src/x.py",
    "rm -rf src",
    "git checkout -- src",
    "git apply x.patch",
    "git commit -m x",
    "git -c core.pager=x log",
    "git diff --output=src/x.py",
    "git diff --outp src/x.py",
    "git log --ext-diff",
    "git grep -Ovim x",
    "rg --pre ./x y",
    "rg --pre=./x y",
    "find . -delete",
    "find . -exec rm {} +",
    "find . -fprint src/x.py",
    "nox",
    "nox -s",
    "nox -s fix",
    "plumbline",
    "plumbline fix-tables",
    "plumbline fix-skills",
    "python -m plumbline baseline",
    "uv run plumbline observe tests",
    "plumbline prove src/x.py",
    "plumbline review --json src/x.json",
    "plumbline review --markdown=tests/x.md",
    "python -m plumbline.cli check",
    "python -m levels check",
    "nox -s unit fix",
    "nox -f tests/noxfile.py -s unit",
    "nox -s unit -f tests/noxfile.py",
    "nox -s unit -- --junitxml=src/x.xml",
    "nox -s unit -- --basetemp src",
    "nox -s unit -- -o addopts=x",
    "nox -s unit -- -c tests/x.toml",
    "nox -s unit -- -p tests.evil",
    "nox -s unit -- -ptests.evil",
    "nox -s unit -- --rootdir=/",
    "nox -s unit -- @tests/arguments",
    "nox -s unit -- src/x.py",
    "nox -s prove -- src/x.py",
    "nox -s prove -- --base --output=x",
    "nox -s review -- --markdown src/x.md",
    "nox -s review -- --json src/x.json",
    "pytest --levels-json src/x.json",
    "pytest --level --levels-json=src/x.json",
    "pytest --pdbcls=tests.evil:X",
    "nox -s unit; rm x",
    "nox -s unit && rm x",
    "nox -s unit | tee src/x",
    "nox -s unit & rm x",
    "nox -s unit\nrm x",
    "nox -s unit -- -k $(rm x)",
    'nox -s unit -- -k "$(rm x)"',
    'nox -s unit -- -k "`rm x`"',
    "cat \"'$\" ; rm x '\"x'",
    'cat "\'" ; rm x "\'"',
    "cat 'x",
    "cat src/*",
    "cat ~/x",
    "X=1 pytest",
    "env pytest",
    "cd tests",
    "(rm x)",
    "{ rm x; }",
    "! rm x",
    "cat <(rm x)",
    "cat x #",
    "cat \\x",
]


@pytest.mark.parametrize("command", REFUSED)
def test_any_other_command_is_refused(command: str) -> None:
    with pytest.raises(hook.RefusedError):
        hook.check_command(command, TREE, TREE)


def test_a_refused_command_hears_what_it_may_run() -> None:
    with pytest.raises(hook.RefusedError) as refusal:
        hook.check_command("make test", TREE, TREE)

    assert str(refusal.value) == (
        "The test-writer may not run 'make test', only nox -s with a session of tests, lint or "
        "types, pytest, plumbline check, review or prove, git "
        "status/diff/log/show/ls-files/blame/grep, ls, cat, head, tail, wc, grep, rg, find, pwd. "
        "Hand back what you have, and say what must change outside tests/."
    )


def test_its_sessions_are_those_of_the_levels_and_the_checks() -> None:
    assert hook.sessions(TREE) == {
        *("fakes", "sanity", "pure", "logic", "real", "unit", "integration"),
        *("levels", "check", "quick", "lint", "types", "prove", "review"),
    }


def say(**message: Any) -> tuple[int, str]:
    """Return what the hook answers to a message of the test-writer: the code and its sentence."""
    code, _, error = hook.answer(json.dumps({"agent_type": "test-writer", **message}), root=TREE)
    return code, error


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
