"""A pytest plugin for a process of its own: writes the outcome of each test to a file."""

import json
import os
from pathlib import Path

import pytest

OUTCOMES = "ADOPTION_OUTCOMES"  # the variable that names the file
_found: dict[str, str] = {}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep what each test came to; setup and teardown count if they did not pass."""
    outcome = "xfailed" if hasattr(report, "wasxfail") and report.skipped else report.outcome
    if report.when == "call" or outcome != "passed":
        _found[report.nodeid] = outcome


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Keep what could not be collected."""
    if not report.passed:
        _found[report.nodeid] = f"not collected: {report.outcome}"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write it all; not in a worker of xdist, which hands its reports on."""
    if not hasattr(session.config, "workerinput"):
        Path(os.environ[OUTCOMES]).write_text(json.dumps(_found), "utf-8")
