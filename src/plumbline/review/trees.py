"""The files of a side, or of a mixture of two: what each holds, and the folder where a run finds them."""

from __future__ import annotations

import contextlib
import filecmp
import io
import os
import shutil
import tokenize
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path, PurePosixPath

from ..placing import is_test_file
from ..table import FILE, Table, no_table, parse_table
from .folders import LEFT_OUT, below, sources_in
from .texts import NoTextError, as_text


class File:
    """A file that stands somewhere, or is made up; it is read once, when somebody asks."""

    def __init__(self, held: Path | bytes) -> None:
        self.held = held
        self._data = held if isinstance(held, bytes) else None
        self._text: str | None = None

    @property
    def data(self) -> bytes:
        """What it holds. Raises OSError."""
        if self._data is None:
            assert isinstance(self.held, Path)
            self._data = self.held.read_bytes()
        return self._data

    def text(self, path: str) -> str:
        """Return what it holds, as text. Raises NoTextError and OSError."""
        if self._text is None:
            self._text = as_text(path, self.data)
        return self._text

    def is_like(self, other: File) -> bool:
        """Say whether both hold the same; large ones are read in pieces, links that lead nowhere not."""
        if isinstance(self.held, Path) and isinstance(other.held, Path) and self is not other:
            with contextlib.suppress(OSError):
                return filecmp.cmp(self.held, other.held, shallow=False)
            return False
        return self is other or self.data == other.data

    @property
    def is_link(self) -> bool:
        """Whether it only says where another one is."""
        return isinstance(self.held, Path) and self.held.is_symlink()

    def copy(self, target: Path) -> None:
        """Write it to another place, if it is still there. Raises OSError."""
        if isinstance(self.held, bytes):
            target.write_bytes(self.held)
        elif os.path.lexists(self.held):
            shutil.copy2(self.held, target, follow_symlinks=os.name == "nt")


class Tree:
    """Files by their names, which have slashes; they are written into `folder` when a run needs them there."""

    def __init__(self, folder: Path, files: Mapping[str, File]) -> None:
        self.folder = folder
        self.files = {name: files[name] for name in sorted(files, key=lambda one: one.split("/"))}
        self._is_written = False

    def has(self, name: str) -> bool:
        """Say whether there is such a file or folder."""
        return name in self.files or any(one.startswith(f"{name}/") for one in self.files)

    def text(self, name: str) -> str:
        """Return the text of a file. Raises NoTextError, and OSError where there is none."""
        if name not in self.files:
            raise FileNotFoundError(name)
        return self.files[name].text(name)

    def below(self, tops: Iterable[str]) -> list[str]:
        """Return the files below these folders and files, those of bytecode and environments left out."""
        is_wanted = below(tops)
        found = (name for name in self.files if is_wanted(name) and not name.endswith(".pyc"))
        return [name for name in found if not {*LEFT_OUT}.intersection(name.split("/"))]

    def texts(self, tops: Iterable[str], *, tests: bool) -> dict[str, str]:
        """Return the Python below these folders and files; files of tests where they are wanted."""
        is_wanted, found = below(tops), {}
        for name, file in self.files.items():
            if is_wanted(name) and name.endswith(".py") and (tests or not is_test_file(name)):
                try:
                    found[name] = file.text(name)
                except (NoTextError, OSError):
                    continue
        return found

    def table(self) -> Table:
        """Return its levels. Raises LevelsError."""
        try:
            return parse_table(self.text(FILE))
        except (NoTextError, OSError) as error:
            raise no_table(self.folder, error) from None

    def sources(self) -> list[str]:
        """Return the folders and files at the top that hold the package."""
        return sources_in(self.files, self.table)

    def is_same(self, name: str, other: Tree) -> bool:
        """Say whether a file is the same in another tree; a package's empty head is as good as none."""
        there = [tree.files[name] for tree in (self, other) if name in tree.files]
        if len(there) < 2:
            is_head = PurePosixPath(name).name == "__init__.py"
            return is_head and not any(file.data for file in there)
        return there[0].is_like(there[1])

    def take_out(self, names: Iterable[str]) -> None:
        """Take files out, also of its folder."""
        for name in [*names]:
            (self.folder / name).unlink(missing_ok=True)
            del self.files[name]

    def put(self, name: str, text: str) -> None:
        """Give a file another text, in the encoding that it names; none is touched in vain."""
        with contextlib.suppress(NoTextError, OSError):
            if self.text(name) == text:
                return
        data = text.encode("utf-8")
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        self.files[name] = File(text.encode(encoding, "replace"))
        if self._is_written:
            (self.folder / name).unlink(missing_ok=True)
            self._write({name: self.files[name]})

    def hold(self) -> None:
        """Copy what stands elsewhere: from now on it is nobody else's. Raises OSError."""
        places = {name: file for name, file in self.files.items() if isinstance(file.held, Path)}
        if places:
            self._write(places)
        self.files |= {name: File(self.folder / name) for name in places}

    def written(self) -> Path:
        """Return the folder with all files in it. Raises OSError."""
        if not self._is_written:
            self._write(self.files)
            self._is_written = True
        return self.folder

    def _write(self, files: Mapping[str, File]) -> None:
        targets = {name: self.folder / name for name in files}
        left = {target: files[n] for n, target in targets.items() if files[n].held != target}
        for folder in {self.folder, *(target.parent for target in left)}:
            folder.mkdir(parents=True, exist_ok=True)
        for target, file in left.items():
            file.copy(target)


def files_at(folder: Path, name: str = "", left_out: Collection[str] = ()) -> dict[str, File]:
    """Return the file of this name below a folder, or all files below it, by their names; a link is one."""
    place = folder / name
    waiting = [*place.iterdir()] if place.is_dir() and not place.is_symlink() else [place]
    found = {}
    for one in waiting:
        if one.name in left_out:
            continue
        if one.is_dir() and not one.is_symlink():
            waiting += one.iterdir()
        elif one.is_symlink() or one.is_file():
            found[one.relative_to(folder).as_posix()] = File(one)
    return found
