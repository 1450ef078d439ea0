"""What the sessions install: the repo itself, and what its files say that its tests need."""

from __future__ import annotations

import configparser
import tomllib
from pathlib import Path
from typing import Any

GROUP = "dev"  # the dependency group of pyproject.toml that holds every tool
# What the levels need of a repo without that group; the last is for the review alone.
TOOLS = ("pytest>=8", "ruff>=0.17,<0.18", "coverage>=7.6")
TESTING = ("dev", "develop", "test", "tests", "testing")  # what repos call their test requirements
FILES = (
    *(f"requirements-{name}.txt" for name in TESTING),
    *(f"{name}-requirements.txt" for name in TESTING),
    *(f"requirements_{name}.txt" for name in TESTING),
    *(f"requirements/{name}.txt" for name in TESTING),
)


def find_requirements(root: Path) -> list[str]:
    """Return the arguments for pip; of a repo with the group `dev`, the package and that group.

    Any other repo gets its package with the extras, its dependency groups and its requirements
    files that are called after tests, and the tools besides.
    """
    from nox.project import dependency_groups  # nox is not wherever this file is imported

    file = root / "pyproject.toml"
    project: dict[str, Any] = tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}
    groups = project.get("dependency-groups", {})
    if _has_every_tool(groups.get(GROUP, [])):
        package = ["-e", "."] if "project" in project else []
        return [*package, *dependency_groups(project, GROUP)]
    is_package = any(key in project for key in ("project", "build-system"))
    is_package |= (root / "setup.py").is_file() or (root / "setup.cfg").is_file()
    extras = [*project.get("project", {}).get("optional-dependencies", {}), *_extras(root)]
    chosen = ",".join(name for name in extras if name in TESTING)
    named = [name for name in groups if name in TESTING]
    return [
        *(["-e", f".[{chosen}]" if chosen else "."] if is_package else []),
        *(dependency_groups(project, *named) if named else []),
        *(word for name in FILES if (root / name).is_file() for word in ("-r", name)),
        *TOOLS,
    ]


def _extras(root: Path) -> list[str]:
    """Return the extras that setup.cfg has."""
    settings = configparser.RawConfigParser(strict=False)
    try:
        settings.read(root / "setup.cfg", encoding="utf-8")
    except configparser.Error:
        return []  # the install says what is wrong with it
    section = "options.extras_require"
    return settings.options(section) if settings.has_section(section) else []


def _has_every_tool(group: list[Any]) -> bool:
    names = {str(entry).replace(" ", "").lower() for entry in group}
    return all(any(name.startswith(tool.partition(">")[0]) for name in names) for tool in TOOLS[:2])
