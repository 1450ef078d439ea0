"""Run pytest, or a command of the package, in this process, as if it had one of its own."""

import gc
import io
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import pytest

from plumbline.cli import main
from plumbline.plugin.start import LOADED_ALREADY

from tests.integration import in_two
from tests.places import ROOT

UNSEEN = (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning)
HIDDEN = ("GITHUB_STEP_SUMMARY", "PYTEST_ADDOPTS")


@dataclass(frozen=True)
class Ended:
    """What a run left: its exit code and what it printed."""

    code: int
    out: str
    err: str


def pytest_inside(folder: Path, *arguments: str, **environment: str) -> Ended:
    """Run pytest in a folder."""
    return run_inside(
        folder, lambda: int(pytest.main([*LOADED_ALREADY, *arguments])), **environment
    )


def plumbline_inside(folder: Path, *arguments: str, **environment: str) -> Ended:
    """Run a command of the package in a folder."""
    return run_inside(folder, lambda: main([*arguments]), **environment)


def run_inside(folder: Path, work: Callable[[], int], **environment: str) -> Ended:
    """Do some work in a folder, with modules, variables and paths of its own."""
    out, err = io.StringIO(), io.StringIO()
    with _own_surroundings(folder, environment), redirect_stdout(out), redirect_stderr(err):
        code = work()
    return Ended(code, out.getvalue(), err.getvalue())


@contextmanager
def _own_surroundings(folder: Path, environment: Mapping[str, str]) -> Iterator[None]:
    before, path, variables = Path.cwd(), [*sys.path], dict(os.environ)
    ours = {name: sys.modules.pop(name) for name in [*sys.modules] if in_two.is_of_tests(name)}
    gc.freeze()  # a run collects garbage often, and all that is here already is none
    sys.modules[in_two.NAME] = in_two
    os.chdir(folder)
    more = [place for place in environment.get("PYTHONPATH", "").split(os.pathsep) if place]
    sys.path[:] = [str(folder), *more, *(place for place in path if place not in ("", str(ROOT)))]
    try:
        for name in HIDDEN:
            os.environ.pop(name, None)
        os.environ.update(environment)
        with warnings.catch_warnings():
            warnings.resetwarnings()
            for kind in UNSEEN:
                warnings.simplefilter("ignore", kind)
            warnings.showwarning = _show
            yield
    finally:
        os.chdir(before)
        sys.path[:] = path
        os.environ.clear()
        os.environ.update(variables)
        for place in (str(folder), *more):
            in_two.forget(place)
        sys.modules.pop(in_two.NAME, None)
        sys.modules.update(ours)
        gc.unfreeze()


def _show(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Write a warning where a run of its own would, whoever else records warnings here."""
    (file or sys.stderr).write(warnings.formatwarning(message, category, filename, lineno, line))
