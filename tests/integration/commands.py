"""Command lines run in this process: copier and cookiecutter take longer to load than to render."""

import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, TextIO

import jinja2
import pytest

from plumbline.cli import main as plumbline

from tests.integration.inside import run_inside

QUICK = ("check", "scope", "fix-skills", "fix-tables")  # commands that run no tests
Variables = Mapping[str, str]
ASKS = "_sync_git_index_executable_bit"  # what copier does for each file
CODES: dict[Any, Any] = {}


def is_here(command: Sequence[str]) -> bool:
    """Say whether a command can be run in this process."""
    return command[0] in RUNS and (command[0] != "plumbline" or command[1] in QUICK)


def run_here(folder: Path, command: Sequence[str], environment: Variables) -> tuple[int, str]:
    """Run a command in a folder, with exactly these variables and nobody to answer.

    Return its exit code and everything it said.
    """
    with tempfile.TemporaryFile("w+", buffering=1, encoding="utf-8") as said:

        def work() -> int:
            os.environ.clear()
            os.environ.update(environment)
            with _heard(said):
                return _run(folder, [*command], environment)

        code = run_inside(folder, work).code
        said.seek(0)
        return code, said.read()


def _run(folder: Path, command: list[str], environment: Variables) -> int:
    try:
        return int(RUNS[command[0]](folder, command, environment) or 0)
    except SystemExit as end:
        return int(end.code or 0)
    except Exception:
        traceback.print_exc()
        return 1


@contextmanager
def _heard(said: TextIO) -> Iterator[None]:
    """Let a file have all that is said, by processes that are started, too."""
    before, kept = sys.stdin, [os.dup(number) for number in (1, 2)]
    try:
        for number in (1, 2):
            os.dup2(said.fileno(), number)
        with Path(os.devnull).open() as sys.stdin, redirect_stdout(said), redirect_stderr(said):
            yield
    finally:
        sys.stdin = before
        for number, old in zip((1, 2), kept, strict=True):
            os.dup2(old, number)
            os.close(old)


def _copier(folder: Path, command: list[str], environment: Variables) -> int:
    from copier._cli import CopierApp  # it keeps the variables that it finds when it is loaded
    from copier._main import Worker
    from plumbum import local

    with local.cwd(folder), local.env(), _compiled_once(), _asked_once(Worker):
        local.env.clear()
        local.env.update(environment)
        return int(CopierApp.run(command, exit=False)[1])


def _cookiecutter(_: Path, command: list[str], __: Variables) -> None:
    from cookiecutter.cli import main

    with _compiled_once():
        main(command[1:])


@contextmanager
def _compiled_once() -> Iterator[None]:
    """Let Jinja compile a text once for all environments alike: an update renders the tree thrice."""
    compile_text = jinja2.Environment.compile

    def known(made: jinja2.Environment, source: Any, name: Any = None, file: Any = None) -> Any:
        key = (source, name, made.lexer, made.autoescape, *made.extensions, *made.filters)
        if key not in CODES:
            CODES[key] = compile_text(made, source, name, file)
        return CODES[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jinja2.Environment, "compile", known)
        yield


@contextmanager
def _asked_once(worker: Any) -> Iterator[None]:
    """Let copier ask git for each folder, not for each file, whether it minds who may execute."""
    tell, minds = vars(worker)[ASKS], {}

    def told(made: Any, file: Path, mode: int) -> None:
        folder = made.subproject.local_abspath
        if folder not in minds:
            git = ("git", "config", "--type=bool", "--get", "core.fileMode")
            done = subprocess.run(git, cwd=folder, capture_output=True, check=False)
            minds[folder] = done.stdout == b"false\n"
        if minds[folder]:
            tell(made, file, mode)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker, ASKS, told)
        yield


def _plumbline(_: Path, command: list[str], __: Variables) -> int:
    return plumbline(command[1:])


RUNS: dict[str, Callable[[Path, list[str], Variables], int | None]] = {
    "copier": _copier,
    "cookiecutter": _cookiecutter,
    "plumbline": _plumbline,
}
