"""A linter that knows its bans by heart."""

from collections.abc import Mapping

from plumbline.checks.bans import Linter
from plumbline.table import LevelsError


class FakeLinter(Linter):
    """Bans, below each folder, the lines it was given; a broken one can judge nothing."""

    def __init__(self, banned: Mapping[str, set[str]], *, broken: bool = False) -> None:
        self._banned = {folder: set(lines) for folder, lines in banned.items()}
        self._broken = broken

    def banned_lines(self, path: str, source: str) -> set[int]:
        if self._broken:
            message = f"{path}: cannot be checked"
            raise LevelsError(message)
        banned = self._banned.get(path.rpartition("/")[0], set())
        lines = source.splitlines()
        return {number for number, line in enumerate(lines, start=1) if line in banned}
