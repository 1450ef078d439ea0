"""Run tests of a tree in a process of their own, and read what the recorder wrote."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ...table import Table
from ..folders import python_in, suites_in
from ..reading.modules import dotted
from ..trees import Tree
from .calling import pytest_words
from .children import Stem, ended, stop
from .failures import Failure, failure_in
from .making import Mutant
from .runs import LATE, PATIENCE, Job, Request, Run, Running, Runs, read_record
from .sessions import Call, calls_of
from .signals import held
from .trying import run_mutants
from .workspace import no_room


class Process(Running):
    """A process that runs pytest."""

    def __init__(self, request: Request, table: Table, outside: Path, stem: Stem) -> None:
        self._request = request
        self._table = table
        self._tree = request.tree.written()
        folder = self._tree.parent
        number = len(list(folder.glob("job-*.json")))
        self._out = folder / f"record-{number}.json"
        self._said = folder / f"said-{number}.txt"
        job = folder / f"job-{number}.json"
        parent = stem.parent(self._tree)
        job.write_text(json.dumps({**self._job(outside), "parent": parent}), encoding="utf-8")
        words = [*request.words, *pytest_words(folder / f"tmp-{number}"), f"--recording={job}"]
        words += [*(["--collect-only"] if request.listing else []), *request.files]
        self._process = stem.start("pytest", words, self._tree, self._said, dict(request.env))

    def _job(self, outside: Path) -> dict[str, Any]:
        request, tree = self._request, self._tree
        suites = suites_in(python_in(request.tree.files), self._table)
        support = [
            dotted(f"{suite}/{path.name}")
            for suite in suites
            for path in (tree / suite).glob("*")
            if path.stem != "fakes" and (path.is_dir() or path.suffix == ".py")
        ]
        return {
            "tree": str(tree),
            "outside": sorted({str(outside.absolute()) + os.sep, str(outside.resolve()) + os.sep}),
            "out": str(self._out),
            "suites": suites,
            "keep": request.keep,
            "listing": request.listing,
            "support": sorted(support),
            "levels": request.levels,
            "only": sorted(request.only),
            "watch": sorted(request.watch),
            "count": None if request.count is None else sorted(request.count),
            "cover": [str(tree / name) for name in request.cover],
        }

    def result(self, seconds: float = PATIENCE) -> Run:
        return read_record(self.record(seconds), self._table)

    def record(self, seconds: float) -> dict[str, Any]:
        """Wait for the end and return what was written, or under `lost` why nothing was."""
        if not ended(self._process, seconds):
            self.stop()
            return _lost(Failure("session", LATE, f"the run took more than {seconds:g} s"))
        if not self._out.is_file() and (code := self._process.returncode or 0) < 0:
            text = f"the run was ended by signal {-code}, as for want of memory"
            return _lost(Failure("session", "", text))
        if not self._out.is_file():
            said = self._said.read_text("utf-8", "replace")
            return _lost(failure_in(said.replace(str(self._tree) + os.sep, "")))
        record: dict[str, Any] = json.loads(self._out.read_text("utf-8"))
        if record["alien"]:
            text = f"{record['alien'][0]} was imported from the repo itself, not from the copy"
            return _lost(Failure("session", "", text))
        return record

    def stop(self) -> None:
        """End the process, whatever it does."""
        stop(self._process)


def _lost(why: Failure) -> dict[str, Any]:
    return {"lost": asdict(why)}


class PytestRuns(Runs):
    """Starts processes; nothing may be imported from `outside`, the repo itself."""

    def __init__(self, outside: Path) -> None:
        self._outside = outside
        self._stem = Stem()
        self._running: list[Process] = []

    def __exit__(self, *error: object) -> None:
        with held():
            for running in self._running:
                running.stop()
            self._stem.close()

    def start(self, request: Request, table: Table) -> Running:
        try:
            with held():
                self._running.append(Process(request, table, self._outside, self._stem))
        except OSError as error:
            raise no_room(request.tree.folder.parent, error) from None
        return self._running[-1]

    def try_mutants(
        self, tree: Tree, jobs: list[Job], end: float, name: str
    ) -> list[tuple[Mutant, bool]]:
        return run_mutants(self._stem, tree.written(), jobs, end, name)

    def calls(self, side: Tree) -> list[Call] | None:
        return calls_of(side.written())
