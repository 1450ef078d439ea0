"""The sessions of the template itself; `nox` runs lint, types and all tests, `nox -l` lists more."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import nox

TREE = Path("{{cookiecutter.project_slug}}")
PLAIN = [str(TREE / "noxfile.py"), *map(str, TREE.glob(".agents/hooks/*"))]
TABLE = tomllib.loads(Path("levels.toml").read_text("utf-8"))
PLACES = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
BYTECODE = Path(".nox", "bytecode").absolute()
MEMORY, ROOM = "/dev/shm", 4 * 2**30  # noqa: S108 - files cost a tenth there of what some disks ask
OF_TESTS = (
    "cookiecutter",
    "hypothesis",
    "pexpect",
    "pytest-xdist",
)  # what the fast tests need besides
nox.options.default_venv_backend = "none"  # uv keeps one environment for all sessions: .venv
nox.options.sessions = ["lint", "types", "quick", "levels", "pythons"]


def run(session: nox.Session, *command: str, **env: str) -> None:
    """Run a command in the environment; uv makes it, and refreshes it after a change."""
    uv = shutil.which("uv", path=PLACES)
    if uv is None:
        session.error('uv is neither beside nox nor on the PATH; run: pip install "nox[uv]"')
    # cookiecutter renders all it finds in the tree, so nothing may be left behind there.
    kept = {"PYTHONPYCACHEPREFIX": str(BYTECODE), "PYTHONDONTWRITEBYTECODE": ""}
    clean = {"VIRTUAL_ENV": None, **kept, **env}
    session.run(uv, "run", *command, env=clean, external=True, interrupt_timeout=10)


def in_memory() -> dict[str, str]:
    """Return where tests put their files: in memory, where there is room for them and for programs."""
    try:
        found = os.statvfs(MEMORY)
        memory = Path("/proc/meminfo").read_text("utf-8").partition("MemAvailable:")[2].split()[0]
    except (AttributeError, OSError):  # Windows, macOS
        return {}
    room = min(found.f_bavail * found.f_frsize, int(memory) * 1024)
    has_room = room >= ROOM and not found.f_flag & os.ST_NOEXEC
    if not has_room or "TMPDIR" in os.environ:
        return {}
    folder = Path(MEMORY, f"plumbline-{os.getuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    return {"TMPDIR": str(folder), "UV_LINK_MODE": "copy"}


def add(name: str, *words: str) -> None:
    """Add a session of tests."""

    @nox.session(name=name, default=False)
    def tests(session: nox.Session) -> None:
        run(session, "pytest", *words, *session.posargs, **in_memory())

    tests.__doc__ = f"Run the tests of {name}."


# No fast test draws, logs, or starts what writes past Python; without these a run is a tenth shorter.
LIGHT = ("-pno:hypothesispytest", "-pno:logging", "--capture=sys", "--randomly-dont-reset-seed")
for name in dict.fromkeys(
    w for n, row in TABLE.items() if "session" in row for w in (n, row["session"])
):
    add(name, "--level", name, *(LIGHT if name == "unit" else ()))
# Most of these tests wait for other processes; those of a file share what is long to make.
SPREAD = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
add("levels", *SPREAD, "-o", "tmp_path_retention_policy=failed")


@nox.session
def lint(session: nox.Session) -> None:
    """Check the style and the bans, here and in the plain Python of the tree; change nothing."""
    run(session, "plumbline", "check")
    run(session, "ruff", "check")
    run(session, "ruff", "check", "--ignore-noqa", "--config", "pyproject.toml", *PLAIN)
    run(session, "ruff", "format", "--check")
    run(session, "ruff", "format", "--check", "--config", "pyproject.toml", *PLAIN)


@nox.session
def types(session: nox.Session) -> None:
    """Check the types of the package, the tests and the hooks."""
    run(session, "mypy")


@nox.session
def quick(session: nox.Session) -> None:
    """Review the change by its texts alone, against the merge base with the main branch."""
    run(session, "plumbline", "review", "--quick", *session.posargs)


@nox.session
def pythons(session: nox.Session) -> None:
    """Run the guard's battery and the fast tests on every other CPython from 3.11 on that is here."""
    guard = ("tests/integration/test_guard.py", "tests/integration/test_guarding.py")
    had = Path(".venv", "pyvenv.cfg").read_text("utf-8") if Path(".venv").is_dir() else ""
    for minor in range(11, 16):
        if f" = 3.{minor}." in had:
            continue  # `levels` runs all tests there
        python = find_python(f"3.{minor}")
        if python is None:
            session.log(f"CPython 3.{minor} is not on this machine: skipped.")
            continue
        place = str(Path(".nox", f"python-3.{minor}").absolute())
        words = ("--python", python, "pytest", "-q", "-n", "2", "tests/unit", *guard)
        run(session, *words, UV_PROJECT_ENVIRONMENT=place, **in_memory())


