"""What commits say of their tests: the trailers `Tests-Changed: reason` and `Tests-Asked: reason`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ..history import Git, git
from ..writer.scope import files_of

TRAILER = "Tests-Changed"
ASKED = "Tests-Asked"  # by a human, for code that the change does not touch


@dataclass(frozen=True)
class Declaration:
    """The reason that a commit gives, and the files that it holds for."""

    commit: str
    reason: str
    files: frozenset[str]  # relative to the repo's top; none: all of the change


@dataclass(frozen=True)
class Declarations:
    """All reasons of a change."""

    found: tuple[Declaration, ...]
    prefix: str = ""  # of the project below the repo's top, "" or "folder/"
    missed: tuple[str, ...] = ()  # commits that have the words where git sees no trailer

    def reason(self, *paths: str) -> str:
        """Return the reason of the newest commit that declares a change of one of these files."""
        names = {self.prefix + path for path in paths if path}
        for one in self.found:
            if not one.files or one.files & names:
                return f"{one.reason} ({one.commit[:9]})"
        return ""


def read_declarations(
    root: Path, base: str, trailer: str = TRAILER, ask: Git = git
) -> Declarations:
    """Return what the commits since the base declare, as git reads trailers; no reason, no trailer."""
    anywhere = re.compile(rf"^\s*{trailer}\s*:", re.IGNORECASE | re.MULTILINE)
    values = f"%(trailers:key={trailer},valueonly,unfold,separator=%x1f)"
    shown = ask(root, "log", "-z", f"--format=%H%x1e{values}%x1e%B", f"{base}..HEAD")
    found, missed = [], []
    for entry in shown.split("\0"):
        if not entry:
            continue
        commit, given, message = entry.split("\x1e", 2)
        reasons = [one.strip() for one in given.split("\x1f") if re.search(r"\w", one)]
        if reasons:
            files = frozenset(files_of(root, commit, ask))
            found.append(Declaration(commit, " ".join("; ".join(reasons).split()), files))
        elif anywhere.search(message):
            missed.append(commit[:9])
    prefix = ask(root, "rev-parse", "--show-prefix").strip()
    return Declarations(tuple(found), prefix, tuple(missed))
