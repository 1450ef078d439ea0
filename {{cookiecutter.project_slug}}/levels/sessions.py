"""The nox sessions of levels.toml and the one environment that all sessions share."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from pathlib import Path

import nox

from .table import LevelsError, Table, read_table

ENV = Path(".nox", "env")
STAMP = ENV / "installed-for"
GROUP = "dev"  # the dependency group of pyproject.toml that holds every tool


def add_levels(*for_all: str) -> None:
    """Add a session for each level, for each group of levels, and `levels` for all of them.

    `for_all` are arguments for pytest in the session `levels`, like `"-n", "2"` for two processes.
    """
    table = _table()
    for level in table.levels:
        _add(level.name, [level.name], f"Run level {level.number}, {level.title}.")
    for name, levels in table.sessions.items():
        numbers = ", ".join(str(level.number) for level in levels)
        plural = "s" if len(levels) > 1 else ""
        _add(name, [level.name for level in levels], f"Run level{plural} {numbers}.")
    _add("levels", [], "Run the tests of all levels.", for_all)


def _table() -> Table:
    try:
        return read_table(Path())
    except LevelsError as error:
        sys.exit(str(error))


def _add(name: str, levels: list[str], doc: str, extra: tuple[str, ...] = ()) -> None:
    arguments = [*extra, *(word for level in levels for word in ("--level", level))]

    def tests(session: nox.Session) -> None:
        run(session, "pytest", *arguments, *session.posargs)

    tests.__doc__ = doc
    nox.session(name=name, venv_backend="none", default=False)(tests)


def run(session: nox.Session, tool: str, *arguments: str) -> None:
    """Run a tool of the shared environment; make or refresh the environment if needed."""
    _install(session)
    session.run(str(_bin(tool)), *arguments)


def _bin(tool: str) -> Path:
    return ENV / "Scripts" / f"{tool}.exe" if os.name == "nt" else ENV / "bin" / tool


def _fingerprint() -> str:
    """Name what the environment was made from; a change means that it must be refreshed."""
    project = hashlib.sha256(Path("pyproject.toml").read_bytes()).hexdigest()
    return f"{project} {sys.version} {Path.cwd()}"


def _install(session: nox.Session) -> None:
    fingerprint = _fingerprint()
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8") == fingerprint:
        return
    if Path(sys.prefix).resolve() == ENV.resolve():
        session.error(f"this nox runs from {ENV}, which must be made anew; run another nox.")
    shutil.rmtree(ENV, ignore_errors=True)
    project = nox.project.load_toml("pyproject.toml")
    package = ["-e", "."] if "project" in project else []
    wanted = [*package, *nox.project.dependency_groups(project, GROUP)]
    uv = _uv()
    if uv:
        session.run_install(uv, "venv", "--quiet", "--python", sys.executable, str(ENV))
        python = ("--python", str(_bin("python")))
        session.run_install(uv, "pip", "install", "--quiet", *python, *wanted)
    else:
        session.log("uv not found: using venv and pip, which take longer; `pip install uv`.")
        session.run_install(sys.executable, "-m", "venv", str(ENV))
        session.run_install(str(_bin("python")), "-m", "pip", "install", "--quiet", *wanted)
    if ENV.is_dir():  # not so with --no-install
        STAMP.write_text(fingerprint, encoding="utf-8")


def _uv() -> str | None:
    """Find uv, beside the Python that runs nox or on the PATH."""
    beside = str(Path(sys.executable).parent)
    return shutil.which("uv", path=os.pathsep.join([beside, os.environ.get("PATH", "")]))
