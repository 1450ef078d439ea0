"""Options of plugins that the owner's settings keep out, as `-p no:randomly` does: known, and without effect."""

from __future__ import annotations

import pytest

OPTIONS = {
    "randomly": ("--randomly-seed", "--randomly-dont-reorganize"),
    "xdist": ("--numprocesses",),
    "pytest_cov": ("--no-cov",),
}


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    for name, options in OPTIONS.items():
        for option in options if pluginmanager.is_blocked(name) else ():
            parser.addoption(option, nargs="?")
