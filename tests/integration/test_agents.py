"""The agent layer as it comes out: valid skills, code that fits, copies that are equal, checks that bite."""

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from plumbline.checks.markdown import Page
from plumbline.checks.skills import WRITERS

from tests.integration.engines import Answers, Machine, Renders

ANSWERS: dict[str, Answers] = {
    "short": {"project_name": "ab"},
    "long": {
        "project_name": "N" * 64,
        "package_name": "zz_" + "n" * 61,
        "example": False,
    },
    "generic": {"clients": False},
}
SKILLS = {"testing-strategy", "add-coverage", "reproduce-bug", "refactor-test", "add-gateway"}
SKILLS |= {"update-from-template"}
FOLDER = re.compile(r"[\w.-]+/[\w./-]*")
Repos = dict[str, Path]


@pytest.fixture(scope="module")
def repos(renders: Renders, tmp_path_factory: pytest.TempPathFactory) -> Repos:
    """Return a repo for each set of answers; a test puts back what it changes."""
    folder = tmp_path_factory.mktemp("repos")
    return {
        name: shutil.copytree(renders.fresh("copier", answers), folder / name)
        for name, answers in ANSWERS.items()
    }


@pytest.fixture
def repo(repos: Repos) -> Iterator[Path]:
    """Return the repo of the short name, to damage; it is put back afterwards."""
    folder = repos["short"]
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    yield folder
    for path in [path for path in folder.rglob("*") if path.is_file() and path not in before]:
        path.unlink()
    for path, content in before.items():
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def skill_pages(repo: Path) -> list[Path]:
    """Return every page of the skills."""
    return sorted((repo / ".agents/skills").rglob("*.md"))


def shown_code(page: Path) -> dict[str, str]:
    """Return the Python that a page shows, by the path it would have.

    The text above a block names a file, or the folder that a file like it stands in.
    """
    shown: dict[str, str] = {}
    text = Page(page.read_text("utf-8"))
    lines = text.text.splitlines()
    start = 0
    for block in text.blocks:
        paths = FOLDER.findall(" ".join(lines[start : block.line - 1]))
        start = block.line + len(block.text.splitlines())
        if block.language == "python":
            assert paths, f"{page}:{block.line}: say above it where this code stands"
            named = paths[-1]
            path = named if named.endswith(".py") else f"{named}/test_{page.parent.name}.py"
            shown[path.replace("test_" + page.parent.name, f"test_shown_{len(shown)}")] = block.text
    return shown


def check(machine: Machine, repo: Path) -> tuple[int, str]:
    """Run the checks of a repo."""
    done = machine.run("plumbline", "check", cwd=repo)
    return done.code, done.text


@pytest.mark.parametrize("answers", ANSWERS)
def test_code_in_skills_is_as_clean_as_the_repo(
    machine: Machine, repos: Repos, answers: str
) -> None:
    repo = repos[answers]
    written = []
    for number, page in enumerate(skill_pages(repo)):
        for path, code in shown_code(page).items():
            ast.parse(code)
            file = repo / path.replace("test_shown", f"test_shown_{number}")
            assert file.parent.is_dir(), f"{page}: there is no {file.parent} in the repo"
            assert not file.exists(), f"{page}: {path} is there already; show a new file"
            file.write_text(code, "utf-8", newline="\n")
            written.append(file)
    try:
        style = machine.run("ruff", "check", "--no-cache", *map(str, written), cwd=repo)
        form = machine.run("ruff", "format", "--check", "--diff", *map(str, written), cwd=repo)
    finally:
        for file in written:
            file.unlink()

    assert len(written) >= 4
    assert style.code == 0, style.text
    assert form.code == 0, form.text


def test_the_command_that_findings_name_puts_copies_right(machine: Machine, repo: Path) -> None:
    skill = repo / ".agents/skills/add-coverage/SKILL.md"
    skill.write_text(skill.read_text("utf-8") + "\nMore.\n", "utf-8", newline="\n")
    writer = repo / WRITERS[0]
    writer.write_text(writer.read_text("utf-8") + "\nMore.\n", "utf-8", newline="\n")

    before = check(machine, repo)
    done = machine.run("plumbline", "fix-skills", cwd=repo)
    after = check(machine, repo)

    assert before[0] == 1
    assert done.text.splitlines() == [
        ".claude/skills/add-coverage/SKILL.md: written anew",
        ".codex/agents/test-writer.toml: written anew",
        ".opencode/agents/test-writer.md: written anew",
    ]
    assert after == (0, "")
