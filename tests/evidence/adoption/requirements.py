"""What the tests of a package need, by the files it has: the environment that its owner would have."""

import configparser
import tomllib
from pathlib import Path
from typing import Any

from nox.project import dependency_groups

TOOLS = ("pytest>=8", "ruff>=0.17,<0.18")
TESTING = ("dev", "develop", "test", "tests", "testing")  # what repos call their test requirements
FILES = (
    *(f"requirements-{name}.txt" for name in TESTING),
    *(f"{name}-requirements.txt" for name in TESTING),
    *(f"requirements_{name}.txt" for name in TESTING),
    *(f"requirements/{name}.txt" for name in TESTING),
)


def find_requirements(root: Path) -> list[str]:
    """Return the arguments for pip: the package with its extras, groups and files for tests."""
    file = root / "pyproject.toml"
    project: dict[str, Any] = tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}
    extras = [*project.get("project", {}).get("optional-dependencies", {}), *_extras(root)]
    chosen = ",".join(name for name in extras if name in TESTING)
    named = [name for name in project.get("dependency-groups", {}) if name in TESTING]
    return [
        *("-e", f".[{chosen}]" if chosen else "."),
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
