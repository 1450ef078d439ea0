"""The entry point of pytest: it loads the rest where there is a levels.toml, and is nothing elsewhere."""

from __future__ import annotations

import time

import pytest

# What went before this import, interpreter and pytest included, is known as CPU time only.
BEFORE = time.process_time()
LOADED = time.perf_counter()
# For a pytest that `plumbline` starts in its own process, where this package is there already.
LOADED_ALREADY = ("-W", "ignore::pytest.PytestAssertRewriteWarning")


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    config = pluginmanager.get_plugin("pytestconfig")
    if config is not None and (config.rootpath / "levels.toml").is_file():
        from . import run

        pluginmanager.register(run, "levels")
