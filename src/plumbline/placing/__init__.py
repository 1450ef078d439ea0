"""Files of tests and their places."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatch
from functools import lru_cache

FIGURES = "--observed-json"  # by which `place` asks what `observe` saw
FILES = ("test_*.py", "*_test.py")  # what pytest collects, unless its settings say otherwise
_names = [*FILES]  # of the repo that this process works on


def name_tests(patterns: Iterable[str]) -> None:
    """Take these for the names of files of tests from now on; without one, what pytest takes."""
    _names[:] = [*patterns] or FILES


def is_test_file(path: str) -> bool:
    """Say whether pytest looks for tests in a file of this path."""
    return _is_one_of(path, tuple(_names))


@lru_cache(maxsize=65536)
def _is_one_of(path: str, names: tuple[str, ...]) -> bool:
    name = path.rpartition("/")[2]
    return any(
        fnmatch(f"/{path}", f"*/{one}") if "/" in one else fnmatch(name, one) for one in names
    )
