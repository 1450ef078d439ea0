"""Commits marked as the test-writer's own touch tests/ only: `plumbline scope --base REF`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ..history import Git, git
from ..table import LevelsError
from .role import CONFIGURATION, TRAILER

# On any line: agents add lines of their own below it, and then git takes it for no trailer.
MARK = re.compile(rf"^\s*{TRAILER}\s*:\s*(yes|true|1)\b", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Leak:
    """A file that a marked commit should not touch."""

    path: str  # from git's own top
    commit: str
    subject: str
    what: str  # the rest of a sentence that begins with the path

    def __str__(self) -> str:
        return (
            f"{self.commit[:9]} ({self.subject}): {self.path} {self.what}; move it to a commit without "
            f"`{TRAILER}: yes`, or take the trailer away if the test-writer did not write this"
        )


def check_scope(root: Path, base: str) -> tuple[list[Leak], int]:
    """Return each file outside tests/ that a marked commit touches, and how many are marked.

    The commits are those since the merge base of `base` and HEAD. Raises LevelsError where git
    cannot tell them.
    """
    return find_leaks(root, merge_base(root, base))


def find_leaks(root: Path, fork: str, ask: Git = git) -> tuple[list[Leak], int]:
    """Do the same since a commit that HEAD has."""
    commits = marked(ask(root, "log", "-z", "--format=%H%n%B", f"{fork}..HEAD"))
    tests = ask(root, "rev-parse", "--show-prefix").strip() + "tests/"
    leaks = []
    for commit, subject in commits:
        for name in files_of(root, commit, ask):
            if not name.startswith(tests):
                leaks.append(Leak(name, commit, subject, f"is outside {tests}"))
            elif CONFIGURATION.search(name.removeprefix(tests)):
                leaks.append(Leak(name, commit, subject, "is configuration, not a test"))
    return leaks, len(commits)


def marked(log: str) -> list[list[str]]:
    """Return hash and subject of the commits in a log that say they are the test-writer's."""
    return [entry.split("\n")[:2] for entry in log.split("\0") if MARK.search(entry)]


def merge_base(root: Path, base: str, ask: Git = git) -> str:
    """Return the commit where HEAD left `base`. Raises LevelsError if there is none here."""
    if ask(root, "rev-parse", "--is-shallow-repository").strip() == "true":
        raise LevelsError(
            "this clone is shallow, so nobody can say where the branch left; fetch all of the "
            "history (git fetch --unshallow; in CI fetch-depth: 0 or GIT_DEPTH: 0)"
        )
    for ref in (base, "HEAD"):
        try:
            ask(root, "rev-parse", "--verify", "--quiet", ref + "^{commit}")
        except LevelsError:
            hint = "; fetch it, or name another"
            hint = hint if ref == base != "HEAD" else ": there is none yet; commit first"
            raise LevelsError(f"git knows no commit {ref}{hint}") from None
    try:
        return ask(root, "merge-base", base, "HEAD").strip()
    except LevelsError:
        raise LevelsError(f"{base} and HEAD have no commit in common; name another base") from None


def files_of(root: Path, commit: str, ask: Git) -> list[str]:
    """Return the files that a commit adds, changes, deletes or renames, from git's own top."""
    shown = ask(
        root,
        "show",
        "-z",
        "--name-only",
        "--no-renames",
        "--first-parent",
        "-m",
        "--format=",
        "--ignore-submodules=none",
        "--no-ext-diff",
        commit,
    )
    return [name for name in shown.split("\0") if name]
