"""Which folders of a repo hold its sources, and which its tests."""

from __future__ import annotations

from pathlib import Path

from ..table import LevelsError, Table, read_table


def sources_of(root: Path) -> list[str]:
    """Return the folders and files at the top that hold the package: src, or what can be imported."""
    if (root / "src").is_dir():
        return ["src"]
    try:
        tests = tests_of(read_table(root))
    except LevelsError:
        tests = ["tests"]
    packages = [path.parent.name for path in root.glob("*/__init__.py")]
    modules = [path.name for path in root.glob("*.py")]
    other = {*tests, "tests", "docs", "noxfile.py", "setup.py", "conftest.py"}
    return sorted({*packages, *modules} - other)


def tests_of(table: Table) -> list[str]:
    """Return the folders at the top that hold tests."""
    return sorted({path.split("/")[0] for level in table.levels for path in level.paths})
