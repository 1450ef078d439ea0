"""The agent layer as it comes out: valid skills, copies that are equal, checks that bite."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
from skills_ref import validate

from plumbline.checks.markdown import Page
from plumbline.checks.pages import check_pages
from plumbline.checks.skills import WRITERS, check_skills, skill_names
from plumbline.checks.structure import check_structure
from plumbline.cli import COMMANDS
from plumbline.table import read_table
from plumbline.writer.role import TRAILER

from tests.integration.rendered import rendered

ANSWERS: dict[str, dict[str, bool | str]] = {
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


def written(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files into a folder, and return it."""
    for place in {(folder / name).parent for name in files}:
        place.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8", newline="\n")
    return folder


def check(repo: Path) -> list[str]:
    """Check what a repo's pages and skills say."""
    return check_pages(repo, read_table(repo), COMMANDS) + check_skills(repo)


@pytest.mark.parametrize("answers", ANSWERS)
def test_skills_are_valid(tmp_path: Path, answers: str) -> None:
    repo = written(tmp_path, rendered(**ANSWERS[answers]))
    folders = [*(repo / ".agents/skills").iterdir(), *(repo / ".claude/skills").glob("*")]

    assert set(skill_names(repo)) == SKILLS
    assert {folder: validate(folder) for folder in folders if validate(folder)} == {}
    assert len(folders) == len(SKILLS) * (1 if answers == "generic" else 2)


def test_skills_can_be_read_in_one_go() -> None:
    pages = {name: text for name, text in rendered(**ANSWERS["long"]).items() if "/skills/" in name}
    lines = {name: len(text.splitlines()) for name, text in pages.items()}
    skills = {name: n for name, n in lines.items() if name.endswith("/SKILL.md")}

    assert len(skills) == 2 * len(SKILLS)
    assert {name: n for name, n in skills.items() if not 80 <= n <= 200} == {}
    assert {name: n for name, n in lines.items() if not 0 < n < 300} == {}


def test_the_test_writer_is_told_the_same_everywhere() -> None:
    for answers in ("short", "long"):
        claude, opencode, codex = (rendered(**ANSWERS[answers])[path] for path in WRITERS)
        body = Page(claude).body.strip()

        assert body.startswith("You write tests")
        assert f"`{TRAILER}: yes`" in body
        assert Page(opencode).body.strip() == body
        assert tomllib.loads(codex)["developer_instructions"].strip() == body
        assert "{{" not in body
        assert "{%" not in body


def test_without_clients_only_the_generic_layer_is_there() -> None:
    top = {name.partition("/")[0] for name in rendered(**ANSWERS["generic"])}

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
def test_damage_is_found(tmp_path: Path, path: str, old: str, new: str, sentence: str) -> None:
    files = dict(rendered(**ANSWERS["short"]))
    text = files[path] + f"\nSee {old}.\n" * (path == "tests/AGENTS.md")
    assert old in text

    found = check(written(tmp_path, {**files, path: text.replace(old, new)}))

    assert [line for line in found if sentence in line] != []


def test_an_owner_may_prune_the_clients(tmp_path: Path) -> None:
    files = rendered(**ANSWERS["short"])
    repo = written(tmp_path, {name: text for name, text in files.items() if name not in WRITERS})

    assert check(repo) == []


def test_a_gateway_under_another_name_asks_for_no_edit_of_a_page(tmp_path: Path) -> None:
    files = {}
    for name, text in rendered(**ANSWERS["short"]).items():
        is_code = name.endswith(".py") and name.startswith(("src/", "tests/"))
        other = text.replace("Clock", "Watch").replace("clock", "watch")
        files[name.replace("clock", "watch")] = other if is_code else text

    repo = written(tmp_path, files)

    assert check_structure(repo, read_table(repo)) == []
    assert check(repo) == []
