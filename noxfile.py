"""The sessions of the template itself; `nox` runs lint, types and all tests, `nox -l` lists more."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nox

sys.path.insert(0, str(Path(__file__).parent / "{{cookiecutter.project_slug}}"))
from levels import sessions

TREE = Path(__file__).parent / "{{cookiecutter.project_slug}}"
nox.options.sessions = ["lint", "types", "levels", "pythons"]
# The tests start copier and the like hundreds of times, and forbid them to write bytecode.
os.environ.setdefault("UV_COMPILE_BYTECODE", "1")
sessions.add_levels("-n", "2")  # most of these tests wait for other processes

# cookiecutter renders all it finds in the tree, so nothing may be left behind there.
CLEAN = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(TREE)}
FOR_GUARD = ["pytest>=9,<10", "pytest-randomly", "pytest-xdist", "ruff", "coverage", "hypothesis"]
PLAIN = [*map(str, TREE.glob("*noxfile.py*")), *map(str, (TREE / "levels").rglob("*.py"))]


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
    sessions.run(session, "mypy")


@nox.session(venv_backend="none")
def pythons(session: nox.Session) -> None:
    """Run the guard's battery and the fast tests on every CPython from 3.11 on that is here."""
    guard = ("tests/integration/test_guard.py", "tests/integration/test_guarding.py")
    for minor in range(11, 16):
        python = find_python(f"3.{minor}")
        if python is None:
            session.log(f"CPython 3.{minor} is not on this machine: skipped.")
            continue
        env = f".nox/python-3.{minor}"
        interpreter = f"{env}/{'Scripts' if os.name == 'nt' else 'bin'}/python"
        session.run(python, "-m", "venv", "--clear", env)
        session.run(interpreter, "-m", "pip", "install", "--quiet", *FOR_GUARD, "PyYAML")
        session.run(interpreter, "-m", "pytest", "-q", "-n", "2", "tests/unit", *guard)


def find_python(version: str) -> str | None:
    """Return a CPython of this version that starts: from the PATH, or one that pyenv keeps."""
    kept = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python{version}"))
    for candidate in [shutil.which(f"python{version}"), *map(str, kept)]:
        if candidate and subprocess.run([candidate, "-c", ""], capture_output=True).returncode == 0:
            return candidate
    return None


@nox.session(venv_backend="none", default=False)
def bench(session: nox.Session) -> None:
    """Measure rendering, updates, first and warm runs, plugin and hook against the bare tools."""
    session.env.update(CLEAN)
    sessions.run(session, "python", "-m", "bench", *session.posargs)


@nox.session(venv_backend="none", default=False)
def clients(session: nox.Session) -> None:
    """Drive Claude Code, Codex, Copilot and OpenCode with a scripted model; print what they do."""
    session.env.update(CLEAN)
    sessions.run(session, "python", "-m", "clients", *session.posargs)


@nox.session(venv_backend="none", default=False)
def adoption(session: nox.Session) -> None:
    """Adopt the levels in packages from the index, run their suites before and after; print a table."""
    session.env.update(CLEAN)
    sessions.run(session, "python", "-m", "adoption", *session.posargs)


@nox.session(venv_backend="none", default=False)
def replay(session: nox.Session) -> None:
    """Review the last commits of other projects' git repositories, named after --; print a table."""
    session.env.update(CLEAN)
    sessions.run(session, "python", "-m", "replay", *session.posargs)


@nox.session(venv_backend="none", default=False)
def release(session: nox.Session) -> None:
    """Check that X.Y.Z, after --, can be released, the updates above all; then tag it."""
    session.env.update(CLEAN)
    sessions.run(session, "python", "release.py", *session.posargs)
    sessions.run(session, "pytest", "-n", "2", "--level", "real", "-k", "update")
    (version,) = session.posargs
    session.run("git", "tag", "--annotate", f"v{version}", "--message", version, external=True)
