"""Which repos may know of their tests."""

from dataclasses import replace
from pathlib import Path

import pytest
from plumbline.checks.asking import check_asking
from plumbline.table import Table, read_table

from tests.places import TREE


@pytest.fixture
def table() -> Table:
    return read_table(TREE)


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """Return a repo that has one source that asks, and one that is for tests."""
    for name in ("app.py", "testing.py"):
        (tmp_path / "src/tool").mkdir(parents=True, exist_ok=True)
        (tmp_path / "src/tool" / name).write_text("import pytest\n", encoding="utf-8")
    return tmp_path


def test_a_source_that_asks_is_found(repo: Path, table: Table) -> None:
    assert check_asking(repo, table) == [
        "src/tool/app.py:1: imports pytest, which is for tests; take it out, and give the code what "
        "it needs, like a gateway in the context"
    ]


@pytest.mark.parametrize(
    "project",
    ['[project.entry-points.pytest11]\nx = "tool"\n', '[project]\ndependencies = ["pytest>=8"]\n'],
)
def test_what_works_with_tests_may_ask(repo: Path, table: Table, project: str) -> None:
    (repo / "pyproject.toml").write_text(project, encoding="utf-8")

    assert check_asking(repo, table) == []


def test_a_repo_that_adopted_the_levels_may_ask(repo: Path, table: Table) -> None:
    assert check_asking(repo, replace(table, unplaced=())) == []
