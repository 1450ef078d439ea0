"""What copier tells the owner of a repository that adopts the levels, of a new one, and before an update."""

from pathlib import Path
from typing import Any

import pytest

from tests.adopting import adopting, answers_of, message

HOOKS = "The sub-agent test-writer was left out for the client whose hooks are yours"


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        (["AGENTS.md"], "Not added, because you have your own:\n    AGENTS.md\n"),
        (["old/__init__.py", "pyproject.toml"], 'include = ["old*"]\n'),
        (["AGENTS.md"], "Before you write or change a test, read `tests/AGENTS.md`."),
        (["tests/test_old.py"], '\n    pythonpath = ["."]\n'),
        ([".gitattributes"], "\n    *.whl binary\n"),
        ([".claude/settings.json"], HOOKS),
        ([".codex/hooks.json"], HOOKS),
        (["ruff.toml"], "take the line `src` out of tests/unit/ruff.toml"),
        (
            ["vendor/pytest_plumbline-1.0-py3-none-any.whl"],
            "pip install vendor/pytest_plumbline-1.0",
        ),
    ],
)
def test_what_the_owner_has_to_do_is_told_and_nothing_else_is(
    tmp_path: Path, files: list[str], sentence: str
) -> None:
    done = ["src/old/__init__.py", "tests/__init__.py"]
    other = ["old/__init__.py", "tests/__init__.py"]

    told = message("after_copy", adopting(tmp_path / "told", files))
    silent = message("after_copy", adopting(tmp_path / "silent", [*done, "README.md"]))
    flat = message("after_copy", adopting(tmp_path / "flat", other))

    assert sentence in told
    assert sentence not in silent + flat


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        (["tests/unit/test_a.py"], "Not added"),
        (["src/old/__init__.py", "pyproject.toml"], "include = "),
        (["ruff.toml", "tests/unit/ruff.toml"], "take the line `src`"),
        ([".claude/agents/test-writer.md"], "was left out"),
    ],
)
def test_what_does_not_concern_the_owner_is_not_told(
    tmp_path: Path, files: list[str], sentence: str
) -> None:
    assert sentence not in message("after_copy", adopting(tmp_path, files))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "The author is still Your Name: change that in pyproject.toml and LICENSE.\n"),
        ({"template_commit": ""}, "git could not say which version of the template this is"),
        ({}, 'pip install "nox[uv]", nox -s unit, git init\n'),
    ],
)
def test_what_a_new_project_needs_is_told(
    tmp_path: Path, given: dict[str, Any], sentence: str
) -> None:
    assert sentence in message("after_copy", answers_of(tmp_path, **given))


def test_an_author_with_a_name_is_told_nothing(tmp_path: Path) -> None:
    said = message("after_copy", answers_of(tmp_path, author_name="Ada"))

    assert said.strip() == f'Next, in {tmp_path}: pip install "nox[uv]", nox -s unit, git init'


@pytest.mark.parametrize("example", [True, "true", None])
def test_an_update_without_the_example_lists_what_goes(tmp_path: Path, example: object) -> None:
    files = ("src/tool/commands/notes.py", "src/tool/commands/other.py", "tests/fakes/git.py")
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    answers = answers_of(tmp_path)

    answers["_copier_conf"].data = {} if example is None else {"example": example}
    assert message("before_update", answers).strip() == ""
    answers["_copier_conf"].data = {"example": not example if example is True else "False"}
    said = message("before_update", answers)

    assert "The example goes, and what you edited in it: these files." in said
    assert [line.strip() for line in said.splitlines() if line.startswith("    ")] == [
        "src/tool/commands/notes.py",
        "tests/fakes/git.py",
    ]
