"""The level tables of pages, over files in a temporary folder."""

from pathlib import Path

import pytest
from plumbline.checks.tables import as_markdown, stale_tables, write_tables
from plumbline.table import Table, parse_table

PAGE = "# Title\n\n<!-- levels -->\n{}<!-- end of levels -->\n\nThe rest.\n"


@pytest.fixture
def table() -> Table:
    return parse_table("""
[fast]
number = 1
title = "no waiting"
paths = ["tests/fast", "tests/quick"]
session = "unit"
share = 100
forbids = ["process", "sleep"]
each = 0.1
total = 2.0
""")


def test_the_table_says_what_levels_toml_says(table: Table) -> None:
    assert as_markdown(table).splitlines()[2] == (
        "| 1 `fast`: no waiting | `tests/fast`, `tests/quick` | 100 % | process, sleep "
        "| 0.1 s / 2 s CPU |"
    )


def test_a_stale_table_is_found_and_written_anew(table: Table, tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text(PAGE.format("| old |\n"), encoding="utf-8")

    assert stale_tables(tmp_path, table) == [
        "README.md:3: the table is not that of levels.toml; run `plumbline fix-tables`"
    ]
    assert write_tables(tmp_path, table) == ["README.md"]
    assert page.read_text(encoding="utf-8") == PAGE.format(as_markdown(table))
    assert stale_tables(tmp_path, table) == []
    assert write_tables(tmp_path, table) == []


def test_a_page_without_a_table_is_left_alone(table: Table, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Title\n", encoding="utf-8")

    assert stale_tables(tmp_path, table) == []
    assert write_tables(tmp_path, table) == []
