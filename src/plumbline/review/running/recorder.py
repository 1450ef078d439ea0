"""The pytest plugin of the runs that the review starts: what each test asserted, ran and died of.

`-p plumbline.review.running.recorder` loads it, `--recording FILE` names the job: JSON with what to run and
where to write the record. runs.py writes and reads both.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
import warnings
from collections.abc import Collection, Generator
from dataclasses import asdict, replace
from pathlib import Path, PurePosixPath
from types import FrameType
from typing import Any

import pytest
from _pytest.assertion import rewrite

from ...placing import name_tests
from ...table import read_table
from .failures import Failure, failure_of, first_line
from .listing import Listing, entry_of, leaves_out
from .watching import Watcher, count_in, why_skipped

Wrapper = Generator[None, Any, Any]
# Functions whose call from a test is an assertion, of unittest, mock, numpy and the like.
FORBIDS = re.compile(r": level \d+ \w+ forbids \w+$")
ASSERTING = re.compile(r"_?assert(_|[A-Z]|$)")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--recording", metavar="FILE", required=True, help="the job of the review")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Begin before conftest.py imports the package: imports run lines too."""
    job = json.loads(Path(early_config.known_args_namespace.recording).read_text("utf-8"))
    recorder = Listing(job) if job["listing"] else Recorder(job)
    early_config.pluginmanager.register(recorder, "levels-recorder")
    name_tests(early_config.getini("python_files"))
    pytest.register_assert_rewrite(*job["support"])  # helpers of tests, but not the fakes


