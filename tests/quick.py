"""Quick reviews of small changes that are in memory: no file, no git, no run."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from plumbline.review.base import Base
from plumbline.review.report import Report
from plumbline.review.rows.finding import Finding
from plumbline.review.run import Options, make_report
from plumbline.review.trees import File
from plumbline.table import FILE

from tests.fakes.history import FakeCommit, FakeHistory

TABLE = """
[logic]
number = 4
title = "logic"
paths = ["tests"]
session = "unit"
share = 100
forbids = ["process", "sleep"]
each = 0.1
total = 1.0
"""
BASE = "0" * 40
TEST_FILE = "tests/unit/test_x.py"
Files = Mapping[str, str]


def quick(before: Files, after: Files) -> Report:
    """Return the quick review of a change; a side that has no levels.toml gets one."""
    old, new = (
        {name: File(text.encode()) for name, text in {FILE: TABLE, **files}.items()}
        for files in (before, after)
    )
    history = FakeHistory(Path("/repo"), [FakeCommit(BASE, "All", old)], new)
    return make_report(history, Options(quick=True), Base(BASE, "main"))


def findings(report: Report) -> dict[str, list[Finding]]:
    """Return what each row names, the inventory apart; nothing is left open."""
    assert [row.unverified for row in report.rows if row.unverified] == []
    return {
        row.name: [*row.findings] for row in report.rows if row.findings and row.name != "tests"
    }


def weakened(before: Files, after: Files, sources: tuple[str, str] = ("", "")) -> list[str]:
    """Return what asks for less, without the files; `sources` are those of the package `shop`.

    No other row finds anything.
    """
    old, new = ({"src/shop/__init__.py": text} for text in sources)
    found = findings(quick({**old, **before}, {**new, **after}))
    assert {*found} <= {"weakened"}
    return [one.text for one in found.get("weakened", ())]


def weakened_lines(before: str, after: str) -> list[str]:
    """Return what asks for less where the only test has these lines, divided by semicolons."""
    old, new = ({TEST_FILE: _in_test(text.split("; "))} for text in (before, after))
    return weakened(old, new)


def _in_test(lines: Iterable[str]) -> str:
    return "import shop\ndef test_x():\n" + "".join(f"    {line}\n" for line in lines)
