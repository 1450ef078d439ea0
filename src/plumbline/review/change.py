"""What changed between the base and the work tree, with all that is not committed yet."""

from __future__ import annotations

import contextlib
import difflib
import os
import shutil
import stat
import tempfile
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ..history import git
from ..table import LevelsError
from .base import Base
from .declared import Declarations
from .folders import is_below
from .texts import NoTextError, as_text
from .trees import Tree

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
        return changed_lines((self.old or "").split("\n"), self.new.split("\n"))[0]


@dataclass(frozen=True)
class Change:
    """All of a change."""

    base: Base
    files: tuple[Changed, ...]
    declarations: Declarations
    asked: Declarations = Declarations(())  # tests that a human asked for

    def find(self, path: str) -> Changed | None:
        """Return the changed file of a path, on either side."""
        return next((one for one in self.files if path in (one.path, one.was)), None)

    def texts(self, there: Tree, folders: tuple[str, ...]) -> tuple[dict[str, str], dict[str, str]]:
        """Return the texts of the Python files below folders, by path: the base's, the work tree's.

        `there` is the work tree. What is no text is left out; its `problem` says so.
        """
        texts = there.texts(folders, tests=True)
        head = {name: text for name, text in texts.items() if not there.files[name].is_link}
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


def changed_lines(
    old: Sequence[Hashable], new: Sequence[Hashable]
) -> tuple[frozenset[int], frozenset[int]]:
    """Return the numbers of the lines that are new or edited, and of those beside a deletion."""
    changed: set[int] = set()
    around: set[int] = set()
    for tag, _, _, start, end in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
        if tag == "delete":
            around |= {start, start + 1}
        elif tag != "equal":
            changed |= set(range(start + 1, end + 1))
    return frozenset(changed), frozenset(around & set(range(1, len(new) + 1)))


def _is_python(path: str, folders: tuple[str, ...]) -> bool:
    return path.endswith(".py") and is_below(path, folders)


def differing(root: Path, commit: str) -> tuple[Changed, ...]:
    """Return the files that differ between a commit and the work tree, by path.

    Raises LevelsError where git cannot tell.
    """
    return tuple(sorted(_files(root, commit), key=lambda one: one.path))


def _files(root: Path, commit: str) -> Iterator[Changed]:
    entries = list(_entries(root, commit))
    blobs = _blobs(root, [sha for mode, sha, _, _ in entries if mode not in ("", SUBMODULE)])
    for mode, sha, was, new in entries:
        if one := _changed(root, mode, blobs.get(sha), was, new):
            yield one


def _entries(root: Path, commit: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield mode and object in the base, path in the base, path in the work tree; "" for none."""
    options = ("--raw", "-z", "--no-abbrev", "--find-renames", "-l0", "--relative", "--no-ext-diff")
    with _all_tracked(root) as variables:  # diff-index, for diff writes the index anew
        last = ("--ignore-submodules=dirty", commit, "--")
        shown = git(root, "diff-index", *options, *last, **variables)
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


@contextlib.contextmanager
def _all_tracked(root: Path) -> Iterator[dict[str, str]]:
    """Yield variables for git by which it takes all files of the work tree for tracked, on a copy."""
    said = git(root, "rev-parse", "--git-path", "index", "--git-path", "objects")
    index, objects = (root.resolve() / place for place in said.splitlines())
    with tempfile.TemporaryDirectory() as folder:
        variables = {"GIT_INDEX_FILE": f"{folder}/index", "GIT_OBJECT_DIRECTORY": folder}
        if index.exists():
            shutil.copy2(index, f"{folder}/index")
        with contextlib.suppress(LevelsError):  # of those that it cannot add; the others it does
            # It sees no objects, since it gives a new date to those that it would write.
            git(root, "add", "--intent-to-add", "--ignore-errors", "--", ".", **variables)
        yield {**variables, "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(objects)}


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
