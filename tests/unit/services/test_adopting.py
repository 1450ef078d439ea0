"""What a repository has before it adopts the levels decides what copier adds, or why it refuses."""

from pathlib import Path
from typing import Any

import pytest

from tests.adopting import adopting, answers_of, refusal


@pytest.mark.parametrize(
    ("files", "package"),
    [
        (["src/old/__init__.py"], "src/old"),
        (["old/__init__.py"], "old"),
        (["old/__init__.py", "src/new/__init__.py"], "src/new"),
        (["src/b/__init__.py", "src/a/__init__.py"], "src/a"),
        (["b/__init__.py", "a/__init__.py"], "a"),
        (["docs/__init__.py", "examples/__init__.py", "old/__init__.py"], "old"),
        (
            ["test/__init__.py", "tests/__init__.py", "testing/__init__.py", "zoo/__init__.py"],
            "zoo",
        ),
        (["doc/__init__.py", "src/old/deep/__init__.py"], "src"),
        (["old.py", "setup.py"], "src"),
        ([], "src"),
    ],
)
def test_the_package_is_found(tmp_path: Path, files: list[str], package: str) -> None:
    assert adopting(tmp_path, files)["package_path"] == package


def test_a_folder_may_be_called_like_a_pattern(tmp_path: Path) -> None:
    files = ["src/old/__init__.py", "AGENTS.md", "tests/test_old.py", "ruff.toml"]

    answers = adopting(tmp_path / "old [a]?*", files)

    assert (answers["package_path"], answers["own_files"]) == ("src/old", ["AGENTS.md"])
    assert (answers["unplaced"], answers["ruff_config"]) == (["tests"], "ruff.toml")


@pytest.mark.parametrize(
    ("files", "unplaced"),
    [
        ([], []),
        (["src/old/tests/test_a.py"], []),
        (["tests/__init__.py", "tests/unit/__init__.py"], []),
        (["tests/data/a.json"], []),
        (["tests/test_a.py", "tests/test_b.py"], ["tests"]),
        (["tests/conftest.py"], ["tests"]),
        (["tests/a/b/c/d/test_a.py"], ["tests"]),
        (["tests/unit/test_a.py"], ["tests", "tests/unit/test_a.py"]),
        (["tests/unit/a/b/test_a.py", "tests/unit/a/test_b.py"], ["tests", "tests/unit/a"]),
        (["tests/unit/pure/test_a.py"], ["tests", "tests/unit/pure/test_a.py"]),
        (["tests/unit/fakes/a/test_a.py"], ["tests", "tests/unit/fakes/a"]),
        (
            ["tests/integration/sanity/test_a.py", "tests/integration/test_a.py"],
            ["tests", "tests/integration/test_a.py", "tests/integration/sanity/test_a.py"],
        ),
        (["tests/commands/test_a.py"], ["tests", "tests/commands/test_a.py"]),
    ],
)
def test_tests_that_are_there_have_no_level_yet(
    tmp_path: Path, files: list[str], unplaced: list[str]
) -> None:
    assert adopting(tmp_path, files)["unplaced"] == unplaced


@pytest.mark.parametrize(
    ("files", "own"),
    [
        ([], []),
        (["README.md", "noxfile.py", ".github/workflows/ci.yml"], []),
        (["AGENTS.md", "tests/AGENTS.md"], ["AGENTS.md", "tests/AGENTS.md"]),
        (["tests/unit/__init__.py"], ["tests/unit/__init__.py"]),
        (["tests/unit/test_a.py"], ["tests/unit/__init__.py"]),
        (["tests/unit/deep/test_a.py"], []),
        (["tests/unit/ruff.toml"], ["tests/unit/ruff.toml"]),
        (
            [".claude/settings.json"],
            [".claude/settings.json", ".claude/agents/test-writer.md"],
        ),
        (
            [".claude/settings.json", ".claude/agents/test-writer.md"],
            [".claude/agents/test-writer.md", ".claude/settings.json"],
        ),
        ([".codex/hooks.json"], [".codex/hooks.json", ".codex/agents/test-writer.toml"]),
        ([".codex/agents/test-writer.toml"], [".codex/agents/test-writer.toml"]),
    ],
)
def test_what_the_owner_has_is_kept(tmp_path: Path, files: list[str], own: list[str]) -> None:
    assert adopting(tmp_path, files)["own_files"] == own


