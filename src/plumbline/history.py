"""What git says, for all but the hook, which runs on older Pythons and asks by itself."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from .snapshot import ELSEWHERE
from .table import LevelsError


def git(root: Path, *words: str, given: str = "", **extra: str) -> str:
    """Return what a git command prints that is given a text; `extra` are variables for it.

    git takes no lock that it can do without, so that the index is not written anew. Raises LevelsError
    with git's own first line if it fails.
    """
    kept = {key: value for key, value in os.environ.items() if key not in ELSEWHERE}
    env = {**kept, "GIT_OPTIONAL_LOCKS": "0", **extra}
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *words],
            input=given.encode("utf-8", "surrogateescape"),
            capture_output=True,
            env={**env, "LC_ALL": "C"},
        )
    except FileNotFoundError:
        raise LevelsError("git is not on the PATH; install it to compare commits") from None
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
        command = next(word for word in words if word[0] != "-" and "=" not in word)
        raise LevelsError(f"git {command}: {reason[0]}")
    return done.stdout.decode("utf-8", "surrogateescape")
