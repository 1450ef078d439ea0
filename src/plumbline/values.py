"""What a key of levels.toml may hold, and the sentence where it holds something else."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

FILE = "levels.toml"
FORBIDDEN = ("process", "network", "sleep", "files", "tmp", "mock")
UNPLACED = "unplaced"  # the key for what an adopted repo has not placed yet


class LevelsError(Exception):
    """One sentence that names the file, what is wrong and what to do."""


def wrong(key: str, what: str) -> LevelsError:
    """Return the error for a key."""
    return LevelsError(f"{FILE}: {key}: {what}.")


def check_value(where: str, key: str, value: Any) -> None:
    """Raise LevelsError if the value of a key is not what it must be."""
    if key in ("title", "session"):
        _check_text(where, value)
    elif key in ("paths", "forbids", UNPLACED):
        if not (isinstance(value, list) and all(isinstance(entry, str) for entry in value)):
            raise wrong(where, "expected a list of texts")
    elif key in ("number", "share"):
        if type(value) is not int or value < 0:
            raise wrong(where, "expected a whole number, 0 or more")
    elif type(value) not in (int, float) or not 0 < value < float("inf"):
        raise wrong(where, "expected a number of seconds above 0")
    if key == "paths" and not value:
        raise wrong(where, "expected at least one folder")
    if key in ("paths", UNPLACED):
        _check_paths(where, value)
    if key == "forbids" and (unknown := sorted(set(value) - set(FORBIDDEN))):
        raise wrong(where, f"unknown word {unknown[0]!r}; the words are {', '.join(FORBIDDEN)}")


def _check_text(where: str, value: Any) -> None:
    if not (isinstance(value, str) and value.strip() and value.isprintable()):
        raise wrong(where, "expected one line of text that is not empty")
    if "|" in value:
        raise wrong(where, "a | would break the tables it stands in")


def _check_paths(where: str, paths: list[str]) -> None:
    for path in paths:
        parts = PurePosixPath(path).parts
        if not parts or path.startswith("/") or "\\" in path or {"..", "."} & set(path.split("/")):
            what = f"{path!r} must be a folder relative to the repository, like tests/unit"
            raise wrong(where, what)
