"""Whose each generated file is: one list, complete, shown in the docs."""

import re
import tomllib

from tests.classes import pattern_of as first_fitting
from tests.classes import read_version
from tests.places import ROOT, TREE

CLASSES = tomllib.loads((ROOT / "tests/classes.toml").read_text("utf-8"))
FILES = [path for path in TREE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
VERSION = read_version(
    (path.relative_to(ROOT).as_posix() for path in FILES),
    lambda name: (ROOT / name).read_text("utf-8"),
)
NAMES = sorted(VERSION.all_files())


def pattern_of(name: str) -> str | None:
    """Return the pattern that decides about a generated file."""
    return first_fitting(name, VERSION.patterns)


def test_every_generated_file_has_a_class() -> None:
    assert [name for name in NAMES if pattern_of(name) is None] == []


def test_every_pattern_decides_about_a_file() -> None:
    used = {pattern_of(name) for name in NAMES}

    assert [pattern for pattern in VERSION.patterns if pattern not in used] == []


def test_the_docs_show_the_classes() -> None:
    rows = [
        f"| {', '.join(f'`{name}`' for name in row['files'])} | {row['says']} |"
        for row in CLASSES.values()
    ]
    table = "\n".join(["| files | whose |", "| --- | --- |", *rows, ""])

    assert table in (ROOT / "docs/engines.md").read_text("utf-8"), table


def test_the_tool_is_the_templates_and_code_the_owners() -> None:
    classes = VERSION.patterns
    of = {name: classes[pattern_of(name) or ""] for name in NAMES}

    assert {of[name] for name in NAMES if name.startswith(("vendor/", ".agents/"))} == {"template"}
    assert {of[name] for name in NAMES if name.endswith(".py") and "src/" in name} == {"owner"}


def test_the_skill_for_updates_names_the_classes_alike() -> None:
    page = (TREE / ".agents/skills/update-from-template/SKILL.md").read_text("utf-8")
    table = page.split("| file | then |")[1].split("\n\n")[0]
    named = [
        (word, line) for line in table.splitlines() for word in re.findall(r"`([\w./]+)`", line)
    ]
    classes = VERSION.patterns
    of = {
        word: {classes[pattern_of(name) or ""] for name in NAMES if name.startswith(word)}
        for word, _ in named
        if any(name.startswith(word) for name in NAMES)
    }

    assert of == {
        "vendor/": {"template"},
        ".agents/skills/": {"template"},
        ".claude/skills/": {"template"},
        "pyproject.toml": {"merged"},
        "noxfile.py": {"merged"},
        "levels.toml": {"owner"},
        "README.md": {"owner"},
        "CHANGELOG.md": {"owner"},
    }
