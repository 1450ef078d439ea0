"""Changed tests that notice less than they did: small mutants, tried on the old test and on the new."""

from __future__ import annotations

import time
from pathlib import PurePosixPath

from ..reading.inventory import Test
from ..running.facts import Facts
from ..running.making import make_mutants
from ..running.runs import Job, Request, Run, existing, guarded, is_fast, named
from ..running.trying import spread
from .finding import Finding, Row, grouped, others

QUESTION = "What did changed tests notice that no test notices any more?"
NAME = "weakened"  # the row that they stand in
MOST = 40  # mutants
Sides = dict[str, Test]  # by what the base calls it, file::name


def find(facts: Facts) -> Row:
    """Name the changed tests whose old selves notice a mutant that no test notices now."""
    olds = _changed(facts)
    if not olds or facts.head.lost or facts.past.run.lost:
        return Row(NAME, "")
    end = time.monotonic() + facts.seconds
    lost = _lost(facts, olds, end)
    groups = grouped((olds[tests[0].partition("[")[0]], mutant) for mutant, tests in lost)
    findings = []
    for test, mutants in groups.items():
        first = mutants[0]
        text = (
            f"{test.name} noticed `- {first.old}` / `+ {first.new}` in {first.path}:{first.line}"
            f"{others(mutants)} before it changed, and no test does now; restore what it asked"
        )
        findings.append(Finding(test.path, test.line, text))
    return Row(NAME, "", tuple(sorted(findings)))


def _changed(facts: Facts) -> Sides:
    """Return the changed tests of fast levels that are green, by the names that they have on the base."""
    was = {new: old for old, new in facts.inventory.now.items() if new}
    level_of = facts.space.table("base").level_of
    found = {}
    for test, cases in facts.outcomes(facts.inventory.changed):
        old = was.get(test.key)
        is_green = cases and all(case.outcome == "passed" for case in cases)
        if old and is_green and is_fast(level_of(PurePosixPath(old[0]))):
            found[named(*old)] = test
    return found


def _lost(facts: Facts, olds: Sides, end: float) -> list[Job]:
    """Return the mutants that old tests notice and no test notices now, with those tests."""
    before = _old_run(facts, olds)
    jobs = spread(_jobs(facts, before, olds))[:MOST]
    if not jobs:
        return []
    by_text = {job[0].text: job for job in jobs}
    noticed = facts.try_mutants(jobs, end, "noticed-old", "base")
    left = [by_text[mutant.text] for mutant, killed in noticed if killed]
    fast = [test for test in facts.head.tests if test.outcome == "passed"]
    own = [test.node for test in fast if test.node in facts.fresh]
    for name, nodes in (("own", own), ("all", [test.node for test in fast])):
        if not left or not nodes:
            return []
        tried = facts.try_mutants([(m, nodes) for m, _ in left], end, f"noticed-{name}")
        left = [by_text[mutant.text] for mutant, killed in tried if not killed]
    return left


def _old_run(facts: Facts, olds: Sides) -> Run:
    """Run the old tests on the work tree's sources, and see which lines they run."""
    space = facts.space
    tree, table = space.tree("head", "base"), space.table("base")
    wanted = existing(tree, {old.partition("::")[0] for old in olds})
    names = guarded(table)
    request = Request(tree, wanted, names, only=frozenset(olds), cover=facts.source_files)
    return facts.runs.start(request, table).result() if wanted else Run()


def _jobs(facts: Facts, before: Run, olds: Sides) -> list[Job]:
    green = {test.node for test in before.tests if test.outcome == "passed"}
    jobs: list[Job] = []
    for path, ran in before.ran.items():
        lines = {line: sorted(tests & green) for line, tests in ran.items() if tests & green}
        for mutant in make_mutants(path, facts.text(path), set(lines)) if lines else ():
            jobs.append((mutant, [n for n in lines[mutant.line] if n.partition("[")[0] in olds]))
    return [job for job in jobs if job[1]]
