"""The entry point of pytest: it loads the rest where there is a levels.toml, and is nothing elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from . import start as start  # the clock of the start-up begins to run here

BELOW = ("levels.toml", "*/levels.toml", "packages/*/levels.toml")
TABLE = "levels.toml"  # as table.py says it, which is not loaded to find that there is none


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    config = pluginmanager.get_plugin("pytestconfig")
    if config is None:
        return
    if not (config.rootpath / TABLE).is_file() and not _find_home(config):
        return
    from ..clash import check_name

    if complaint := check_name():
        raise pytest.UsageError(complaint)
    from . import run

    pluginmanager.register(run, "levels")


def _find_home(config: pytest.Config) -> bool:
    """Let pytest's root be the folder of a table, as --rootdir would, if there is one for this run.

    One package of several has its own table, or shares one that stands above all of them.
    """
    root: Path = config.rootpath
    given = config.known_args_namespace
    asked = [config.invocation_params.dir / arg.partition("::")[0] for arg in given.file_or_dir]
    found = any((folder / TABLE).is_file() for folder in _around(root, asked))
    if given.rootdir is not None or not found:
        return False
    from .packages import home_above, home_below

    home = home_below(root, asked) or home_above(root)
    if home and home in root.parents and config.inipath is None:
        raise pytest.UsageError(
            f"{TABLE} is in {home}, but pytest's root is {root}; "
            f"run pytest from {home}, or give it --rootdir {home}."
        )
    if home:
        config._rootpath = home
    return home is not None


def _around(root: Path, asked: Sequence[Path]) -> Iterator[Path]:
    yield from root.parents
    for path in asked:
        yield from (folder for folder in (path, *path.parents) if root in folder.parents)


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say that tables below the root, of packages in it, are not used from here."""
    if config.pluginmanager.has_plugin("levels"):
        return None
    found = {
        file.parent
        for argument in config.args
        for folder in [config.invocation_params.dir / argument.partition("::")[0]]
        for pattern in BELOW
        for file in folder.glob(pattern)
    }
    root = config.rootpath
    inside = sorted(folder for folder in found if root in folder.parents)
    names = [folder.relative_to(root).as_posix() for folder in inside]
    if not names:
        return None
    return (
        f"{TABLE} of {' and '.join(names)} not used from here; run pytest for one of them, like "
        f"pytest {names[0]}"
    )
