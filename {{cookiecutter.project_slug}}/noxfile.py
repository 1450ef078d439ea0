"""The sessions: `nox -l` lists them, `nox -s unit` runs the fast tests, `nox` runs all checks."""

import sys
from pathlib import Path

import nox

sys.path.insert(0, str(Path(__file__).parent))  # nox does not look here by itself
from levels import sessions

nox.options.sessions = ["lint", "types", "levels"]
sessions.add_levels()


@nox.session(venv_backend="none")
def lint(session: nox.Session) -> None:
    """Check the style, the bans of each level and the layout; change nothing."""
    sessions.run(session, "python", "-m", "levels", "check")
    sessions.run(session, "ruff", "check")
    sessions.run(session, "ruff", "format", "--check")


@nox.session(venv_backend="none", default=False)
def fix(session: nox.Session) -> None:
    """Mend what can be mended of the style."""
    sessions.run(session, "ruff", "check", "--fix")
    sessions.run(session, "ruff", "format")


@nox.session(venv_backend="none", default=False)
def prove(session: nox.Session) -> None:
    """Show that the tests named after -- fail without the change and pass with it."""
    sessions.run(session, "python", "-m", "levels", "prove", *session.posargs)


@nox.session(venv_backend="none", default=False)
def review(session: nox.Session) -> None:
    """Show what the change does to the tests, and which of it no test sees."""
    sessions.run(session, "python", "-m", "levels", "review", *session.posargs)


@nox.session(venv_backend="none")
def types(session: nox.Session) -> None:
    """Check the types of src, tests and levels."""
    sessions.run(session, "mypy")
