"""What one side collects under its own settings, and what kept the rest out: the recorder's other half."""

from __future__ import annotations

import inspect
import json
import os
import re
import sys
from collections.abc import Collection, Generator, Sequence
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from ...table import MUST_NOT_RAISE, Table
from .failures import failure_of

# What decides which tests are run: keys of pytest's settings, and options that addopts may hold.
SETTINGS = (
    "addopts",
    "testpaths",
    "norecursedirs",
    "python_files",
    "python_classes",
    "python_functions",
)
VARIABLES = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")


def entry_of(item: pytest.Item, tree: str) -> dict[str, Any]:
    """Return where a test stands: as pytest calls it, and where its function is written."""
    file, *called = re.sub(r"\[.*", "", item.nodeid, flags=re.DOTALL).split("::")
    function = inspect.unwrap(getattr(item, "obj", None) or item.runtest)
    function = getattr(getattr(function, "hypothesis", None), "inner_test", function)
    code = getattr(getattr(function, "__func__", function), "__code__", None)
    path = code.co_filename if code else str(item.path)
    name = function.__qualname__ if code else ".".join(called)
    if not path.startswith(tree) or "<locals>" in name:
        path, name = tree + file, ".".join(called)
    return {
        "file": file,
        "called": ".".join(called),
        "path": path.removeprefix(tree).replace(os.sep, "/"),
        "name": name,
        "line": code.co_firstlineno if code else 0,
        "free": item.get_closest_marker(MUST_NOT_RAISE) is not None,
        "marks": [mark.name for mark in item.iter_markers()],
        "outcome": "",
        "assertions": 0,
    }


def leaves_out(
    table: Table, path: PurePosixPath, wanted: Collection[str], *, is_folder: bool
) -> bool:
    """Say whether a file or folder has no test of the levels that are wanted, "" for no level."""
    if not is_folder:
        level = table.level_of(path)
        return (level.name if level else "") not in wanted
    free = any(PurePosixPath(one).is_relative_to(path) for one in table.unplaced or ())
    below = table.below(path)
    return bool(below) and below.isdisjoint(wanted) and not free


class Listing:
    """Writes down what is collected; nothing is run."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.job = job
        self.tree = job["tree"] + os.sep
        self.suites = [self.tree + name + os.sep for name in job["suites"]]
        self.seen: dict[str, dict[str, Any]] = {}
        self.kept_out: dict[str, str] = {}  # by node: who deselected it, a file of the tree or ""
        self.broken: dict[str, dict[str, Any]] = {}

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        self.seen[item.nodeid] = entry_of(item, self.tree)

    def pytest_exception_interact(self, node: pytest.Collector, call: pytest.CallInfo[Any]) -> None:
        if isinstance(node, pytest.Collector) and call.excinfo:
            error = call.excinfo.value
            told = failure_of(error.__cause__ or error, "collection", self.suites)
            self.broken[node.nodeid] = asdict(told)

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        frame, own = sys._getframe(), ""
        while frame.f_back is not None and not own:
            frame = frame.f_back
            own = self._inside(frame.f_code.co_filename)
        self.kept_out |= dict.fromkeys((item.nodeid for item in items), own)

    def _inside(self, file: str) -> str:
        """Return a file of the tree as seen from there, nothing for another."""
        return (
            file.removeprefix(self.tree).replace(os.sep, "/")
            if file[: len(self.tree)] == self.tree
            else ""
        )

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> Generator[None, None, None]:
        yield
        left = {item.nodeid for item in items}
        hooks = config.hook.pytest_collection_modifyitems.get_hookimpls()
        owners = [self._inside(hook.function.__code__.co_filename) for hook in hooks]
        owner = next(filter(None, owners), "")
        silent = [node for node in self.seen if node not in left and node not in self.kept_out]
        self.kept_out |= dict.fromkeys(silent, owner)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        config, left = session.config, {item.nodeid for item in session.items}
        ini = config.inipath
        listing = {
            "ini": self._inside(str(ini)) if ini else "",
            "settings": {name: _told(config, name) for name in SETTINGS},
            "variables": {name: os.environ.get(name, "") for name in VARIABLES},
            "guarded": config.pluginmanager.has_plugin("levels"),
            "kept_out": {node: by for node, by in self.kept_out.items() if node not in left},
            "entries": {node: entry for node, entry in self.seen.items() if node not in left},
        }
        tests = {node: entry for node, entry in self.seen.items() if node in left}
        record = {
            "tests": tests,
            "broken": self.broken,
            "lines": {},
            "alien": [],
            "listing": listing,
        }
        Path(self.job["out"]).write_text(json.dumps(record), encoding="utf-8")


def _told(config: pytest.Config, name: str) -> str:
    value = config.getini(name)
    return value if isinstance(value, str) else " ".join(map(str, value))
