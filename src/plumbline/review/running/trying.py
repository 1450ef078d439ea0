"""Mutants are tried in processes of their own, all at one time: which does a test notice?"""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .children import Stem, ended, stop
from .making import Mutant
from .runs import Job, MutantsError
from .signals import held

MODULE = "plumbline.review.running.mutating"


def run_mutants(
    stem: Stem, tree: Path, jobs: list[Job], end: float, name: str
) -> list[tuple[Mutant, bool]]:
    """Run the tests of a tree on each mutant until the time is over; return which were noticed, in order.

    `name` is that of the files that are written beside the tree, no two may have the same.
    """
    workers = max(1, min(os.cpu_count() or 1, len(jobs), 8))
    started = []
    try:
        for number in range(workers):
            mine = jobs[number::workers]
            job = {
                "parent": stem.parent(tree),
                "tree": str(tree),
                "temporary": str(tree.parent / f"{name}-{number}"),
                "seconds": max(0.0, end - time.monotonic()),
                "mutants": [{**asdict(mutant), "tests": tests} for mutant, tests in mine],
            }
            with held():
                worker = Worker(tree.parent / f"{name}-{number}.json", job, stem, tree)
                started.append((mine, worker))
        found: dict[int, tuple[Mutant, bool]] = {}
        for number, (mine, worker) in enumerate(started):
            for place, killed in worker.result(end).items():
                found[number + place * workers] = mine[place][0], killed
        return [found[place] for place in sorted(found)]
    finally:
        with held():
            for _, worker in started:
                stop(worker.process)


def spread(jobs: list[Job]) -> list[Job]:
    """Order mutants so that each line gets one before any gets a second."""
    seen: dict[tuple[str, int], int] = {}
    keys = []
    for mutant, _ in jobs:
        place = mutant.path, mutant.line
        seen[place] = seen.get(place, 0) + 1
        keys.append(seen[place])
    return [job for _, job in sorted(zip(keys, jobs, strict=True), key=lambda pair: pair[0])]


class Worker:
    """A process that tries mutants one after the other."""

    def __init__(self, file: Path, job: dict[str, Any], stem: Stem, tree: Path) -> None:
        self._out, self._said = file.with_suffix(".out"), file.with_suffix(".txt")
        file.write_text(json.dumps({**job, "out": str(self._out)}), encoding="utf-8")
        self.process = stem.start(MODULE, [str(file)], tree, self._said, {})

    def result(self, end: float) -> dict[int, bool]:
        """Wait for the end, or for the moment `end`; return which mutants were noticed."""
        if late := not ended(self.process, max(0.0, end - time.monotonic()) + 1):
            stop(self.process)
        lines = self._out.read_text("utf-8").splitlines() if self._out.is_file() else []
        if not lines and (late or not self.process.returncode):
            return {}
        if not lines or lines[0] != "ready":
            said = self._said.read_text("utf-8", "replace").strip().splitlines() or ["no word"]
            raise MutantsError(lines[0] if lines else f"the mutants could not be run ({said[-1]})")
        pairs = [line.split() for line in lines[1:]]
        return {int(pair[0]): pair[1] == "killed" for pair in pairs if len(pair) == 2}
