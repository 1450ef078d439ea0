"""Whose each generated file is: one list, complete, shown in the docs."""

import re
import tomllib
from fnmatch import fnmatchcase

from tests.places import ROOT, TREE

CLASSES = tomllib.loads((ROOT / "classes.toml").read_text("utf-8"))
PATTERNS = [(pattern, name) for name, row in CLASSES.items() for pattern in row["files"]]
CONDITION = re.compile(r"\{% if .+? %\}(.+)\{% endif %\}")
NAMES = sorted(
    CONDITION.sub(r"\1", path.relative_to(TREE).as_posix()).replace(
        "{{ answers_file }}", ".copier-answers.yml"
    )
    for path in TREE.rglob("*")
    if path.is_file() and "__pycache__" not in path.parts
)


def pattern_of(name: str) -> str | None:
    """Return the first pattern that fits a generated file."""
    return next((pattern for pattern, _ in PATTERNS if fnmatchcase(name, pattern)), None)


def test_every_generated_file_has_a_class() -> None:
    assert [name for name in NAMES if pattern_of(name) is None] == []


def test_every_pattern_decides_about_a_file() -> None:
    used = {pattern_of(name) for name in NAMES}

    assert [pattern for pattern, _ in PATTERNS if pattern not in used] == []


def test_the_docs_show_the_classes() -> None:
    rows = [
        f"| {', '.join(f'`{name}`' for name in row['files'])} | {row['says']} |"
        for row in CLASSES.values()
    ]
    table = "\n".join(["| files | whose |", "| --- | --- |", *rows, ""])

    assert table in (ROOT / "docs/engines.md").read_text("utf-8"), table


def test_machinery_is_the_templates_and_code_the_owners() -> None:
    classes = dict(PATTERNS)
    of = {name: classes[pattern_of(name) or ""] for name in NAMES}

    assert {of[name] for name in NAMES if name.startswith("levels/")} == {"template"}
    assert {of[name] for name in NAMES if name.endswith(".py") and "src/" in name} == {"owner"}


def test_the_skill_for_updates_names_the_classes_alike() -> None:
    page = (TREE / ".agents/skills/update-from-template/SKILL.md").read_text("utf-8")
    table = page.split("| file | then |")[1].split("\n\n")[0]
    named = [
        (word, line) for line in table.splitlines() for word in re.findall(r"`([\w./]+)`", line)
    ]
    classes = dict(PATTERNS)
    of = {
        word: {classes[pattern_of(name) or ""] for name in NAMES if name.startswith(word)}
        for word, _ in named
        if any(name.startswith(word) for name in NAMES)
    }

    assert of == {
        "levels/": {"template"},
        ".agents/skills/": {"template"},
        ".claude/skills/": {"template"},
        "pyproject.toml": {"merged"},
        "noxfile.py": {"merged"},
        "levels.toml": {"owner"},
        "README.md": {"owner"},
        "CHANGELOG.md": {"owner"},
    }
