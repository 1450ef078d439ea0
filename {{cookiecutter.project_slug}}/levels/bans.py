"""Plant forbidden code in each folder and see that ruff refuses it.

A ruff.toml without `extend`, a rule taken out of `select` or a lost entry switches bans off
without a word, so only a planted file shows that they work.
"""

from __future__ import annotations

import json
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from .table import LevelsError, Table

PLANTED = {
    "process": "import subprocess",
    "network": "import socket",
    "sleep": "from time import sleep",
    "files": "import tempfile",
    "mock": "from unittest import mock",
}
CODE = "TID251"  # ruff's banned-api
FAKES = "tests/fakes"
INNER = ("services", "commands")  # folders of src/<package> that know the outside by gateways only


class Linter(ABC):
    """Finds banned code."""

    @abstractmethod
    def banned_lines(self, path: str, source: str) -> set[int]:
        """Return the lines of `source` that are banned in a file of this path.

        Raises LevelsError if that cannot be told.
        """


class Ruff(Linter):
    """The ruff of this environment, with the settings that hold for the path."""

    def banned_lines(self, path: str, source: str) -> set[int]:
        command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format=json"]
        answer = subprocess.run(
            [*command, "--stdin-filename", path, "-"],
            input=source,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if answer.returncode > 1 or not answer.stdout:
            message = f"{path}: ruff cannot check a file there: {answer.stderr.strip()}"
            raise LevelsError(message)
        found = json.loads(answer.stdout)
        return {entry["location"]["row"] for entry in found if entry["code"] == CODE}


def guarded_folders(root: Path, table: Table) -> list[str]:
    """Return the folders where ruff must refuse what is planted."""
    folders = [path for level in table.levels if "mock" in level.forbids for path in level.paths]
    inner = [path for name in INNER for path in root.glob(f"src/*/{name}")]
    wanted = [*map(PurePosixPath, [*folders, FAKES]), *(path.relative_to(root) for path in inner)]
    return sorted(path.as_posix() for path in wanted if (root / path).is_dir())


def missing_bans(linter: Linter, folders: Iterable[str]) -> list[str]:
    """Return a finding for each planted line that the linter let pass."""
    findings = []
    for folder in folders:
        banned = linter.banned_lines(f"{folder}/planted.py", "\n".join(PLANTED.values()) + "\n")
        findings += [
            f"{folder}:1: ruff lets `{line}` pass here; restore the ban ({CODE}) in "
            "pyproject.toml and the folder's ruff.toml"
            for number, line in enumerate(PLANTED.values(), start=1)
            if number not in banned
        ]
    return findings
