"""Which files a guarded test may read and write."""

from __future__ import annotations

import os
import re
import stat
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

# Files of the tools that run the tests, wherever a tool keeps them.
TOOL_FOLDERS = {"__pycache__", ".pytest_cache", ".hypothesis", ".mypy_cache"}
TOOL_FILES = (".coverage", ".pdbrc")
SYSTEM = (  # what Python and libraries look up: time zones, languages, file types, random bytes, processors
    "/usr/share/zoneinfo /usr/lib/zoneinfo /usr/share/lib/zoneinfo /etc/zoneinfo /etc/localtime "
    "/usr/share/locale /etc/mime.types /dev/urandom /dev/random /proc/self /proc/cpuinfo "
    "/sys/fs/cgroup /sys/devices/system/cpu"
).split()

NOWHERE = {os.devnull, os.path.realpath(os.devnull)}
ODD = re.compile(r"/\.{0,2}(/|$)")  # what no path has that is as short as it can be


def _real(paths: Iterable[str]) -> tuple[str, ...]:
    """Return folders as they are named and as they are, each with a separator at its end."""
    found = {real for path in paths if path for real in (path, os.path.realpath(path))}
    return tuple(sorted(path.rstrip(os.sep) + os.sep for path in found))


PREFIXES = (sys.prefix, sys.base_prefix, sys.exec_prefix)
ALWAYS = _real([*PREFIXES, *sysconfig.get_paths().values(), *SYSTEM])  # which no run changes


def _depth(path: str, folders: tuple[str, ...]) -> int:
    """Return how long the path of the innermost of these folders around a path is, 0 for none."""
    path = path.rstrip(os.sep) + os.sep
    if not path.startswith(folders):
        return 0
    return max(len(folder) for folder in folders if path.startswith(folder))


def _leads_on(path: str) -> bool:
    """Say whether a link may stand at a path; a system that has other kinds of them always may."""
    try:
        return os.name == "nt" or stat.S_ISLNK(os.lstat(path).st_mode)
    except OSError:  # nothing stands there
        return False


class Reach:
    """The folders of one run; paths are made real before they are judged."""

    def __init__(self, root: Path) -> None:
        self.readable = (*ALWAYS, *_real([str(root), *sys.path]))
        self.temporary: tuple[str, ...] = ()
        self._known = os.sep * 2  # the temporary folder's own path, with no link in it
        # where Python keeps bytecode, if that is not beside the source
        self.bytecode = _real([os.path.abspath(sys.pycache_prefix)]) if sys.pycache_prefix else ()

    def allow_temporary(self, folder: str) -> None:
        """Let tests that may have files use this folder."""
        self.temporary = _real([folder])
        self._known = os.path.realpath(folder).rstrip(os.sep) + os.sep

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
            real = os.path.join(self._resolve(folder), name)
        else:
            real = self._resolve(path)
        parts = real.split(os.sep)
        if not TOOL_FOLDERS.isdisjoint(parts) or parts[-1].startswith(TOOL_FILES):
            return None
        if real in NOWHERE or (self.bytecode and _depth(real, self.bytecode)):
            return None
        if writes:
            return "tmp" if self.is_temporary(real) else "files"
        return self._of_reading(real)

    def _resolve(self, path: str) -> str:
        """Do as realpath does; the temporary folder's own path is not looked at again."""
        if not path.startswith(self._known) or ODD.search(path):
            return os.path.realpath(path)
        at = len(self._known)
        while at >= 0:
            at = path.find(os.sep, at + 1)
            if _leads_on(path if at < 0 else path[:at]):
                return os.path.realpath(path)
        return path

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
