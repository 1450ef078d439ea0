"""A test-writer that a client can start is held by the hook that the client calls."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from ..writer.role import HOOK, WRITER

EVENTS = ("PreToolUse", "SubagentStart", "SubagentStop")
HOLDERS = {  # OpenCode has path rules of its own
    ".claude/agents/test-writer.md": ".claude/settings.json",
    ".codex/agents/test-writer.toml": ".codex/hooks.json",
}


def check_holding(root: Path) -> list[str]:
    """Return a finding, `path:line: message`, for each test-writer that no hook holds to tests/."""
    agents = {name: hooks for name, hooks in HOLDERS.items() if (root / name).is_file()}
    return [finding for name, hooks in agents.items() for finding in _check(root, name, hooks)]


def _check(root: Path, agent: str, hooks: str) -> Iterator[str]:
    text = (root / agent).read_text("utf-8-sig", "replace")
    if not re.search(rf"^name(: | = \"){WRITER}\"?\s*$", text, re.MULTILINE):
        yield f"{agent}:1: its name must be {WRITER}, the one that {HOOK} knows"
    if not (root / HOOK).is_file():
        yield f"{HOOK}:1: missing, so nothing holds the {WRITER} to tests/; restore it from git"
    silent = [event for event in EVENTS if not _is_asked(root / hooks, event)]
    if silent:
        yield (
            f"{hooks}:1: does not call {HOOK} at {', '.join(silent)}, so nothing holds the {WRITER} "
            f"to tests/; restore it from git, or delete {agent} as well"
        )


def _is_asked(hooks: Path, event: str) -> bool:
    try:
        return HOOK in json.dumps(json.loads(hooks.read_text("utf-8"))["hooks"][event])
    except (OSError, ValueError, KeyError, TypeError):
        return False
