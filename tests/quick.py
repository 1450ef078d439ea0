"""Quick reviews of small changes that are in memory: no file, no git, no run."""

from collections.abc import Mapping
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
Files = Mapping[str, str]


def quick(before: Files, after: Files, *messages: str) -> Report:
    """Return the quick review of a change, as a commit of each message; both sides have a levels.toml."""
    old, new = (
        {name: File(text.encode()) for name, text in {FILE: TABLE, **files}.items()}
        for files in (before, after)
    )
    told = [FakeCommit(f"{number}" * 40, words, new) for number, words in enumerate(messages, 1)]
    history = FakeHistory(Path("/repo"), [FakeCommit(BASE, "All", old), *told], new)
    return make_report(history, Options(quick=True), Base(BASE, "main"))


def findings(report: Report) -> dict[str, list[Finding]]:
    """Return what each row names, those that name nothing and the inventory apart."""
    rows = (row for row in report.rows if row.name != "tests")
    return {row.name: [*row.findings] for row in rows if row.findings or row.unverified}
