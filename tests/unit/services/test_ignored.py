"""Which of the levels' files a rule of git keeps out, by a git that knows its rules by heart."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from plumbline.checks.ignored import check_ignored
from plumbline.table import LevelsError

from tests.checked import TABLE

RULE = ".gitignore:2:*"


class FakeGit:
    """Ignores files, each by a rule; keeps what it was asked about."""

    def __init__(self, rules: Mapping[str, str]) -> None:
        self.rules = rules
        self.asked: list[str] = []

    def __call__(self, _: Path, command: str, *words: str, given: str = "") -> str:
        if command == "ls-files":
            self.asked = [word.removeprefix(":(literal)") for word in words if word[0] == ":"]
            return "".join(f"{name}\0" for name in self.asked if name in self.rules)
        return "".join(f"{self.rules[name]}\t{name}\n" for name in given.split("\n"))


def found(root: Path, *names: str, rules: Mapping[str, str] | None = None) -> list[str]:
    """Return the findings in a repo with these files, all of them ignored if no rules are given."""
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    return check_ignored(
        root, TABLE, FakeGit(dict.fromkeys(names, RULE) if rules is None else rules)
    )


@pytest.mark.parametrize(
    "name",
    [
        *(
            "levels.toml",
            "levels-baseline.toml",
            ".copier-answers.yml",
            ".copier-answers.levels.yml",
        ),
        *(
            "vendor/pytest_plumbline-1.0-py3-none-any.whl",
            "AGENTS.md",
            "CLAUDE.md",
            "tests/AGENTS.md",
        ),
        *("tests/contracts/__init__.py", "tests/fakes/ruff.toml", ".claude/settings.json"),
        *(".codex/hooks.json", ".github/hooks/test-writer.json", ".agents/hooks/test_writer.py"),
        *(".claude/agents/test-writer.md", ".codex/agents/test-writer.toml"),
        *(".agents/skills/own/SKILL.md", "tests/unit/__init__.py", "tests/unit/fakes/ruff.toml"),
    ],
)
def test_a_file_of_the_levels_that_is_kept_out_is_told(tmp_path: Path, name: str) -> None:
    assert found(tmp_path, name) == [
        f".gitignore:2: * keeps {name} out of git, and of every clone; take that line out, or "
        f"`git add --force {name}`"
    ]


@pytest.mark.parametrize(
    "name",
    [
        *("README.md", "tests/unit/test_a.py", "tests/other/__init__.py", "vendor/other-1.0.whl"),
        *(".claude/settings.local.json", ".claude/skills/own/SKILL.md", "src/levels.toml"),
    ],
)
def test_the_owners_own_files_are_not(tmp_path: Path, name: str) -> None:
    assert found(tmp_path, name) == []


def test_a_copy_of_a_skill_is_one_of_the_levels_files(tmp_path: Path) -> None:
    skill, copy = (f"{place}/skills/add-x/SKILL.md" for place in (".agents", ".claude"))

    (told,) = found(tmp_path, skill, copy, rules={copy: ".gitignore:7:.claude/"})

    assert told.startswith(f".gitignore:7: .claude/ keeps {copy} out of git,")


def test_files_of_one_rule_are_told_once_and_rules_in_their_order(tmp_path: Path) -> None:
    rules = {
        "levels.toml": ".gitignore:12:*.toml",
        "levels-baseline.toml": ".gitignore:12:*.toml",
        "AGENTS.md": ".gitignore:3:*.md",
        "CLAUDE.md": ".git/info/exclude:1:C*",
    }

    told = found(tmp_path, *rules, rules=rules)

    assert [line.partition(" out of git")[0] for line in told] == [
        ".git/info/exclude:1: C* keeps CLAUDE.md",
        ".gitignore:3: *.md keeps AGENTS.md",
        ".gitignore:12: *.toml keeps levels.toml and 1 more of the levels' files",
    ]
    assert told[-1].endswith("or `git add --force levels.toml levels-baseline.toml`")


def test_only_what_is_there_is_asked_about(tmp_path: Path) -> None:
    (tmp_path / "levels.toml").touch()
    (tmp_path / "AGENTS.md").mkdir()
    git = FakeGit({})

    assert check_ignored(tmp_path, TABLE, git) == []
    assert git.asked == ["levels.toml"]


def test_where_nothing_is_there_git_is_not_asked(tmp_path: Path) -> None:
    assert check_ignored(tmp_path, TABLE, lambda *_: pytest.fail("it was asked")) == []


def test_without_a_repository_nothing_is_told(tmp_path: Path) -> None:
    def ask(*_: object) -> str:
        message = "is in no git repository"
        raise LevelsError(message)

    (tmp_path / "levels.toml").touch()

    assert check_ignored(tmp_path, TABLE, ask) == []
