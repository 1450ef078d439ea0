"""What the review says: rows, and the places that they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace


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
    more = f" and {len(names) - MANY} more" if len(names) > MANY else ""
    return ", ".join(names[:MANY]) + more


def counted(number: int, what: str) -> str:
    """Return a number with what it counts."""
    plural = "es" if what.endswith("x") else "s"
    return f"{number} {what}{'' if number == 1 else plural}"
