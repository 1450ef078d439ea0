"""Claude Code."""

import json

from tests.evidence.clients.client import Client, Run, Seen
from tests.evidence.clients.wires import Call, Json


class Claude(Client):
    """Claude Code in print mode, with every tool allowed, so that hooks alone can refuse."""

    name, title = "claude", "Claude Code"
    package = "@anthropic-ai/claude-code@2.1.331"

    def prepare(self, run: Run) -> None:
        """Point it at the model; it needs no settings."""
        run.env.update(
            ANTHROPIC_BASE_URL=run.model,
            ANTHROPIC_API_KEY="none",
            CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC="1",
        )
        self.repo = run.repo

    def talk(self, run: Run, prompt: str) -> str:
        """Run `claude -p`; each line it prints is JSON."""
        words = ["-p", prompt, "--output-format", "stream-json", "--verbose", "--model", "sonnet"]
        tools = ["--permission-mode", "acceptEdits", "--allowedTools", "Bash Edit Write Agent"]
        return run(self.program, *words, *tools)

    def first_line(self, printed: str) -> Json:
        """Return what it says when it starts."""
        for line in printed.splitlines():
            if line.startswith("{"):
                found: Json = json.loads(line)
                if found.get("subtype") == "init":
                    return found
        return {}

    def skills(self, seen: Seen) -> str:
        """Return the skills of its first line."""
        return json.dumps(self.first_line(seen.printed).get("skills"))

    def agents(self, seen: Seen) -> str:
        """Return the agents of its first line."""
        return json.dumps(self.first_line(seen.printed).get("agents"))

    def full(self, path: str) -> str:
        """Return an absolute path, as its tools demand; `..` is left in it."""
        return f"{self.repo}/{path}"

    def write(self, path: str, text: str) -> Call:
        """Write a new file."""
        return Call("Write", {"file_path": self.full(path), "content": text})

    def edit(self, path: str, old: str, new: str) -> Call:
        """Replace a line."""
        words = {"old_string": old, "new_string": new}
        return Call("Edit", {"file_path": self.full(path), **words})

    def read(self, path: str) -> Call:
        """Read a file, which it wants before an edit."""
        return Call("Read", {"file_path": self.full(path)})

    def shell(self, command: str) -> Call:
        """Run a command."""
        return Call("Bash", {"command": command, "description": "Take a step"})

    def delegate(self, task: str) -> list[Call]:
        """Start the test-writer."""
        words = {"description": "Write a test", "prompt": task, "run_in_background": False}
        return [Call("Agent", {"subagent_type": "test-writer", **words})]
