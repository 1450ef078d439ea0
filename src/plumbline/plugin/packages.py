"""Several packages in one repository: whose levels.toml a run goes by, and what it is called."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from ..table import FILE, LevelsError, read_table


def nearest(folders: Sequence[Path]) -> Path | None:
    """Return the first folder that has a levels.toml."""
    return next((folder for folder in folders if (folder / FILE).is_file()), None)


def home_below(root: Path, asked: Sequence[Path]) -> Path | None:
    """Return the one folder below pytest's root whose table all paths have that pytest was given."""
    homes = {
        nearest([one for one in (path, *path.parents) if root in one.parents]) for path in asked
    }
    return homes.pop() if len(homes) == 1 else None


def home_above(root: Path) -> Path | None:
    """Return the folder above pytest's root whose table has paths below that root."""
    home = nearest(root.parents)
    if home is None:
        return None
    try:
        table = read_table(home)
    except LevelsError:
        return None
    inside = PurePosixPath(root.relative_to(home).as_posix())
    free = (PurePosixPath(path) for path in table.unplaced or ())
    return home if table.below(inside) or any(inside in one.parents for one in free) else None


def package_of(root: Path) -> str:
    """Return the folder of levels.toml as seen from git's top, nothing where that is the top."""
    tops = (folder for folder in (root, *root.parents) if (folder / ".git").exists())
    top = next(tops, root)
    return "" if top == root else root.relative_to(top).as_posix()