@nox.session(default=False)
def versions(session: nox.Session) -> None:
    """Run the fast tests, and some that run pytest, at the lowest and highest versions it works with."""
    project = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))
    tools = [one for one in project["dependency-groups"]["dev"] if one.startswith(OF_TESTS)]
    needed = [*project["project"]["dependencies"], *tools]
    tests = (
        "tests/unit",
        *(f"tests/integration/{name}" for name in ("test_plugin.py", "test_guard.py")),
    )
    words = ("pytest", "-q", "-n", "2", "--import-mode=importlib", *tests, *session.posargs)
    for resolution in ("lowest-direct", "highest"):
        alone = ("--isolated", "--no-project", "--resolution", resolution, "--with-editable", ".")
        several = [word for one in needed for word in ("--with", one)]
        run(session, *alone, *several, *words, PYTHONPATH=".")


def find_python(version: str) -> str | None:
    """Return a CPython of this version that starts: from the PATH, or one that pyenv keeps."""
    kept = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python{version}"))
    for candidate in [shutil.which(f"python{version}"), *map(str, kept)]:
        if candidate and subprocess.run([candidate, "-c", ""], capture_output=True).returncode == 0:
            return candidate
    return None


@nox.session(default=False)
def wheel(session: nox.Session) -> None:
    """Build the package into the tree's vendor/, in the place of the wheel that is there."""
    run(session, "python", "-m", "tests.evidence.wheel")


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Measure rendering, updates, first and warm runs, plugin and hook against the bare tools."""
    run(session, "python", "-m", "tests.evidence.bench", *session.posargs)


@nox.session(default=False)
def scale(session: nox.Session) -> None:
    """Measure suites of up to 100,000 tests, and four shards of one; after `--` parts and sizes."""
    run(session, "python", "-m", "tests.evidence.scale", *session.posargs)


@nox.session(default=False)
def clients(session: nox.Session) -> None:
    """Drive Claude Code, Codex, Copilot and OpenCode with a scripted model; print what they do."""
    run(session, "python", "-m", "tests.evidence.clients", *session.posargs)


@nox.session(default=False)
def adoption(session: nox.Session) -> None:
    """Adopt the levels in packages from the index, run their suites before and after; print a table."""
    run(session, "python", "-m", "tests.evidence.adoption", *session.posargs)


@nox.session(default=False)
def neighbours(session: nox.Session) -> None:
    """Try other people's plugins and libraries beside the guard; `-- --write` puts the tables into docs."""
    run(session, "python", "-m", "tests.evidence.neighbours", *session.posargs)


@nox.session(default=False)
def replay(session: nox.Session) -> None:
    """Review the last commits of other projects' git repositories, named after --; print a table."""
    run(session, "python", "-m", "tests.evidence.replay", *session.posargs)


@nox.session(default=False)
def mutants(session: nox.Session) -> None:
    """Try mutants of guard, selection, budgets and the review's rows; print those that no fast test notices."""
    run(session, "python", "-m", "tests.evidence.mutants", *session.posargs)


@nox.session(default=False)
def corpus(session: nox.Session) -> None:
    """Review all changes of the corpus for real, and compare all recorded runs with new ones."""
    run(session, "pytest", "-n", "2", "tests/integration/test_review_corpus.py", CORPUS="whole")
    run(session, "python", "-m", "tests.evidence.recordings", "--compare")


@nox.session(default=False)
def recordings(session: nox.Session) -> None:
    """Record anew the runs that tests of the review go by; after -- tests, all if none is named."""
    run(session, "python", "-m", "tests.evidence.recordings", *session.posargs)


@nox.session(default=False)
def pictures(session: nox.Session) -> None:
    """Draw what one sees in a new repo, from real runs, for README and docs."""
    run(session, "python", "-m", "tests.evidence.pictures")


@nox.session(default=False)
def release(session: nox.Session) -> None:
    """Check that X.Y.Z, after --, can be released, the updates above all; then tag it."""
    run(session, "python", "-m", "tests.evidence.release", *session.posargs)
    run(session, "pytest", "-n", "2", "--level", "real", "-k", "update")
    (version,) = session.posargs
    session.run("git", "tag", "--annotate", f"v{version}", "--message", version, external=True)
