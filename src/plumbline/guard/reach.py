"""Which files a guarded test may read and write."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterable
from functools import cache
from pathlib import Path

# Files of the tools that run the tests, wherever a tool keeps them.
TOOL_FOLDERS = ("__pycache__", ".pytest_cache", ".hypothesis", ".mypy_cache")
TOOL_FILES = (".coverage", ".pdbrc")
SYSTEM = (  # what Python and libraries look up: time zones, languages, file types, random bytes, processors
    "/usr/share/zoneinfo /usr/lib/zoneinfo /usr/share/lib/zoneinfo /etc/zoneinfo /etc/localtime "
    "/usr/share/locale /etc/mime.types /dev/urandom /dev/random /proc/self /proc/cpuinfo "
    "/sys/fs/cgroup /sys/devices/system/cpu"
).split()


def _real(paths: Iterable[str]) -> tuple[str, ...]:
    found = {real for path in paths if path for real in (path, os.path.realpath(path))}
    return tuple(sorted(found))


@cache
def _of_python() -> tuple[str, ...]:
    prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix, *sysconfig.get_paths().values()}
    return _real([*prefixes, *SYSTEM])


def _depth(path: str, folders: Iterable[str]) -> int:
    """Return how long the path of the innermost of these folders around a path is, 0 for none."""
    around = (f for f in folders if path == f or path.startswith(f if f == os.sep else f + os.sep))
    return max(map(len, around), default=0)


class Reach:
    """The folders of one run; paths are made real before they are judged."""

    def __init__(self, root: Path) -> None:
        self.readable = tuple(sorted({*_real([str(root), *sys.path]), *_of_python()}))
        self.temporary: tuple[str, ...] = ()
        # where Python keeps bytecode, if that is not beside the source
        self.bytecode = _real([os.path.abspath(sys.pycache_prefix)]) if sys.pycache_prefix else ()

    def allow_temporary(self, folder: str) -> None:
        """Let tests that may have files use this folder."""
        self.temporary = _real([folder])

    def is_temporary(self, path: str) -> bool:
        """Say whether a file lies in a temporary folder and not in one of Python's within it."""
        return _depth(path, self.temporary) > _depth(path, self.readable)

    def judge(self, path: str, *, writes: bool, entry: bool) -> str | None:
        """Return which of `files` and `tmp` an operation needs, None if anybody may do it.

        `entry`: the operation is on the name itself, not on what a link leads to.
        """
        if not writes and ".." not in path and _depth(path, self.readable):
            return self._of_reading(path)
        if entry:
            folder, name = os.path.split(path.rstrip(os.sep))
            real = os.path.join(os.path.realpath(folder), name)
        else:
            real = os.path.realpath(path)
        parts = real.split(os.sep)
        if any(part in TOOL_FOLDERS for part in parts) or parts[-1].startswith(TOOL_FILES):
            return None
        if self.bytecode and _depth(real, self.bytecode):
            return None
        if real in (os.devnull, os.path.realpath(os.devnull)):
            return None
        if writes:
            return "tmp" if self.is_temporary(real) else "files"
        return self._of_reading(real)

    def _of_reading(self, path: str) -> str | None:
        """Judge by the innermost folder: a repo may lie in a temporary folder, or hold one."""
        if self.is_temporary(path):
            return "tmp"
        return None if _depth(path, self.readable) else "files"


def of_descriptor(descriptor: int) -> str | None:
    """Return the path of an open folder, None where the system does not tell."""
    for place in ("/proc/self/fd", "/dev/fd"):
        link = f"{place}/{descriptor}"
        if os.path.islink(link):
            return os.readlink(link)
    return None
