"""The review as people and programs read it: a verdict, tables, and the places below them."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from ..table import LevelsError, Table
from .declared import ASKED, TRAILER
from .reading.inventory import Inventory
from .rows.finding import Finding, Row

MOST = 20  # findings of a row that are shown
FAILED, UNVERIFIED, NOTE, DECLARED, OK = "FAIL", "unverified", "note", "declared", "ok"
ORDER = (FAILED, UNVERIFIED, NOTE, DECLARED, OK)
VERSION = 1  # of the JSON


@dataclass(frozen=True)
class Report:
    """All that the review found."""

    base: str  # how the base was found
    table: Table
    inventory: Inventory
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    quick: bool = False  # no test was run

    @property
    def is_plain(self) -> bool:
        """Whether one line says it all: a quick review that found nothing."""
        rows = [row for row in self.rows if row.name != "tests"]
        return self.quick and not self.notes and all(self.result(row) == OK for row in rows)

    def mode(self, row: Row) -> str:
        """Return whether a row fails the review: "fail" or "report"."""
        return self.table.review.get(row.name, "report")

    def result(self, row: Row) -> str:
        """Return how a row came out, in one word; what could not be judged is never ok."""
        is_open = any(not one.declared for one in row.findings)
        if is_open and self.mode(row) == "fail":
            return FAILED
        if row.unverified:
            return UNVERIFIED
        if is_open:
            return NOTE
        return DECLARED if row.findings else OK

    @property
    def failing(self) -> list[str]:
        """The rows that fail the review, by what they found or because nobody could judge them."""
        return [row.name for row in self.rows if self.mode(row) == "fail" and self._fails(row)]

    def _fails(self, row: Row) -> bool:
        is_open = row.unverified and not row.excuse
        return bool(is_open) or any(not one.declared for one in row.findings)

    @property
    def verdict(self) -> str:
        """The review in one line."""
        words = "passed"
        if self.failing:
            results = {row.name: self.result(row) for row in self.rows}
            names = [
                f"{name} (unverified)" if results[name] == UNVERIFIED else name
                for name in self.failing
            ]
            words = f"FAILED by {', '.join(names)}"
        name = "Quick review" if self.quick else "Review"
        return f"{name} {words}. Compared with {self.base}."

    def as_markdown(self) -> str:
        """Return all of it as Markdown that reads well without being rendered."""
        rows = [(row.name, self.result(row), self._what(row)) for row in self.rows]
        parts = [f"**{self.verdict}**", _grid(("row", "result", "what"), rows, "<<<")]
        if levels := self._levels():
            head = ("level", "target", "added", "changed", "removed", "moved")
            parts.append(_grid(head, levels, "<>>>>>"))
        shown = sorted(self.rows, key=lambda row: ORDER.index(self.result(row)))
        parts += [self._places(row) for row in shown if row.findings]
        parts += self.notes
        if known := self._way_out():
            parts.append(known)
        return "\n\n".join(_clean(part) for part in parts) + "\n"

    def _what(self, row: Row) -> str:
        """Return what stands beside a row: what it counts, or why nobody could, each cause once."""
        first = next(one for one in self.rows if _cause(one) == _cause(row))
        if not row.unverified:
            return row.summary
        failed = self.result(row) == FAILED
        beside = f"{row.summary}; of the rest: " if failed else ""
        if first is not row:
            return f"{beside}for the same reason as {first.name}"
        declared = f"; declared: {row.excuse}" if row.excuse else ""
        return f"{beside}{row.unverified}{declared}"

    def _way_out(self) -> str:
        """Return how to declare what fails, where that can be declared."""
        failing = {row.name: self.result(row) for row in self.rows if row.name in self.failing}
        lines = []
        if UNVERIFIED in failing.values():
            lines.append("What could not be judged fails like what was found: mend what it names.")
        if lines or {"weakened", "broken"} & failing.keys():
            lines.append(
                "If it is meant, give the reason in a trailer of the commit that does it: "
                f"`{TRAILER}: reason`. If you do not know whether it is, stop and tell a human."
            )
        if failing.get("speculative") == FAILED:
            lines.append(
                "If a human asked for a test of code that the change leaves alone, say so in a trailer "
                f"of the commit that adds it: `{ASKED}: reason`."
            )
        return " ".join(lines)

    def _places(self, row: Row) -> str:
        lines = [f"**{row.name}**: {self.result(row)}", ""]
        lines += [f"- `{_place(one)}` {_sentence(one)}" for one in row.findings[:MOST]]
        if len(row.findings) > MOST:
            lines.append(f"- and {len(row.findings) - MOST} more; `--json FILE` holds all")
        return "\n".join(lines)

    def _levels(self) -> list[tuple[str, ...]]:
        """Return the tests of each level: name, share that is wanted, what became of them."""
        groups = [
            [self.table.level_of(PurePosixPath(test.path)) for test in group]
            for group in self.inventory.groups.values()
        ]
        found = []
        for level in (*self.table.levels, None):
            counts = [group.count(level) for group in groups]
            if not any(counts):
                continue
            share = f" ({round(100 * counts[0] / len(groups[0]))} %)" if level and counts[0] else ""
            name = f"{level.label}{share}" if level else "not placed"
            found.append((name, f"{level.share} %" if level else "", *map(str, counts)))
        return found

    def as_json(self) -> dict[str, Any]:
        """Return all of it in plain types; docs/review.md of the template tells the keys."""
        groups = self.inventory.groups.items()
        return {
            "version": VERSION,
            "verdict": "failed" if self.failing else "passed",
            "failed_by": self.failing,
            "base": self.base,
            "rows": [
                {
                    **asdict(row),
                    "findings": [asdict(one) for one in row.findings],
                    "mode": self.mode(row),
                    "result": self.result(row).lower(),
                }
                for row in self.rows
            ],
            "tests": {name: [asdict(test) for test in group] for name, group in groups},
            "notes": list(self.notes),
        }


def _cause(row: Row) -> str:
    """Return what keeps a row from being judged: the error that its sentence has in brackets, or all."""
    found = re.search(r"\((.+)\)", row.unverified)
    return found[1] if found else row.unverified


def _place(one: Finding) -> str:
    return f"{one.path}:{one.line}" if one.line else one.path


def _sentence(one: Finding) -> str:
    text = " ".join(one.text.split())
    return f"{text}; declared: {one.declared}" if one.declared else text


def _grid(head: Sequence[str], rows: Sequence[Sequence[str]], sides: str) -> str:
    """Return a Markdown table whose columns stand below each other; the last may be long.

    `sides` has for each column where its cells stand: < or >.
    """
    cells = [
        [" ".join(str(cell).split()).replace("|", "\\|") for cell in row] for row in (head, *rows)
    ]
    widths = [max(3, *map(len, column)) for column in zip(*cells, strict=True)]
    widths[-1] = len(head[-1]) if sides[-1] == "<" else widths[-1]
    columns = [*zip(sides, widths, strict=True)]
    ruler = ["-" * (width - 1) + (":" if side == ">" else "-") for side, width in columns]
    lines = []
    for row in (cells[0], ruler, *cells[1:]):
        shown = [f"{cell:{side}{width}}" for cell, (side, width) in zip(row, columns, strict=True)]
        lines.append(f"| {' | '.join(shown)} |")
    return "\n".join(lines)


def _clean(text: str) -> str:
    """Return a text that every terminal and file takes: no control characters, no half letters."""
    plain = re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "?", text)
    return plain.encode("utf-8", "replace").decode("utf-8")


def refuse_places(*files: Path | None) -> None:
    """Raise LevelsError for a file that cannot be written later, before anything is run for it."""
    for path in filter(None, files):
        with _written_to(path):
            next(path.parent.iterdir(), None)  # says what is missing, or no folder
            if path.is_dir():
                raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
            if not os.access(path if path.exists() else path.parent, os.W_OK):
                raise OSError(errno.EACCES, os.strerror(errno.EACCES))


def write_reports(report: Report, markdown: Path | None, json_file: Path | None) -> None:
    """Add the Markdown to a file, as CI's summaries want it, and write the JSON to another."""
    shown, data = report.as_markdown(), json.dumps(report.as_json(), indent=2) + "\n"
    for path, mode, text in ((markdown, "a", shown), (json_file, "w", data)):
        if path is not None:
            with _written_to(path), path.open(mode, encoding="utf-8", newline="\n") as file:
                file.write(text)


@contextlib.contextmanager
def _written_to(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        raise LevelsError(
            f"{path}: cannot be written ({why}); name a file in a folder that is there"
        ) from None
