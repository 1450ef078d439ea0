"""Processes of Python that the review starts: forks of one that has pytest loaded, where that is possible."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import cached_property
from importlib.machinery import all_suffixes
from pathlib import Path
from typing import Any

from .calling import KEPT_OUT, environment

NOT_HERE = {"PYTEST_ADDOPTS", "PYTEST_PLUGINS", *KEPT_OUT}  # two are meant for runs of the repo
SUFFIXES = tuple(all_suffixes())
# Not `-m`, which would load from the folder where it runs, nor `-P`, which is a flag that a fork has too.
FORKING = (
    "import sys; sys.path = [place for place in sys.path if place]; "
    "from plumbline.review.running.forking import main; main()"
)


class Forked:
    """What Popen is to a process, for a fork of another one."""

    def __init__(self, stem: Stem, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._stem = stem
        self._handle = os.pidfd_open(pid)

    def wait(self, timeout: float | None = None) -> None:
        """Wait for the end. Raises TimeoutExpired."""
        if self.returncode is None:
            if not select.select([self._handle], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("fork", timeout or 0)
            os.close(self._handle)
            code = self._stem.ask(self.pid)
            self.returncode = -signal.SIGKILL if code is None else code


class Stem:
    """Starts processes; while nobody needs one yet, it loads pytest in another one, see forking.py."""

    def __init__(self) -> None:
        places = os.environ.get("PYTHONPATH", "").split(os.pathsep)
        self._given = [os.path.abspath(one) for one in places if os.path.isabs(one)]
        kept = {key: value for key, value in os.environ.items() if key not in NOT_HERE}
        self._loading = None
        with contextlib.suppress(AttributeError, OSError):  # not every system has it
            os.close(os.pidfd_open(os.getpid()))
            self._loading = subprocess.Popen(
                [sys.executable, "-c", FORKING],
                cwd=tempfile.gettempdir(),
                env={**kept, "PYTHONPATH": os.pathsep.join(self._given)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )

    def close(self) -> None:
        """End the process that forks."""
        if self._loading and self._loading.returncode is None:
            self._loading.communicate()

    def parent(self, tree: Path) -> int:
        """Return the number of the process that starts one in a tree.

        None is forked where the tree has a module that is loaded already, from elsewhere.
        """
        places = [place for place in (tree, tree / "src") if place.is_dir()]
        entries = [entry for place in places for entry in place.iterdir()]
        modules = [one.name for one in entries if one.is_dir() or one.name.endswith(SUFFIXES)]
        own = {name.partition(".")[0] for name in modules}
        is_fit = self._loading and self._loaded and own.isdisjoint(self._loaded)
        return self._loading.pid if self._loading and is_fit else os.getpid()

    @cached_property
    def _loaded(self) -> frozenset[str]:
        return frozenset(self.ask() or ())

    def ask(self, *what: object) -> Any:
        """Return the next answer of the process that forks; nothing if it has ended."""
        one = self._loading
        if one and one.stdin and one.stdout:
            with contextlib.suppress(BrokenPipeError, ValueError):
                one.stdin.writelines(json.dumps(asked).encode() + b"\n" for asked in what)
                one.stdin.flush()
                return json.loads(one.stdout.readline() or "null")
        return None

    def start(
        self, module: str, words: Sequence[str], tree: Path, said: Path, env: dict[str, str]
    ) -> Forked | subprocess.Popen[bytes]:
        """Start `python -m MODULE WORDS` in a tree; what it says goes to a file. Raises OSError."""
        env = {**environment(tree), **env}
        if self.parent(tree) != os.getpid():
            job = {"module": module, "words": words, "folder": str(tree), "env": env}
            pid = self.ask({**job, "said": str(said), "given": self._given})
            if pid is None:
                raise OSError("no process can be started")
            return Forked(self, pid)
        with said.open("wb") as file:
            return subprocess.Popen(
                [sys.executable, "-m", module, *words],
                cwd=tree,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=os.name != "nt",
            )


def ended(process: Forked | subprocess.Popen[bytes], seconds: float) -> bool:
    """Wait for the end of a process; say whether it came in time."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def stop(process: Forked | subprocess.Popen[bytes]) -> None:
    """End a process, whatever it does, and what it started."""
    if process.returncode is None:
        with contextlib.suppress(OSError):  # it has ended by itself
            if isinstance(process, Forked) or os.name != "nt":
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
    process.wait()
