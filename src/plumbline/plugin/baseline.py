"""levels-baseline.toml: what an old suite's tests do although their level forbids it, until mended."""

from __future__ import annotations

import contextlib
import json
import os
import re
import stat
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ..table import FILE as TABLE
from ..table import FORBIDDEN, Level, LevelsError, Table

FILE = "levels-baseline.toml"
EACH = "each"  # longer than the level allows for one test
TOTAL = "total"  # of a level, beside `levels.toml::NAME`
KINDS = (*FORBIDDEN, "state", EACH, TOTAL)
COMMAND = "`plumbline baseline`"
HEAD = "# What these tests do although their level forbids it; take out what no longer happens."
TABLE_LINE = re.compile(r"^[ \t]*\[[ \t]*violations[ \t]*\]", re.MULTILINE)
SHOWN = 20  # stale lines told in one run
Lines = Mapping[str, frozenset[str]]  # by node id, of a test or of a file that is imported


@dataclass(frozen=True)
class Baseline:
    """The file, read."""

    lines: Lines
    head: str = ""  # all that stands above the table, comments too

    @property
    def violations(self) -> int:
        """How many kinds are on record, over all tests."""
        return sum(map(len, self.lines.values()))

    def __str__(self) -> str:
        """Return how much there is, in words: `12 violations of 7 tests`."""
        levels = sum(line.startswith(f"{TABLE}::") for line in self.lines)
        tests = len(self.lines) - levels
        whose = [_counted(tests, "test")] if tests or not levels else []
        whose += [_counted(levels, "level")] if levels else []
        return f"{_counted(self.violations, 'violation')} of {' and '.join(whose)}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


NOTHING = Baseline({})


@dataclass(frozen=True)
class Run:
    """What a run showed of the tests on record."""

    table: Table
    names: Collection[str]  # the levels that it was to run
    complete: bool  # all tests of those levels were collected and had their turn
    done: Mapping[str, Collection[str]]  # kinds that were let be, by test
    seen: Mapping[str, bool]  # tests on record that were collected: did they pass?

    def level_of(self, test: str) -> Level | None:
        """Return the level that owns a test, or that a line is about itself."""
        file, _, name = test.partition("::")
        if file == TABLE:
            return next((level for level in self.table.levels if level.name == name), None)
        return self.table.level_of(PurePosixPath(file))

    def kinds_of(self, test: str) -> frozenset[str]:
        """Return the kinds that a line can hold."""
        level = self.level_of(test)
        if level and test == total_line(level):
            return frozenset({TOTAL})
        return frozenset({*level.forbids, "state", EACH}) if level else frozenset()

    def is_gone(self, test: str) -> bool:
        """Say whether there is no such test any more."""
        level = self.level_of(test)
        ours = level is None or level.name in self.names
        return self.complete and ours and test not in self.seen


def total_line(level: Level) -> str:
    """Return what stands for a level where tests have their node ids."""
    return f"{TABLE}::{level.name}"


def without_group(test: str) -> str:
    """Return a node id without the group that xdist's loadgroup hangs on it, where it does."""
    return test.rpartition("@")[0] if test.rfind("@") > test.rfind("]") else test


def read_baseline(root: Path) -> Baseline | None:
    """Read the file, None if there is none; raise LevelsError if it is wrong."""
    try:
        text = (root / FILE).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        message = f"{FILE}: cannot be read ({error}); it must be a readable UTF-8 file."
        raise LevelsError(message) from None
    return parse_baseline(text)


