"""What changed between the base and the work tree, with all that is not committed yet."""

from __future__ import annotations

import difflib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ..history import git
from .base import Base, find_base
from .declared import ASKED, TRAILER, Declarations, read_declarations
from .texts import NoTextError, as_text

ALIKE = 0.5  # a deleted and an untracked file that share so much are one that moved
SUBMODULE = "160000"
LINK = "120000"


@dataclass(frozen=True)
class Changed:
    """A file that differs."""

    path: str  # in the work tree; the base's, where it is gone
    was: str  # in the base; "" for a new file
    old: str | None  # its text in the base; None where it is not there, or is no text
    new: str | None  # its text in the work tree, with plain line ends
    problem: str = ""  # why it cannot be judged: the rest of a sentence that begins with the path

    @property
    def is_gone(self) -> bool:
        """Whether the work tree has it no more."""
        return bool(self.was) and self.new is None and not self.problem

    @cached_property
    def lines(self) -> frozenset[int]:
        """The numbers of its lines in the work tree that are new or differ."""
        if self.new is None:
            return frozenset()
        old, new = (self.old or "").split("\n"), self.new.split("\n")
        parts = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        return frozenset(
            n
            for kind, _, _, start, end in parts
            if kind != "equal"
            for n in range(start + 1, end + 1)
        )


@dataclass(frozen=True)
class Change:
    """All of a change."""

    root: Path
    base: Base
    files: tuple[Changed, ...]
    declarations: Declarations
    asked: Declarations = Declarations(())  # tests that a human asked for

    def find(self, path: str) -> Changed | None:
        """Return the changed file of a path, on either side."""
        return next((one for one in self.files if path in (one.path, one.was)), None)

    def texts(self, folders: tuple[str, ...]) -> tuple[dict[str, str], dict[str, str]]:
        """Return the texts of the Python files below folders, by path: the base's, the work tree's.

        What is no text is left out; its `problem` says so.
        """
        head = {
            name: text
            for name in listed(self.root, folders)
            if name.endswith(".py") and (text := _read(self.root, name)[0]) is not None
        }
        base = dict(head)
        for one in self.files:
            base.pop(one.path, None)
            if one.new is None:
                head.pop(one.path, None)
        for one in self.files:  # of a file that only one side can be read of, neither is
            if one.old is not None and not one.problem and _is_python(one.was, folders):
                base[one.was] = one.old
            elif one.problem:
                head.pop(one.path, None)
        return base, head


def _is_python(path: str, folders: tuple[str, ...]) -> bool:
    return path.endswith(".py") and any(path.startswith(f"{folder}/") for folder in folders)


def read_change(root: Path, ref: str | None) -> Change:
    """Return what changed since the merge base of HEAD and `ref`, or of the branch worked out.

    Raises LevelsError where git cannot tell.
    """
    return change_since(root, find_base(root, ref))


def change_since(root: Path, base: Base) -> Change:
    """Return what changed since a base. Raises LevelsError where git cannot tell."""
    files = tuple(sorted(_files(root, base.commit), key=lambda one: one.path))
    declared = (read_declarations(root, base.commit, trailer) for trailer in (TRAILER, ASKED))
    return Change(root, base, files, *declared)


def _files(root: Path, commit: str) -> Iterator[Changed]:
    entries = list(_entries(root, commit))
    known = {new for *_, new in entries if new}
    listed_new = [name for name in _untracked(root) if name not in known]
    blobs = _blobs(root, [sha for mode, sha, _, _ in entries if mode not in ("", SUBMODULE)])
    gone: list[Changed] = []
    untracked = {name: _read(root, name) for name in listed_new}
    for mode, sha, was, new in entries:
        one = _changed(root, mode, blobs.get(sha), was, new)
        if one is None:
            continue
        if one.path in untracked:  # taken out of the index, and still there
            text, problem = untracked.pop(one.path)
            one = Changed(one.path, one.was, one.old, text, one.problem or problem)
            if one.old != one.new or one.problem:
                yield one
        elif one.is_gone:
            gone.append(one)
        else:
            yield one
    for old in gone:
        moved = old.old and _most_alike(old.old, old.path, untracked)
        if moved:
            text, problem = untracked.pop(moved)
            yield Changed(moved, old.was, old.old, text, problem)
        else:
            yield old
    for name, (text, problem) in untracked.items():
        yield Changed(name, "", None, text, problem)


