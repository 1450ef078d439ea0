"""What the pages of this repo and of the tree say must be so."""

import re
from pathlib import Path

import pytest

from levels.table import RESERVED, read_table
from levels.tables import stale_tables
from tests.places import ROOT, TREE

PAGES = [ROOT / "README.md", ROOT / "AGENTS.md", *sorted((ROOT / "docs").glob("*.md"))]
AGENT_PAGES = [TREE / "AGENTS.md", TREE / "tests" / "AGENTS.md", ROOT / "AGENTS.md"]
LEVELS = read_table(TREE)


def command_lines(page: Path) -> list[str]:
    """Return the lines of the code blocks of a page."""
    blocks = re.findall(r"^```\w*\n(.*?)^```$", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return [line.split("  #")[0].rstrip() for block in blocks for line in block.splitlines()]


def test_ci_runs_the_command_of_the_readme() -> None:
    script = (ROOT / ".ci/run").read_text("utf-8").splitlines()
    commands = [line for line in script if line and not line.startswith(("#", "set ", "cd "))]

    assert len(commands) == 1
    assert commands[0] in command_lines(ROOT / "README.md")


def test_the_level_tables_of_the_tree_are_true() -> None:
    assert stale_tables(TREE, LEVELS) == []


def test_the_readme_shows_the_table_of_the_tree() -> None:
    assert stale_tables(ROOT, LEVELS) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", page.read_text("utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", AGENT_PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_pages_for_agents_name_what_exists(page: Path) -> None:
    base = ROOT if page.parent == ROOT else TREE
    named = set(re.findall(r"`([\w./{}-]+/[\w./{}-]*)`", page.read_text("utf-8")))
    source = "src/{{cookiecutter.package_name}}"

    missing = [
        name for name in named if not ((base / name).exists() or (base / source / name).exists())
    ]
    assert missing == []


@pytest.mark.parametrize("page", AGENT_PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_pages_for_agents_are_short(page: Path) -> None:
    text = page.read_text("utf-8")

    assert len(text.splitlines()) < 80
    assert len(text.encode()) < 6 * 1024


@pytest.mark.parametrize(
    "page",
    [*PAGES, *AGENT_PAGES, TREE / "README.md"],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_sessions_that_pages_name_exist(page: Path) -> None:
    named = set(re.findall(r"nox -s (\w+)", page.read_text("utf-8")))
    own = re.findall(r"^def (\w+)\(", (ROOT / "noxfile.py").read_text("utf-8"), re.MULTILINE)

    known = {level.name for level in LEVELS.levels} | set(LEVELS.sessions) | set(own) | {"levels"}
    assert named <= known


def test_no_level_can_take_the_name_of_a_session() -> None:
    sessions = re.findall(r"^def (\w+)\(", (TREE / "noxfile.py").read_text("utf-8"), re.MULTILINE)

    assert {*sessions, "levels"} <= set(RESERVED)


def test_claude_reads_what_all_agents_read() -> None:
    for folder in (ROOT, TREE, TREE / "tests"):
        assert (folder / "CLAUDE.md").read_text("utf-8") == "@AGENTS.md\n"
        assert (folder / "AGENTS.md").is_file()
