"""What owners do to their repos: nothing, edits of every kind, and deleting."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.integration.chain import change, write_tables
from tests.integration.engines import Answers, Machine

GATEWAYS = "src/my_project/gateways"
EXAMPLE = re.compile(r"(test_)?(changelog|commits|draft|git|journeys|notes|sections|versions)\.py")
WIRING = (
    "src/my_project/context.py",
    "src/my_project/commands/__init__.py",
    "tests/fakes/__init__.py",
)
SKILL_FOLDERS = (".agents/skills/add-gateway", ".claude/skills/add-gateway")

# A gateway with all its parts, so that every check passes.
OUR_GATEWAY = {
    f"{GATEWAYS}/motto.py": '''"""Our motto."""

from abc import ABC, abstractmethod
from pathlib import Path


class Motto(ABC):
    """Says what we stand for."""

    @abstractmethod
    def text(self) -> str:
        """Return one line."""


class FileMotto(Motto):
    """The motto in a file."""

    def __init__(self, name: str) -> None:
        self._file = Path(name)

    def text(self) -> str:
        return self._file.read_text("utf-8").strip()
''',
    "tests/fakes/motto.py": '''"""A motto in memory."""

from my_project.gateways.motto import Motto


class FakeMotto(Motto):
    """Says what it was given."""

    def __init__(self, text: str) -> None:
        self._text = text

    def text(self) -> str:
        return self._text
''',
    "tests/contracts/motto.py": '''"""What every motto must do."""

from my_project.gateways.motto import Motto


class MottoContract:
    """Needs a fixture `motto` that says ours."""

    def test_the_motto_is_ours(self, motto: Motto) -> None:
        assert motto.text() == "ours"
''',
    "tests/unit/fakes/test_motto.py": """import pytest

from tests.contracts.motto import MottoContract
from tests.fakes.motto import FakeMotto


class TestFakeMotto(MottoContract):
    @pytest.fixture
    def motto(self) -> FakeMotto:
        return FakeMotto("ours")
""",
    "tests/integration/test_motto.py": """from pathlib import Path

import pytest

from my_project.gateways.motto import FileMotto

from tests.contracts.motto import MottoContract


class TestFileMotto(MottoContract):
    @pytest.fixture
    def motto(self, tmp_path: Path) -> FileMotto:
        (tmp_path / "motto").write_text("ours\\n", "utf-8")
        return FileMotto(str(tmp_path / "motto"))
""",
}
OUR_TEST = """from my_project.context import Context


def test_the_context_has_our_motto(context: Context) -> None:
    assert context.motto.text() == "ours"
"""
OUR_SESSION = '\n\n@nox.session\ndef ours(session: nox.Session) -> None:\n    """Do ours."""\n'


def leave(_: Machine, __: Path) -> None:
    """Change nothing."""


def wire_gateway(repo: Path) -> None:
    """Add a gateway, with fake, contract and tests, after the clock."""
    for name, text in OUR_GATEWAY.items():
        (repo / name).write_text(text, "utf-8")
    context, fakes = repo / WIRING[0], repo / WIRING[2]
    clock = "from .gateways.clock import Clock, SystemClock\n"
    change(context, clock, clock + "from .gateways.motto import FileMotto, Motto\n")
    change(context, "    clock: Clock\n", "    clock: Clock\n    motto: Motto\n")
    real = "        clock=SystemClock(),\n"
    change(context, real, real + '        motto=FileMotto("motto.txt"),\n')
    clock = "from tests.fakes.clock import FakeClock\n"
    change(fakes, clock, clock + "from tests.fakes.motto import FakeMotto\n")
    fake = "        clock=FakeClock(NOW),\n"
    change(fakes, fake, fake + '        motto=FakeMotto("ours"),\n')


def edit(machine: Machine, repo: Path) -> None:
    """Change what an owner changes: budgets, dependencies, tests, gateways, sessions, texts."""
    change(repo / "levels.toml", "total = 3.0", "total = 9.0")
    write_tables(machine, repo)
    change(repo / "pyproject.toml", '"click>=8.2"', '"click>=8.2", "packaging>=24"')
    wire_gateway(repo)
    (repo / "tests/unit/services/test_ours.py").write_text(OUR_TEST, "utf-8")
    change(repo / GATEWAYS / "clock.py", '"""The time."""', '"""The time, as we have it."""')
    change(repo / "noxfile.py", "", OUR_SESSION)
    change(repo / "README.md", "", "\nOurs.\n")


def prune(_: Machine, repo: Path) -> None:
    """Delete the example by hand, a skill in both places, and the CI file."""
    for file in [*repo.glob("src/**/*.py"), *repo.glob("tests/**/*.py")]:
        if EXAMPLE.fullmatch(file.name):
            file.unlink()
    (repo / "tests/integration/conftest.py").unlink()
    for name in WIRING:
        lines = (repo / name).read_text("utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not re.search("[Cc]hangelog|[Gg]it|Path|notes", line)]
        (repo / name).write_text("".join(kept), "utf-8")
    for name in SKILL_FOLDERS:
        shutil.rmtree(repo / name)
    agents = (repo / "AGENTS.md").read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in agents if not line.startswith("- `add-gateway`")]
    (repo / "AGENTS.md").write_text("".join(kept), "utf-8")
    shutil.rmtree(repo / ".github/workflows")


Touch = Callable[[Machine, Path], None]
OWNERS: dict[str, tuple[Touch, Answers]] = {
    "untouched": (leave, {"ci": "gitlab"}),
    "edited": (edit, {"example": False}),
    "pruned": (prune, {}),
}
