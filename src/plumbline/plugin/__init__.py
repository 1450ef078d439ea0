"""The entry point of pytest: it loads the rest where there is a levels.toml, and is nothing elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from . import start as start  # the clock of the start-up begins to run here

TABLE = "levels.toml"  # as table.py says it, which is not loaded to find that there is none


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    config = pluginmanager.get_plugin("pytestconfig")
    if config is None:
        return
    root: Path = config.rootpath
    if (root / TABLE).is_file():
        from ..clash import check_name

        if complaint := check_name():
            raise pytest.UsageError(complaint)
        from . import run

        pluginmanager.register(run, "levels")
        return
    guessed = config.inipath is None and config.known_args_namespace.rootdir is None
    if guessed and (above := _nearest(root.parents)) and _is_ours(above):
        raise pytest.UsageError(
            f"{TABLE} is in {above}, but pytest's root is {root}; "
            f"run pytest from {above}, or give it --rootdir {above}."
        )


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say that a table below the root, of a repo within this one, is not used from here."""
    if config.pluginmanager.has_plugin("levels"):
        return None
    for argument in config.args:
        path = config.invocation_params.dir / argument.partition("::")[0]
        inside = [folder for folder in (path, *path.parents) if config.rootpath in folder.parents]
        if below := _nearest(inside):
            return f"{TABLE} of {below} is not used from here; run pytest there to have it used"
    return None


def _is_ours(folder: Path) -> bool:
    """Say whether the file of this name is a table of levels, not somebody else's."""
    from ..table import LevelsError, read_table

    try:
        read_table(folder)
    except LevelsError:
        return False
    return True


def _nearest(folders: Sequence[Path]) -> Path | None:
    return next((folder for folder in folders if (folder / TABLE).is_file()), None)