def _entries(root: Path, commit: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield mode and object in the base, path in the base, path in the work tree; "" for none."""
    options = ("--raw", "-z", "--no-abbrev", "--find-renames", "-l0", "--relative", "--no-ext-diff")
    # diff-index, for diff writes the index anew, whatever it is told
    shown = git(root, "diff-index", *options, "--ignore-submodules=dirty", commit, "--")
    words = iter(shown.split("\0"))
    for word in words:
        if not word.startswith(":"):
            break
        old_mode, new_mode, sha, _, kind = word[1:].split(" ")
        name = next(words)
        if kind[0] == "U":
            continue  # a conflict of a merge; the file has an entry of its own
        new = next(words) if kind[0] in "RC" else name
        is_kept = SUBMODULE in (old_mode, new_mode)
        mode = SUBMODULE if is_kept else old_mode
        if kind[0] in "AC":
            yield (SUBMODULE if is_kept else "", "", "", new)
        else:
            yield mode, sha, name, "" if kind[0] == "D" else new


def _changed(root: Path, mode: str, blob: bytes | None, was: str, new: str) -> Changed | None:
    path = new or was
    if mode == SUBMODULE:
        problem = "is a submodule; what changed in it was not read, review it where it is kept"
        return Changed(path, was, None, None, problem)
    old, problem = None, ""
    if was and mode != LINK:
        old, problem = _decoded(was, blob) if blob is not None else (None, "is not in this clone")
    text, wrong = _read(root, new) if new else (None, "")
    if not problem and not wrong and was == new and old == text:
        return None  # line ends or the mode
    return Changed(path, was, old, text, problem or wrong)


def _decoded(path: str, data: bytes) -> tuple[str | None, str]:
    try:
        return as_text(path, data), ""
    except NoTextError as error:
        return None, str(error)


def _read(root: Path, name: str) -> tuple[str | None, str]:
    """Return the text of a file of the work tree, and why there is none."""
    path = root / name
    try:
        mode = os.lstat(path).st_mode
        if stat.S_ISLNK(mode):
            return None, ""
        if not stat.S_ISREG(mode):
            return None, "is no plain file"
        return _decoded(name, path.read_bytes())
    except OSError as error:
        return None, f"cannot be read ({error.strerror})"


def _blobs(root: Path, shas: list[str]) -> dict[str, bytes]:
    """Return the contents of objects of git; those that are not in this clone are left out."""
    if not shas:
        return {}
    given = "".join(f"{sha}\n" for sha in dict.fromkeys(shas))
    data = git(root, "cat-file", "--batch", given=given).encode("utf-8", "surrogateescape")
    found, at = {}, 0
    while at < len(data):
        end = data.index(b"\n", at)
        words = data[at:end].decode().split()
        at = end + 1
        if len(words) == 3:
            size = int(words[2])
            found[words[0]] = data[at : at + size]
            at += size + 1
    return found


def listed(root: Path, folders: tuple[str, ...]) -> list[str]:
    """Return the files below folders that git tracks or does not ignore."""
    kinds = ("--cached", "--others", "--exclude-standard")
    shown = git(root, "ls-files", "-z", *kinds, "--", *folders)
    return sorted({name for name in shown.split("\0") if name})


def _untracked(root: Path) -> list[str]:
    shown = git(root, "ls-files", "-z", "--others", "--exclude-standard")
    return [name for name in shown.split("\0") if name]


def _most_alike(text: str, path: str, others: dict[str, tuple[str | None, str]]) -> str | None:
    """Return the untracked file that a deleted one became, if one is like it."""
    ending, best, found = path.rpartition(".")[2], ALIKE, None
    old = text.split("\n")
    for name, (other, _) in others.items():
        if other and name.rpartition(".")[2] == ending:
            matcher = difflib.SequenceMatcher(None, old, other.split("\n"), autojunk=False)
            if matcher.quick_ratio() > best and (ratio := matcher.ratio()) > best:
                best, found = ratio, name
    return found
