"""What pytest knows of a run: what it was asked, the plugins, and where they write."""

from argparse import Namespace
from collections.abc import Callable, Hashable, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pluggy
import pytest
from _pytest import hookspec

HOOKS = (
    *("configure", "unconfigure", "sessionstart", "sessionfinish", "terminal_summary"),
    *("ignore_collect", "make_collect_report", "collectreport", "collection_modifyitems"),
    *("deselected", "collection_finish", "runtestloop", "runtest_protocol", "runtest_logstart"),
    *("runtest_setup", "fixture_setup", "runtest_call", "runtest_teardown", "runtest_makereport"),
    *("exception_interact", "runtest_logreport", "runtest_logfinish"),
)
Specs = type("Specs", (), {f"pytest_{name}": vars(hookspec)[f"pytest_{name}"] for name in HOOKS})


@cache
def _hooks_of(owner: Hashable) -> list[str]:
    return [name for name in dir(owner) if name.startswith("pytest_")]


class FakeManager(pluggy.PluginManager):
    """Calls the hooks of a run in pytest's order."""

    def __init__(self) -> None:
        super().__init__("pytest")
        self.add_hookspecs(Specs)
        self._whole: dict[str | None, Any] = {}

    def register(self, plugin: Any, name: str | None = None) -> str | None:
        """Register the hooks of a plugin alone: to look at all that it has takes long."""
        owner: Any = plugin if isinstance(plugin, ModuleType) else type(plugin)
        hooks = SimpleNamespace(**{one: getattr(plugin, one) for one in _hooks_of(owner)})
        self._whole[name] = plugin
        return super().register(hooks, name)

    def get_plugin(self, name: str) -> Any:
        return self._whole.get(name)

    def parse_hookimpl_opts(self, plugin: Any, name: str) -> Any:
        found = getattr(plugin, name) if name.startswith("pytest_") else None
        return getattr(found, "pytest_impl", {}) if callable(found) else None

    _importconftest: Any = None  # which nothing here needs

    def hasplugin(self, name: str) -> bool:
        return self.has_plugin(name)

    def parse_hookspec_opts(self, module_or_class: Any, name: str) -> Any:
        found = getattr(module_or_class, name) if name.startswith("pytest_") else None
        return getattr(found, "pytest_spec", {}) if found else None


class FakeConfig:
    """What pytest knows of a run: the words it was asked with, and the plugins."""

    def __init__(self, folder: Path, words: Sequence[str]) -> None:
        self.rootpath = folder
        self.pluginmanager = FakeManager()
        self.hook = self.pluginmanager.hook
        self.trace = self.pluginmanager.trace
        self.args = [word for word in words if not word.startswith("-")] or ["tests"]
        sources = pytest.Config.ArgsSource
        self.args_source = sources.ARGS if self.args[0] in words else sources.TESTPATHS
        self.invocation_params = SimpleNamespace(dir=folder, args=words)
        self.option = Namespace(level=[], collectonly=False, maxfail=0, keyword="", workers="")
        self.option.runxfail = self.option.continue_on_collection_errors = False
        for word in words:
            self._set(*word.partition("="))
        self.markers: list[str] = []
        self.ends: list[Callable[[], object]] = []
        self._parser: Any = None
        self._tmp_path_factory = SimpleNamespace(getbasetemp=lambda: folder / "base")

    def _set(self, name: str, _: str, value: str) -> None:
        short = {"-x": ("maxfail", 1), "-k": ("keyword", value), "-n": ("workers", value)}
        if name == "--level":
            self.option.level.append(value)
        elif name.startswith("-"):
            key = name.strip("-").replace("collect-only", "collectonly").replace("-", "_")
            setattr(self.option, *short.get(name, (key, value or True)))

    def getoption(self, name: str, default: Any = None) -> Any:
        return getattr(self.option, name, default)

    getvalue = getoption

    def getini(self, name: str) -> None:
        """Return that a setting is not there, whatever its `name`."""

    def add_cleanup(self, end: Callable[[], object]) -> None:
        self.ends.append(end)

    def addinivalue_line(self, name: str, line: str) -> None:
        assert name == "markers"
        self.markers.append(line)

    def asks_for(self, node: str) -> bool:
        """Say whether a test, or a file, is below the paths."""
        args = [arg.removeprefix(f"{self.rootpath}/") for arg in self.args]
        return any(arg == "." or f"{node}/".startswith((f"{arg}/", f"{arg}::")) for arg in args)


class FakeTerminal:
    """Keeps what is written to it."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines

    def write_sep(self, sep: str, title: str) -> None:
        self._lines.append(f"{sep} {title} {sep}")

    def write_line(self, line: str, **markup: bool) -> None:  # noqa: ARG002  it has no colour
        self._lines.append(line)
