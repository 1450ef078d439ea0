"""What placing asks of git, and of pytest in processes of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..history import git
from ..table import Table, read_table
from . import FIGURES
from .ties import python_files

TOLD = 30  # last lines of a run that are shown


@dataclass(frozen=True)
class Ran:
    """How a run of tests ended."""

    code: int  # pytest's
    said: str  # its last lines
    figures: dict[str, Any] | None  # what it wrote, None if it did not come so far


class Repo(ABC):
    """A repo whose files of tests are placed; files are named from its top."""

    place: str  # where it is, for messages

    @abstractmethod
    def table(self) -> Table:
        """Return its levels. Raises LevelsError."""

    @abstractmethod
    def python(self) -> dict[str, str]:
        """Return the texts of its own Python files, by their names."""

    @abstractmethod
    def has(self, file: str) -> bool:
        """Say whether there is such a file."""

    @abstractmethod
    def read(self, file: str) -> bytes:
        """Return what a file holds. Raises OSError."""

    @abstractmethod
    def write(self, file: str, data: bytes) -> None:
        """Change a file. Raises OSError."""

    @abstractmethod
    def knows(self, file: str) -> bool:
        """Say whether git knows a file. Raises LevelsError where there is no git."""

    @abstractmethod
    def move(self, old: str, new: str) -> None:
        """Move a file, for git as well. Raises LevelsError."""

    @abstractmethod
    def observe(self, way: Sequence[str], files: Sequence[str]) -> Ran:
        """Run `plumbline observe` over files; its figures are the level that fits each, and its tests.

        `way` is how Python is called.
        """

    @abstractmethod
    def test(self, way: Sequence[str], files: Sequence[str]) -> Ran:
        """Run the tests of files, held to their levels; its figures name those that ran."""


class GitRepo(Repo):
    """A repo on disk."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.place = str(root.resolve())

    def table(self) -> Table:
        return read_table(self.root)

    def python(self) -> dict[str, str]:
        return python_files(self.root)

    def has(self, file: str) -> bool:
        return (self.root / file).is_file()

    def read(self, file: str) -> bytes:
        return (self.root / file).read_bytes()

    def write(self, file: str, data: bytes) -> None:
        (self.root / file).write_bytes(data)

    def knows(self, file: str) -> bool:
        return bool(git(self.root, "ls-files", "--", f":(literal){file}"))

    def move(self, old: str, new: str) -> None:
        (self.root / new).parent.mkdir(parents=True, exist_ok=True)
        git(self.root, "mv", "--", old, new)

    def observe(self, way: Sequence[str], files: Sequence[str]) -> Ran:
        return self._run(way, ("plumbline", "observe", "-q"), FIGURES, files)

    def test(self, way: Sequence[str], files: Sequence[str]) -> Ran:
        return self._run(way, ("pytest",), "--levels-json", files)

    def _run(
        self, way: Sequence[str], module: Sequence[str], option: str, files: Sequence[str]
    ) -> Ran:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "figures.json")
            done = subprocess.run(
                [sys.executable, *way, "-m", *module, f"{option}={file}", *files],
                cwd=self.root,
                env={key: kept for key, kept in os.environ.items() if key != "GITHUB_STEP_SUMMARY"},
                capture_output=True,
                encoding="utf-8",
                errors="replace",
            )
            lines = (done.stdout + done.stderr).splitlines()
            figures = json.loads(file.read_text("utf-8")) if file.is_file() else None
        return Ran(done.returncode, "\n".join(lines[-TOLD:]), figures)
