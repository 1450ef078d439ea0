"""Which folders of a repo hold its sources, and which its tests."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..placing import is_test_file
from ..table import LevelsError, Table, read_table

LEFT_OUT = ("__pycache__", ".git", ".nox", ".venv", "node_modules", "*.pyc")
SUITES = ("tests", "test")  # folders of tests, also in a package
TOP = "testing"  # and one that is a suite only at the top


def sources_of(root: Path) -> list[str]:
    """Return the folders and files at the top that hold the package: src, or what can be imported."""
    if (root / "src").is_dir():
        return ["src"]
    packages = [path.parent.name for path in root.glob("*/__init__.py")]
    modules = [path.name for path in root.glob("*.py")]
    other = {"tests", "docs", "noxfile.py", "setup.py", "conftest.py"}
    try:
        table = read_table(root)
    except LevelsError:
        return sorted({*packages, *modules} - other)
    return sorted({*packages, *modules} - other - {*suites_in(modules, table), *_tops(table)})


def _tops(table: Table) -> set[str]:
    return set() if table.unplaced is None else {*SUITES, TOP}


def tests_of(table: Table) -> list[str]:
    """Return the folders at the top that hold the tests of levels."""
    return sorted({path.split("/")[0] for level in table.levels for path in level.paths})


def suites_of(root: Path, table: Table) -> list[str]:
    """Return the folders and files below a folder that hold tests, see suites_in."""
    return suites_in(() if table.unplaced is None else _python(root), table)


def suites_in(names: Iterable[str], table: Table) -> list[str]:
    """Return the folders and files that hold tests; `names` are the files of Python that there are.

    In a repo that adopted the levels tests may stand anywhere, in the package too.
    """
    found = {*tests_of(table)}
    if table.unplaced is None:
        return sorted(found)
    for name in names:
        folders = name.split("/")[:-1]
        top = folders[0] if folders else ""
        if top in found or top.startswith(".") or "{" in name:  # a tree of a template
            continue
        place = next((n for n, one in enumerate(folders) if one in SUITES), None)
        if top == TOP:
            found.add(top)
        elif place is not None:
            found.add("/".join(folders[: place + 1]))
        elif is_test_file(name) or name.endswith("conftest.py"):
            found.add(name)
    return sorted(found)


def is_below(name: str, tops: Iterable[str]) -> bool:
    """Say whether a file is one of these files, or lies below one of these folders."""
    return any(name == top or name.startswith(f"{top}/") for top in tops)


def _python(root: Path) -> Iterator[str]:
    for here, folders, names in os.walk(root):
        kept = (name for name in folders if name[0] != "." and name not in LEFT_OUT)
        folders[:] = [name for name in kept if not Path(here, name, "pyvenv.cfg").exists()]
        place = Path(here).relative_to(root)
        yield from ((place / name).as_posix() for name in names if name.endswith(".py"))
