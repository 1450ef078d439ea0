"""The sessions: `nox` runs what CI runs, `nox -s unit` the fast tests, `nox -l` lists them all."""

import shutil
import sys
from pathlib import Path

import nox.command

try:
    import tomllib

    TABLE = tomllib.loads(Path("levels.toml").read_text("utf-8"))
except ModuleNotFoundError:
    sys.exit("noxfile.py: this nox runs on a Python below 3.11; install nox with a newer one.")
except (OSError, ValueError) as error:
    sys.exit(f"levels.toml: it cannot be read ({error}); mend it, or restore it from git.")

nox.options.default_venv_backend = "none"  # uv keeps one environment for all sessions: .venv
nox.options.sessions = ["lint", "types", "quick", "levels"]


def run(session: nox.Session, command: str, *more: str) -> None:
    """Run a command in the environment; uv makes it, and refreshes it after a change."""
    uv = shutil.which("uv", path=Path(sys.executable).parent) or shutil.which("uv")
    if uv is None:
        session.error('uv is neither beside nox nor on the PATH; run: pip install "nox[uv]"')
    env = {"VIRTUAL_ENV": None}  # where nox runs, which is another one
    session.run(uv, "run", *command.split(), *more, env=env, external=True, interrupt_timeout=10)


def add(name: str, doc: str, command: str) -> None:
    """Add a session that runs one command, with what stands after --."""

    @nox.session(name=name)
    def added(session: nox.Session) -> None:
        run(session, command, *session.posargs)

    added.__doc__ = doc


levels = {name: row["session"] for name, row in TABLE.items() if "session" in row}
add("levels", "Run all tests.", "pytest")
for name in dict.fromkeys([*levels.values(), *levels]):
    of = [level for level, session in levels.items() if name in (level, session)]
    add(name, f"Run the tests of {', '.join(of)}.", f"pytest --level={name}")
add("types", "Check the types.", "mypy")
add("check", "See that bans work, fakes cannot drift and pages are true.", "plumbline check")
add("prove", "Show that tests, named after --, need the change to pass.", "plumbline prove")
add("review", "Show what the change does to the tests.", "plumbline review")
add("quick", "Show what can be seen of that in a second.", "plumbline review --quick")


@nox.session
def lint(session: nox.Session) -> None:
    """Check the style, and what `check` checks; change nothing."""
    failed = []
    for tool in ("ruff check", "ruff format --check", "plumbline check"):
        try:
            run(session, tool)
        except nox.command.CommandFailed:
            failed.append(tool)
    if failed:
        session.error(f"failed: {', '.join(failed)}")


@nox.session
def fix(session: nox.Session) -> None:
    """Mend what can be mended of the style; an import that is not used yet stays."""
    run(session, "ruff check --fix --unfixable=F401")
    run(session, "ruff format")
