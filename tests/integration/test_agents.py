"""The agent layer as it comes out: valid skills, code that fits, copies that are equal, checks that bite."""

import ast
import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from skills_ref import validate

from plumbline.checks.markdown import Page
from plumbline.checks.skills import WRITERS, skill_names
from plumbline.writer.role import TRAILER

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
def test_a_new_repo_passes_its_own_checks(machine: Machine, repos: Repos, answers: str) -> None:
    assert check(machine, repos[answers]) == (0, "")


@pytest.mark.parametrize("answers", ANSWERS)
def test_skills_are_valid(repos: Repos, answers: str) -> None:
    repo = repos[answers]
    folders = [*(repo / ".agents/skills").iterdir(), *(repo / ".claude/skills").glob("*")]

    assert set(skill_names(repo)) == SKILLS
    assert {folder: validate(folder) for folder in folders if validate(folder)} == {}
    assert len(folders) == len(SKILLS) * (1 if answers == "generic" else 2)


def test_skills_can_be_read_in_one_go(repos: Repos) -> None:
    lines = {page: len(page.read_text("utf-8").splitlines()) for page in skill_pages(repos["long"])}

    assert {page: n for page, n in lines.items() if page.name == "SKILL.md" and n < 80} == {}
    assert {page: n for page, n in lines.items() if page.name == "SKILL.md" and n > 200} == {}
    assert {page: n for page, n in lines.items() if not 0 < n < 300} == {}


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


def test_the_test_writer_is_told_the_same_everywhere(repos: Repos) -> None:
    for answers in ("short", "long"):
        claude, opencode, codex = ((repos[answers] / path).read_text("utf-8") for path in WRITERS)
        body = Page(claude).body.strip()

        assert body.startswith("You write tests")
        assert f"`{TRAILER}: yes`" in body
        assert Page(opencode).body.strip() == body
        assert tomllib.loads(codex)["developer_instructions"].strip() == body
        assert "{{" not in body
        assert "{%" not in body


def test_without_clients_only_the_generic_layer_is_there(repos: Repos) -> None:
    top = {path.name for path in repos["generic"].iterdir()}

    assert {".agents", "AGENTS.md"} <= top
    assert top.isdisjoint({".claude", ".codex", ".opencode", "CLAUDE.md"})


@pytest.mark.parametrize(
    ("path", "old", "new", "sentence"),
    [
        ("AGENTS.md", "`tests/AGENTS.md`", "`tests/GONE.md`", "there is no tests/GONE.md;"),
        ("AGENTS.md", "`gateways/`", "`gatewayz/`", "there is no gatewayz;"),
        ("AGENTS.md", "`nox -s unit`", "`nox -s units`", "nox has no session units;"),
        ("AGENTS.md", "`add-coverage`", "`add-covers`", "there is no skill add-covers in .agents"),
        ("AGENTS.md", "`add-coverage`", "this", "does not name the skill add-coverage;"),
        ("tests/AGENTS.md", "`FakeClock`", "`FakeWatch`", "nothing here is called FakeWatch;"),
        (
            ".agents/skills/testing-strategy/SKILL.md",
            "`plumbline check`",
            "`plumbline chek`",
            "plumbline has no command chek; its commands are baseline, check, ",
        ),
        (
            ".agents/skills/add-gateway/SKILL.md",
            "description:",
            "about:",
            ".agents/skills/add-gateway/SKILL.md:1: has no description;",
        ),
        (
            ".claude/skills/add-coverage/SKILL.md",
            "test",
            "exam",
            ".claude/skills/add-coverage/SKILL.md:1: differs from .agents/skills/add-coverage/",
        ),
        (
            WRITERS[0],
            "You write tests",
            "You write exams",
            ".codex/agents/test-writer.toml:1: its text is not that of .claude/agents/",
        ),
        (
            WRITERS[2],
            "You write tests",
            "You write exams",
            ".codex/agents/test-writer.toml:1: its text is not that of .claude/agents/",
        ),
    ],
)
def test_damage_is_found(
    machine: Machine, repo: Path, path: str, old: str, new: str, sentence: str
) -> None:
    text = (repo / path).read_text("utf-8")
    if path == "tests/AGENTS.md":
        text += f"\nSee {old}.\n"
    assert old in text
    (repo / path).write_text(text.replace(old, new), "utf-8", newline="\n")

    code, said = check(machine, repo)

    assert code == 1
    assert sentence in said


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


def test_an_owner_may_prune_the_clients(machine: Machine, repo: Path) -> None:
    for path in WRITERS:
        (repo / path).unlink()

    assert check(machine, repo) == (0, "")


def test_a_gateway_under_another_name_asks_for_no_edit_of_a_page(
    machine: Machine, repo: Path
) -> None:
    for file in [*repo.glob("src/**/*.py"), *repo.glob("tests/**/*.py")]:
        text = file.read_text("utf-8").replace("Clock", "Watch").replace("clock", "watch")
        file.unlink()
        file.with_name(file.name.replace("clock", "watch")).write_text(text, "utf-8")

    assert check(machine, repo) == (0, "")
