"""What git says; nothing else in the package starts it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from .table import LevelsError

Git = Callable[..., str]  # what `git` below does, or a test's stand-in for it

ELSEWHERE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")  # as git's hooks set them
QUIET = {  # nothing of the user's settings may write into .git, or start a program
    "core.splitIndex": "false",
    "core.fsmonitor": "false",
    "core.untrackedCache": "false",
    "core.sparseCheckout": "false",
    "core.hooksPath": os.devnull,
}


def git(root: Path, *words: str, given: str = "", **extra: str) -> str:
    """Return what a git command prints that is given a text; `extra` are variables for it.

    git takes no lock that it can do without, so that the index is not written anew. Raises LevelsError
    with git's own first line if it fails.
    """
    kept = {key: value for key, value in os.environ.items() if key not in ELSEWHERE}
    options = [word for key, value in QUIET.items() for word in ("-c", f"{key}={value}")]
    env = {**kept, "GIT_OPTIONAL_LOCKS": "0", **extra}
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *options, *words],
            input=given.encode("utf-8", "surrogateescape"),
            capture_output=True,
            env={**env, "LC_ALL": "C"},
        )
    except FileNotFoundError:
        raise LevelsError("git is not on the PATH; install it to compare commits") from None
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
        if "not a git repository" in reason[0]:
            place = root.resolve()
            raise LevelsError(f"{place} is in no git repository; commit what is there to one first")
        command = next(word for word in words if word[0] != "-" and "=" not in word)
        raise LevelsError(f"git {command}: {reason[0]}")
    return done.stdout.decode("utf-8", "surrogateescape")
