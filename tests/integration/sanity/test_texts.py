"""What the pages of this repo and of the tree say must be so."""

import ast
import inspect
import re
import tomllib
from pathlib import Path

from plumbline.checks.commands import Known
from plumbline.checks.markdown import Page
from plumbline.checks.pages import Checker
from plumbline.checks.repository import Repository, sessions_in
from plumbline.checks.tables import as_markdown, stale_tables
from plumbline.cli import COMMANDS, EXAMPLES, add_review, parse
from plumbline.review.declared import TRAILER
from plumbline.review.reading.inventory import Inventory
from plumbline.review.report import Report
from plumbline.table import RESERVED, REVIEW, read_table

from tests.places import NOXFILE, ROOT, TREE

PAGES = [ROOT / "README.md", ROOT / "AGENTS.md", *sorted((ROOT / "docs").glob("*.md"))]
PAGES += sorted((ROOT / ".github").glob("*.md"))
AGENT_PAGES = [TREE / "AGENTS.md", TREE / "tests" / "AGENTS.md", ROOT / "AGENTS.md"]
LEVELS = read_table(TREE)


def read(page: Path) -> Page:
    """Return a page, taken apart."""
    return Page(page.read_text("utf-8"))


def command_lines(page: Path) -> list[str]:
    """Return the lines of the code blocks of a page."""
    lines = [line for block in read(page).blocks for line in block.text.splitlines()]
    return [line.split("  #")[0].rstrip() for line in lines]


def test_ci_runs_the_command_of_the_readme() -> None:
    script = (ROOT / ".ci/run").read_text("utf-8").splitlines()
    commands = [line for line in script if line and not line.startswith(("#", "set ", "cd "))]

    assert len(commands) == 1
    assert commands[0] in command_lines(ROOT / "README.md")


def test_the_level_tables_of_the_tree_are_true() -> None:
    assert stale_tables(TREE, LEVELS) == []


def test_the_readme_shows_the_table_of_the_tree() -> None:
    assert as_markdown(LEVELS) in (ROOT / "README.md").read_text("utf-8")


def test_links_lead_somewhere() -> None:
    links = [(page, link.text.split("#")[0]) for page in PAGES for link in read(page).links()]

    assert [(page, link) for page, link in links if not (page.parent / link).exists()] == []


def test_pages_for_agents_name_what_exists() -> None:
    missing = []
    for page in AGENT_PAGES:
        bases = [TREE, TREE / "src/{{cookiecutter.package_name}}"]
        bases += [ROOT, ROOT / "src/plumbline"] if page.parent == ROOT else []
        named = set(re.findall(r"`([\w./{}-]+/[\w./{}-]*)`", page.read_text("utf-8")))
        found = {name for name in named if any((base / name).exists() for base in bases)}
        made = {name for name in named if Repository(TREE).ignores(name)}
        missing += [(page, name) for name in named - found - made]

    assert missing == []


def test_pages_for_agents_are_short() -> None:
    texts = {page: page.read_text("utf-8") for page in AGENT_PAGES}

    assert {page for page, text in texts.items() if len(text.splitlines()) >= 80} == set()
    assert {page for page, text in texts.items() if len(text.encode()) >= 6 * 1024} == set()


def test_commands_that_pages_name_exist() -> None:
    noxfiles = (ROOT / "noxfile.py", NOXFILE)
    sessions = {
        name for file in noxfiles for name in sessions_in(ast.parse(file.read_text("utf-8")))
    }
    sessions |= {level.name for level in LEVELS.levels} | set(LEVELS.sessions) | {"levels"}
    known = Known(LEVELS, sessions, COMMANDS)
    wrong = []
    for page in {*PAGES, *AGENT_PAGES, TREE / "README.md"}:
        checker = Checker(Repository(ROOT), page, read(page), known)
        commands = [span.text.split() for span in read(page).commands()]
        wrong += [(page, what) for command in commands for what in checker.wrong_in(command)]

    assert wrong == []


def test_the_help_of_each_command_has_an_example_that_is_right() -> None:
    assert {*EXAMPLES} == {*COMMANDS}
    assert {name: parse(line.split())[0].command for name, line in EXAMPLES.items()} == {
        name: name for name in COMMANDS
    }


def test_no_level_can_take_the_name_of_a_session() -> None:
    sessions = sessions_in(ast.parse(NOXFILE.read_text("utf-8")))

    assert sessions | {"levels"} == {*RESERVED}


def test_claude_reads_what_all_agents_read() -> None:
    for folder in (TREE, TREE / "tests"):
        page = folder / "{% if cookiecutter.clients %}CLAUDE.md{% endif %}"
        assert page.read_text("utf-8") == "@AGENTS.md\n"
        assert (folder / "AGENTS.md").is_file()
    assert (ROOT / ".claude/CLAUDE.md").read_text("utf-8") == "@../AGENTS.md\n"


def test_the_lock_belongs_in_a_generated_repo() -> None:
    readme = (TREE / "README.md").read_text("utf-8")
    workflows = [path for path in TREE.rglob("*ci.yml*") if path.is_file()]

    assert "uv.lock: commit that file" in readme
    assert len(workflows) == 2
    assert all('UV_LOCKED: "1"' in path.read_text("utf-8") for path in workflows)
    assert not Repository(TREE).ignores("uv.lock")
    assert Repository(TREE).ignores(".venv")


def test_nothing_speaks_of_the_folder_that_the_tool_once_was() -> None:
    texts = [*PAGES, *(path for path in TREE.rglob("*") if path.suffix != ".whl")]
    old = re.compile(r"(?<![\w-])levels/|-m levels\b|levels\.plugin|levels-check|\.nox/env")

    assert [path for path in texts if path.is_file() and old.search(path.read_text("utf-8"))] == []


def test_levels_toml_shows_the_rows_of_the_review_as_they_are_by_default() -> None:
    shown = tomllib.loads((TREE / "levels.toml").read_text("utf-8"))["review"]

    assert shown == REVIEW
    assert list(shown) == list(REVIEW)


def test_the_page_of_the_review_has_its_rows_and_options() -> None:
    page = (ROOT / "docs/review.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| .* \| (fail|report) \|$", page, re.MULTILINE)
    keys = re.findall(r"^\| `(\w+)` \| [^|]* \|$", page.split("## JSON")[1], re.MULTILINE)
    options = re.findall(r"add_argument\(\"(--\w[\w-]*)\"", inspect.getsource(add_review))

    assert dict(rows) == REVIEW
    assert {*keys} == {*Report("", LEVELS, Inventory(), ()).as_json()} | {"findings"}
    assert [option for option in options if f"| `{option}" not in page] == []
    assert f"\n{TRAILER}: " in page
