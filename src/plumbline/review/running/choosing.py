"""Which tests of a large suite a change touches: by the lines that each ran on the base, recorded once and kept."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ...syntax import parsed
from ...table import FILE
from ..change import changed_lines
from ..folders import below
from .differing import Differing
from .leftovers import HOUR
from .lines import ChangedPython, Lines, statement_lines
from .runs import Request, Runs, guarded
from .workspace import Workspace

QUICK = 20.0  # seconds; a suite that takes no longer is run as a whole
LONGEST = 1800.0  # for the recording
FOLDER = ".plumbline_cache"
KEPT = 4  # recordings
SETTINGS = ("pyproject.toml", "pytest.ini", "tox.ini", "setup.cfg", "conftest.py", FILE)


@dataclass(frozen=True)
class Choice:
    """What is run of a suite that is too large to be run again and again."""

    tests: frozenset[str]  # nodes, and files of tests that differ
    left: int  # tests of the base that run no changed line


class Memory:
    """The repo's cache folder, which git ignores by itself; where it cannot be written, nothing is kept."""

    def __init__(self, root: Path) -> None:
        self.folder = root / FOLDER

    @property
    def seconds(self) -> float:
        """How long the suite took when it was run as a whole, 0 if nobody knows."""
        try:
            return float((self.folder / "seconds").read_text("utf-8"))
        except (OSError, ValueError):
            return 0.0

    def note(self, seconds: float) -> None:
        """Keep how long it took, if that is long or was."""
        if seconds <= QUICK and not self.seconds:
            return
        with contextlib.suppress(OSError):
            self.make()
            (self.folder / "seconds").write_text(f"{seconds:.1f}\n", "utf-8")

    def make(self) -> None:
        """Make the folder, and what lets git ignore it."""
        self.folder.mkdir(exist_ok=True)
        (self.folder / ".gitignore").write_text("*\n", "utf-8")

    def keep(self, folder: Path, key: str) -> Path:
        """Put a recording under its key, and take the oldest away; return where it is.

        It gets its name when it is whole: another review may look for it, or an interrupt come. Where
        another was first, its own stays where it was. What a killed process left half-made goes.
        """
        with contextlib.suppress(OSError):
            self.make()
            kept = sorted(self.folder.glob("base-*"), key=lambda one: one.stat().st_mtime)
            for old in kept[: len(kept) - KEPT + 1] if len(kept) >= KEPT else ():
                shutil.rmtree(old, ignore_errors=True)
            halves = self.folder.glob("new-*")
            for old in [one for one in halves if time.time() - one.stat().st_mtime > HOUR]:
                shutil.rmtree(old, ignore_errors=True)
            with tempfile.TemporaryDirectory(prefix="new-", dir=self.folder) as part:
                made = Path(part, key)
                shutil.copytree(folder, made)
                return made.rename(self.folder / key)
        return folder


def choose(space: Workspace, runs: Runs, change: ChangedPython, differ: Differing) -> Choice | None:
    """Return which tests the change touches; None where all are to be run.

    That is a suite that is quick, one of which nobody knows yet how long it takes, and a change of data.
    """
    memory = Memory(space.root)
    if memory.seconds <= QUICK or "" in differ.folders or _data_differs(space):
        return None
    key = _key(space)
    place = memory.folder / key
    if not place.is_dir():
        made = _record(space, runs)
        if made is None:
            return None
        place = memory.keep(made, key)
    index = json.loads((place / "index.json").read_text("utf-8"))
    from coverage import CoverageData  # which no other review needs here

    data = CoverageData(str(place / "lines"))
    data.read()
    ran = {
        name: data.contexts_by_lineno(str(Path(index["tree"], name))) for name in index["sources"]
    }
    chosen = {node for tests in touched(space, change, ran) for node in tests}
    base = [node for node in index["tests"] if not differ.holds(node.partition("::")[0])]
    files = differ.tests(space.tests("head"), space.table("head"))
    return Choice(frozenset(files | chosen.intersection(base)), len(set(base) - chosen))


def _data_differs(space: Workspace) -> bool:
    """Say whether the package has other files than Python that differ: nobody sees who reads them."""
    base, head = space.side("base"), space.side("head")
    is_shared = below(space.suites("base", "head"))
    names = {name for side in (base, head) for name in side.below(space.tops("base", "head"))}
    data = (name for name in names if not name.endswith(".py") and not is_shared(name))
    return any(not base.is_same(name, head) for name in data)


def _key(space: Workspace) -> str:
    """Return a name for what the base's tests run: its trees of sources and tests, and this Python."""
    names = [*sorted(space.tops("base")), *space.suites("base"), *SETTINGS]
    told = space.history.contents(space.base, names)
    return f"base-{hashlib.sha256((sys.version + told).encode()).hexdigest()[:16]}"


def _record(space: Workspace, runs: Runs) -> Path | None:
    """Run the base's tests on its own sources, and note the lines of each; None if that takes too long."""
    tree, table, folder = space.tree("base", "base"), space.table("base"), space.folder / "lines"
    folder.mkdir()
    sources = space.sources("base")
    keep = str(folder / "lines")
    request = Request(tree, space.given(tree, "base"), guarded(table), cover=sources, keep=keep)
    run = runs.start(request, table).result(LONGEST)
    if run.lost:
        return None
    tests = [test.node for test in run.tests]
    index = {"tree": str(tree.folder), "sources": sources, "tests": tests}
    (folder / "index.json").write_text(json.dumps(index), "utf-8")
    return folder


def touched(
    space: Workspace, change: ChangedPython, ran: dict[str, dict[int, list[str]]]
) -> Iterator[set[str]]:
    """Yield the tests that ran changed lines; of a file that is gone or moved, all that ran any."""
    head = space.side("head")
    for name, tests in ran.items():
        every = {test for some in tests.values() for test in some} - {""}
        if name not in head.files:
            yield every
    for lines in change.sources:
        tests = ran.get(lines.before or "", {})
        every = {test for some in tests.values() for test in some} - {""}
        starts = _changed_on_base(space, lines) if tests else set()
        runners = {test for line, some in tests.items() if line in starts for test in some}
        yield every if "" in runners else runners


def _changed_on_base(space: Workspace, lines: Lines) -> set[int]:
    """Return the base's lines of the statements that a change edits, takes away or stands beside."""
    base, was = space.side("base"), lines.before or ""
    new, old = space.side("head").files[lines.path].data, base.files[was].data
    edited = changed_lines(new.splitlines(), old.splitlines())
    tree, _ = parsed(base.text(was))
    starts = statement_lines(tree) if tree else {}
    wanted = {starts[line] for line in edited[0] | edited[1] if line in starts}
    return {line for line, start in starts.items() if start in wanted}
