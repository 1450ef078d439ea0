"""A throw-away suite with levels, for tests of the plugin: pytest runs it in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from tests.integration.inside import pytest_inside
from tests.levelled import LEVELS as LEVELS
from tests.places import BYTECODE

SETTINGS = """
[tool.pytest]
strict = true
addopts = ["--import-mode=importlib", "-p", "no:randomly"]
pythonpath = ["."]
testpaths = ["tests"]
"""
if pytest.version_tuple < (9,):  # which reads another table, and has no word for strict
    SETTINGS = SETTINGS.replace("[tool.pytest]", "[tool.pytest.ini_options]").replace("strict", "#")
BURN = """
import time

def burn(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
"""

IN_TWO = ("-p", "in_two")  # what `-n 2` does, in this process
WORKERS = pytest.mark.parametrize("workers", [(), IN_TWO], ids=["alone", "workers"])


def failed(test: str, why: str) -> str:
    """Return what pytest's summary says of a failed test; before 9 it left out why."""
    return f"\nFAILED {test}" + (f" - {why}" if pytest.version_tuple >= (9,) else "\n")


class Suite:
    """A folder with levels.toml and tests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.add("pyproject.toml", SETTINGS)
        self.add("levels.toml", LEVELS)
        self.add("burning.py", BURN)

    def add(self, path: str, text: str) -> None:
        """Write a file."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def change(self, path: str, old: str, new: str) -> None:
        """Replace a text that the file must have."""
        text = (self.folder / path).read_text(encoding="utf-8")
        assert old in text
        self.add(path, text.replace(old, new))

    def run(self, *arguments: str, **environment: str) -> "Outcome":
        """Run pytest in the folder, with its figures, in this process."""
        words = ("--levels-json", "levels.json", *arguments)
        done = pytest_inside(self.folder, *words, **environment)
        return Outcome(done.code, done.out, done.err, self._figures())

    def run_apart(self, *arguments: str, **environment: str) -> "Outcome":
        """Run pytest in the folder, with its figures, in a process of its own."""
        done = self.python("pytest", "--levels-json", "levels.json", *arguments, **environment)
        return Outcome(done.returncode, done.stdout, done.stderr, self._figures())

    def _figures(self) -> dict[str, Any]:
        figures = self.folder / "levels.json"
        return json.loads(figures.read_text(encoding="utf-8")) if figures.is_file() else {}

    def python(self, module: str, *arguments: str, **more: str) -> "CompletedProcess[str]":
        """Run a module of this Python in the folder, in a process of its own."""
        clean = {name: value for name, value in os.environ.items() if name != "GITHUB_STEP_SUMMARY"}
        return subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=self.folder,
            env={**clean, **BYTECODE, **more},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )


class Outcome:
    """What one run of pytest left."""

    def __init__(self, code: int, out: str, err: str, data: dict[str, Any]) -> None:
        self.code = code
        self.out = out
        self.err = err
        self.data = data

    @property
    def tests(self) -> dict[str, int]:
        """How many tests ran, by level."""
        return {level["name"]: level["tests"] for level in self.data["levels"]}
