"""The sessions of a new repo, by its noxfile over a nox that starts nothing; level 5 runs them for real."""

import builtins
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FunctionType, SimpleNamespace
from typing import Any, NoReturn

import pytest

from tests.places import NOXFILE, TREE

CODE = compile(NOXFILE.read_text("utf-8"), "noxfile.py", "exec")
LEVELS = (TREE / "levels.toml").read_text("utf-8")
BESIDE, ON_PATH = str(Path(sys.executable).parent), "PATH"


class CommandFailed(Exception):  # noqa: N818  nox calls it so
    """A command that ended with another code than 0."""


class EndedError(Exception):
    """The end of a session, with a sentence."""


class FakeSession:
    """Keeps the commands that it is told to run; those that end like one of `broken` fail."""

    def __init__(self, *posargs: str, broken: tuple[str, ...] = ()) -> None:
        self.posargs, self.broken = [*posargs], broken
        self.ran: list[str] = []
        self.options: list[dict[str, Any]] = []

    def run(self, *words: str, **options: Any) -> None:
        line = " ".join(words)
        self.ran.append(line)
        self.options.append(options)
        if line.endswith(self.broken):
            raise CommandFailed

    def error(self, sentence: str) -> NoReturn:
        raise EndedError(sentence)


class Loaded:
    """The noxfile in a folder with a table, on a machine with uv in these places: its sessions by name."""

    def __init__(
        self,
        folder: Path,
        table: str | None = LEVELS,
        *,
        uv: tuple[str, ...] = (BESIDE, ON_PATH),
        missing: str = "",
    ) -> None:
        if table is not None:
            (folder / "levels.toml").write_text(table, "utf-8")
        self.uv, self.missing = uv, missing
        self.options = SimpleNamespace()
        self.sessions: dict[str, Callable[[FakeSession], None]] = {}
        command = SimpleNamespace(CommandFailed=CommandFailed)
        nox = {"options": self.options, "session": self.session, "command": command}
        self.modules = {
            "nox.command": SimpleNamespace(**nox, Session=FakeSession),
            "shutil": SimpleNamespace(which=self.which),
            "pathlib": SimpleNamespace(Path=folder.joinpath),
        }
        world = {**vars(builtins), "__import__": self.load}
        FunctionType(CODE, {"__builtins__": world, "__name__": "noxfile"})()

    def load(self, name: str, *rest: Any) -> Any:
        """Do what `import` does."""
        if name == self.missing:
            raise ModuleNotFoundError(name)
        return self.modules.get(name) or __import__(name, *rest)

    def which(self, name: str, path: object = ON_PATH) -> str | None:
        """Do what `which` does."""
        return f"{path}/{name}" if str(path) in self.uv else None

    def session(self, function: Any = None, *, name: str = "") -> Any:
        """Do what the decorator does, with a name or without."""
        if function is None:
            return partial(self.session, name=name)
        self.sessions[name or function.__name__] = function
        return function

    def run(self, name: str, *posargs: str) -> FakeSession:
        """Run a session."""
        session = FakeSession(*posargs)
        self.sessions[name](session)
        return session


UV = f"{BESIDE}/uv run"


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("levels", "pytest -x"),
        ("unit", "pytest --level=unit -x"),
        ("integration", "pytest --level=integration -x"),
        ("logic", "pytest --level=logic -x"),
        ("types", "mypy -x"),
        ("check", "plumbline check -x"),
        ("prove", "plumbline prove -x"),
        ("review", "plumbline review -x"),
        ("quick", "plumbline review --quick -x"),
    ],
)
def test_a_session_runs_one_command_with_what_stands_after_it(
    tmp_path: Path, name: str, command: str
) -> None:
    assert Loaded(tmp_path).run(name, "-x").ran == [f"{UV} {command}"]


def test_a_session_sees_no_environment_but_that_of_uv(tmp_path: Path) -> None:
    (options,) = Loaded(tmp_path).run("unit").options

    assert options == {"env": {"VIRTUAL_ENV": None}, "external": True, "interrupt_timeout": 10}


def test_plain_nox_runs_what_ci_runs(tmp_path: Path) -> None:
    options = Loaded(tmp_path).options

    assert options.sessions == ["lint", "types", "quick", "levels"]
    assert options.default_venv_backend == "none"


@pytest.mark.parametrize(
    ("name", "doc"),
    [
        ("unit", "Run the tests of fakes, pure, logic."),
        ("integration", "Run the tests of sanity, real."),
        ("pure", "Run the tests of pure."),
        ("levels", "Run all tests."),
    ],
)
def test_each_session_says_what_it_is_for(tmp_path: Path, name: str, doc: str) -> None:
    assert Loaded(tmp_path).sessions[name].__doc__ == doc


def test_sessions_are_those_of_the_table(tmp_path: Path) -> None:
    table = '[one]\nsession = "fast"\n\n[two]\nsession = "two"\n\n[review]\nscope = "fail"\n'
    others = ("levels", "types", "check", "prove", "review", "quick", "lint", "fix")

    made = Loaded(tmp_path, table)

    assert made.sessions.keys() - {*others} == {"one", "two", "fast"}
    assert made.sessions["fast"].__doc__ == "Run the tests of one."
    assert made.sessions["two"].__doc__ == "Run the tests of two."


@pytest.mark.parametrize(
    ("uv", "found"), [((BESIDE, ON_PATH), BESIDE), ((BESIDE,), BESIDE), ((ON_PATH,), ON_PATH)]
)
def test_uv_is_that_beside_nox_or_on_the_path(
    tmp_path: Path, uv: tuple[str, ...], found: str
) -> None:
    assert Loaded(tmp_path, uv=uv).run("types").ran == [f"{found}/uv run mypy"]


def test_without_uv_a_sentence_says_what_to_install(tmp_path: Path) -> None:
    made = Loaded(tmp_path, uv=())

    with pytest.raises(
        EndedError, match=r'neither beside nox nor on the PATH; run: pip install "nox\[uv\]"$'
    ):
        made.run("unit")


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (("ruff check",), "failed: ruff check"),
        (("--check", "plumbline check"), "failed: ruff format --check, plumbline check"),
    ],
)
def test_lint_runs_all_its_tools_and_says_which_failed(
    tmp_path: Path, broken: tuple[str, ...], sentence: str
) -> None:
    made, session = Loaded(tmp_path), FakeSession(broken=broken)

    with pytest.raises(EndedError) as ended:
        made.sessions["lint"](session)

    assert str(ended.value) == sentence
    assert session.ran == [
        f"{UV} ruff check",
        f"{UV} ruff format --check",
        f"{UV} plumbline check",
    ]


def test_lint_that_finds_nothing_says_nothing(tmp_path: Path) -> None:
    assert len(Loaded(tmp_path).run("lint").ran) == 3


def test_mending_leaves_an_import_that_is_not_used_yet(tmp_path: Path) -> None:
    assert Loaded(tmp_path).run("fix").ran == [
        f"{UV} ruff check --fix --unfixable=F401",
        f"{UV} ruff format",
    ]


@pytest.mark.parametrize("table", [None, "[logic", "a = 1\na = 2\n"])
def test_a_table_that_cannot_be_read_is_one_sentence(tmp_path: Path, table: str | None) -> None:
    with pytest.raises(
        SystemExit, match=r"^levels\.toml: it cannot be read \(.*mend it, or restore"
    ):
        Loaded(tmp_path, table)


def test_a_nox_of_an_old_python_is_told(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"^noxfile\.py: this nox runs on a Python below 3\.11; "):
        Loaded(tmp_path, missing="tomllib")
