"""Small repos, and what the checks of their texts find."""

from collections.abc import Callable, Mapping
from pathlib import Path

from plumbline.table import Level, Table

FAKES = Level("fakes", 1, "fakes", ("tests/unit/fakes",), "unit", 5, ("process",), 0.1, 1.0)
LOGIC = Level("logic", 4, "logic", ("tests/unit",), "unit", 95, ("process",), 0.1, 1.0)
TABLE = Table((FAKES, LOGIC))


def checked(
    check: Callable[[Path, Table], list[str]], root: Path, files: Mapping[str, str]
) -> list[str]:
    """Return what a check finds in a folder with these files."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return check(root, TABLE)
