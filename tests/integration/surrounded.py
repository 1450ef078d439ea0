"""A guard and its surroundings on a machine with variables of its own."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from plumbline.guard.guard import Guard
from plumbline.guard.policy import Policy
from plumbline.guard.surroundings import HOME_NAMES, XDG_NAMES, Surroundings
from plumbline.table import Level

from tests.guarded import At, called_in, installed

LOGIC = Level("logic", 4, "logic", ("tests/unit",), "unit", 70, ("process", "files"), 0.1, 3.0)
REAL = Level("real", 5, "real", ("tests/integration",), "all", 5, (), 10.0, 60.0)
SHOWN = (*HOME_NAMES, *XDG_NAMES, "PATH")


@dataclass
class Place:
    """Where guarded tests run, one after the other."""

    guard: Guard
    surroundings: Surroundings
    base: Path  # of all temporary files of the run

    def run(self, mine: Policy, *calls: Any) -> list[tuple[str, str, str]]:
        """Return what is told after a test that makes these calls, each in a file of its own."""
        self.guard.policy = mine
        for number, call in enumerate(calls):
            called_in(call, At(f"{self.guard.root}test_{number}.py"))
        self.guard.policy = None
        self.surroundings.restore(mine)
        return [(one.kind, one.what, one.where) for one in mine.violations]


def change(name: str, value: str) -> Callable[[], object]:
    """Return a call that sets a variable."""
    return partial(os.environ.__setitem__, name, value)


@contextmanager
def machine(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Iterator[Place]:
    """Give the machine variables of its own; in the end it has those, and the folders, of the run again."""
    for name in SHOWN:
        monkeypatch.setenv(name, f"the machine's {name}")
    monkeypatch.delenv("USERPROFILE")
    kept, working, base = tempfile.tempdir, Path.cwd(), folder / "base"
    config: Any = SimpleNamespace(_tmp_path_factory=SimpleNamespace(getbasetemp=lambda: base))
    with installed(folder / "repo") as guard:
        yield Place(guard, Surroundings(config, guard), base)
        os.chdir(working)  # unseen by the guard of the run, like all that these tests change
    tempfile.tempdir = kept
