"""What the test-writer may do: write under tests/, and run a few plain commands.

For any Python from 3.9 on, like hook.py.
"""

from __future__ import annotations

import json
import os
import re
import shlex
from pathlib import Path
from typing import Any

INSTEAD = "Hand back what you have, and say what must change outside tests/."
# Names of tools, letters only and in lower case: of Claude Code, Codex, Copilot and VS Code.
READERS = frozenset(
    "read glob grep ls skill todowrite toolsearch taskoutput bashoutput killshell structuredoutput "
    "askuserquestion updateplan viewimage readfile listdir grepfiles wait waitagent requestuserinput "
    "collaborationwaitagent collaborationlistagents "
    "view rg readbash stopbash listbash readpowershell stoppowershell reportintent updatetodo askuser "
    "taskcomplete filesearch listdirectory textsearch codebase problems usages testfailure".split()
)
EDITORS = frozenset(
    "write edit multiedit notebookedit applypatch create strreplace strreplaceeditor createfile "
    "createdirectory replacestringinfile multireplacestringinfile inserteditintofile".split()
)
LOOKS = {"command", "path", "view_range"}  # of str_replace_editor, to look at a file
SHELLS = frozenset(
    "bash shell execcommand localshell runinterminal runterminalcommand powershell".split()
)
CONFIGURATION = re.compile(
    r"(^|/)(\.[^/]*|ruff\.toml|pyproject\.toml|pytest\.(ini|toml)|tox\.ini|setup\.cfg|noxfile\.py"
    r"|mypy\.ini|opencode\.json|pyrightconfig\.json|ty\.toml|uv\.toml|(site|user)customize\.py"
    r"|(AGENTS|CLAUDE|GEMINI|SKILL)(\.\w+)*\.md)(/|$)",
    re.IGNORECASE,
)
PLAIN = re.compile(r"""([\w\s%+,./:=@^\[\]-]|(?<=[^\s])~|'[^'\n]*'|"[^"\\$`!\n]*")+""")
QUOTED = re.compile(r"""'[^'\n]*'|"[^"\\$`!\n]*\"""")
PYTEST_FLAGS = re.compile(
    r"-[xqvsl]+|-r[a-zA-Z]+|--(feature|lf|ff|nf|co|collect-only|last-failed|failed-first|quiet|verbose"
    r"|exitfirst|showlocals|no-header|no-summary|fixtures|markers)"
    r"|--(tb|durations|maxfail|capture|color)=[\w.-]+|-[knm][^-].*|-pno:(randomly|xdist)"
)
PYTEST_PAIRS = {
    "--tb": r"\w+",
    "--maxfail": r"\d+",
    "-k": r".+",
    "-m": r".+",
    "-n": r"\d+|auto",
    "-p": r"no:(randomly|xdist)",
    "--base": r"\w[\w./@^-]*",  # of prove and review
}
PATCHED = re.compile(r"[ \t]*\*\*\* (?:\w+ File|Move to):(.*)")
STRANGE = re.compile(
    r"~|[a-z][a-z0-9+.-]+:|$|.*%2[ef]", re.IGNORECASE
)  # a home, a URI, nothing, an escape
FOLDERS = ("cwd", "workdir", "working_directory")
GIT = ("status", "diff", "log", "show", "ls-files", "blame", "grep")
SEARCH = ("ls", "cat", "head", "tail", "wc", "grep", "rg", "find", "pwd")
NEVER = re.compile(  # options of these that write a file or start a program
    r"-(exec|ok|delete|fprint|fls)|--(ou|op|ext|te|hostname)|--(o|pre)(=|$)"
)


class RefusedError(Exception):
    """A tool call that the test-writer may not make; the text is for the agent."""


def letters(text: object) -> str:
    """Return the letters of a name in lower case: clients write read_file, readFile, Read."""
    return re.sub(r"[^a-z]", "", str(text).lower())


