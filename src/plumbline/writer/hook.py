"""What agents' clients call before each tool call: it holds the test-writer to tests/.

Called as `python -IS levels/hook.py [EVENT]` with the client's message on standard input, by any
Python from 3.9 on: a client may find an older one than the project's. Exit code 2 and a sentence on
standard error refuse a tool call. Other agents are let through.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(os.path.realpath(__file__)).parent.parent
if __name__ == "__main__":  # the package's own __init__ asks for the project's Python
    # What lies in __pycache__ a test may have put there, and git does not see it.
    sys.dont_write_bytecode, sys.pycache_prefix = True, os.path.join(os.devnull, "none")
    sys.modules["levels"] = _package = ModuleType("levels")
    _package.__path__ = [str(ROOT / "levels")]

from levels.role import RefusedError, check_tool, letters  # noqa: E402  after the stand-in
from levels.snapshot import UnwatchedError, begin, end, worktree  # noqa: E402

WRITER = "test-writer"
AGENT_KEYS = ("agent_type", "agentType", "agent_name", "agentName")
TELL = "Tell whoever called you."


def answer(text: str, event: str = "", root: Path = ROOT) -> tuple[int, str, str]:
    """Return the exit code, standard output and standard error for a client's message.

    Only the test-writer is ever refused, and a message that cannot be read, for it may be its.
    """
    try:
        payload = json.loads(text)
    except (ValueError, RecursionError):
        payload = None
    names = agents_in(payload) if isinstance(payload, dict) else None
    if names is None:
        return 2, "", "levels/hook.py: the client's message has another form, so it is refused.\n"
    if WRITER not in names:
        return 0, "", ""
    event = letters(payload.get("hook_event_name") or event or "pretooluse")
    agent = str(payload.get("agent_id") or payload.get("agentId") or payload.get("sessionId") or "")
    try:
        root = worktree(root, str(payload.get("cwd") or ""))
        if event == "subagentstart":
            return _started(root, agent)
        if event in ("subagentstop", "stop"):
            return _stopped(root, agent)
        if event != "pretooluse":
            raise RefusedError(f"levels/hook.py knows no event {event}, so it is refused.")
        check_tool(payload, root)
    except RefusedError as refusal:
        return 2, "", f"{refusal}\n"
    except Exception as error:  # whatever it is, the call is not let through
        return 2, "", f"levels/hook.py failed ({error!r}), so the call is refused. {TELL}\n"
    return 0, "", ""


def agents_in(payload: dict[str, Any]) -> list[str] | None:
    """Return the names a message gives its agent, without a plugin's prefix; None if no name."""
    names = [payload[key] for key in AGENT_KEYS if payload.get(key)]
    if not all(isinstance(name, str) for name in names):
        return None
    return [name.rpartition(":")[2].strip().lower() for name in names]


def _started(root: Path, agent: str) -> tuple[int, str, str]:
    try:
        begin(root, agent)
    except (UnwatchedError, OSError) as error:
        note = f"What the tests do outside tests/ is not watched: {error}."
        return 0, json.dumps({"systemMessage": note}), f"{note}\n"
    return 0, "", ""


def _stopped(root: Path, agent: str) -> tuple[int, str, str]:
    try:
        changed, again = end(root, agent)
    except (UnwatchedError, OSError) as error:
        note = f"Nobody watched what the tests did outside tests/: {error}. {TELL}"
        return 0, json.dumps({"systemMessage": note}), f"{note}\n"
    if changed is None:
        reason = "Nothing was stored when the test-writer began, so nobody can compare. Say so in your report."
        return 0, json.dumps({"decision": "block", "reason": reason}), ""
    if not changed:
        return 0, "", ""
    reason = (
        f"While the test-writer ran, files outside tests/ changed: {', '.join(changed[:20])}. If "
        "your tests or a conftest.py changed them, repair the test and undo the change. If not, "
        "another agent may be at work here. Say in your report which it is."
    )
    verdict = {"decision": "block", "reason": reason} if again else {"systemMessage": reason}
    return 0, json.dumps(verdict), ""


def main() -> int:
    """Answer the message on standard input."""
    text = sys.stdin.buffer.read().decode("utf-8", "replace")
    code, out, error = answer(text, "".join(sys.argv[1:2]))
    if code and not out:  # Copilot tells the model what stands here, and nothing of the error
        reason = {"permissionDecision": "deny", "permissionDecisionReason": error.strip()}
        out = json.dumps(reason)
    print(out, end="")
    print(error, end="", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
