"""Commits marked as the test-writer's own touch tests/ only: `python -m levels scope --base REF`."""

from __future__ import annotations

from pathlib import Path

from .history import git
from .table import LevelsError

TRAILER = "Test-Writer"


def check_scope(root: Path, base: str) -> tuple[list[str], int]:
    """Return a finding for each file outside tests/, and how many commits are marked.

    The commits are those since the merge base of `base` and HEAD. Raises LevelsError where git
    cannot tell them.
    """
    fork = merge_base(root, base)
    found = git(
        root,
        "log",
        "-z",
        f"--format=%h%x1f%(trailers:key={TRAILER},valueonly)%x1f%s",
        f"{fork}..HEAD",
    )
    marked = [entry.split("\x1f") for entry in found.split("\0") if entry]
    commits = [(commit, subject) for commit, value, subject in marked if _says_yes(value)]
    tests = git(root, "rev-parse", "--show-prefix").strip() + "tests/"
    findings = [
        f"{commit} ({subject}): {name} is outside {tests}; move it to a commit without "
        f"`{TRAILER}: yes`, or take the trailer away if the test-writer did not write this"
        for commit, subject in commits
        for name in files_of(root, commit)
        if not name.startswith(tests)
    ]
    return findings, len(commits)


def merge_base(root: Path, base: str) -> str:
    """Return the commit where HEAD left `base`. Raises LevelsError if there is none here."""
    if git(root, "rev-parse", "--is-shallow-repository").strip() == "true":
        raise LevelsError(
            "this clone is shallow, so nobody can say where the branch left; fetch all of the "
            "history (git fetch --unshallow; in CI fetch-depth: 0 or GIT_DEPTH: 0)"
        )
    for ref in (base, "HEAD"):
        try:
            git(root, "rev-parse", "--verify", "--quiet", ref + "^{commit}")
        except LevelsError:
            hint = "; fetch it, or name another" if ref == base else ": there is no commit yet"
            raise LevelsError(f"git knows no commit {ref}{hint}") from None
    try:
        return git(root, "merge-base", base, "HEAD").strip()
    except LevelsError:
        raise LevelsError(f"{base} and HEAD have no commit in common; name another base") from None


def files_of(root: Path, commit: str) -> list[str]:
    """Return the files that a commit adds, changes, deletes or renames, from git's own top."""
    shown = git(
        root,
        "show",
        "-z",
        "--name-only",
        "--no-renames",
        "--first-parent",
        "-m",
        "--format=",
        "--no-ext-diff",
        commit,
    )
    return [name for name in shown.split("\0") if name]


def _says_yes(value: str) -> bool:
    return any(line.strip().lower() in ("yes", "true", "1") for line in value.splitlines())
