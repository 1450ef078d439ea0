"""`-p in_two`: what `-n 2` of xdist does, in this process; one worker after the other has every second test.

Tests of the plugin are for what workers tell of their runs, not for how xdist starts them. It imports
nothing of the tests, since a suite that runs inside has its own.
"""

import json
import os
import sys
from types import SimpleNamespace
from typing import Any

import pytest

NAME = "in_two"
COUNT = 2


class Worker:
    """Runs every second test of a session, and hands on what is reported."""

    def __init__(self, number: int, controller: pytest.Session) -> None:
        self.number = number
        self.controller = controller
        self.output: dict[str, Any] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: Any) -> None:
        config.workerinput = {"workerid": f"gw{self.number}"}
        config.workeroutput = self.output

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.controller.testscollected = len(session.items)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = session.items[self.number :: COUNT]
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.shouldstop or session.shouldfail:
                break
        return True

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if not report.passed:
            self._hand_on("collectreport", report=report)

    def pytest_runtest_logstart(self, nodeid: str, location: Any) -> None:
        self._hand_on("runtest_logstart", nodeid=nodeid, location=location)

    def pytest_runtest_logfinish(self, nodeid: str, location: Any) -> None:
        self._hand_on("runtest_logfinish", nodeid=nodeid, location=location)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._hand_on("runtest_logreport", report=report)

    def _hand_on(self, hook: str, **named: Any) -> None:
        """Call a hook of the controller's; a report goes there as text and back, as from a process."""
        config = self.controller.config
        if "report" in named:
            data = config.hook.pytest_report_to_serializable(config=config, report=named["report"])
            told = json.loads(json.dumps(data))
            named["report"] = config.hook.pytest_report_from_serializable(config=config, data=told)
        getattr(config.hook, f"pytest_{hook}")(**named)


class Controller:
    """Runs no test itself."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> bool:
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        given = session.config.invocation_params.args
        first = given.index(NAME)
        words = [*given[: first - 1], *given[first + 1 :], "-p", "no:terminal"]
        for number in range(COUNT):
            worker = Worker(number, session)
            code = pytest.main(words, plugins=[worker])
            forget(str(session.config.rootpath))
            node = SimpleNamespace(workeroutput=json.loads(json.dumps(worker.output)))
            session.config.hook.pytest_testnodedown(node=node, error=None)
            if code == pytest.ExitCode.INTERRUPTED:
                raise session.Interrupted(f"worker {number} received keyboard-interrupt")
            if session.shouldstop or session.shouldfail:
                raise session.Interrupted(session.shouldfail or session.shouldstop)
        return True


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Controller(), "in-two")


def forget(folder: str) -> None:
    """Take out the modules of a folder, so that they, or another's of the same names, are loaded."""
    for name in [name for name, module in [*sys.modules.items()] if _is_of(folder, name, module)]:
        del sys.modules[name]
    for place in [*sys.path_importer_cache]:
        if place.startswith(folder):
            del sys.path_importer_cache[place]


def _is_of(folder: str, name: str, module: object) -> bool:
    places = (getattr(module, "__file__", None), *getattr(module, "__path__", ()))
    return is_of_tests(name) or any(str(one).startswith(f"{folder}{os.sep}") for one in places)


def is_of_tests(name: str) -> bool:
    """Say whether a module may belong to a suite."""
    return name.partition(".")[0] in ("tests", "conftest", "hooks")
