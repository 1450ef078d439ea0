from pathlib import Path

import pytest

from plumbline.review.history import GitHistory

from tests.contracts.history import LONG, HistoryContract
from tests.integration.engines import Machine


class GitStory:
    """A repo of git."""

    def __init__(self, machine: Machine, folder: Path) -> None:
        self.machine = machine
        self.folder = folder

    def write(self, name: str, text: str) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text, encoding="utf-8", newline="")

    def write_bytes(self, name: str, data: bytes) -> None:
        (self.folder / name).write_bytes(data)

    def append(self, name: str, text: str) -> None:
        self.write(name, (self.folder / name).read_text("utf-8") + text)

    def move(self, old: str, new: str) -> None:
        (self.folder / old).rename(self.folder / new)

    def remove(self, *names: str) -> None:
        for name in names:
            (self.folder / name).unlink()

    def commit(self, message: str) -> str:
        self.machine.git("add", "--all", cwd=self.folder)
        self.machine.git("commit", "--quiet", "--message", message, cwd=self.folder)
        return self.machine.git("rev-parse", "HEAD", cwd=self.folder)

    @property
    def base(self) -> str:
        return self.machine.git("rev-parse", "main", cwd=self.folder)

    @property
    def history(self) -> GitHistory:
        return GitHistory(self.folder)


class TestGitHistory(HistoryContract):
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return tmp_path

    @pytest.fixture
    def repo(self, machine: Machine, tmp_path: Path) -> GitStory:
        story = GitStory(machine, tmp_path / "repo")
        for name, text in (("a.py", ""), ("b.py", LONG), ("src/c.py", "c = 1\n")):
            story.write(name, text)
        story.write(".gitignore", "_built.py\n")
        machine.commit_all(story.folder)
        machine.git("switch", "--quiet", "--create", "branch", cwd=story.folder)
        return story
