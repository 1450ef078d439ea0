"""What the review asks git about one repo."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..history import git
from ..writer.scope import Leak, find_leaks
from .base import Base, check_out
from .change import SUBMODULE, Change, Changed, differing, listed
from .declared import ASKED, TRAILER, Declarations, read_declarations
from .folders import LEFT_OUT, sources_of
from .trees import File, Tree, files_at


@dataclass(frozen=True)
class WorkTree:
    """The files that git tracks or does not ignore, and what is odd about them."""

    tree: Tree  # of those that are there
    sparse: tuple[str, ...] = ()  # left out by a sparse checkout
    submodules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Commit:
    """A commit that is no merge."""

    name: str
    parent: str
    subject: str
    files: tuple[str, ...]  # that it touches, below the root


class History(ABC):
    """The commits and the work tree of the repo at `root`."""

    root: Path

    @abstractmethod
    def check_out(self, commit: str, folder: Path) -> Tree:
        """Return the files of a commit, as a tree in a folder that is not there yet. Raises LevelsError."""

    @abstractmethod
    def work_tree(self) -> WorkTree:
        """Return the files of the work tree."""

    @abstractmethod
    def ignored(self) -> dict[str, File]:
        """Return the files among the sources that git ignores, like a version that a build wrote."""

    @abstractmethod
    def differing(self, commit: str) -> tuple[Changed, ...]:
        """Return the files that differ between a commit and the work tree, by path."""

    @abstractmethod
    def declarations(self, commit: str, trailer: str) -> Declarations:
        """Return what the commits since one declare in a trailer."""

    @abstractmethod
    def scope(self, commit: str) -> tuple[list[Leak], int]:
        """Return where the test-writer's commits since one leave tests/, and how many are its own."""

    @abstractmethod
    def commits(self, commit: str) -> list[Commit]:
        """Return the commits since one, the newest first."""

    @abstractmethod
    def is_same(self, one: str, other: str, tops: Iterable[str]) -> bool:
        """Say whether two commits have the same files below folders."""

    @abstractmethod
    def contents(self, commit: str, names: Iterable[str]) -> str:
        """Return a text that two commits share only if these files and folders are the same in both."""


class GitHistory(History):
    """Starts git; at the work tree it looks once."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def check_out(self, commit: str, folder: Path) -> Tree:
        check_out(self.root, commit, folder, folder.with_name(f"index-{folder.name}"))
        return Tree(folder, files_at(folder))

    @cache  # noqa: B019  a command has one history
    def work_tree(self) -> WorkTree:
        files = dict[str, File]()
        for name in listed(self.root, ()):
            if os.path.lexists(self.root / name):
                files |= files_at(self.root, name, LEFT_OUT)
        sparse, submodules = [], []
        for entry in git(self.root, "ls-files", "-z", "-s", "-t").split("\0"):
            tagged, _, name = entry.partition("\t")
            if tagged.startswith("S ") and not os.path.lexists(self.root / name):
                sparse.append(name)
            elif tagged[2:8] == SUBMODULE:
                submodules.append(name)
        return WorkTree(Tree(self.root, files), tuple(sparse), tuple(submodules))

    def ignored(self) -> dict[str, File]:
        tops = [name for name in sources_of(self.root) if (self.root / name).exists()]
        words = ("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--", *tops)
        names = git(self.root, *words).split("\0") if tops else []
        return {n: File(self.root / n) for n in names if n and not n.endswith(".pyc")}

    @cache  # noqa: B019  a command has one history
    def differing(self, commit: str) -> tuple[Changed, ...]:
        return differing(self.root, commit)

    def declarations(self, commit: str, trailer: str) -> Declarations:
        return read_declarations(self.root, commit, trailer)

    def scope(self, commit: str) -> tuple[list[Leak], int]:
        return find_leaks(self.root, commit)

    def commits(self, commit: str) -> list[Commit]:
        shape = "--format=%x01%H%x02%P%x02%s%x02"
        words = ("log", "-z", "--no-merges", shape, "--name-only", "--relative")
        found = []
        for entry in git(self.root, *words, f"{commit}..HEAD").split("\x01")[1:]:
            name, parent, subject, names = entry.split("\x02", 3)
            files = tuple(name.strip("\n") for name in names.split("\0") if name.strip("\n"))
            found.append(Commit(name, parent, subject, files))
        return found

    def is_same(self, one: str, other: str, tops: Iterable[str]) -> bool:
        return not git(self.root, "diff", "--name-only", "--relative", one, other, "--", *tops)

    def contents(self, commit: str, names: Iterable[str]) -> str:
        return git(self.root, "ls-tree", commit, "--", *names, GIT_LITERAL_PATHSPECS="1")


def change_since(history: History, base: Base) -> Change:
    """Return what changed since a base. Raises LevelsError where git cannot tell."""
    declared = (history.declarations(base.commit, trailer) for trailer in (TRAILER, ASKED))
    return Change(base, history.differing(base.commit), *declared)
