"""What a .gitignore keeps out of git is told."""

import subprocess
from pathlib import Path

import pytest

from plumbline.checks.ignored import check_ignored
from plumbline.table import Table, parse_table

from tests.integration.suites import LEVELS

WHEEL = "vendor/pytest_plumbline-0.1.0-py3-none-any.whl"
FILES = (
    WHEEL,
    "AGENTS.md",
    "levels.toml",
    ".agents/skills/a/SKILL.md",
    ".claude/skills/a/SKILL.md",
)
OWN = (".claude/settings.local.json", ".claude/skills/own/SKILL.md")


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """Return a repository that adopted the levels and has committed nothing yet."""
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    for name in (*FILES, *OWN, "tests/unit/__init__.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    return tmp_path


@pytest.fixture
def table() -> Table:
    return parse_table(LEVELS)


def test_each_line_is_named_with_its_files(repo: Path, table: Table) -> None:
    (repo / ".gitignore").write_text("# own\n*.whl\n.claude/\n__init__.py\n*.md\n")

    found = check_ignored(repo, table)

    assert found == [
        f".gitignore:2: *.whl keeps {WHEEL} out of git, and of every clone; take that line out, or "
        f"`git add --force {WHEEL}`",
        ".gitignore:3: .claude/ keeps .claude/skills/a/SKILL.md out of git, and of every clone; take "
        "that line out, or `git add --force .claude/skills/a/SKILL.md`",
        ".gitignore:4: __init__.py keeps tests/unit/__init__.py out of git, and of every clone; take "
        "that line out, or `git add --force tests/unit/__init__.py`",
        ".gitignore:5: *.md keeps .agents/skills/a/SKILL.md and 1 more of the levels' files out of git, "
        "and of every clone; take that line out, or `git add --force .agents/skills/a/SKILL.md AGENTS.md`",
    ]
    subprocess.run(["git", "add", "--force", *FILES, "tests"], cwd=repo, check=True)
    assert check_ignored(repo, table) == []


def test_what_is_the_owners_is_not_told(repo: Path, table: Table) -> None:
    (repo / ".gitignore").write_text("settings.local.json\nown/\n__pycache__/\n")

    assert check_ignored(repo, table) == []


def test_without_git_nothing_is_told(tmp_path: Path, table: Table) -> None:
    (tmp_path / "levels.toml").write_text("")
    (tmp_path / ".gitignore").write_text("*.toml")

    assert check_ignored(tmp_path, table) == []
