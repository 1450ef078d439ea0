"""The baseline of an old suite: what its tests do although their level forbids it, until mended."""

from __future__ import annotations

import contextlib
import json
import os
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path, PurePosixPath

from .table import FORBIDDEN, LevelsError, Table

FILE = "levels-baseline.toml"
KINDS = (*FORBIDDEN, "state")
COMMAND = "`python -m levels baseline`"
HEAD = "# What these tests do although their level forbids it; take out what no longer happens."
SHOWN = 20  # stale lines told in one run
Baseline = Mapping[str, frozenset[str]]  # by node id, of a test or of a file that is imported


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
    rows = data.get("violations")
    if not isinstance(rows, dict):
        raise _wrong("violations", f"expected the table [violations]; {COMMAND} writes it")
    return {test: _kinds(test, kinds) for test, kinds in rows.items()}


def _kinds(test: str, kinds: object) -> frozenset[str]:
    key = f"violations.{_quoted(test)}"
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
        for test, kinds in sorted(baseline.items())
    ]
    return "\n".join([HEAD, "", "[violations]", *rows, ""])


def write_baseline(root: Path, baseline: Baseline) -> None:
    """Write the whole file or leave it as it is; delete it if nothing is left."""
    file, part = root / FILE, root / f".{FILE}.{os.getpid()}"
    try:
        if baseline:
            part.write_bytes(as_text(baseline).encode())
            os.replace(part, file)
        else:
            file.unlink(missing_ok=True)
    except (OSError, UnicodeEncodeError) as error:
        message = f"{FILE}: cannot be written ({error}); it is as it was. Mend that and run {COMMAND} again."
        raise LevelsError(message) from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def count(baseline: Baseline) -> str:
    """Return how much there is, in words: `12 violations of 7 tests`."""
    violations, tests = sum(map(len, baseline.values())), len(baseline)
    return f"{violations} violation{'s' * (violations != 1)} of {tests} test{'s' * (tests != 1)}"


def renewed(
    old: Baseline, done: Mapping[str, Collection[str]], seen: Mapping[str, bool], complete: bool
) -> Baseline:
    """Return the baseline after a run that recorded.

    `seen` are the tests of the old one that were collected, and whether they passed. What others
    would have done is not known, so their lines stay; those of tests that are gone do not.
    """
    kept = {
        test: kinds
        for test, kinds in old.items()
        if (not seen[test] if test in seen else not complete)
    }
    every = {test: kept.get(test, frozenset()) | set(done.get(test, ())) for test in {*kept, *done}}
    return {test: kinds for test, kinds in every.items() if kinds}


def stale(
    baseline: Baseline,
    done: Mapping[str, Collection[str]],
    seen: Mapping[str, bool],
    table: Table,
    names: Collection[str],
) -> list[str]:
    """Return a sentence for each line that a complete run of these levels shows to be untrue."""
    found = []
    for test, kinds in sorted(baseline.items()):
        level = table.level_of(PurePosixPath(test.partition("::")[0]))
        if level is None:
            found.append(_out(test, "belongs to no level"))
        elif level.name in names and test not in seen:
            found.append(_out(test, "was not collected"))
        elif level.name in names:
            free = kinds - {*level.forbids, "state"}
            if free:
                found.append(_out(test, f"may do {_all(free)} in level {level.label}"))
            idle = kinds - free - set(done.get(test, ()))
            if seen[test] and idle:
                found.append(_out(test, f"no longer does {_all(idle)}"))
    more = len(found) - SHOWN
    return [*found[:SHOWN], f"{FILE}: ... and {more} more lines like these."] if more > 0 else found


def _all(kinds: Collection[str]) -> str:
    return " and ".join(sorted(kinds))


def _out(test: str, what: str) -> str:
    return f"{test} {what}; take it out of {FILE}, or run {COMMAND}."
