"""The process that tries mutants: `python -m plumbline.review.running.mutating JOB`.

Where there is fork, it loads pytest once and each mutant gets a child of it, which imports the package
anew; elsewhere each gets a process. The file itself is never written: the import is given the text of
the mutant instead.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from .calling import pytest_common

PATIENCE = 5.0  # times what the tests take without a mutant; then it counts as noticed
START = 3.0  # seconds on top
KILLED, ALIVE = 1, 0


class Verdict:
    """The plugin that picks the tests and says whether one was red."""

    def __init__(self, tests: list[str]) -> None:
        self._tests = {name: number for number, name in enumerate(tests)}
        self.red: set[str] = set()
        self.failed = False
        self.ran = 0

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        run = session.config.pluginmanager.get_plugin("levels-budgets")
        if run is not None:
            run.budgets = False

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self._tests),
            key=lambda item: self._tests[item.nodeid],
        )

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self.failed |= report.failed

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and report.nodeid in self._tests:  # and no level over its total
            self.red.add(report.nodeid)
        self.ran += report.when == "call"


def run_tests(job: dict[str, Any], mutant: dict[str, Any] | None, tests: list[str]) -> int:
    """Run tests in this process, with a mutant or without; return KILLED if one was red.

    Without a mutant all are run, and those that are red by themselves noted: they say nothing.
    """
    if mutant:
        _serve(os.path.join(job["tree"], mutant["path"]), mutant["text"])
    files = sorted({name.partition("::")[0] for name in tests})
    verdict = Verdict(tests)
    loaded = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # plugins are there already
    words = [*pytest_common(Path(job["temporary"])), *loaded, *files]
    words += ["-x"] if mutant else []
    code = pytest.main(words, plugins=[verdict])
    lost = not verdict.ran and code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
    if not mutant and not verdict.failed and len(verdict.red) < len(tests):
        Path(job["file"] + ".red").write_text(json.dumps(sorted(verdict.red)), encoding="utf-8")
        verdict.red.clear()
    return KILLED if verdict.red or verdict.failed or lost else ALIVE


def _serve(path: str, text: str) -> None:
    """Let the import of a file find another text."""
    loader = importlib.machinery.SourceFileLoader
    original = loader.get_code

    def get_code(self: Any, fullname: str) -> Any:
        if os.path.realpath(self.get_filename(fullname)) == os.path.realpath(path):
            return self.source_to_code(text, path)
        return original(self, fullname)

    loader.get_code = get_code  # type: ignore[method-assign]


def attempt(job: dict[str, Any], number: int, seconds: float) -> int | None:
    """Try one mutant, -1 for none, in a process of its own; None if it took too long."""
    if not hasattr(os, "fork"):
        words = [
            sys.executable,
            "-m",
            "plumbline.review.running.mutating",
            job["file"],
            str(number),
        ]
        try:
            return subprocess.run(words, timeout=seconds, check=False).returncode
        except subprocess.TimeoutExpired:
            return None
    child = os.fork()
    if not child:
        os._exit(_in_child(job, number))
    end = time.monotonic() + seconds
    pause = 0.002
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return None
        time.sleep(pause)
        pause = min(0.02, pause * 1.5)


def _in_child(job: dict[str, Any], number: int) -> int:
    """Try one mutant in this process; an exit code comes back, whatever happens."""
    code = KILLED
    try:
        mutant = job["mutants"][number] if number >= 0 else None
        code = run_tests(job, mutant, mutant["tests"] if mutant else _all_tests(job))
        if number < 0:
            _write_modules(job)
    except BaseException as error:  # the parent has nothing but the exit code
        print(f"{type(error).__name__}: {error}")
    finally:
        sys.stdout.flush()
    return code


def _all_tests(job: dict[str, Any]) -> list[str]:
    return sorted({name for mutant in job["mutants"] for name in mutant["tests"]})


def _leave_out_red(job: dict[str, Any]) -> None:
    """Leave out the tests that are red by themselves, like those that need another one before them."""
    file = Path(job["file"] + ".red")
    red = set(json.loads(file.read_text("utf-8")) if file.is_file() else ())
    for mutant in job["mutants"]:
        mutant["tests"] = [test for test in mutant["tests"] if test not in red]


def _write_modules(job: dict[str, Any]) -> None:
    """Note what the tests import of other packages, which the next children then find loaded."""
    names = [
        name
        for name, module in list(sys.modules.items())
        if (file := getattr(module, "__file__", None) or "")
        and (name.startswith("plumbline.") or not file.startswith(job["tree"] + os.sep))
    ]
    Path(job["file"] + ".modules").write_text("\n".join(names), encoding="utf-8")


def _load_modules(job: dict[str, Any]) -> None:
    file = Path(job["file"] + ".modules")
    for name in file.read_text("utf-8").splitlines() if file.is_file() else ():
        if name not in sys.modules:
            try:
                importlib.import_module(name)
            except Exception as error:  # then each child imports it, or not
                print(f"{name}: {error}")


def main(file: str, number: str | None = None) -> int:
    """Try all mutants of a job, or one; write a line for each."""
    job = json.loads(Path(file).read_text("utf-8"))
    job["file"] = file
    if number is not None:
        _leave_out_red(job)
        return _in_child(job, int(number))
    end = time.monotonic() + job["seconds"]
    with Path(job["out"]).open("w", encoding="utf-8", buffering=1) as out:
        start = time.monotonic()
        code = attempt(job, -1, job["seconds"])
        if code is None:
            return 0
        if code != ALIVE:
            out.write("the tests that run the changed lines fail when they are run by themselves\n")
            return 0
        _leave_out_red(job)
        out.write("ready\n")
        patience = PATIENCE * (time.monotonic() - start) + START
        _load_modules(job)
        for place in range(len(job["mutants"])):
            rest = end - time.monotonic()
            orphan = os.getppid() != job["parent"] and os.name != "nt"
            if rest <= 0 or orphan:
                break
            tests = job["mutants"][place]["tests"]
            code = attempt(job, place, min(rest, patience)) if tests else KILLED
            if code is None and rest < patience:
                break  # nobody knows
            out.write(f"{place} {'alive' if code == ALIVE else 'killed'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