def check_tool(payload: dict[str, Any], root: Path) -> None:
    """Raise RefusedError unless the test-writer may make the tool call of a client's message."""
    name = payload.get("tool_name") or payload.get("toolName")
    given: Any = next(
        (payload[k] for k in ("tool_input", "toolArgs", "tool_args") if k in payload), {}
    )
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            given = {"input": given}  # a patch
    if not isinstance(name, str) or not isinstance(given, dict):
        raise RefusedError("The client's message names no tool, so nothing can be allowed.")
    tool, base = letters(name), root / str(payload.get("cwd") or "")
    if tool in SHELLS:
        for folder in (base, *(base / str(given[key]) for key in FOLDERS if given.get(key))):
            _check_folder(folder, root)
        check_command(_command_in(given), root, base)
    elif tool in EDITORS and not _only_looks(tool, given):
        _check_edit(name, given, root, base)
    elif tool not in READERS | EDITORS:
        raise RefusedError(f"The tool {name} is not for the test-writer. {INSTEAD}")


def _only_looks(tool: str, given: dict[str, Any]) -> bool:
    return tool == "strreplaceeditor" and given.get("command") == "view" and set(given) <= LOOKS


def _check_edit(name: str, given: dict[str, Any], root: Path, base: Path) -> None:
    paths = [*paths_in(given), *paths_in_patch(given)]
    if not paths:
        raise RefusedError(f"The call of {name} names no file, so it cannot be allowed. {INSTEAD}")
    for path in paths:
        check_path(path, root, base)


def _check_folder(folder: Path, root: Path) -> None:
    real, top = os.path.realpath(folder), os.path.realpath(root)
    if real != top and not real.startswith(top + os.sep):
        raise RefusedError(f"The test-writer runs commands in this repo only, not in {folder}.")


def paths_in(value: object, key: str = "") -> list[str]:
    """Return every text under a key that speaks of paths or files, at any depth."""
    if isinstance(value, dict):
        keys = [k for k in value if isinstance(k, str) and "/" in k]  # a path may be a key
        return keys + [path for k, inner in value.items() for path in paths_in(inner, letters(k))]
    if isinstance(value, list):
        return [path for inner in value for path in paths_in(inner, key)]
    place = re.search(r"path|uri|files?$|^(filename|dir|directory|source|target|destination)$", key)
    return [value] if isinstance(value, str) and place else []


def paths_in_patch(given: dict[str, Any]) -> list[str]:
    """Return the files that a patch in Codex's form names."""
    text = "\n".join(_texts_in(given))
    lines = [PATCHED.match(line) for line in text.splitlines()]
    return [line[1].strip() for line in lines if line]


def _texts_in(value: object) -> list[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for inner in value for text in _texts_in(inner)]
    return [value] if isinstance(value, str) else []


def check_path(path: str, root: Path, base: Path) -> None:
    """Raise RefusedError unless a file to write is the test-writer's own.

    A path is followed as the system would, through `..` and links, and a backslash is read both as
    a separator and as a letter.
    """
    tests = os.path.join(os.path.realpath(root), "tests")
    for reading in {path, path.replace("\\", "/")}:
        real = os.path.realpath(os.path.join(base, reading))
        inside = real[len(tests) + 1 :].replace(os.sep, "/")
        if not real.startswith(tests + os.sep) or STRANGE.match(reading):
            raise RefusedError(
                f"{path} is outside tests/; the test-writer writes there only. {INSTEAD}"
            )
        if CONFIGURATION.search(inside.rstrip(" .")):
            raise RefusedError(f"{path} is configuration, not a test. {INSTEAD}")
        if os.path.isfile(real) and os.stat(real).st_nlink > 1:
            raise RefusedError(
                f"{path} is a hard link, so it may be a file outside tests/. {INSTEAD}"
            )


