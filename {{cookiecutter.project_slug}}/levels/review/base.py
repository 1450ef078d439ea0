"""Which commit a change is compared with, and what git has of it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from ..history import git
from ..scope import merge_base
from ..table import LevelsError

DEFAULTS = ("origin/main", "origin/master", "main", "master")
QUIET = {  # nothing of the user's settings may write into .git, or start a program
    "core.splitIndex": "false",
    "core.fsmonitor": "false",
    "core.untrackedCache": "false",
    "core.sparseCheckout": "false",
    "core.hooksPath": os.devnull,
}


@dataclass(frozen=True)
class Base:
    """The commit where the branch left another one."""

    ref: str  # as the user or git names it
    commit: str

    def __str__(self) -> str:
        return f"{self.commit[:9]}, where HEAD left {self.ref}"


def find_base(root: Path, ref: str | None) -> Base:
    """Return the merge base of HEAD with `ref`, or with the default branch if there is no `ref`.

    Raises LevelsError with what git lacks.
    """
    chosen = ref or default_branch(root)
    return Base(chosen, merge_base(root, chosen))


def default_branch(root: Path) -> str:
    """Return the name of the default branch: what origin/HEAD says, else a usual name."""
    try:
        return git(root, "rev-parse", "--abbrev-ref", "--verify", "origin/HEAD").strip()
    except LevelsError as error:
        if not str(error).startswith("git rev-parse: fatal: Needed a single revision"):
            raise
    for name in DEFAULTS:
        try:
            git(root, "rev-parse", "--verify", "--quiet", name + "^{commit}")
        except LevelsError:
            continue
        return name
    raise LevelsError(
        f"git knows no default branch here (neither origin/HEAD nor {', '.join(DEFAULTS)}); "
        "name where the branch started with --base REF"
    )


def check_out(root: Path, commit: str, folder: Path, index: Path) -> None:
    """Write the files of a commit, from this project's folder on, into an empty folder.

    git works on an index of its own, so neither the user's index nor the work tree is touched.
    Raises LevelsError.
    """
    prefix = git(root, "rev-parse", "--show-prefix").strip().rstrip("/")
    place = git(root, "rev-parse", "--absolute-git-dir").rstrip("\n")
    own = {"GIT_INDEX_FILE": str(index), "GIT_NO_LAZY_FETCH": "1"}
    folder.mkdir()
    try:
        quiet_git(root, "read-tree", f"{commit}:{prefix}", **own)
        here = {"GIT_DIR": place, "GIT_WORK_TREE": str(folder), **own}
        quiet_git(folder, "checkout-index", "--all", "--force", "--quiet", **here)
    except LevelsError as error:
        what = f"{commit[:9]} cannot be written into {folder.parent} ({error}); free space there"
        raise LevelsError(f"{what}, or fetch what git lacks") from None


def quiet_git(root: Path, *words: str, **extra: str) -> str:
    """Return what a git command prints that heeds no setting which starts or writes anything."""
    options = [word for key, value in QUIET.items() for word in ("-c", f"{key}={value}")]
    return git(root, *options, *words, **extra)