class Recorder:
    """Writes down one run."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.job = job
        self.begin = time.monotonic()
        self.tree = job["tree"] + os.sep
        self.table = read_table(Path(job["tree"]))
        self.suites = [self.tree + name + os.sep for name in job["suites"]]
        self.tests: dict[str, dict[str, Any]] = {}
        self.broken: dict[str, dict[str, Any]] = {}  # files that could not be collected
        self.now: dict[str, Any] | None = None  # the test whose own call runs
        self.watcher = Watcher(job, self.tests, lambda item: self._is_named(item, job["watch"]))
        self.coverage = self._coverage()
        rewrite._check_if_assertion_pass_impl = self._passed
        if job.get("count") is not None:
            count_in({os.path.join(job["tree"], *name.split("/")) for name in job["count"]})
        groups = getattr(pytest, "RaisesGroup", None)  # of pytest 8.4 and newer
        for kind in filter(None, (type(pytest.raises(KeyError)), groups, type(pytest.warns()))):
            self._count_exits(kind)

    def _coverage(self) -> Any:
        if not self.job["cover"]:
            return None
        import coverage

        files = self.job["cover"]
        measured = coverage.Coverage(
            data_file=self.job["keep"] or None, include=files, config_file=False
        )
        measured.exclude(r"^\s*if (\w+\.)*TYPE_CHECKING:")  # `import typing as t`, too
        measured.start()
        return measured

    def _count_exits(self, kind: type[Any]) -> None:
        """Count each block of pytest.raises, pytest.warns and the like that is content."""
        leave = kind.__exit__

        def counted(block: Any, *error: Any) -> Any:
            result = leave(block, *error)
            self._count()
            return result

        kind.__exit__ = counted

    def _count(self) -> None:
        if self.now is not None:
            self.now["assertions"] += 1

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        session.config.pluginmanager.register(self.watcher, "levels-watcher")
        run = session.config.pluginmanager.get_plugin("levels-budgets")
        if run is not None:
            run.budgets = False  # two runs at a time, and traced: no time to judge by

    # Collection
    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        name = str(collection_path)
        if not self.job["levels"] or not name.startswith(self.tree):
            return None
        path = PurePosixPath(name.removeprefix(self.tree).replace(os.sep, "/"))
        is_folder = collection_path.is_dir()
        return leaves_out(self.table, path, set(self.job["levels"]), is_folder=is_folder) or None

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        for item in items:
            self.tests[item.nodeid] = entry_of(item, self.tree)
        if only := set(self.job["only"]):
            items_of: dict[bool, list[pytest.Item]] = {True: [], False: []}
            for item in items:
                items_of[self._is_named(item, only)].append(item)
            config.hook.pytest_deselected(items=items_of[False])
            items[:] = items_of[True]
            self.tests = {item.nodeid: self.tests[item.nodeid] for item in items}

    def _is_named(self, item: pytest.Item, names: Collection[str]) -> bool:
        """Say whether the names hold the test, as pytest or the source calls it, or what it is in."""
        entry = self.tests[item.nodeid]
        parts = [entry["file"], *entry["called"].split(".")]
        own = {"::".join(parts[: end + 1]) for end in range(len(parts))}
        own |= {item.nodeid, "::".join((entry["path"], *entry["name"].split(".")))}
        return not own.isdisjoint(names)

    def pytest_exception_interact(self, node: pytest.Collector, call: pytest.CallInfo[Any]) -> None:
        if isinstance(node, pytest.Collector) and call.excinfo:
            error = call.excinfo.value
            self.broken[node.nodeid] = self._told(error.__cause__ or error, "collection")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and report.nodeid not in self.broken:
            text = first_line(str(report.longrepr))
            self.broken[report.nodeid] = asdict(Failure("collection", "", text))

    # The tests

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Wrapper:
        if os.getppid() != self.job["parent"] and os.name != "nt":
            os._exit(1)  # who waits for the record was killed
        if self.coverage:
            self.coverage.switch_context(item.nodeid)
        try:
            return (yield)
        finally:
            if self.coverage:
                self.coverage.switch_context("")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Wrapper:
        self.now = self.tests[item.nodeid]
        if not self.watcher.profiles(item):
            try:
                return (yield)
            finally:
                self.now = None
        sys.setprofile(self._profile)
        try:
            return (yield)
        finally:
            sys.setprofile(None)
            self.now = None

    def _profile(self, frame: FrameType, event: str, argument: Any) -> None:
        self.watcher.profile(frame, event, argument)
        if event == "call" and ASSERTING.match(frame.f_code.co_name) and frame.f_back:
            caller = frame.f_back.f_code.co_filename
            if caller.startswith(self.tree) and f"{os.sep}fakes{os.sep}" not in caller:
                self._count()

    def _passed(self) -> bool:
        """Count a passed assert; pytest asks here whether anybody wants its text, and nobody does.

        To make the text, the assert calls locals(), and up to Python 3.12 the frame then holds what the
        test deletes: a test of weak references would fail here and nowhere else.
        """
        self._count()
        return False

    def pytest_assertion_pass(self) -> None:
        self._count()  # by a pytest that asks elsewhere

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Wrapper:
        report = yield
        if call.excinfo:
            entry = self.tests[item.nodeid]
            entry.setdefault("failure", self._told(call.excinfo.value, call.when))
        return report

    def _told(self, error: BaseException, phase: str) -> dict[str, Any]:
        found = failure_of(error, phase, self.suites)
        return asdict(replace(found, message=found.message.replace(self.tree, "")))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.nodeid not in self.tests:
            return  # of the run as a whole, like a level over its total
        entry = self.tests[report.nodeid]
        if report.failed:
            text = first_line(str(report.longrepr))
            if "failure" not in entry or FORBIDS.search(text):  # as advice.py begins
                entry["failure"] = asdict(Failure("guard", "", text))
            entry["outcome"] = "failed"
        elif entry["outcome"] != "failed" and (report.when == "call" or report.skipped):
            entry["outcome"] = report.outcome
            entry["why"] = why_skipped(report)

    # The record

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        lines = self._lines() if self.coverage else {}
        outside = tuple(self.job["outside"])
        alien = sorted(
            name
            for name, module in list(sys.modules.items())
            if str(getattr(module, "__file__", None) or "").startswith(outside)
            and not str(module.__file__).startswith((self.tree, sys.prefix + os.sep))
        )
        record: dict[str, Any] = {"tests": self.tests, "broken": self.broken, "lines": lines}
        record |= {"alien": alien, "seconds": time.monotonic() - self.begin}
        Path(self.job["out"]).write_text(json.dumps(record), encoding="utf-8")

    def _lines(self) -> dict[str, Any]:
        """Return, for each measured file, its statements and which tests ran each line."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that nothing ran is a finding, not an error
            self.coverage.stop()
            data = self.coverage.get_data()
        if self.job["keep"]:
            self.coverage.save()
            return {}
        found = {}
        for file in self.job["cover"]:
            _, statements, _, _, _ = self.coverage.analysis2(file)
            ran = data.contexts_by_lineno(file)
            name = file.removeprefix(self.tree).replace(os.sep, "/")
            found[name] = {"statements": statements, "ran": {str(k): v for k, v in ran.items()}}
        return found
