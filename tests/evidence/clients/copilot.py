"""Copilot CLI."""

from tests.evidence.clients.client import Client, Run, Seen, tool_text
from tests.evidence.clients.wires import Call


class Copilot(Client):
    """Copilot CLI in prompt mode and a trusted folder, with every tool allowed."""

    name, title = "copilot", "Copilot CLI"
    package = "@github/copilot@1.0.102"

    def prepare(self, run: Run) -> None:
        """Point it at the model; it needs no settings."""
        run.env.update(
            COPILOT_OFFLINE="true",
            COPILOT_PROVIDER_BASE_URL=run.model + "/v1",
            COPILOT_PROVIDER_TYPE="openai",
            COPILOT_MODEL="scripted",
        )
        self.repo = run.repo

    def talk(self, run: Run, prompt: str) -> str:
        """Run `copilot -p`."""
        words = ["--trust-folder", "--allow-all", "--no-auto-update", "--no-color"]
        return run(self.program, "-p", prompt, *words)

    def skills(self, seen: Seen) -> str:
        """Ask it for its list."""
        return seen.run(self.program, "skill", "list", "--json")

    def agents(self, seen: Seen) -> str:
        """Return the description of the tool that starts sub-agents."""
        return tool_text(seen.main, "task")

    def full(self, path: str) -> str:
        """Return an absolute path, as its tools demand; `..` is left in it."""
        return f"{self.repo}/{path}"

    def write(self, path: str, text: str) -> Call:
        """Write a new file."""
        return Call("create", {"path": self.full(path), "file_text": text})

    def edit(self, path: str, old: str, new: str) -> Call:
        """Replace a line."""
        return Call("edit", {"path": self.full(path), "old_str": old, "new_str": new})

    def read(self, path: str) -> Call:
        """Read a file."""
        return Call("view", {"path": self.full(path)})

    def shell(self, command: str) -> Call:
        """Run a command."""
        words = {"description": "Take a step", "mode": "sync", "initial_wait": 60}
        return Call("bash", {"command": command, **words})

    def delegate(self, task: str) -> list[Call]:
        """Start the test-writer."""
        words = {"description": "Write a test", "name": "write-test", "mode": "sync"}
        return [Call("task", {"agent_type": "test-writer", "prompt": task, **words})]
