"""Which folders of a repo hold its sources, and which its tests."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from ..placing import is_test_file
from ..table import LevelsError, Table, read_table

LEFT_OUT = ("__pycache__", ".git", ".nox", ".venv", "node_modules", "*.pyc")
SUITES = ("tests", "test")  # folders of tests, also in a package
HIDDEN = re.compile(r"(?:^|/)(?:\.[^/]*|__pycache__|node_modules)/")
TOP = "testing"  # and one that is a suite only at the top


def sources_of(root: Path) -> list[str]:
    """Return the folders and files at the top that hold the package: src, or what can be imported."""
    if (root / "src").is_dir():
        return ["src"]
    found = [*root.glob("*/__init__.py"), *root.glob("*.py")]
    names = [path.relative_to(root).as_posix() for path in found]
    return sources_in(names, lambda: read_table(root))


def sources_in(names: Collection[str], table: Callable[[], Table]) -> list[str]:
    """Return the folders and files at the top that hold the package, of a repo with these files."""
    if any(name.startswith("src/") for name in names):
        return ["src"]
    packages = [
        name.removesuffix("/__init__.py") for name in names if name.endswith("/__init__.py")
    ]
    packages = [name for name in packages if "/" not in name]
    modules = [name for name in names if name.endswith(".py") and "/" not in name]
    other = {"tests", "docs", "noxfile.py", "setup.py", "conftest.py"}
    try:
        own = table()
    except LevelsError:
        return sorted({*packages, *modules} - other)
    return sorted({*packages, *modules} - other - {*suites_in(modules, own), *_tops(own)})


def _tops(table: Table) -> set[str]:
    return set() if table.unplaced is None else {*SUITES, TOP}


def tests_of(table: Table) -> list[str]:
    """Return the folders at the top that hold the tests of levels."""
    return sorted({path.split("/")[0] for level in table.levels for path in level.paths})


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


def python_in(names: Iterable[str]) -> list[str]:
    """Return the files of Python that may be a repo's own: none of an environment, none that is hidden."""
    every = [name for name in names if name.endswith((".py", "/pyvenv.cfg"))]
    apart = tuple(name.removesuffix("pyvenv.cfg") for name in every if name.endswith(".cfg"))
    own = (name for name in every if name.endswith(".py") and not HIDDEN.search(name))
    return [name for name in own if not name.startswith(apart)]


def below(tops: Iterable[str]) -> Callable[[str], bool]:
    """Return what says whether a file is one of these files, or lies below one of these folders."""
    own = frozenset(tops)
    folders = tuple(f"{top}/" for top in own)
    return lambda name: name in own or name.startswith(folders)


def is_below(name: str, tops: Iterable[str]) -> bool:
    """Say whether a file is one of these files, or lies below one of these folders."""
    return any(name == top or name.startswith(f"{top}/") for top in tops)
