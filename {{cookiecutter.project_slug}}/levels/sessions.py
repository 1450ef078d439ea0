"""The nox sessions of levels.toml and the one environment that all sessions share."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .requirements import find_requirements
from .table import CHECK, FILE, LevelsError, Table, read_table

if TYPE_CHECKING:  # nox is not where pytest --doctest-modules imports a whole repo
    import nox

ENV = Path(".nox", "env")
STAMP = ENV / "installed-for"
GRACE = 10.0  # seconds that a tool has to end after Ctrl-C: a review takes its copies away
COMMANDS = (
    (CHECK, "check", "See that the levels hold: bans, layout, pages for agents."),
    ("prove", "prove", "Show that the tests after -- fail without the change and pass with it."),
    ("review", "review", "Show what the change does to the tests."),
)
_install_words: list[str] | None = None


def add_levels(*for_all: str, install: Sequence[str] | None = None) -> None:
    """Add a session for each level, for each group of levels, and `levels` for all of them.

    `for_all` are arguments for pytest in the session `levels`, like `"-n", "2"` for two processes.
    `install` is what pip installs into the environment of the sessions, like `"-e", ".[test]",
    "pytest", "ruff"`; without it, what the repo's files say. A repo that adopted the levels
    gets the sessions `levels-check`, `prove` and `review` besides; without sessions of its own, plain `nox` runs that
    and `levels`. Where it is not nox that imports the noxfile, nothing is added.
    """
    global _install_words
    if not sys.modules.get("nox"):
        return
    from nox import registry

    _install_words = None if install is None else [*install]
    table = _table()
    adopted = table.unplaced is not None
    default = adopted and not registry.get()
    if adopted:  # a new repo has these in its noxfile, where their owner can change them
        for name, command, doc in COMMANDS:
            _command(name, command, doc, default=default and name == CHECK)
    for level in table.levels:
        _add(level.name, [level.name], f"Run level {level.number}, {level.title}.")
    for name, levels in table.sessions.items():
        numbers = ", ".join(str(level.number) for level in levels)
        plural = "s" if len(levels) > 1 else ""
        _add(name, [level.name for level in levels], f"Run level{plural} {numbers}.")
    _add("levels", [], "Run the tests of all levels.", for_all, default=default)


def _table() -> Table:
    try:
        return read_table(Path())
    except LevelsError as error:
        sys.exit(str(error))


def _add(
    name: str, levels: list[str], doc: str, extra: tuple[str, ...] = (), *, default: bool = False
) -> None:
    arguments = [*extra, *(word for level in levels for word in ("--level", level))]

    def tests(session: nox.Session) -> None:
        if _table().unplaced is not None:  # its own settings may know neither plugin nor folder
            paths = [str(Path.cwd()), *filter(None, [os.environ.get("PYTHONPATH")])]
            session.env["PYTHONPATH"] = os.pathsep.join(paths)
        run(session, "pytest", "-p", "levels.plugin", *arguments, *session.posargs)

    tests.__doc__ = doc
    _register(name, tests, default=default)


def _command(name: str, command: str, doc: str, *, default: bool) -> None:
    def levels(session: nox.Session) -> None:
        run(session, "python", "-m", "levels", command, *session.posargs)

    levels.__doc__ = doc
    _register(name, levels, default=default)


def _register(name: str, function: Callable[[nox.Session], None], *, default: bool) -> None:
    import nox

    if name in nox.registry.get():
        message = (
            f"noxfile.py: it has a session {name!r} already, and {FILE} names one so; rename yours, or "
            f"change the level's name or `session` in {FILE}."
        )
        sys.exit(message)
    nox.session(name=name, venv_backend="none", default=default)(function)


def run(session: nox.Session, tool: str, *arguments: str) -> None:
    """Run a tool of the shared environment; make or refresh the environment if needed."""
    _install(session)
    session.run(str(_bin(tool)), *arguments, interrupt_timeout=GRACE)


def _bin(tool: str) -> Path:
    return ENV / "Scripts" / f"{tool}.exe" if os.name == "nt" else ENV / "bin" / tool


def _fingerprint() -> str:
    """Name what the environment was made from; a change means that it must be refreshed."""
    files = sorted(
        {Path("pyproject.toml"), *Path().glob("setup.*"), *Path().glob("*requirements*")}
    )
    said = b"".join(path.read_bytes() for path in files if path.is_file())
    wanted = "" if _install_words is None else " ".join(_install_words)
    return f"{hashlib.sha256(said).hexdigest()} {sys.version} {Path.cwd()} {wanted}".rstrip()


def _install(session: nox.Session) -> None:
    fingerprint = _fingerprint()
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8") == fingerprint:
        return
    if Path(sys.prefix).resolve() == ENV.resolve():
        session.error(f"this nox runs from {ENV}, which must be made anew; run another nox.")
    shutil.rmtree(ENV, ignore_errors=True)
    wanted = find_requirements(Path()) if _install_words is None else _install_words
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
        (ENV.parent / ".gitignore").write_text("*\n", encoding="utf-8")
        STAMP.write_text(fingerprint, encoding="utf-8")


def _uv() -> str | None:
    """Find uv, beside the Python that runs nox or on the PATH."""
    beside = str(Path(sys.executable).parent)
    return shutil.which("uv", path=os.pathsep.join([beside, os.environ.get("PATH", "")]))
