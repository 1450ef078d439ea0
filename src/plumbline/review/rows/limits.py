"""levels.toml that asks for less, and a baseline that grew."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

from ...table import FILE, LevelsError, Table, parse_table
from .finding import Finding

BASELINE = "levels-baseline.toml"


def weaker_table(old: str | None, new: str | None) -> tuple[list[Finding], str]:
    """Compare two texts of levels.toml; return the findings, and why they cannot be compared."""
    if old is None:
        return [], ""
    if new is None:
        return [Finding(FILE, 0, "is deleted; restore it")], ""
    try:
        before = parse_table(old)
    except LevelsError:
        return [], f"{FILE} of the base is not valid, so nobody can say what it allowed"
    try:
        after = parse_table(new)
    except LevelsError as error:
        return [], f"{error}"
    return list(_table(before, after)), ""


def _table(before: Table, after: Table) -> Iterator[Finding]:
    levels = {level.number: level for level in after.levels}
    for old in before.levels:
        level = levels.get(old.number)
        if level is None:
            yield Finding(FILE, 0, f"level {old.label} is gone; restore it")
            continue
        for key in ("each", "total"):
            was, now = getattr(old, key), getattr(level, key)
            if now > was:
                yield Finding(FILE, 0, f"{level.name}.{key} rose from {was:g} to {now:g} s")
        lost = [word for word in old.forbids if word not in level.forbids]
        if lost:
            yield Finding(FILE, 0, f"{level.name}.forbids lost {', '.join(lost)}")
        if gone := [path for path in old.paths if path not in level.paths]:
            heirs = [one for one in after.levels if set(gone) & set(one.paths)]
            to = f" to {heirs[0].label}" if heirs else ""
            yield Finding(FILE, 0, f"{level.name}.paths lost {', '.join(gone)}{to}")
    for name, word in before.review.items():
        if word == "fail" and after.review.get(name) != "fail":
            yield Finding(FILE, 0, f"review.{name} fails no more, it only reports")


def grown_baseline(old: str | None, new: str | None) -> Iterator[Finding]:
    """Yield a finding for each key of the baseline that excuses more than it did."""
    if new is None:
        return
    try:
        before = dict(_leaves(tomllib.loads(old or "")))
        after = dict(_leaves(tomllib.loads(new)))
    except tomllib.TOMLDecodeError:
        return
    for key, value in after.items():
        if key not in before:
            yield Finding(BASELINE, 0, f"{key} is excused now; mend it instead")
        elif isinstance(value, int | float) and value > before[key]:
            yield Finding(BASELINE, 0, f"{key} rose from {before[key]} to {value}")


def _leaves(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{key}.{name}" if key else name)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, f"{key}: {inner}" if not isinstance(inner, dict) else key)
    else:
        yield key, value
