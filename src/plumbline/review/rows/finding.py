"""What the review says: rows, and the places that they name."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence, Sized
from dataclasses import dataclass, replace
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


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
    excuse: str = ""  # the reason that the commit gives which makes it so; then it fails nothing


def joined(rows: Iterable[Row]) -> list[Row]:
    """Put the rows of one name together."""
    found: dict[str, Row] = {}
    for row in rows:
        if same := found.get(row.name):
            told = "; ".join(filter(None, (same.unverified, row.unverified)))
            both = tuple(sorted({*same.findings, *row.findings}))
            row = replace(same, findings=both, unverified=told)
        found[row.name] = row
    return list(found.values())


MANY = 3  # names that are shown of a list
ADVICE = re.compile(r"; (restore|take|mend) [^;]*$")


def declared(one: Finding, reason: str) -> Finding:
    """Return a finding with the reason that a commit gives for it, and then without what to do."""
    return replace(one, text=ADVICE.sub("", one.text) if reason else one.text, declared=reason)


def shown(names: Sequence[str]) -> str:
    """Return the first names of a list, and how many more there are."""
    return ", ".join(names[:MANY]) + others(names, MANY)


def others(things: Sized, said: int = 1) -> str:
    """Return how many more things there are than those that are said, nothing if none."""
    return f" and {len(things) - said} more" if len(things) > said else ""


def grouped(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, list[Value]]:
    """Return the second of all pairs by their first."""
    found: dict[Key, list[Value]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def part(number: int, total: int, what: str, said: str) -> str:
    """Return of how many something is said, or that there is none of which it could be."""
    return f"{number} of {counted(total, what)} {said}" if total else f"no {what}"


def counted(number: int, what: str) -> str:
    """Return a number with what it counts."""
    plural = "es" if what.endswith("x") else "s"
    return f"{number} {what}{'' if number == 1 else plural}"
