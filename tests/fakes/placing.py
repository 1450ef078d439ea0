"""A repo in memory, of which it is known what its tests do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plumbline.placing.outside import Ran, Repo
from plumbline.table import LevelsError, Table, parse_table

NO_TESTS = 5


@dataclass(frozen=True)
class Fits:
    """What is observed of a file: its tests, the level that fits them, or why none does."""

    tests: tuple[str, ...] = ("test_it",)
    level: str | None = "fast"
    holds: tuple[str, ...] = ()


class FakeRepo(Repo):
    """Git knows the files in `fits`; those in `red` fail, by the name that they have then.

    A file in `only` passes when Python is called in that way alone.
    """

    place = "repo"

    def __init__(
        self,
        files: Mapping[str, str],
        fits: Mapping[str, Fits],
        *,
        red: Sequence[str] = (),
        only: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.files = {name: text.encode() for name, text in files.items()}
        self.fits = dict(fits)
        self.red = {*red}
        self.only = dict(only or {})
        self.ran: list[tuple[tuple[str, ...], tuple[str, ...]]] = []  # the way, the files

    def table(self) -> Table:
        return parse_table(self.files["levels.toml"].decode())

    def python(self) -> dict[str, str]:
        return {name: data.decode() for name, data in self.files.items() if name.endswith(".py")}

    def has(self, file: str) -> bool:
        return file in self.files

    def read(self, file: str) -> bytes:
        return self.files[file]

    def write(self, file: str, data: bytes) -> None:
        self.files[file] = data

    def knows(self, file: str) -> bool:
        return file in self.fits

    def move(self, old: str, new: str) -> None:
        if old not in self.fits:
            message = f"git mv: {old} is not under version control"
            raise LevelsError(message)
        self.files[new] = self.files.pop(old)
        self.fits[new] = self.fits.pop(old)

    def observe(self, way: Sequence[str], files: Sequence[str]) -> Ran:
        code = self._run(way, files)
        if code:
            return Ran(code, "1 failed", None)
        seen = {
            file: {"level": one.level, "tests": len(one.tests), "holds": [*one.holds]}
            for file in files
            if (one := self.fits[file]).tests
        }
        return Ran(0, "passed", seen)

    def test(self, way: Sequence[str], files: Sequence[str]) -> Ran:
        code = self._run(way, files)
        if code:
            return Ran(code, "1 failed", None)
        ran = [f"{file}::{test}" for file in files for test in self.fits[file].tests]
        return Ran(0, "passed", {"shard": {"ran": ran}})

    def _run(self, way: Sequence[str], files: Sequence[str]) -> int:
        self.ran.append((tuple(way), tuple(files)))
        if any(file in self.red or self.only.get(file, way) != way for file in files):
            return 1
        return 0 if any(self.fits[file].tests for file in files) else NO_TESTS
