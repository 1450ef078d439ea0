"""A clone of one project, in which each side of a commit has levels.toml too."""

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path, PurePath

from plumbline import NAME
from plumbline.plugin.baseline import NOTHING, read_baseline, write_baseline
from plumbline.review.folders import LEFT_OUT, SUITES, python_in, sources_of, suites_in
from plumbline.review.trees import files_at
from plumbline.table import FILE, parse_table

from tests.evidence.adoption.place import check, python, run, watching
from tests.evidence.adoption.requirements import find_requirements
from tests.places import ROOT, TREE

TESTS = "tests"
FREE = f'unplaced = ["{TESTS}"]\n'
TABLE = f"""[all]
number = 4
title = "all tests"
paths = ["{TESTS}"]
session = "all-tests"
share = 100
forbids = ["process"]
each = 100.0
total = 10000.0
"""


@dataclass(frozen=True)
class Commit:
    """A commit of the project."""

    name: str
    subject: str


class Project:
    """The clone, its environment with the package, and what both sides get of it."""

    def __init__(
        self,
        source: Path,
        folder: Path,
        interpreter: str,
        more: Sequence[str] = (),
        *,
        adopted: bool = False,
    ) -> None:
        self.more = more  # requirements of the tests
        self.adopted = (
            adopted  # the tests have no level, as after `copier copy`; else all are at one
        )
        self.mode = "adopted" if adopted else "placed"
        self.interpreter = interpreter
        self.name = source.name
        self.source = source.resolve()
        self.folder = folder / self.name
        self.clone = self.folder / "clone"
        self.added = self.folder / "added"
        self.python = python(self.folder / "env")

    def prepare(self) -> None:
        """Make clone and environment; what an earlier replay made of them is used again."""
        if not self.clone.exists():
            self.clone.parent.mkdir(parents=True, exist_ok=True)
            run("git", "clone", "--quiet", str(self.source), str(self.clone), cwd=self.folder)
        self._git("fetch", "--quiet", "--tags", str(self.source), "HEAD")
        self._check_out("FETCH_HEAD")
        check(bool(self.tests), f"{self.source}: has no folder {TESTS}")
        if not self.python.exists():
            new = ("uv", "venv", "--quiet", "--python", self.interpreter)
            run(*new, str(self.folder / "env"), cwd=self.folder)
            self._install(*find_requirements(self.clone), *self.more)
        self._install("--reinstall-package", NAME, str(ROOT))
        self._add_levels()

    def _install(self, *requirements: str) -> None:
        words = ("uv", "pip", "install", "--quiet", "--python", str(self.python))
        run(*words, *requirements, cwd=self.clone)

    def _add_levels(self) -> None:
        """Write levels.toml; at a level, let tests that start processes or look for programs do so."""
        shutil.rmtree(self.added, ignore_errors=True)
        self.added.mkdir()
        (self.added / FILE).write_text(self._table, "utf-8")
        self._check_out(self._with_levels("FETCH_HEAD"))
        if self.adopted:
            self.ran = f"tests without a level in {', '.join(self.tests)}"
            return
        pytest = (str(self.python), "-m", "pytest", TESTS)
        run(str(self.python), "-m", "plumbline", "baseline", TESTS, cwd=self.clone, good=False)
        watch, variables = watching(self.folder / "outcomes.json")
        places = os.pathsep.join([str(self.clone), variables.pop("PYTHONPATH")])
        more = {**variables, "PYTHONPATH": places}
        done = run(*pytest, *watch, cwd=self.clone, good=False, **more)
        file = self.folder / "outcomes.json"
        check(file.is_file(), f"{self.name}: its tests cannot be run:", done.out)
        outcomes = json.loads(file.read_text("utf-8"))
        failed = [test for test, outcome in outcomes.items() if outcome == "failed"]
        found = read_baseline(self.clone) or NOTHING
        lines = {**found.lines, **dict.fromkeys(failed, frozenset({"process"}))}
        self.ran = f"{len(outcomes)} tests, {len(lines)} of them not guarded"
        write_baseline(self.added, replace(found, lines=lines))

    def commits(self, number: int) -> list[Commit]:
        """Return the last commits that touch both the sources and the tests."""
        words = ("log", "--no-merges", "--format=%h %s")
        wide = (*words, "FETCH_HEAD", "--")
        both = set(self._git(*wide, *self.tests).splitlines())
        others = [f":(exclude){name}" for name in self.tests]
        lines = self._git(*wide, *self.sources, *others).splitlines()
        pairs = [line.split(" ", 1) for line in lines if line in both]
        return [Commit(name, subject) for name, subject in pairs[:number]]

    @property
    def _table(self) -> str:
        return FREE + (TREE / FILE).read_text("utf-8") if self.adopted else TABLE

    @cached_property
    def tests(self) -> list[str]:
        """Where the tests lie now; at a level only the folders that can be placed as a whole."""
        table = parse_table(FREE + (TREE / FILE).read_text("utf-8"))
        there = suites_in(python_in(files_at(self.clone, left_out=LEFT_OUT)), table)
        found = [name for name in there if (self.clone / name).exists()]
        whole = [name for name in found if name == TESTS or PurePath(name).name in SUITES]
        return found if self.adopted else whole

    @cached_property
    def sources(self) -> list[str]:
        """Where the package lies now."""
        return sources_of(self.clone)

    def go_to(self, commit: Commit) -> None:
        """Check a commit out, upon its parent; both have the levels, so they are no change."""
        base = self._with_levels(f"{commit.name}~1")
        self._check_out(self._with_levels(commit.name, "-p", base))

    def _with_levels(self, commit: str, *parent: str) -> str:
        index = self.folder / "index"
        index.unlink(missing_ok=True)
        own = {"GIT_INDEX_FILE": str(index)}
        self._git("read-tree", commit, **own)
        for folder in () if self.adopted else self.tests:
            if folder != TESTS and self._git("ls-tree", commit, folder):
                self._move(commit, folder, **own)
        here = {"GIT_DIR": str(self.clone / ".git"), "GIT_WORK_TREE": str(self.added), **own}
        names = [entry.name for entry in self.added.iterdir()]
        run("git", "add", "--force", *names, cwd=self.added, good=True, **here)
        tree = self._git("write-tree", **own).strip()
        message = self._git("log", "-1", "--format=%B", commit)
        return self._git("commit-tree", tree, *parent, "-m", message).strip()

    def _move(self, commit: str, folder: str, **own: str) -> None:
        """Move the tests out of the package, as who places them does; mend their imports."""
        to = "/".join([TESTS, *folder.split("/")[1:-1]])
        self._git("read-tree", f"--prefix={to}/", f"{commit}:{folder}", **own)
        self._git("rm", "-r", "-f", "--cached", "--quiet", folder, **own)
        module = folder.replace("/", ".")
        words = ("grep", "--fixed-strings", "--name-only", module, commit, "--", f"{folder}/*.py")
        for line in run("git", *words, cwd=self.clone, good=False).out.splitlines():
            name = line.partition(":")[2]
            file = self.folder / "moved.py"
            file.write_text(self._git("show", line).replace(module, to.replace("/", ".")), "utf-8")
            blob = self._git("hash-object", "-w", str(file)).strip()
            entry = f"100644,{blob},{to}{name.removeprefix(folder)}"
            self._git("update-index", "--add", "--cacheinfo", entry, **own)

    def _check_out(self, commit: str) -> None:
        self._git("checkout", "--quiet", "--force", "--detach", commit)
        self._git("clean", "--quiet", "--force", "-d")

    def _git(self, *words: str, **more: str) -> str:
        return run("git", *words, cwd=self.clone, good=True, **more).out