def parse_baseline(text: str) -> Baseline:
    """Turn the text of the file into a baseline; raise LevelsError at the first thing wrong."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        again = f"correct that place, or delete the file and run {COMMAND}"
        raise LevelsError(f"{FILE}: not valid TOML: {error}; {again}.") from None
    if unknown := next((key for key in data if key != "violations"), None):
        raise _wrong(unknown, "unknown key; the only one is the table [violations]; take it out")
    if not data:
        raise LevelsError(f"{FILE}: nothing in it; delete it, or restore it from git.")
    rows = data["violations"]
    if not isinstance(rows, dict):
        raise _wrong("violations", f"expected the table [violations]; {COMMAND} writes it")
    lines = {test: _kinds(test, kinds) for test, kinds in rows.items()}
    head = TABLE_LINE.split(text, maxsplit=1)[0].rstrip()
    return Baseline(lines, "" if tomllib.loads(head) else head)  # the table in another spelling


def _kinds(test: str, kinds: object) -> frozenset[str]:
    key = f"violations.{_quoted(test)}"
    if "\\" in test.partition("::")[0]:
        raise _wrong(key, "a path is written with /, on Windows too; correct it")
    if not (isinstance(kinds, list) and kinds and all(isinstance(kind, str) for kind in kinds)):
        raise _wrong(key, 'expected a list of words, like ["process", "sleep"]; correct it')
    if unknown := next((kind for kind in kinds if kind not in KINDS), None):
        raise _wrong(key, f"unknown word {unknown!r}; the words are {', '.join(KINDS)}")
    return frozenset(kinds)


def _wrong(key: str, what: str) -> LevelsError:
    return LevelsError(f"{FILE}: {key}: {what}.")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def as_text(baseline: Baseline) -> str:
    """Return the text of the file."""
    rows = [
        f"{_quoted(test)} = [{', '.join(map(_quoted, sorted(kinds)))}]"
        for test, kinds in sorted(baseline.lines.items())
    ]
    table = "\n".join(["[violations]", HEAD, *rows]) if rows else ""
    return "\n\n".join(part for part in (baseline.head, table) if part) + "\n"


def check_writable(root: Path) -> None:
    """Raise LevelsError if the file is there and may not be changed."""
    with contextlib.suppress(FileNotFoundError):
        if not (root / FILE).stat().st_mode & stat.S_IWUSR:
            raise LevelsError(f"{FILE}: it is read-only; make it writable and run {COMMAND} again.")


def write_baseline(root: Path, baseline: Baseline) -> None:
    """Write the whole file or leave it as it is; delete it if nothing is left."""
    check_writable(root)
    file = (root / FILE).resolve()
    part = file.with_name(f".{FILE}.{os.getpid()}")
    try:
        if baseline.lines:
            part.write_bytes(as_text(baseline).encode())
            if file.exists():
                part.chmod(stat.S_IMODE(file.stat().st_mode))
            part.replace(file)
        else:
            (root / FILE).unlink(missing_ok=True)
    except (OSError, UnicodeEncodeError) as error:
        message = f"{FILE}: cannot be written ({error}); it is as it was. Mend that and run {COMMAND} again."
        raise LevelsError(message) from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def renewed(old: Lines, run: Run) -> Lines:
    """Return the lines after a run.

    A test that passed keeps what it did, one that is gone nothing. What others would have done is
    not known, so they keep what they had.
    """
    lines = {}
    for test in {*old, *run.done}:
        done = frozenset(run.done.get(test, ()))
        known = run.seen.get(test, False) or run.is_gone(test)
        kinds = done if known else done | old.get(test, frozenset())
        if kinds := kinds & run.kinds_of(test):
            lines[test] = kinds
    return lines


def stale(lines: Lines, run: Run) -> list[str]:
    """Return a sentence for each line that a complete run shows to be untrue."""
    found = []
    for test, kinds in sorted(lines.items()):
        level = run.level_of(test)
        if level is None:
            found.append(_out(test, "belongs to no level"))
        elif run.is_gone(test):
            found.append(_out(test, "was not collected (if it has a new name, rename it there)"))
        elif level.name in run.names:
            if free := kinds - run.kinds_of(test):
                found.append(_out(test, f"may do {_all(free)} in level {level.label}"))
            idle = kinds & run.kinds_of(test) - set(run.done.get(test, ()))
            if run.seen.get(test) and EACH in idle:
                found.append(_out(test, f"takes less than half of the {level.each:g} s it may"))
            if run.seen.get(test) and TOTAL in idle:
                found.append(_out(test, "takes less than half of what it may"))
            if run.seen.get(test) and (rest := idle - {EACH, TOTAL}):
                found.append(_out(test, f"no longer does {_all(rest)}"))
    more = len(found) - SHOWN
    return [*found[:SHOWN], f"{FILE}: ... and {more} more lines like these."] if more > 0 else found


def _all(kinds: Collection[str]) -> str:
    return " and ".join(sorted(kinds))


def _out(test: str, what: str) -> str:
    return f"{test} {what}; take it out of {FILE}, or run {COMMAND}."