def _command_in(given: dict[str, Any]) -> str:
    """Return the command of a shell tool; Codex may give a list, perhaps bash -lc TEXT."""
    commands = [given[key] for key in ("command", "cmd") if key in given]
    command = commands[0] if len(commands) == 1 and not given.get("shell") else ""
    if isinstance(command, list):
        words = [str(word) for word in command]
        text = len(words) == 3 and words[1] in ("-lc", "-c") and words[0] in ("bash", "sh", "zsh")
        return words[2] if text else shlex.join(words)
    return command if isinstance(command, str) else ""


def check_command(command: str, root: Path, base: Path) -> None:
    """Raise RefusedError unless a command is one of the few that a test-writer needs."""
    command = command.strip().removesuffix("2>&1").rstrip()
    bare = QUOTED.sub("", command).split()
    globs = any("[" in word and "::" not in word.partition("[")[0] for word in bare)
    if "\n" in command or globs or not PLAIN.fullmatch(command):
        raise RefusedError(
            "The test-writer runs one plain command at a time, without pipes, redirections, "
            f"variables or wildcards; not {command!r}. Put patterns in single quotes, and write files "
            "with the client's own tools."
        )
    words = shlex.split(command)
    words = words[2:] if words[:2] == ["uv", "run"] else words
    if words[:1] in (["python"], ["python3"]) and words[1:2] == ["-m"]:
        words = words[2:]
        if words == ["levels", "check"]:
            return
        if words[:1] not in (["nox"], ["pytest"]):
            words = []  # a module may be called like any command
    tool, rest = "".join(words[:1]), words[1:]
    if tool == "nox" and rest[:1] in (["-s"], ["--session"]):
        _check_nox(rest[1:], root, base)
    elif tool == "pytest":
        _check_pytest(rest, root, base)
    elif (tool == "git" and "".join(rest[:1]) in GIT) or tool in SEARCH or _prints_lines(words):
        for word in rest:
            if NEVER.match(word) or (tool == "git" and re.match(r"-\w*O", word)):
                raise RefusedError(f"{word} can write a file or start a program; leave it out.")
    else:
        raise RefusedError(
            f"The test-writer may not run {command!r}, only nox -s with a test session, lint or "
            f"types, pytest, git {'/'.join(GIT)}, {', '.join(SEARCH)}. {INSTEAD}"
        )


def _prints_lines(words: list[str]) -> bool:
    script = re.fullmatch(r"\d+(,\d+)?p", "".join(words[2:3]))
    files = words[3:]
    return words[:2] == ["sed", "-n"] and bool(script) and not any(f[0] == "-" for f in files if f)


def sessions(root: Path) -> set[str]:
    """Return the nox sessions that write nothing: the levels', lint, types, prove and review."""
    try:
        text = (root / "levels.toml").read_text(encoding="utf-8")
    except OSError:
        text = ""
    found = re.findall(r'^(?:\[(\w+)\]|session *= *"(\w+)")', text, re.MULTILINE)
    return {"levels", "levels-check", "lint", "types", "prove", "review"}.union(*found) - {""}


def _check_nox(words: list[str], root: Path, base: Path) -> None:
    names = words[: words.index("--")] if "--" in words else words
    unknown = [name for name in names if name not in sessions(root)]
    if unknown or not names:
        raise RefusedError(
            f"The test-writer may not run nox -s {' '.join(unknown)}, only "
            f"{', '.join(sorted(sessions(root)))}."
        )
    _check_pytest(words[len(names) + 1 :], root, base)


def _check_pytest(words: list[str], root: Path, base: Path) -> None:
    rest = iter(words)
    for word in rest:
        if word in PYTEST_PAIRS:
            value = next(rest, "")
            if not re.fullmatch(PYTEST_PAIRS[word], value):
                raise RefusedError(f"{word} {value} is not for the test-writer; leave it out.")
        elif word.startswith("@") or (word.startswith("-") and not PYTEST_FLAGS.fullmatch(word)):
            raise RefusedError(f"{word} is not for the test-writer; leave it out.")
        elif not word.startswith("-"):
            check_path(word.partition("::")[0].rstrip("/") + "/x", root, base)
