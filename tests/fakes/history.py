"""A git that has its commits in memory; the work tree is a folder."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from pathlib import Path

from plumbline.review.change import Changed
from plumbline.review.declared import Declaration, Declarations
from plumbline.review.folders import is_below
from plumbline.review.history import Commit, History, WorkTree
from plumbline.review.texts import NoTextError, as_text
from plumbline.review.trees import File, Tree
from plumbline.table import LevelsError
from plumbline.writer.scope import MARK, Leak

ALIKE = 0.5  # as much as git asks of a file with another name


@dataclass(frozen=True)
class FakeCommit:
    """A commit: all its files."""

    name: str
    message: str
    files: Mapping[str, File]


class FakeHistory(History):
    """Knows these commits, one after the other, and the files of the work tree; it leaves `ignored` names alone."""

    def __init__(
        self,
        root: Path,
        commits: Sequence[FakeCommit],
        files: Mapping[str, File],
        *,
        ignored: Iterable[str] = (),
    ) -> None:
        self.root = root
        self._commits = tuple(commits)
        self._files = dict(files)
        self._ignored = frozenset(ignored)

    def check_out(self, commit: str, folder: Path) -> Tree:
        return Tree(folder, self._at(commit).files)

    def work_tree(self) -> WorkTree:
        return WorkTree(self._tree)

    @cached_property
    def _tree(self) -> Tree:
        kept = {name: file for name, file in self._files.items() if not self._is_ignored(name)}
        return Tree(self.root, kept)

    def ignored(self) -> dict[str, File]:
        tops = self._tree.sources()
        return {
            n: one for n, one in self._files.items() if self._is_ignored(n) and is_below(n, tops)
        }

    def differing(self, commit: str) -> tuple[Changed, ...]:
        old, new = (
            {name: one.data for name, one in side.items()}
            for side in (self._at(commit).files, self._tree.files)
        )
        gone = {name: old[name] for name in old.keys() - new.keys()}
        pairs = {
            name: _twin(new[name], gone) if name not in old else name
            for name in sorted(new)
            if old.get(name) != new[name]
        }
        gone = {name: data for name, data in gone.items() if name not in pairs.values()}
        found = [_changed(name, was, old.get(was), new[name]) for name, was in pairs.items()]
        found += [_changed(name, name, data, None) for name, data in gone.items()]
        found = [one for one in found if one.problem or (one.was, one.old) != (one.path, one.new)]
        return tuple(sorted(found, key=lambda one: one.path))

    def declarations(self, commit: str, trailer: str) -> Declarations:
        found, missed = [], []
        for one, before in self._since(commit):
            last = one.message.rpartition("\n\n")[2]
            told = re.search(rf"^{trailer}: *(.*(?:\n .*)*)", last, re.MULTILINE)
            if told and "\n\n" in one.message and re.search(r"\w", told[1]):
                files = frozenset(_touched(before, one))
                found.append(Declaration(one.name, " ".join(told[1].split()), files))
            elif re.search(rf"^\s*{trailer}\s*:", one.message, re.MULTILINE):
                missed.append(one.name[:9])
        return Declarations(tuple(found), "", tuple(missed))

    def scope(self, commit: str) -> tuple[list[Leak], int]:
        own = [pair for pair in self._since(commit) if MARK.search(pair[0].message)]
        leaks = [
            Leak(name, one.name, one.message.partition("\n")[0], "is outside tests/")
            for one, before in own
            for name in _touched(before, one)
            if not name.startswith("tests/")
        ]
        return leaks, len(own)

    def commits(self, commit: str) -> list[Commit]:
        return [
            Commit(one.name, before.name, one.message.partition("\n")[0], _touched(before, one))
            for one, before in self._since(commit)
        ]

    def is_same(self, one: str, other: str, tops: Iterable[str]) -> bool:
        below = tuple(tops)
        differ = _touched(self._at(one), self._at(other))
        return not [name for name in differ if not below or is_below(name, below)]

    def contents(self, commit: str, names: Iterable[str]) -> str:
        files, tops = self._at(commit).files, tuple(names)
        return repr(sorted((n, one.data) for n, one in files.items() if is_below(n, tops)))

    def _at(self, name: str) -> FakeCommit:
        for one in self._commits:
            if one.name == name:
                return one
        message = f"git knows no commit {name}"
        raise LevelsError(message)

    def _since(self, name: str) -> list[tuple[FakeCommit, FakeCommit]]:
        """Return the commits after one, the newest first, each with the one before it."""
        start = self._commits.index(self._at(name))
        later = zip(self._commits[start + 1 :], self._commits[start:], strict=False)
        return list(later)[::-1]

    def _is_ignored(self, name: str) -> bool:
        return name.rpartition("/")[2] in self._ignored


def _touched(before: FakeCommit, after: FakeCommit) -> tuple[str, ...]:
    names = {*before.files, *after.files}
    pairs = {name: (before.files.get(name), after.files.get(name)) for name in names}
    return tuple(
        sorted(n for n, (old, new) in pairs.items() if not (old and new and old.is_like(new)))
    )


def _twin(data: bytes, gone: Mapping[str, bytes]) -> str:
    """Return which of the files that are gone this one was, "" for none."""
    ratios = {
        name: 1.0 if old == data else _likeness(old, data) for name, old in gone.items() if old
    }
    best = max(sorted(ratios), key=lambda name: ratios[name], default="")
    return best if ratios.get(best, 0) >= ALIKE else ""


def _likeness(old: bytes, new: bytes) -> float:
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    kept = sum(len(line) for one in blocks for line in before[one.a : one.a + one.size])
    return kept / max(len(old), len(new), 1)


def _changed(path: str, was: str, old: bytes | None, new: bytes | None) -> Changed:
    try:
        before, after = (None if data is None else as_text(path, data) for data in (old, new))
    except NoTextError as error:
        return Changed(path, was, None, None, str(error))
    return Changed(path, was, before, after)
