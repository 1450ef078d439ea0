"""The level table in README.md and other pages, held to levels.toml."""

from __future__ import annotations

import re
from pathlib import Path

from ..table import FILE, Table

_ROUTER = "skills/testing-strategy/SKILL.md"
PAGES = ("README.md", "AGENTS.md", "tests/AGENTS.md", f".agents/{_ROUTER}", f".claude/{_ROUTER}")
_BLOCK = re.compile(r"(?<=<!-- levels -->\n).*?(?=<!-- end of levels -->)", re.DOTALL)


def as_markdown(table: Table) -> str:
    """Return the levels as a Markdown table."""
    rows = ["| level | tests in | share | forbidden | time, one test / all |"]
    rows.append("| --- | --- | ---: | --- | ---: |")
    for level in table.levels:
        folders = ", ".join(f"`{path}`" for path in level.paths)
        forbids = ", ".join(level.forbids) or "nothing"
        clock = " wall" if level.clock == "wall" else " CPU"
        rows.append(
            f"| {level.number} `{level.name}`: {level.title} | {folders} | {level.share} % "
            f"| {forbids} | {level.each:g} s / {level.total:g} s{clock} |"
        )
    return "\n".join(rows) + "\n"


def stale_tables(root: Path, table: Table) -> list[str]:
    """Return a finding for each page whose level table is not that of levels.toml."""
    findings = []
    for page, text in _pages(root):
        for block in _BLOCK.finditer(text):
            if block[0] != as_markdown(table):
                line = text.count("\n", 0, block.start())
                findings.append(
                    f"{page}:{line}: the table is not that of {FILE}; run `plumbline fix-tables`"
                )
    return findings


def write_tables(root: Path, table: Table) -> list[str]:
    """Bring the level tables of all pages up to date; return the pages that changed."""
    changed = []
    for page, text in _pages(root):
        new = _BLOCK.sub(lambda _: as_markdown(table), text)
        if new != text:
            (root / page).write_text(new, encoding="utf-8", newline="\n")
            changed.append(page)
    return changed


def _pages(root: Path) -> list[tuple[str, str]]:
    files = [(page, root / page) for page in PAGES]
    return [(page, file.read_text(encoding="utf-8")) for page, file in files if file.is_file()]
