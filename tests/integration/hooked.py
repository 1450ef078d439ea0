"""A client of agents in a repo, and the messages that it sends to the hook."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tests.hook import hook

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
