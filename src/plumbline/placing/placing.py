"""`plumbline place`: move files of tests into their level, and leave all as it was where that is not green."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from ..table import FILE, Level, LevelsError, Table
from . import is_test_file
from .mending import Move, mend
from .outside import Repo
from .ties import importers

NO_TESTS = 5  # pytest's code
PLAIN = ("-P",)  # as `pytest` finds modules; `python -m pytest` finds those at the root, too
AS_IT_WAS = "all is as it was"


@dataclass(frozen=True)
class Plan:
    """What is to be moved and written."""

    levels: Mapping[str, Level]  # of each file, by its old path
    tests: Mapping[str, int]  # likewise
    moved: Mapping[str, str]  # the new path
    texts: Mapping[str, bytes]  # of each file that changes, by its old path
    way: Sequence[str]  # how Python is called for a run of the tests


def place(repo: Repo, files: Sequence[str], to: str | None, *, dry: bool) -> int:
    """Place files of tests; return 1 if that was undone. Raises LevelsError where nothing was done."""
    table = repo.table()
    for file in files:
        check_file(repo, table, file)
    plan = make_plan(repo, table, files, to)
    if dry:
        show(repo, plan)
        return 0
    kept = {file: repo.read(file) for file in plan.texts}
    done: list[str] = []
    try:
        said = carry_out(repo, plan, done)
    except BaseException:
        undo(repo, plan, kept, done)
        raise
    if said:
        undo(repo, plan, kept, done)
        hint = " Place them one by one to see which can go." if len(files) > 1 else ""
        print(f"{said}\nNot placed: {', '.join(files)}; {AS_IT_WAS}.{hint}")
        return 1
    for old, new in plan.moved.items():
        print(f"{old} -> {new}: {count(plan.tests[old])}, level {plan.levels[old].label}")
    for file in sorted(plan.texts.keys() - plan.moved.keys()):
        print(f"{file}: mended")
    return 0


def check_file(repo: Repo, table: Table, file: str) -> None:
    """Raise LevelsError for a file that cannot be placed."""
    path = PurePosixPath(file)
    if ".." in path.parts or path.is_absolute() or not repo.has(file):
        raise LevelsError(
            f"{file}: there is no such file below {repo.place}; name a file of tests."
        )
    if level := table.level_of(path):
        raise LevelsError(f"{file}: it is in level {level.label} already.")
    if not repo.knows(file):
        raise LevelsError(f"{file}: git does not know it; `git add` it first.")


def make_plan(repo: Repo, table: Table, files: Sequence[str], to: str | None) -> Plan:
    """Return what placing these files means. Raises LevelsError."""
    seen, way = observe(repo, files)
    levels = {}
    for file in files:
        if file not in seen:
            raise LevelsError(f"{file}: no test in it was run; name a file of tests.")
        name = to or seen[file]["level"]
        level = next((level for level in table.levels if level.name == name), None)
        if level is None and to:
            known = ", ".join(level.name for level in table.levels)
            raise LevelsError(f"{FILE}: no level {to!r} in it; it has {known}.")
        if level is None:
            raise LevelsError(
                f"{file}: fits no level: {'; '.join(seen[file]['holds'])}. Mend that first."
            )
        levels[file] = level
    moved = {file: f"{level.paths[0]}/{PurePosixPath(file).name}" for file, level in levels.items()}
    targets = [*moved.values()]
    for file, new in moved.items():
        if repo.has(new) or targets.count(new) > 1:
            raise LevelsError(f"{file}: {new} is taken; rename one of them first.")
    texts = {}
    follow = {one for others in importers(repo.python(), files).values() for one in others}
    for file in sorted({*files, *follow}):
        source = repo.read(file)
        if (made := mend(source, Move(moved, file))) != source:
            texts[file] = made
    listed = repo.read(FILE)
    if (less := without_lines(listed, files)) != listed:
        texts[FILE] = less
    return Plan(levels, {file: seen[file]["tests"] for file in files}, moved, texts, way)


def without_lines(text: bytes, files: Sequence[str]) -> bytes:
    """Return the text of levels.toml without the lines of `unplaced` that name only these files."""
    for file in files:
        line = rb'^[ \t]*"' + re.escape(file.encode()) + rb'"[ \t]*,?[ \t]*\r?\n'
        text = re.sub(line, b"", text, flags=re.MULTILINE)
    return text


def observe(repo: Repo, files: Sequence[str]) -> tuple[dict[str, Any], Sequence[str]]:
    """Return what `observe` says of these files, whose tests must pass, and how Python was called.

    That is as plain pytest is, if they pass so. Raises LevelsError.
    """
    for way in (PLAIN, ()):
        ran = repo.observe(way, files)
        if not ran.code and ran.figures is not None:
            return ran.figures, way
    if ran.code == NO_TESTS:
        raise LevelsError(f"{', '.join(files)}: no test in it was run; name a file of tests.")
    print(ran.said)
    raise LevelsError(f"{', '.join(files)}: not green where they are; mend them first.")


def carry_out(repo: Repo, plan: Plan, done: list[str]) -> str | None:
    """Move, write and run; return what is not green."""
    for old, new in plan.moved.items():
        repo.move(old, new)
        done.append(old)
    for file, text in plan.texts.items():
        repo.write(plan.moved.get(file, file), text)
    others = [name for name in plan.texts if is_test_file(name) and name not in plan.moved]
    ran = repo.test(plan.way, [*plan.moved.values(), *others])
    if ran.code or ran.figures is None:
        return ran.said
    for old, new in plan.moved.items():
        found = sum(test.startswith(f"{new}::") for test in ran.figures["shard"]["ran"])
        if found != plan.tests[old]:
            return f"{new}: {count(found)}, {plan.tests[old]} before"
    return None


def undo(repo: Repo, plan: Plan, kept: Mapping[str, bytes], done: Sequence[str]) -> None:
    """Bring all back to where and what it was."""
    for old in done:
        repo.move(plan.moved[old], old)
    for file, text in kept.items():
        repo.write(file, text)


def count(tests: int) -> str:
    """Return a number of tests in words."""
    return f"{tests} test{'s' * (tests != 1)}"


def show(repo: Repo, plan: Plan) -> None:
    """Print what would be done."""
    for old, new in plan.moved.items():
        print(f"git mv {old} {new}  # {count(plan.tests[old])}, level {plan.levels[old].label}")
    for file, text in plan.texts.items():
        before, after = (
            one.decode("utf-8", "replace").splitlines() for one in (repo.read(file), text)
        )
        name = plan.moved.get(file, file)
        print("\n".join(difflib.unified_diff(before, after, file, name, lineterm="", n=1)))
