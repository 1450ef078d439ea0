"""Files of tests and their places."""

from __future__ import annotations

from fnmatch import fnmatch

FIGURES = "--observed-json"  # by which `place` asks what `observe` saw
FILES = ("test_*.py", "*_test.py")  # what pytest collects, unless told otherwise


def is_test_file(path: str) -> bool:
    """Say whether pytest looks for tests in a file of this path."""
    return any(fnmatch(path.rpartition("/")[2], pattern) for pattern in FILES)
