"""What each test costs and does in a run that is recorded: CPU time by phase, and what only its level may."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Generator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from _pytest.assertion import rewrite

from ...guard import patches
from ...guard.events import HANDLERS
from ...guard.guard import Guard
from ...guard.policy import Policy
from ...placing import is_test_file
from ...plugin.guarding import MOCKERS
from ...table import FORBIDDEN
from . import GATEWAY, READ, WAIT

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

FOLDER = f"{os.sep}gateways{os.sep}"
ASSERTING = re.compile(r"(?<!\w)_?assert(_|[A-Z])")
LISTING = ("os.listdir", "os.scandir")
PYTHON = (".py", ".pyc", ".pyi")
BYTECODE = f"{os.sep}__pycache__{os.sep}"  # where it has other names while it is written
Wrapper = Generator[None, Any, Any]
Entries = dict[str, dict[str, Any]]


class Eye(Guard):
    """Sees what a guard sees, and stops nothing; a thread is whose turn it is."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.reach.allow_temporary(tempfile.gettempdir())
        self.did: set[str] = set()  # beside what the policy notes

    def _policy_of_thread(self) -> Policy | None:
        return self.policy

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Look at one audit event."""
        if self.policy is None or event not in HANDLERS:
            return
        if (event == "open" or event in LISTING) and isinstance(arguments[0], str):
            self._read(os.path.abspath(arguments[0]), sys._getframe(1))
        self.saw(event, arguments)

    def _read(self, path: str, caller: FrameType) -> None:
        """Note that the repo's own code reads a file of the repo, which no level forbids."""
        if not f"{path}{os.sep}".startswith(self.root) or path.endswith(PYTHON) or BYTECODE in path:
            return
        if not caller.f_code.co_filename.startswith("<frozen importlib") and self.line_of(caller):
            self.did.add(READ)

    def look(self, name: str) -> None:
        """Begin to note what is done."""
        self.did = set()
        self.policy = Policy("observed", name, frozenset(FORBIDDEN), recording=True)

    def seen(self) -> set[str]:
        """Return what was done since then, and look no more."""
        policy, self.policy = self.policy, None
        return self.did | {one.kind for one in policy.violations} if policy else self.did


