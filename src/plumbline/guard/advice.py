"""Say what a forbidden operation was, where, and the two ways out."""

from __future__ import annotations

import re
from pathlib import Path

from ..table import Table
from .policy import Violation

NEAREST = {"sleep": "clock"}  # the gateway that a kind belongs behind, where that is plain


def block(table: Table, root: Path, violation: Violation) -> str:
    """Return the message for one violation: what, where, and the ways out."""
    level = next(level for level in table.levels if level.name == violation.level)
    where = violation.where or "no line of this repo; a thread, or a library by itself"
    lines = [f"{violation.what}: level {level.label} forbids {violation.kind}", f"  at {where}"]
    lines.append(f"  {_use_a_fake(table, root, violation)}")
    if violation.kind != "state":  # that is no better elsewhere
        lines.append(f"  Or move the test {_move(table, violation.kind)}.")
    return "\n".join(lines)


def _use_a_fake(table: Table, root: Path, violation: Violation) -> str:
    stem = violation.gateway or NEAREST.get(violation.kind, "")
    file = root / "tests" / "fakes" / f"{stem}.py"
    names = re.findall(r"^class (Fake\w+)", file.read_text("utf-8"), re.M) if file.is_file() else []
    if violation.kind == "sleep":
        given = (
            f"Give {names[0]} the time the test is about" if names else "Make the time an argument"
        )
        return f"{given}; what must wait belongs behind a gateway."
    if names:
        return f"Pass in {names[0]}, the fake from tests/fakes/{stem}.py."
    if violation.kind == "mock":
        return "Pass in a fake from tests/fakes instead of patching."
    if violation.kind == "tmp":
        return "Give the function a text or a value instead of a file."
    if violation.kind == "state":
        return "Use monkeypatch.setenv or monkeypatch.chdir, which undo themselves."
    gateway = "Put it behind a gateway (src/*/gateways) and pass in the gateway's fake"
    level = next(level for level in table.levels if level.name == violation.level)
    if violation.kind == "files" and "tmp" not in level.forbids:
        return f"{gateway}, or use files below tmp_path."
    return f"{gateway}."


def _move(table: Table, kind: str) -> str:
    level = next((level for level in table.levels if kind not in level.forbids), None)
    if level is None:
        return "to a level that allows it; none in levels.toml does"
    return f"to {level.paths[0]}, level {level.label}, where it is allowed"
