"""The folders and variables that a guarded test sees, and what it may not leave changed."""

from __future__ import annotations

import os
import sys
import tempfile
from typing import Any

import pytest

from ..table import Level
from .guard import Guard
from .policy import Policy, Violation

HOME_NAMES = ("HOME", "USERPROFILE")
XDG_NAMES = ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
Variables = dict[str, str | None]


class Surroundings:
    """Shows guarded tests an empty PATH and HOME, and puts back what they change."""

    def __init__(self, config: pytest.Config, guard: Guard) -> None:
        self._config = config
        self._guard = guard
        self._hidden: Variables | None = None  # the machine's own variables, while tests see others
        self._folder = ""  # where the test may keep temporary files; made when it is used
        self._made = ""  # the last of these that was
        self._count = 0
        self._before: dict[str, Any] = {}  # folder and variables before the test changed them
        self._culprit: dict[str, str] = {}
        self._excused: set[str] = set()  # variables that a fixture of several tests changed
        self._marks: list[dict[str, str]] = []
        guard.make_folder = self._make_folder
        guard.state = self._note

    def set_up(self, level: Level | None, *, lifted: bool = False) -> None:
        """Make the surroundings for a test of this level; None for no test at all.

        A lifted one sees the machine's own variables.
        """
        guarded = level is not None and "process" in level.forbids
        self._before.clear()
        self._excused.clear()
        if guarded:
            self._count += 1
            self._folder = os.path.join(self._base(), "levels", f"test-{self._count}")
            tempfile.tempdir = self._folder
        elif self._folder:
            self._folder = ""
            tempfile.tempdir = None
        hidden = guarded and not lifted
        if hidden == (self._hidden is not None):
            return
        if hidden:
            home = os.path.join(self._base(), "levels", "home")
            os.makedirs(home, exist_ok=True)
            values: Variables = dict.fromkeys((*HOME_NAMES, *XDG_NAMES), home)
            self._hidden = set_variables({**values, "PATH": ""})
        elif self._hidden is not None:
            set_variables(self._hidden)
            self._hidden = None

    def open(self, *, free: bool) -> Variables:
        """Begin a fixture of several tests; a free one sees the machine's own variables.

        Return what `close` needs.
        """
        shown = set_variables(self._hidden) if free and self._hidden else {}
        self._marks.append(dict(os.environ))
        return shown

    def close(self, shown: Variables) -> None:
        """End what `open` began; what the fixture changed is nobody's fault."""
        changed = _differing(self._marks.pop(), dict(os.environ))
        self._excused |= changed
        for name in changed & set(
            self._hidden or ()
        ):  # it is to last, where others are shown again
            self._hidden[name] = self._lasting(name, os.environ.get(name))  # type: ignore[index]
        set_variables(shown)

    def _lasting(self, name: str, value: str | None) -> str | None:
        """Return what a fixture meant a variable to be; what it added to an empty PATH is added."""
        whole = (self._hidden or {}).get(name) or ""
        if name != "PATH" or not value:
            return value
        if value.endswith(os.pathsep):
            return value + whole
        return whole + value if value.startswith(os.pathsep) else value

    def restore(self, policy: Policy) -> None:
        """Undo what the test left changed outside itself, and count it against the test."""
        folder, variables = self._before.get("folder"), self._before.get("environment")
        let = "state" in policy.let  # then it stays changed
        if folder and os.getcwd() != folder:
            if not let:
                os.chdir(folder)
            self._blame(policy, "folder", "the working folder was left changed")
        if variables is not None:
            changed = _differing(variables, dict(os.environ))
            changed -= self._excused | {"PYTEST_CURRENT_TEST"}
            if changed and let:
                policy.done.add("state")
            elif changed:
                set_variables({name: variables.get(name) for name in changed})
                names = ", ".join(sorted(changed))
                self._blame(policy, "environment", f"environment variables left changed: {names}")

    def _base(self) -> str:
        if not self._guard.reach.temporary:
            factory: pytest.TempPathFactory = self._config._tmp_path_factory  # type: ignore[attr-defined]
            self._guard.reach.allow_temporary(str(factory.getbasetemp()))
        return self._guard.reach.temporary[0]

    def _make_folder(self, path: str) -> None:
        if self._folder not in ("", self._made) and path.startswith(self._folder):
            self._made = self._folder
            os.makedirs(self._folder, exist_ok=True)

    def _note(self, what: str, name: str) -> None:
        if name and self._guard.is_import(sys._getframe()):
            self._excused.add(name)
        if what in self._before or self._marks:
            return
        self._before[what] = os.getcwd() if what == "folder" else dict(os.environ)
        self._culprit[what] = self._guard.line_of(sys._getframe())

    def _blame(self, policy: Policy, what: str, sentence: str) -> None:
        if "state" in policy.let:
            policy.done.add("state")
            return
        found = Violation("state", sentence, self._culprit[what], "", policy.level)
        policy.violations.append(found)


def _differing(one: dict[str, str], other: dict[str, str]) -> set[str]:
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


def set_variables(values: Variables) -> Variables:
    """Set variables, or unset those that are None; return what they were."""
    before = {name: os.environ.get(name) for name in values}
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    return before