class Watcher:
    """Times all tests, and notes what those do that are named."""

    def __init__(
        self, job: dict[str, Any], tests: Entries, is_watched: Callable[[pytest.Item], bool]
    ) -> None:
        self.tests = tests
        self.is_watched = is_watched
        self.tree = job["tree"] + os.sep
        self.suites = tuple(self.tree + name + os.sep for name in job["suites"])
        self.shared = [str(file) for name in job["support"] for file in _files(self.tree, name)]
        self.asserting: dict[str, bool] = {}  # by file
        self.files = {name.partition("::")[0] for name in job["watch"]}
        self.eye = Eye(Path(job["tree"]))
        self.of_files: dict[str, set[str]] = {}  # what their import did
        self.of_fixtures: dict[Any, set[str]] = {}  # what fixtures of several tests did
        self.wide = 0.0  # CPU time of such fixtures in this phase
        if self.files:
            sys.addaudithook(self.eye.hook)

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Wrapper:
        if not isinstance(collector, pytest.File) or collector.nodeid not in self.files:
            return (yield)
        self.eye.look(collector.nodeid)
        try:
            return (yield)
        finally:
            self.of_files[collector.nodeid] = self.eye.seen()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Wrapper:
        return (yield from self._phase(item, 0))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Wrapper:
        return (yield from self._phase(item, 1))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Wrapper:
        return (yield from self._phase(item, 2))

    def _phase(self, item: pytest.Item, number: int) -> Wrapper:
        entry, watched = self.tests[item.nodeid], self.is_watched(item)
        self.wide = 0.0
        waits = _waits() if watched else 0
        profiled = number == 0 and self.profiles(item)
        if watched:
            patches.watch_mock()
            patches.watch_asyncio()
            self.eye.look(item.nodeid)
        if profiled:  # in the call, the recorder asks
            entry["profiled"] = True
            sys.setprofile(self.profile)
        begin = time.process_time()
        try:
            return (yield)
        finally:
            spent = entry.setdefault("cpu", [0.0, 0.0, 0.0])
            spent[number] += time.process_time() - begin - self.wide
            if profiled:
                sys.setprofile(None)
            if watched:
                did = self.eye.seen() | ({WAIT} if _waits() > waits else set())
                entry["did"] = sorted({*entry.get("did", ()), *did, *self._around(item)})

    def profiles(self, item: pytest.Item) -> bool:
        """Say whether the calls of a test must be seen one by one, which makes it many times slower.

        They must where a gateway may be what its level is for, and where functions like assert_equal may
        be its assertions.
        """
        if not self.is_watched(item):
            return False
        guard = item.config.pluginmanager.get_plugin("levels-guard")
        level = guard.level_of(item.path) if guard else None
        if level and not {"process", "mock"} <= set(level.forbids):
            return True
        return any(self._asserts(file) for file in (str(item.path), *self.shared))

    def _asserts(self, file: str) -> bool:
        if file not in self.asserting:
            try:
                text = Path(file).read_text("utf-8", "replace")
            except OSError:
                text = ""
            self.asserting[file] = ASSERTING.search(text) is not None
        return self.asserting[file]

    def profile(self, frame: FrameType, event: str, argument: Any) -> None:
        """Note a call of a gateway's own code."""
        if event != "call" or frame.f_code.co_name == "<module>":
            return
        file = frame.f_code.co_filename
        if FOLDER in file and file.startswith(self.tree) and not file.startswith(self.suites):
            self.eye.did.add(GATEWAY)

    def _around(self, item: pytest.Item) -> set[str]:
        """Return what was done for the test before it: by its file, by what it shares with others."""
        found = set(self.of_files.get(item.nodeid.partition("::")[0], ()))
        info = getattr(item, "_fixtureinfo", None)
        for fixtures in info.name2fixturedefs.values() if info else ():
            found |= set[str]().union(*(self.of_fixtures.get(one, set()) for one in fixtures))
        if MOCKERS.intersection(getattr(item, "fixturenames", ())):
            found.add("mock")
        return found

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Wrapper:
        """Keep what several tests share off the account of the first of them."""
        if fixturedef.scope == "function":
            return (yield)
        outer = self.eye.policy, self.eye.did
        begin, before = time.process_time(), self.wide
        if self.files:
            self.eye.look(str(fixturedef.argname))
        try:
            return (yield)
        finally:
            self.wide = before + time.process_time() - begin
            if self.files:
                self.of_fixtures[fixturedef] = self.eye.seen()
                self.eye.policy, self.eye.did = outer


def count_in(files: Collection[str]) -> None:
    """Have pytest tell of passed asserts in these files of tests alone, and in helpers: it takes its time."""
    run = rewrite.AssertionRewriter.run

    def counted(rewriter: Any, *module: Any) -> None:
        path = str(rewriter.module_path)
        is_helper = not is_test_file(path.replace(os.sep, "/"))
        rewriter.enable_assertion_pass_hook = is_helper or path in files
        run(rewriter, *module)

    rewrite.AssertionRewriter.run = counted  # type: ignore[assignment,method-assign]


def why_skipped(report: pytest.TestReport) -> str:
    """Return the reason of a skip, or of a failure that was expected; nothing for any other end."""
    told = report.longrepr if report.skipped else ""
    told = getattr(report, "wasxfail", told[2] if isinstance(told, tuple) else told)
    return " ".join(str(told or "").removeprefix("Skipped: ").split())


def _files(tree: str, module: str) -> list[Path]:
    place = Path(tree, *module.split("."))
    return sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]


def _waits() -> int:
    """Return how often this process has waited for something outside."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw if resource else 0
