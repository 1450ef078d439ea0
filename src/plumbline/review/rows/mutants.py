"""Mutants of the changed lines: made by making.py, run by mutating.py, named where no test notices."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..running.facts import Facts, trouble
from ..running.lines import Lines
from ..running.making import Mutant, make_mutants
from ..running.runs import environment, guarded
from ..running.signals import held
from ..running.workspace import Workspace
from ..texts import as_text
from .finding import Finding, Row

QUESTION = "Which small mutations of the changed lines does no test notice?"
NOBODY = "no test of levels 1, 3 and 4 notices"


def find(facts: Facts) -> Row:
    """Return the row of the mutants that no test notices."""
    end = time.monotonic() + facts.seconds
    reason = trouble(facts)
    if reason:
        return Row("mutants", "not tried", unverified=reason)
    jobs = [job for lines in facts.change.sources for job in _jobs(facts, lines)]
    if not jobs:
        return Row("mutants", "no changed line to make a mutant of")
    try:
        verdicts = run_mutants(facts.space, _spread(jobs), end)
    except (MutantsError, OSError) as error:
        return Row("mutants", "not tried", unverified=str(error))
    survivors = [mutant for mutant, killed in verdicts if not killed]
    findings = {Finding(m.path, m.line, f"{NOBODY} `- {m.old}` / `+ {m.new}`") for m in survivors}
    summary = f"{len(survivors)} of {len(verdicts)} mutants of the changed lines go unnoticed"
    late = len(jobs) - len(verdicts)
    unverified = ""
    if late:
        unverified = (
            f"{late} of {len(jobs)} mutants were not tried within {facts.seconds:g} seconds"
        )
    return Row("mutants", summary, tuple(sorted(findings)), unverified)


Job = tuple[Mutant, list[str]]  # with the tests that run its line


class MutantsError(Exception):
    """No mutant can be judged; the text says why."""


def _jobs(facts: Facts, lines: Lines) -> list[Job]:
    fast = {
        test.node
        for test in facts.head.tests
        if test.outcome == "passed" and not (test.level and "mock" not in test.level.forbids)
    }
    ran = facts.ran(lines)
    every = frozenset[str]().union(*ran.values()) & fast
    tests: dict[int, list[str]] = {}
    new = {case.node for _, cases in facts.outcomes(facts.touched) for case in cases}
    for start in facts.changed_statements(lines):
        runners = ran.get(start, frozenset())
        chosen = every if "" in runners else runners & fast
        tests[start] = sorted(chosen, key=lambda node: (node not in new, node))
    starts = facts.starts(lines)
    wanted = {line for line in lines.changed if tests.get(starts.get(line, 0))}
    text = as_text(lines.path, (facts.space.side("head") / lines.path).read_bytes())
    made = make_mutants(lines.path, text, wanted) if wanted else []
    return [(mutant, tests.get(starts.get(mutant.line, 0), []) or sorted(every)) for mutant in made]


def _spread(jobs: list[Job]) -> list[Job]:
    """Order mutants so that each line gets one before any gets a second."""
    seen: dict[tuple[str, int], int] = {}
    keys = []
    for mutant, _ in jobs:
        place = mutant.path, mutant.line
        seen[place] = seen.get(place, 0) + 1
        keys.append(seen[place])
    return [job for _, job in sorted(zip(keys, jobs, strict=True), key=lambda pair: pair[0])]


def run_mutants(space: Workspace, jobs: list[Job], end: float) -> list[tuple[Mutant, bool]]:
    """Run the tests on each mutant until the time is over; return which were noticed."""
    tree = space.tree("head", "head")
    workers = max(1, min(os.cpu_count() or 1, len(jobs), 8))
    started = []
    names = [word for level in guarded(space.table("head")) for word in ("--level", level)]
    try:
        for number in range(workers):
            mine = jobs[number::workers]
            job = {
                "parent": os.getpid(),
                "tree": str(tree),
                "levels": names,
                "temporary": str(space.folder / f"mutants-{number}"),
                "seconds": max(0.0, end - time.monotonic()),
                "mutants": [{**asdict(mutant), "tests": tests} for mutant, tests in mine],
            }
            with held():
                worker = Worker(space.folder / f"mutants-{number}.json", job, tree)
                started.append((mine, worker))
        found = []
        for mine, worker in started:
            verdicts = worker.result(end)
            found += [(mine[n][0], killed) for n, killed in sorted(verdicts.items())]
        return found
    finally:
        with held():
            for _, worker in started:
                worker.stop()


class Worker:
    """A process that tries mutants one after the other."""

    def __init__(self, file: Path, job: dict[str, Any], tree: Path) -> None:
        self._out, self._said = file.with_suffix(".out"), file.with_suffix(".txt")
        job["out"] = str(self._out)
        file.write_text(json.dumps(job), encoding="utf-8")
        with self._said.open("wb") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "plumbline.review.running.mutating", str(file)],
                cwd=tree,
                env=environment(tree),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                **_group(),
            )

    def result(self, end: float) -> dict[int, bool]:
        """Wait for the end, or for the moment `end`; return which mutants were noticed."""
        late = False
        try:
            self._process.wait(max(0.0, end - time.monotonic()) + 1)
        except subprocess.TimeoutExpired:
            self.stop()
            late = True
        lines = self._out.read_text("utf-8").splitlines() if self._out.is_file() else []
        if not lines and (late or not self._process.returncode):
            return {}
        if not lines or lines[0] != "ready":
            said = self._said.read_text("utf-8", "replace").strip().splitlines() or ["no word"]
            raise MutantsError(lines[0] if lines else f"the mutants could not be run ({said[-1]})")
        pairs = [line.split() for line in lines[1:]]
        return {int(pair[0]): pair[1] == "killed" for pair in pairs if len(pair) == 2}

    def stop(self) -> None:
        """End the process and what it started."""
        if self._process.poll() is None:
            if os.name == "nt":
                self._process.kill()
            else:
                os.killpg(self._process.pid, 9)
        self._process.wait()


def _group() -> dict[str, Any]:
    return {} if os.name == "nt" else {"start_new_session": True}
