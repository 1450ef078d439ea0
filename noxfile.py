"""The sessions of the template itself; `nox` runs lint, types and all tests, `nox -l` lists more."""

import sys
from pathlib import Path

import nox

sys.path.insert(0, str(Path(__file__).parent / "{{cookiecutter.project_slug}}"))
from levels import sessions

TREE = Path(__file__).parent / "{{cookiecutter.project_slug}}"
nox.options.sessions = ["lint", "types", "levels", "pythons"]
nox.options.error_on_missing_interpreters = False  # each is skipped with a sentence
sessions.add_levels()

# cookiecutter renders all it finds in the tree, so nothing may be left behind there.
CLEAN = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(TREE)}
PLAIN = [str(TREE / "noxfile.py"), *map(str, (TREE / "levels").glob("*.py"))]


@nox.session(venv_backend="none")
def lint(session: nox.Session) -> None:
    """Check the style and the bans, here and in the plain Python of the tree; change nothing."""
    session.env.update(CLEAN)
    sessions.run(session, "python", "-m", "levels", "check")
    sessions.run(session, "ruff", "check")
    sessions.run(session, "ruff", "check", "--config", "pyproject.toml", *PLAIN)
    sessions.run(session, "ruff", "format", "--check")
    sessions.run(session, "ruff", "format", "--check", "--config", "pyproject.toml", *PLAIN)


@nox.session(venv_backend="none")
def types(session: nox.Session) -> None:
    """Check the types of the tests and of the plain Python of the tree."""
    session.env.update(CLEAN)
    sessions.run(session, "mypy", *session.posargs)


@nox.session(python=["3.11", "3.12", "3.13", "3.14"], reuse_venv=True, venv_backend="uv|virtualenv")
def pythons(session: nox.Session) -> None:
    """Run the guard's battery and the fast tests on every Python that this machine has."""
    session.install("pytest>=9,<10", "pytest-randomly", "pytest-xdist", "click", "ruff")
    session.install("coverage", "hypothesis", "PyYAML")
    guard = ("tests/integration/test_guard.py", "tests/integration/test_guarding.py")
    session.run("python", "-m", "pytest", "-q", "-n", "2", "tests/unit", *guard)


@nox.session(venv_backend="none", default=False)
def bench(session: nox.Session) -> None:
    """Measure rendering, the first run, a warm run and the plugin against the bare tools."""
    session.env.update(CLEAN)
    sessions.run(session, "python", "-m", "bench", *session.posargs)
