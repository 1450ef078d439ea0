"""A small repo whose changes are reviewed, without an environment of its own."""

import shutil
import sys
from pathlib import Path

from plumbline.review.base import find_base
from plumbline.review.history import GitHistory
from plumbline.review.rows.dynamic import judge
from plumbline.review.rows.finding import Row
from plumbline.review.running.processes import PytestRuns

from tests.changes import FILES, TESTS_FILE
from tests.integration.engines import Done, Machine
from tests.places import TREE
from tests.texts import Texts

PLUMBLINE = (sys.executable, "-m", "plumbline")


class Repo(Texts):
    """A git repo with one commit on main, and a branch."""

    def __init__(self, machine: Machine, folder: Path) -> None:
        self.machine = machine
        self.folder = folder
        for name, text in FILES.items():
            self.write(name, text)
        shutil.copy(TREE / "levels.toml", folder)
        machine.commit_all(folder)
        self.git("switch", "--quiet", "--create", "branch")

    def read(self, name: str) -> str:
        return (self.folder / name).read_text("utf-8")

    def write_bytes(self, name: str, data: bytes) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_bytes(data)

    def git(self, *words: str) -> str:
        """Run git in the repo."""
        return self.machine.git(*words, cwd=self.folder)

    def commit(self, message: str) -> None:
        """Commit all there is."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)

    def plumbline(self, *words: str, **extra: str) -> Done:
        """Run a command as the session does, the repo's own src on the path as if it were installed."""
        path = {"PYTHONPATH": str(self.folder / "src"), **extra}
        return self.machine.run(*PLUMBLINE, *words, cwd=self.folder, **path)

    def prove(self, *words: str, **extra: str) -> Done:
        """Prove tests of the file that holds those of sums, or others by their path."""
        nodes = [f"{TESTS_FILE}::{word}" if word.startswith("test_") else word for word in words]
        return self.plumbline("prove", *nodes, **extra)

    def rows(self, *, mutants: bool = False, seconds: float = 60) -> dict[str, Row]:
        """Judge the branch."""
        base = find_base(self.folder, None)
        history = GitHistory(self.folder)
        found = judge(history, PytestRuns, base.commit, None, mutants=mutants, seconds=seconds)
        return {row.name: row for row in found}
