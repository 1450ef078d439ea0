"""Codex."""

import json

from tests.evidence.clients.client import Client, Run, Seen, tool_text
from tests.evidence.clients.wires import Call

SETTINGS = """\
model = "{model}"
model_provider = "scripted"
approval_policy = "never"

[model_providers.scripted]
name = "scripted"
base_url = "{url}/v1"
wire_api = "responses"
supports_websockets = false

[projects."{repo}"]
trust_level = "trusted"
"""


class Codex(Client):
    """`codex exec` in a trusted folder without a sandbox, so that hooks alone can refuse."""

    name, title = "codex", "Codex"
    package = "@openai/codex@0.169.0"

    def prepare(self, run: Run) -> None:
        """Write its settings: the model's address, and that the folder is trusted."""
        folder = run.home / ".codex"
        folder.mkdir()
        text = SETTINGS.format(model="gpt-6.1-sol", url=run.model, repo=run.repo)
        (folder / "config.toml").write_text(text)
        run.env["CODEX_HOME"] = str(folder)

    def talk(self, run: Run, prompt: str) -> str:
        """Run `codex exec`; the hooks of a new home are not trusted yet, so say that they are."""
        words = ["--dangerously-bypass-hook-trust", "--sandbox", "danger-full-access"]
        return run(self.program, "exec", *words, prompt)

    def skills(self, seen: Seen) -> str:
        """Return what it told the main agent."""
        return seen.main.told

    def agents(self, seen: Seen) -> str:
        """Return the description of the tool that starts sub-agents."""
        return tool_text(seen.main, "spawn_agent")

    def patch(self, lines: list[str]) -> Call:
        """Apply a patch."""
        text = "\n".join(["*** Begin Patch", *lines, "*** End Patch"])
        return self.code(f"text(await tools.apply_patch({json.dumps(text)}))")

    def code(self, text: str) -> Call:
        """Run JavaScript, by which its models of 2026 call all tools but those for sub-agents."""
        return Call("exec", text, "functions")

    def write(self, path: str, text: str) -> Call:
        """Write a new file."""
        return self.patch([f"*** Add File: {path}", *("+" + line for line in text.splitlines())])

    def edit(self, path: str, old: str, new: str) -> Call:
        """Replace a line."""
        return self.patch([f"*** Update File: {path}", "@@", f"-{old}", f"+{new}"])

    def read(self, path: str) -> Call:
        """Read a file, for which it has the shell alone."""
        return self.shell(f"cat {path}")

    def shell(self, command: str) -> Call:
        """Run a command."""
        words = {"cmd": command, "yield_time_ms": 30000}
        return self.code(f"text(await tools.exec_command({json.dumps(words)}))")

    def delegate(self, task: str) -> list[Call]:
        """Start the test-writer without the turns of the main agent, and wait for it."""
        words = {"agent_type": "test-writer", "fork_turns": "none", "task_name": "write_test"}
        return [
            Call("spawn_agent", {"message": task, **words}, "collaboration"),
            Call("wait_agent", {"timeout_ms": 60000}, "collaboration"),
        ]
