"""What a process leaves in the temporary folder when it is killed, and who takes it away."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import IO

PREFIX = "levels-review-"
HOUR = 3600.0
ALIVE = "alive"  # a file that the owner of the folder holds locked


def sweep() -> None:
    """Remove the folders of processes that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(PREFIX + "*"):
        with contextlib.suppress(OSError):
            mine = not hasattr(os, "getuid") or folder.lstat().st_uid == os.getuid()
            if not mine or folder.is_symlink():
                continue
            if not (folder / ALIVE).exists():  # killed in its first moment, or just begun
                dead = time.time() - folder.stat().st_mtime > HOUR
            else:
                with (folder / ALIVE).open("r+b") as lock:
                    dead = _try_lock(lock)
            if dead:
                remove(folder)


def remove(folder: Path) -> None:
    """Remove a folder, files that forbid it included; or a file."""
    if folder.is_file() or folder.is_symlink():
        folder.unlink()
        return
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        for here, folders, names in os.walk(folder):
            for name in (*folders, *names):
                with contextlib.suppress(OSError):
                    os.chmod(os.path.join(here, name), 0o700)
        shutil.rmtree(folder, ignore_errors=True)


def hold(folder: Path) -> IO[bytes]:
    """Lock a file in a new folder before it gets the name that `sweep` looks for."""
    first = folder / (ALIVE if os.name == "nt" else "new")  # Windows renames no open file
    file = first.open("wb")
    _try_lock(file)
    if first.name != ALIVE:
        first.replace(folder / ALIVE)
    return file


def _try_lock(file: IO[bytes]) -> bool:
    """Lock a file until it is closed or the process ends; say whether that was possible."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
