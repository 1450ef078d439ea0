"""The work of an agent that keeps to the skills by the letter: what it writes, and what it commits when."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.integration.test_agents import shown_code

PACKAGE = "src/my_project"
GATEWAY = '''"""A text that is kept."""

from abc import ABC, abstractmethod
from pathlib import Path


class NotebookError(Exception):
    """A notebook that cannot be used."""


class Notebook(ABC):
    """Keeps one text."""

    @abstractmethod
    def read(self) -> str:
        """Return the text, empty at first. Raises NotebookError."""

    @abstractmethod
    def write(self, text: str) -> None:
        """Replace the text. Raises NotebookError."""


class FileNotebook(Notebook):
    """A notebook in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> str:
        try:
            return self._path.read_text("utf-8") if self._path.exists() else ""
        except (OSError, UnicodeError) as error:
            message = f"{self._path} cannot be read: {error}"
            raise NotebookError(message) from error

    def write(self, text: str) -> None:
        try:
            self._path.write_text(text, "utf-8")
        except OSError as error:
            message = f"{self._path} cannot be written: {error}"
            raise NotebookError(message) from error
'''
RECORDED = '''

REFUSED = PermissionError(13, "Permission denied")  # what the system said of a locked file


class RefusedNotebookContract:
    """Needs a fixture `refused`: a notebook whose file is locked."""

    def test_a_locked_file_is_said(self, refused: Notebook) -> None:
        with pytest.raises(NotebookError, match="cannot be read"):
            refused.read()
'''
LEVEL_1 = """from collections.abc import Callable

import pytest

from my_project.gateways.notebook import NotebookError

from tests.contracts.notebook import NotebookContract, RefusedNotebookContract
from tests.fakes.notebook import FakeNotebook


class TestFakeNotebook(NotebookContract):
    @pytest.fixture
    def make_notebook(self) -> Callable[[str], FakeNotebook]:
        return FakeNotebook


class TestRefusedFakeNotebook(RefusedNotebookContract):
    @pytest.fixture
    def refused(self) -> FakeNotebook:
        return FakeNotebook("text", error=NotebookError("it cannot be read"))
"""
LEVEL_2 = """from pathlib import Path

import pytest

from my_project.gateways.notebook import FileNotebook

from tests.contracts.notebook import REFUSED, RefusedNotebookContract


class TestRefusedFileNotebook(RefusedNotebookContract):
    @pytest.fixture
    def refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileNotebook:
        def refuse(_path: Path, _encoding: str) -> str:
            raise REFUSED

        (tmp_path / "notebook.txt").touch()
        monkeypatch.setattr(Path, "read_text", refuse)
        return FileNotebook(tmp_path / "notebook.txt")
"""
LEVEL_5 = """from collections.abc import Callable
from pathlib import Path

import pytest

from my_project.gateways.notebook import FileNotebook

from tests.contracts.notebook import NotebookContract


class TestFileNotebook(NotebookContract):
    @pytest.fixture
    def make_notebook(self, tmp_path: Path) -> Callable[[str], FileNotebook]:
        def make(text: str) -> FileNotebook:
            (tmp_path / "notebook.txt").write_text(text, "utf-8")
            return FileNotebook(tmp_path / "notebook.txt")

        return make
"""
SHAPE = '''"""How long a text is."""

from ..gateways.notebook import Notebook


def words(notebook: Notebook) -> int:
    """Return how many words the notebook holds."""
    raise NotImplementedError
'''
CODE = SHAPE.replace("raise NotImplementedError", 'return len(notebook.read().split(" "))')
MENDED = CODE.replace('split(" ")', "split()")
FEATURE = """from my_project.services import length

from tests.fakes.notebook import FakeNotebook


def test_words_are_counted() -> None:
    assert length.words(FakeNotebook("one two")) == 2
"""
BUG = """

def test_more_than_one_blank_parts_two_words() -> None:
    assert length.words(FakeNotebook("one  two")) == 2
"""
ASKED = """

def test_the_last_second_of_a_year_is_of_that_year() -> None:
    moment = datetime(2025, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)

    assert about.timestamp(moment) == "2025-12-31T23:59:59Z"
"""
CASES = "tests/unit/services/test_length.py"


@dataclass(frozen=True)
class Move:
    """Files that are written, the test that fails then, and what of it is committed with which message."""

    files: dict[str, str] = field(default_factory=dict)
    red: str = ""
    proven: str = ""
    commits: tuple[tuple[str, str], ...] = ()  # what is added, the message


def moves(repo: Path) -> Iterator[Move]:
    """Yield what the agent does, skill by skill."""
    yield Move(_gateway(repo), commits=((".", "Add the gateway notebook"),))
    yield Move({f"{PACKAGE}/services/length.py": SHAPE, CASES: FEATURE}, red=CASES)
    alone = "Test the count of words\n\nTest-Writer: yes"
    both = (("src", "Count the words of the notebook"), ("tests", alone))
    yield Move({f"{PACKAGE}/services/length.py": CODE}, commits=both)
    yield Move({CASES: FEATURE + BUG}, red=CASES)
    yield Move({f"{PACKAGE}/services/length.py": MENDED}, proven=f"{CASES}::{_name(BUG)}")
    yield Move(commits=((".", "fix: Count words and no blanks"),))
    old = "tests/unit/pure/test_about.py"
    asked = "Test the time of a bug report\n\nTests-Asked: by Ann, who wants to rewrite it"
    yield Move({old: (repo / old).read_text("utf-8") + ASKED}, commits=((".", asked),))


def _name(test: str) -> str:
    return test.split("def ")[1].split("(")[0]


def _gateway(repo: Path) -> dict[str, str]:
    """Return the files of a new gateway; contract and fake are those that the skill shows."""
    shown = shown_code(repo / ".agents/skills/add-gateway/SKILL.md")
    contract = shown["tests/contracts/notebook.py"].replace(
        "    Notebook,\n)\n", "    Notebook,\n    NotebookError,\n)\n"
    )
    contract = contract.replace("\nfrom my_project", "\nimport pytest\n\nfrom my_project", 1)
    context, fakes = f"{PACKAGE}/context.py", "tests/fakes/__init__.py"
    texts = {name: (repo / name).read_text("utf-8") for name in (context, fakes)}
    return {
        f"{PACKAGE}/gateways/notebook.py": GATEWAY,
        "tests/contracts/notebook.py": contract + RECORDED,
        "tests/fakes/notebook.py": shown["tests/fakes/notebook.py"],
        "tests/unit/fakes/test_notebook.py": LEVEL_1,
        "tests/integration/sanity/test_notebook.py": LEVEL_2,
        "tests/integration/test_notebook.py": LEVEL_5,
        context: texts[context]
        .replace("    git: Git\n", "    git: Git\n    notebook: Notebook\n")
        .replace(
            "SubprocessGit\n",
            "SubprocessGit\nfrom .gateways.notebook import FileNotebook, Notebook\n",
            1,
        )
        .replace("Path()),\n", 'Path()),\n        notebook=FileNotebook(Path("notebook.txt")),\n'),
        fakes: texts[fakes]
        .replace(
            "import FakeGit\n", "import FakeGit\nfrom tests.fakes.notebook import FakeNotebook\n"
        )
        .replace("git=FakeGit(),\n", "git=FakeGit(),\n        notebook=FakeNotebook(),\n"),
    }
