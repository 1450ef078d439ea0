"""Same answers, same bytes, and nothing to mend in what comes out."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.integration.engines import ENGINES, Answers, Machine, contents
from tests.integration.sanity.test_answers import PAIRS
from tests.places import TREE

NAMES = [
    {"project_name": "x"},
    {"project_name": "A Tool"},
    {"project_name": "Zeta zeta"},
    {"project_name": "3d Tools"},
    {"project_name": "Проект"},
    {"project_name": "n" * 64},
    {"project_name": "a very long name that goes on for longer than any package should be called"},
    {"project_slug": "tool", "package_name": "Tool_2"},
    {"project_slug": "tool", "package_name": "_"},
]
LONG = NAMES[6]
NAMED = [(names, i % 2 == 0) for i, names in enumerate(NAMES)] + [(LONG, False)]
HOSTILE = [
    'He said "no", twice',
    "back\\slash \\n \\\\ \\",
    "it's 100 % <b>R&D</b> # no comment",
    "{braces} {% raw } {# x",
    "emoji 😀 and עברית and \u200f marks",
    "- key: value",
    "trailing blank ",
    "'''\"\"\"",
    "[link](x) | pipe | `code` $HOME ${x}",
]


def both(machine: Machine, template: Path, folder: Path, answers: Answers) -> Path:
    """Render with both engines and hold the results equal; return one of them."""
    made = [machine.render(engine, str(template), folder / engine, answers) for engine in ENGINES]
    first, second = map(contents, made)
    assert first == second
    return made[0]


def check_clean(machine: Machine, repo: Path) -> None:
    """See that neither ruff nor the checks have anything to mend, and no Jinja is left."""
    for command in (("ruff", "check"), ("ruff", "format", "--check"), ("plumbline", "check")):
        done = machine.run(*command, *(["--no-cache"] if command[0] == "ruff" else []), cwd=repo)
        assert done.code == 0, done.text
    left = {
        path: mark
        for path, data in contents(repo).items()
        if not path.endswith(".whl")
        for mark in (b"cookiecutter", b"{%", b"{{", b"%}")
        if mark in re.sub(rb"\$\{\{ [\w.]+ \}\}", b"", data)
        or mark.decode() in path  # GitHub's own
    }
    assert left == {}


@pytest.mark.parametrize(("license", "ci", "example", "clients"), PAIRS)
def test_answers_give_the_same_and_clean(
    machine: Machine,
    template: Path,
    tmp_path: Path,
    license: str,  # noqa: A002 - the question's name
    ci: str,
    example: bool,
    clients: bool,
) -> None:
    answers: Answers = {"license": license, "ci": ci, "example": example, "clients": clients}

    repo = both(machine, template, tmp_path, answers)

    check_clean(machine, repo)


@pytest.mark.parametrize(("names", "example"), NAMED)
def test_every_name_is_the_same_and_clean(
    machine: Machine, template: Path, tmp_path: Path, names: dict[str, str], example: bool
) -> None:
    repo = both(machine, template, tmp_path, {**names, "example": example})

    check_clean(machine, repo)


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_arrives_unharmed(
    machine: Machine, template: Path, tmp_path: Path, text: str
) -> None:
    answers = {"project_name": text, "description": text, "author_name": text}
    answers |= {"project_slug": "tool", "package_name": "tool"}

    repo = both(machine, template, tmp_path, answers)

    project = tomllib.loads((repo / "pyproject.toml").read_text("utf-8"))["project"]
    assert (project["description"], project["authors"][0]["name"]) == (text, text)
    lines = (repo / "README.md").read_text("utf-8").split("\n")
    assert (lines[0], lines[2]) == (f"# {text}", text)
    assert f"Copyright (c) {text}\n" in (repo / "LICENSE").read_text("utf-8")
    saved = yaml.safe_load((repo / ".copier-answers.yml").read_text("utf-8"))
    assert {name: saved[name] for name in answers} == answers


def test_the_wheel_arrives_byte_for_byte(machine: Machine, template: Path, tmp_path: Path) -> None:
    (wheel,) = (template / TREE.name / "vendor").iterdir()

    repo = both(machine, template, tmp_path, {})

    assert contents(repo / "vendor") == {wheel.name: wheel.read_bytes()}


def test_without_the_example_not_a_word_of_it_is_left(
    machine: Machine, template: Path, tmp_path: Path
) -> None:
    words = (b"FakeGit", b"FakeChangelog", b"gateways.git", b"draft", b"notes of", b"the example")

    repo = machine.render("copier", str(template), tmp_path, {"example": False})

    files = contents(repo)
    own = {path: data for path, data in files.items() if path != "LICENSE"}
    assert {path for path, data in own.items() if any(word in data for word in words)} == set()
    assert [path for path in own if "note" in path or "commits" in path or "/git" in path] == []


def test_nothing_is_left_empty(machine: Machine, template: Path, tmp_path: Path) -> None:
    answers: Answers = {"ci": "none", "example": False, "clients": False}

    repo = both(machine, template, tmp_path, answers)

    empty = [path for path in repo.rglob("*") if path.is_dir() and not any(path.iterdir())]
    assert empty == []
    folders = {path.name for path in repo.iterdir() if path.is_dir()}
    assert folders & {".github", ".claude", ".codex", ".opencode"} == set()
