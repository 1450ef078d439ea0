"""OpenCode."""

import json

from tests.evidence.clients.client import Client, Run, Seen
from tests.evidence.clients.wires import Call


class OpenCode(Client):
    """`opencode run`; its own permissions, in the test-writer's file, refuse."""

    name, title = "opencode", "OpenCode"
    package = "opencode-ai@1.18.33"
    refusal = "rule which prevents you"
    hooks = False

    def prepare(self, run: Run) -> None:
        """Write its settings: the model's address."""
        provider = {
            "npm": "@ai-sdk/openai-compatible",
            "options": {"baseURL": run.model + "/v1", "apiKey": "none"},
            "models": {"scripted": {"tool_call": True}},
        }
        settings = {
            "model": "mock/scripted",
            "provider": {"mock": provider},
            "autoupdate": False,
            "share": "disabled",
        }
        folder = run.home / ".config" / "opencode"
        folder.mkdir(parents=True)
        (folder / "opencode.json").write_text(json.dumps(settings))
        run.env["OPENCODE_DISABLE_MODELS_FETCH"] = "true"
        self.repo = run.repo

    def talk(self, run: Run, prompt: str) -> str:
        """Run `opencode run`."""
        return run(self.program, "run", prompt)

    def skills(self, seen: Seen) -> str:
        """Ask it for its list."""
        return seen.run(self.program, "debug", "skill")

    def agents(self, seen: Seen) -> str:
        """Ask it for its list."""
        return seen.run(self.program, "agent", "list")

    def full(self, path: str) -> str:
        """Return an absolute path, as its tools demand; `..` is left in it."""
        return f"{self.repo}/{path}"

    def write(self, path: str, text: str) -> Call:
        """Write a new file."""
        return Call("write", {"filePath": self.full(path), "content": text})

    def edit(self, path: str, old: str, new: str) -> Call:
        """Replace a line."""
        words = {"oldString": old, "newString": new}
        return Call("edit", {"filePath": self.full(path), **words})

    def read(self, path: str) -> Call:
        """Read a file."""
        return Call("read", {"filePath": self.full(path)})

    def shell(self, command: str) -> Call:
        """Run a command."""
        return Call("bash", {"command": command, "description": "Take a step"})

    def delegate(self, task: str) -> list[Call]:
        """Start the test-writer."""
        words = {"description": "Write a test", "prompt": task}
        return [Call("task", {"subagent_type": "test-writer", **words})]
