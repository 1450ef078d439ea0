"""`plumbline place`: move files of tests into their level, and leave all as it was where that is not green."""

from __future__ import annotations

import difflib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from ..history import git
from ..table import FILE, Level, LevelsError, Table, read_table
from . import FIGURES, is_test_file
from .mending import Move, mend
from .ties import importers, python_files

NO_TESTS = 5  # pytest's code
PLAIN = ("-P",)  # as `pytest` finds modules; `python -m pytest` finds those at the root, too
TOLD = 30  # last lines of a run that are shown
AS_IT_WAS = "all is as it was"


@dataclass(frozen=True)
class Plan:
    """What is to be moved and written."""

    levels: Mapping[str, Level]  # of each file, by its old path
    tests: Mapping[str, int]  # likewise
    moved: Mapping[str, str]  # the new path
    texts: Mapping[str, bytes]  # of each file that changes, by its old path
    way: Sequence[str]  # how Python is called for a run of the tests


def place(root: Path, files: Sequence[str], to: str | None, *, dry: bool) -> int:
    """Place files of tests; return 1 if that was undone. Raises LevelsError where nothing was done."""
    table = read_table(root)
    for file in files:
        check_file(root, table, file)
    plan = make_plan(root, table, files, to)
    if dry:
        show(root, plan)
        return 0
    kept = {file: (root / file).read_bytes() for file in plan.texts}
    done: list[str] = []
    try:
        said = carry_out(root, plan, done)
    except BaseException:
        undo(root, plan, kept, done)
        raise
    if said:
        undo(root, plan, kept, done)
        print(f"{said}\nNot placed: {', '.join(files)}; {AS_IT_WAS}.")
        return 1
    for old, new in plan.moved.items():
        tests = f"{plan.tests[old]} test{'s' * (plan.tests[old] != 1)}"
        print(f"{old} -> {new}: {tests}, level {plan.levels[old].label}")
    for file in plan.texts.keys() - plan.moved.keys():
        print(f"{file}: mended")
    return 0


def check_file(root: Path, table: Table, file: str) -> None:
    """Raise LevelsError for a file that cannot be placed."""
    path = PurePosixPath(file)
    if ".." in path.parts or path.is_absolute() or not (root / file).is_file():
        raise LevelsError(
            f"{file}: there is no such file below {root.resolve()}; name a file of tests."
        )
    if level := table.level_of(path):
        raise LevelsError(f"{file}: it is in level {level.label} already.")
    if not git(root, "ls-files", "--", f":(literal){file}"):
        raise LevelsError(f"{file}: git does not know it; `git add` it first.")


def make_plan(root: Path, table: Table, files: Sequence[str], to: str | None) -> Plan:
    """Return what placing these files means. Raises LevelsError."""
    seen, way = observe(root, files)
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
        if (root / new).exists() or targets.count(new) > 1:
            raise LevelsError(f"{file}: {new} is taken; rename one of them first.")
    texts = {}
    follow = {one for others in importers(python_files(root), files).values() for one in others}
    for file in sorted({*files, *follow}):
        source = (root / file).read_bytes()
        if (made := mend(source, Move(moved, file))) != source:
            texts[file] = made
    listed = (root / FILE).read_bytes()
    if (less := without_lines(listed, files)) != listed:
        texts[FILE] = less
    return Plan(levels, {file: seen[file]["tests"] for file in files}, moved, texts, way)


def without_lines(text: bytes, files: Sequence[str]) -> bytes:
    """Return the text of levels.toml without the lines of `unplaced` that name only these files."""
    for file in files:
        line = rb'^[ \t]*"' + re.escape(file.encode()) + rb'"[ \t]*,?[ \t]*\r?\n'
        text = re.sub(line, b"", text, flags=re.MULTILINE)
    return text


def observe(root: Path, files: Sequence[str]) -> tuple[dict[str, Any], Sequence[str]]:
    """Return what `observe` says of these files, whose tests must pass, and how Python was called.

    That is as plain pytest is, if they pass so. Raises LevelsError.
    """
    code, said = 0, ""
    for way in (PLAIN, ()):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "seen.json")
            words = ("observe", f"{FIGURES}={file}", "-q", *files)
            code, said = run(root, way, "plumbline", *words)
            if not code and file.is_file():
                return json.loads(file.read_text("utf-8")), way
    if code == NO_TESTS:
        raise LevelsError(f"{', '.join(files)}: no test in it was run; name a file of tests.")
    print(said)
    raise LevelsError(f"{', '.join(files)}: not green where they are; mend them first.")


def carry_out(root: Path, plan: Plan, done: list[str]) -> str | None:
    """Move, write and run; return what is not green."""
    for old, new in plan.moved.items():
        (root / new).parent.mkdir(parents=True, exist_ok=True)
        git(root, "mv", "--", old, new)
        done.append(old)
    for file, text in plan.texts.items():
        (root / plan.moved.get(file, file)).write_bytes(text)
    with tempfile.TemporaryDirectory() as folder:
        figures = Path(folder, "levels.json")
        others = [name for name in plan.texts if is_test_file(name) and name not in plan.moved]
        words = (f"--levels-json={figures}", *plan.moved.values(), *others)
        code, said = run(root, plan.way, "pytest", *words)
        if code or not figures.is_file():
            return said
        ran = json.loads(figures.read_text("utf-8"))["shard"]["ran"]
    for old, new in plan.moved.items():
        found = sum(test.startswith(f"{new}::") for test in ran)
        if found != plan.tests[old]:
            return f"{new}: {found} tests, where there were {plan.tests[old]}"
    return None


def undo(root: Path, plan: Plan, kept: Mapping[str, bytes], done: Sequence[str]) -> None:
    """Bring all back to where and what it was."""
    for old in reversed(done):
        git(root, "mv", "--", plan.moved[old], old)
    for file, text in kept.items():
        (root / file).write_bytes(text)


def run(root: Path, way: Sequence[str], module: str, *words: str) -> tuple[int, str]:
    """Run a module of this Python, called with more options; return its code and its last lines."""
    done = subprocess.run(
        [sys.executable, *way, "-m", module, *words],
        cwd=root,
        env={name: value for name, value in os.environ.items() if name != "GITHUB_STEP_SUMMARY"},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    lines = (done.stdout + done.stderr).splitlines()
    return done.returncode, "\n".join(lines[-TOLD:])


def show(root: Path, plan: Plan) -> None:
    """Print what would be done."""
    for old, new in plan.moved.items():
        print(f"git mv {old} {new}  # {plan.tests[old]} tests, level {plan.levels[old].label}")
    for file, text in plan.texts.items():
        before, after = (
            one.decode("utf-8", "replace").splitlines()
            for one in ((root / file).read_bytes(), text)
        )
        name = plan.moved.get(file, file)
        print("\n".join(difflib.unified_diff(before, after, file, name, lineterm="", n=1)))
