"""What the review says: rows, and the places that they name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that a row names."""

    path: str  # relative to the repo, forward slashes
    line: int  # 0: the file as a whole
    text: str  # the rest of the sentence, one line: the test, what is wrong with it, what to do
    declared: str = ""  # the reason that a commit gives for it; then it is listed and never fails


@dataclass(frozen=True)
class Row:
    """One row of the review."""

    name: str  # the key in levels.toml's [review]
    summary: str  # one short phrase, "3 of 12 changed lines are run by no test"
    findings: tuple[Finding, ...] = ()
    unverified: str = ""  # why it could not be judged, a sentence; then it is never "ok"


def counted(number: int, what: str) -> str:
    """Return a number with what it counts."""
    plural = "es" if what.endswith("x") else "s"
    return f"{number} {what}{'' if number == 1 else plural}"
