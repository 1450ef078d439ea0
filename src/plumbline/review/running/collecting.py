"""Which tests each side runs: plain `pytest` under that side's own settings, and what is lost between."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from ...placing import is_test_file
from ...table import Table
from ..folders import LEFT_OUT, below
from ..reading.inventory import Inventory, Test
from .runs import Outcome, Request, Run, Running, Runs, by_function, existing, guarded, is_fast
from .sessions import Call
from .workspace import Side, Workspace

READ = (".py", ".toml", ".ini", ".cfg", ".env", ".yml", ".yaml")  # what pytest and its plugins read
NOXFILE = "noxfile.py"
MOST = 8  # calls of pytest that are followed
DECIDING = re.compile(r"\bpytest_\w+|\bcollect_ignore|\b__test__\b")  # in Python that is no test


@dataclass
class Plain:
    """The two collections; they are made only where something else than tests and sources differs."""

    space: Workspace
    differing: frozenset[str] = frozenset()  # files that may decide what is run
    started: dict[Side, Running] = field(default_factory=dict)
    before: Run = field(default_factory=Run)
    now: Run = field(default_factory=Run)
    past: Run = field(default_factory=Run)  # what the base's tests do that do nothing now
    idle: list[Outcome] = field(default_factory=list)  # unchanged tests that do nothing now
    slow: Running | None = None  # the tests of the other levels, where a hook changed
    calls: dict[Side, str] = field(default_factory=dict)  # how sessions call pytest, if it changed
    called: dict[Side, list[Running]] = field(default_factory=dict)
    by_session: dict[Side, Run] = field(default_factory=dict)

    @property
    def is_own(self) -> bool:
        """Whether each side was collected by itself."""
        return bool(self.started)

    def finish(self, runs: Runs, past: Run, head: Run, touched: Iterable[Test]) -> None:
        """Take the results; where nothing was collected, the runs that were made say the same.

        Tests that did nothing in the work tree are run on the base, if they were not.
        """
        self.before, self.now, self.past = (past if head.tests else Run()), head, past
        found = [*head.tests, *(self.slow.result().tests if self.slow else ())]
        self.idle = idle(found, touched)
        self.by_session = {
            side: Run(tuple(test for one in started for test in one.result().tests))
            for side, started in self.called.items()
        }
        if not self.started:
            return
        self.before, self.now = (self.started[side].result() for side in ("base", "head"))
        if self.before.lost:  # by settings that need what is not installed here any more
            self.before = past
        base = self.space.side("base")
        if files := existing(base, {test.file for test in self.idle}):
            self.past = runs.start(Request(base, files), self.space.table("base")).result()


def idle(tests: Iterable[Outcome], touched: Iterable[Test]) -> list[Outcome]:
    """Return the unchanged tests that were skipped, were not run or asserted nothing."""
    keys = {test.key for test in touched}
    return [
        test
        for test in tests
        if keys.isdisjoint(test.keys) and not test.free
        if test.outcome in ("skipped", "") or (test.outcome == "passed" and not test.assertions)
    ]


def start_plain(space: Workspace, runs: Runs, has_sources: bool) -> Plain:
    """Begin to collect both sides where that may tell more than the runs that are made anyway."""
    texts = {side: _texts(space, side) for side in ("base", "head")}
    base, head = texts["base"], texts["head"]
    differing = {name for name in {*base, *head} if base.get(name) != head.get(name)}
    deciding = {n for n in differing if _decides(n, base.get(n, b"") + head.get(n, b""))}
    plain = Plain(space, frozenset(deciding))
    if deciding or (differing and not has_sources):
        for side in ("base", "head"):
            request = Request(space.side(side), (), listing=True)
            plain.started[side] = runs.start(request, space.table(side))
    if any(name.endswith(".py") and name != NOXFILE for name in deciding):
        table = space.table("head")
        names = tuple(level.name for level in table.levels if level.name not in guarded(table))
        request = Request(space.side("head"), (), names)
        plain.slow = runs.start(request, table) if names else None
    if any(name == NOXFILE or ".env" in name for name in deciding):
        _start_sessions(plain, runs)
    return plain


def _start_sessions(plain: Plain, runs: Runs) -> None:
    """Begin to collect what the sessions of each side run, where they call pytest in another way."""
    calls = {side: runs.calls(plain.space.side(side)) for side in ("base", "head")}
    base, head = calls["base"], calls["head"]
    if not base or head is None or base == head:
        return
    sides: tuple[tuple[Side, list[Call]], ...] = (("base", base), ("head", head))
    for side, made in sides:
        said = [
            " ".join([*(f"{k}={v}" for k, v in one["env"].items()), "pytest", *one["words"]])
            for one in made
        ]
        plain.calls[side] = ", ".join(dict.fromkeys(said)) or "nothing"
        requests = dict.fromkeys(
            Request(
                plain.space.side(side),
                (),
                listing=True,
                words=tuple(one["words"]),
                env=tuple((key, value or "") for key, value in one["env"].items()),
            )
            for one in made
        )
        table = plain.space.table(side)
        plain.called[side] = [runs.start(one, table) for one in list(requests)[:MOST]]


def _texts(space: Workspace, side: Side) -> dict[str, bytes]:
    """Return what one side has of files that pytest may read, sources left out."""
    is_source, is_shared = below(space.tops("base", "head")), below(space.suites("base", "head"))
    found = {}
    for name, file in space.side(side).files.items():
        last = name.rpartition("/")[2]
        if not (last.startswith(".env") or last.endswith(READ)) or name.split("/")[0] in LEFT_OUT:
            continue
        if is_shared(name) or not is_source(name):
            with contextlib.suppress(OSError):  # a link that leads nowhere
                found[name] = file.data
    return found


def _decides(name: str, text: bytes) -> bool:
    if not name.endswith(".py"):
        return True
    if is_test_file(name):
        return False
    if name == NOXFILE:
        return True
    return bool(DECIDING.search(text.decode("utf-8", "replace")))


def find_lost(
    before: Run, now: Run, inventory: Inventory, fast: Table | None, files: frozenset[str]
) -> list[list[Outcome]]:
    """Return the tests of the base, case by case, that the work tree does not run.

    What was removed is not among them: the texts name it. `fast` is the table where only guarded
    levels were run, `files` what the work tree has.
    """
    removed = {test.key for test in inventory.removed}
    present = {key for test in now.tests for key in test.keys}
    kept_out = now.listing.get("kept_out", {})
    found = []
    for _, cases in by_function(before.tests):
        test = cases[0]
        if any(key in present for key in test.keys):
            out = [case for case in cases if case.node in kept_out]
            if out:
                found.append(out)
            continue
        own = next((key for key in test.keys if key in inventory.now), None)
        if own is None:
            is_lost = removed.isdisjoint(test.keys) and test.file in files
            place = test.file
        else:
            new = inventory.now[own]
            place = new[0] if new else ""
            is_lost = new is not None and new not in present
        if (
            is_lost
            and place not in now.broken
            and (fast is None or is_fast(fast.level_of(PurePosixPath(place))))
        ):
            found.append(cases)
    return found