@pytest.mark.parametrize(
    ("files", "head"),
    [
        (["pyproject.toml"], "\n"),
        (["ruff.toml", "pyproject.toml"], '\nextend = "../../ruff.toml"\n# '),
        (["ruff.toml", ".ruff.toml"], '\nextend = "../../.ruff.toml"\n# '),
        ([], "\n# "),
    ],
)
def test_the_bans_stand_on_the_settings_that_are_there(
    tmp_path: Path, files: list[str], head: str
) -> None:
    assert adopting(tmp_path, files)["ruff_head"] == head


@pytest.mark.parametrize(
    ("files", "given", "sentence"),
    [
        (["README.md"], {}, ""),
        (
            [],
            {},
            "{} holds no repository that could adopt the levels; for a new project leave layout out.",
        ),
        (
            ["levels.toml"],
            {},
            "levels.toml is there already: run `copier update` if the levels are adopted, else delete or rename it.",
        ),
        (["levels.py", "levels/__init__.py"], {}, ""),
        (
            [".copier-answers.yml", "README.md"],
            {},
            ".copier-answers.yml belongs to another template; add `--answers-file .copier-answers.levels.yml`.",
        ),
    ],
)
def test_what_stands_in_the_way_is_refused(
    tmp_path: Path, files: list[str], given: dict[str, Any], sentence: str
) -> None:
    answers = adopting(tmp_path, files, **given)
    del answers["own_files"]  # which copier does not know yet when it asks

    assert refusal("layout", answers) == sentence.format(tmp_path)


@pytest.mark.parametrize(
    ("layout", "sentence"),
    [
        (
            "new",
            "layout is existing since this repository adopted the levels; it cannot become new.",
        ),
        (
            "existing",
            ".copier-answers.yml says that this repository has the levels already; run `copier update`.",
        ),
    ],
)
def test_a_repository_adopts_once(tmp_path: Path, layout: str, sentence: str) -> None:
    answers = {**adopting(tmp_path, ["README.md"]), "layout": layout}

    assert refusal("layout", answers) == sentence
    answers["_copier_conf"].overwrite = True  # as in an update
    assert (refusal("layout", answers) == "") == (layout == "existing")


@pytest.mark.parametrize("package", ["", "/src", "../src", "src/my-project", "src/", "src//a"])
def test_a_package_in_no_folder_is_refused(package: str) -> None:
    sentence = "package_path must be a folder of this repository, like src/my_project."

    assert refusal("package_path", {"package_path": package}) == sentence


@pytest.mark.parametrize("package", ["src/tool", "tool", "a/b/c", "_"])
def test_a_package_may_be_in_any_folder(package: str) -> None:
    assert refusal("package_path", {"package_path": package}) == ""


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("My Project", "my-project"),
        ("  A_Tool: (really)  ", "a-tool-really"),
        ("Groß Łódź", "gross-lodz"),
        ("Ümläut Tool", "umlaut-tool"),
        ("Straße 7", "strasse-7"),
        ("3d Tools", "3d-tools"),
        ("Проект", "my-project"),
        ("n" * 70, "n" * 64),
        ("n" * 63 + " more", "n" * 63),
    ],
)
def test_a_name_of_words_makes_that_of_the_repository(tmp_path: Path, name: str, slug: str) -> None:
    answers = answers_of(tmp_path, project_name=name)

    assert answers["project_slug"] == slug
    assert refusal("project_slug", answers) == refusal("package_name", answers) == ""


def test_of_a_new_project_nothing_is_looked_for(tmp_path: Path) -> None:
    for name in ("AGENTS.md", "tests/test_a.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()

    answers = answers_of(tmp_path)

    assert (answers["own_files"], answers["unplaced"], answers["ruff_head"]) == ([], [], "\n")
