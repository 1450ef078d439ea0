"""Plant forbidden code in each folder and see that ruff refuses it.

A ruff.toml without `extend`, a rule taken out of `select` or a lost entry switches bans off
without a word, so only a planted file shows that they work.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from ..table import LevelsError, Table

PLANTED = {
    "process": "import subprocess",
    "network": "import socket",
    "sleep": "from time import sleep",
    "files": "import tempfile",
    "mock": "from unittest import mock",
}
SECOND_TIER = "from pytest import MonkeyPatch"  # banned in tests that may not mock, not elsewhere
CODE = "TID251"  # ruff's banned-api
# `noqa` and ruff's own comments, for this code or for all
SUPPRESSION = re.compile(
    rf"#\s*(?:flake8:\s*|ruff:\s*)?noqa(?!\s*:)|#.*(?:noqa|ruff)\s*:[^#]*\b{CODE}\b", re.IGNORECASE
)
FAKES = "tests/fakes"
OUTSIDE = "gateways"  # the one folder of src/<package> that knows the outside


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
        command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--force-exclude"]
        never = ["--no-fix", "--no-fix-only"]  # settings may ask for fixes, which move the lines
        answer = subprocess.run(
            [*command, *never, "--output-format=json", "--stdin-filename", path, "-"],
            input=source,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if "No module named ruff" in answer.stderr:
            message = "ruff is not in this environment, so nothing shows that the bans work; "
            raise LevelsError(f"{message}install ruff>=0.17 beside pytest-plumbline.")
        if answer.returncode > 1 or (answer.returncode and not answer.stdout.strip()):
            message = f"{path}: ruff cannot check a file there: {answer.stderr.strip()}"
            raise LevelsError(message)
        found = json.loads(answer.stdout or "[]")  # nothing, where the file is left out
        return {entry["location"]["row"] for entry in found if entry["code"] == CODE}


def guarded_folders(root: Path, table: Table) -> dict[str, list[str]]:
    """Return the kinds that ruff must refuse, by folder; in levels that mock it refuses none."""
    kinds = {FAKES: list(PLANTED)}
    if table.unplaced is None:  # the code of a repo that adopted the levels need not fit them
        kinds |= {path.relative_to(root).as_posix(): list(PLANTED) for path in _inner(root)}
    for folder in _folders(root, [path for level in table.levels for path in level.paths]):
        level = table.level_of(folder)
        if level and "mock" in level.forbids:
            kinds[folder.as_posix()] = [kind for kind in PLANTED if kind in level.forbids]
    return {folder: kinds[folder] for folder in sorted(kinds) if (root / folder).is_dir()}


def _inner(root: Path) -> list[Path]:
    files = (file for file in root.glob("src/*/**/*.py") if OUTSIDE not in file.parts)
    return sorted({file.parent for file in files})


def _folders(root: Path, paths: list[str]) -> set[PurePosixPath]:
    """Return these folders, and all below them that hold Python."""
    files = {file for path in paths for file in (root / path).rglob("*.py")}
    below = {PurePosixPath(file.parent.relative_to(root).as_posix()) for file in files}
    return below | set(map(PurePosixPath, paths))


def missing_bans(linter: Linter, folders: Mapping[str, Iterable[str]]) -> list[str]:
    """Return a finding for each line planted in a folder that the linter let pass."""
    findings = []
    for folder, kinds in folders.items():
        lines = [PLANTED[kind] for kind in kinds]
        lines += [SECOND_TIER] if folder.startswith("tests/") and "mock" in kinds else []
        banned = linter.banned_lines(f"{folder}/test_planted.py", "\n".join(lines) + "\n")
        findings += [
            f"{folder}:1: ruff lets `{line}` pass here; {CODE} must refuse it, by pyproject.toml and "
            "a ruff.toml like that of tests/unit"
            for number, line in enumerate(lines, start=1)
            if number not in banned
        ]
    return findings


def suppressed_bans(root: Path, folders: Iterable[str], table: Table) -> list[str]:
    """Return a finding for each line in these folders that tells ruff to let a ban pass."""
    folders = list(folders)
    return [*_ignoring(root, folders, table)] + [
        f"{file.relative_to(root).as_posix()}:{number}: switches a ban off; "
        "use the fake, or move the code where it is allowed"
        for folder in folders
        for file in sorted((root / folder).glob("*.py"))
        if not table.is_unplaced(PurePosixPath(file.relative_to(root).as_posix()))
        for number, line in enumerate(file.read_text("utf-8", "replace").splitlines(), start=1)
        if SUPPRESSION.search(line)
    ]


def _ignoring(root: Path, folders: Iterable[str], table: Table) -> Iterator[str]:
    """Yield a finding for each file that a ruff.toml of a level frees from its bans."""
    for folder in folders:
        name = f"{folder}/ruff.toml"
        try:
            lint = tomllib.loads((root / name).read_text("utf-8-sig")).get("lint", {})
        except (OSError, ValueError):
            continue  # none there; or ruff says it better
        for key in ("per-file-ignores", "extend-per-file-ignores"):
            for pattern, codes in lint.get(key, {}).items():
                path = f"{folder}/{pattern.removesuffix('/**')}"
                is_free = any(code == "ALL" or CODE.startswith(code) for code in codes)
                if is_free and not table.is_unplaced(PurePosixPath(path)):
                    yield (
                        f"{name}:1: {key} switches the bans off for {pattern}, which has a level; "
                        "take that line out"
                    )
