"""The rows that are judged by running tests: on the base's sources, on the work tree's, on mutants."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ...history import git
from ...table import LevelsError
from ..reading.inventory import Inventory, Test, compare
from ..running.facts import Facts, gather, trouble
from ..running.proving import PROVEN
from ..running.runs import ADD_IT, Runs, by_function, is_there, named
from ..running.workspace import Workspace
from .finding import Finding, Row
from .mutants import mutants_row

NAMES = ("uncovered", "unasserted", "speculative", "broken", "unproven", "mutants")
FIX = re.compile(r"(?i)(bug)?fix(\([^)]*\))?!?:")


def judge(
    root: Path, base: str, inventory: Inventory | None, *, mutants: bool, seconds: float
) -> list[Row]:
    """Return the rows of the change since the commit `base`; `seconds` is the time for mutants."""
    names = NAMES if mutants else NAMES[:-1]
    try:
        if not is_there("coverage"):
            raise LevelsError(f"coverage is not installed; {ADD_IT}")
        with Workspace(root, base) as space, Runs(root) as runs:
            facts = gather(
                space, runs, inventory or compare(space.tests("base"), space.tests("head"))
            )
            rows = [
                uncovered(facts),
                unasserted(facts),
                speculative(facts),
                broken(facts),
                unproven(facts, commits_since(root, base)),
            ]
            if mutants:
                rows.append(mutants_row(facts, seconds))
            return rows
    except LevelsError as error:
        return [Row(name, "not judged", unverified=str(error)) for name in names]


def uncovered(facts: Facts) -> Row:
    """Name the changed lines that no test of the guarded levels runs, nor their import."""
    findings, all_lines = [], 0
    for lines in facts.change.sources:
        ran = facts.ran(lines)
        starts = facts.changed_statements(lines)
        all_lines += len(starts)
        for first, last in _blocks(starts, [start for start in starts if not ran.get(start)]):
            what = f"lines {first} to {last} are" if last > first else "is"
            text = f"{what} run by no test of levels 1 to 4; test what they are for, at level 4"
            findings.append(Finding(lines.path, first, text))
    bare = sum(
        not facts.ran(lines).get(start)
        for lines in facts.change.sources
        for start in facts.changed_statements(lines)
    )
    summary = f"{bare} of {_count(all_lines, 'changed line')} run by no test"
    return Row("uncovered", summary, tuple(findings), trouble(facts))


def _blocks(starts: list[int], bare: list[int]) -> Iterator[tuple[int, int]]:
    """Join lines that no test runs where no other changed line stands between them."""
    missing, block = set(bare), list[int]()
    for start in [*starts, 0]:
        if start in missing:
            block.append(start)
        elif block:
            yield block[0], block[-1]
            block = []


def unasserted(facts: Facts) -> Row:
    """Name the new and changed tests that pass without one executed assertion."""
    findings = []
    for test, cases in facts.outcomes(facts.touched):
        passed = [case for case in cases if case.outcome == "passed" and not case.free]
        silent = sum(not case.assertions for case in passed)
        if silent:
            where = f" in {silent} of {len(passed)} cases" if len(passed) > 1 else ""
            text = (
                f"{test.name} executes no assertion{where}; assert what must be true, or mark it "
                "must_not_raise if that nothing is raised is all it has to say"
            )
            findings.append(Finding(test.path, test.line, text))
    summary = (
        f"{len(findings)} of {_count(len(facts.touched), 'new or changed test')} without assertion"
    )
    unverified = _untested(facts, facts.touched)
    ended = [[case.outcome for case in cases] for _, cases in facts.outcomes(facts.touched)]
    ran = not (facts.head.lost or facts.head.broken or facts.late.broken)
    skipped = ran and all({"passed", "skipped"} & {*cases} for cases in ended)
    return Row("unasserted", summary, tuple(sorted(findings)), unverified, skipped=skipped)


def _untested(facts: Facts, tests: dict[tuple[str, str], Test]) -> str:
    """Return which of the tests did not run, as a sentence, nothing if all did."""
    if facts.head.lost:
        return f"the work tree's tests cannot be run ({facts.head.lost.message})"
    for file, failure in {**facts.head.broken, **facts.late.broken}.items():
        return f"{file} cannot be collected ({failure.message})"
    silent = [
        test
        for test, cases in facts.outcomes(tests)
        if not any(case.outcome == "passed" for case in cases)
    ]
    if not silent:
        return ""
    more = f" and {len(silent) - 1} more" if len(silent) > 1 else ""
    first = f"{silent[0].path}: {silent[0].name}{more}"
    return f"not run to their end: {first}; see why with nox -s levels"


def speculative(facts: Facts) -> Row:
    """Name the new tests that are green without the change and run no line of it."""
    links = [facts.linked(lines) for lines in (*facts.change.sources, *facts.change.support)]
    known = frozenset[str]().union(*(link for link in links if link is not None))
    before = {case.node: case for case in facts.new_on_base.tests}
    findings = []
    added = {(test.path, test.name): test for test in facts.inventory.added}
    for test, cases in facts.outcomes(added) if None not in links else ():
        guarded = [case for case in cases if not case.level or "process" in case.level.forbids]
        green = all(case.node in before and before[case.node].outcome == "passed" for case in cases)
        if guarded and green and not any(case.node in known for case in guarded):
            text = (
                f"{test.name} passes without the change and runs no changed line; take it out, or "
                "test what the change does"
            )
            findings.append(Finding(test.path, test.line, text))
    summary = f"{len(findings)} of {_count(len(added), 'new test')} without a link to the change"
    lost = facts.head.broken or facts.late.broken
    unverified = _unknown_base(facts, added) if added else _untested(facts, {}) if lost else ""
    return Row("speculative", summary, tuple(sorted(findings)), unverified)


def _unknown_base(facts: Facts, tests: dict[tuple[str, str], Test]) -> str:
    notes = [*facts.space.notes]
    if facts.new_on_base.lost:
        notes.append(f"nothing runs on the base's sources ({facts.new_on_base.lost.message})")
    return "; ".join([*filter(None, [_untested(facts, tests)]), *notes])


def broken(facts: Facts) -> Row:
    """Name the base's tests that fail on the new sources."""
    way_out = "mend the code, or declare that what it promises has changed"
    findings = [
        Finding(file, 0, f"of the base, cannot be imported with the new code ({text}); {way_out}")
        for file, text in facts.lost_files.items()
    ]
    for test, cases in by_function(facts.broken):
        told = next((case.failure.message for case in cases if case.failure), "")
        path, _, name = test.partition("::")
        text = f"{name}, as the base has it, fails with the new code ({told}); {way_out}"
        findings.append(Finding(path, cases[0].line, text))
    reasons = list(facts.space.notes)
    if facts.past.lost:
        reasons.append(f"the base's tests cannot be run ({facts.past.lost.message})")
    if facts.already:
        reasons.append(f"{facts.already} of the base's tests or files fail on the base as well")
    summary = f"{len(findings)} of {_count(len(facts.past.tests), 'test')} of the base fail now"
    return Row("broken", summary, tuple(sorted(findings)), "; ".join(reasons))


def commits_since(root: Path, base: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return hash, subject and files, relative to `root`, of the commits since the base."""
    words = ("log", "-z", "--no-merges", "--format=%x01%H%x02%s%x02", "--name-only", "--relative")
    found = []
    for entry in git(root, *words, f"{base}..HEAD").split("\x01")[1:]:
        commit, subject, names = entry.split("\x02", 2)
        files = tuple(name.strip("\n") for name in names.split("\0") if name.strip("\n"))
        found.append((commit, subject, files))
    return found


def unproven(facts: Facts, commits: list[tuple[str, str, tuple[str, ...]]]) -> Row:
    """Name the commits of type `fix:` whose sources no proven test runs."""
    proven = {test for test, verdict in facts.verdicts.items() if verdict.word == PROVEN}
    late = {named(case.file, case.called) for case in facts.late.tests}
    findings, fixes = [], 0
    for commit, subject, files in commits:
        parts = [lines for lines in facts.change.sources if {lines.path, lines.before} & {*files}]
        if not FIX.match(subject) or not parts:
            continue
        fixes += 1
        runners: set[str] = set(late)  # another process ran the lines, so nobody saw which
        for lines in parts:
            linked = facts.linked(lines)
            runners |= proven if linked is None else {re.sub(r"\[.*", "", node) for node in linked}
        if not proven & runners:
            text = (
                f"commit {commit[:9]} ({subject}) comes without a test that is red on the base and "
                "green here; write one, and see it with nox -s prove -- NODEID"
            )
            findings.append(Finding(parts[0].path, 0, text))
    summary = f"{len(findings)} of {_count(fixes, 'fix')} without a proven test"
    return Row(
        "unproven", summary, tuple(findings), _unknown_base(facts, facts.touched) if fixes else ""
    )


def _count(number: int, what: str) -> str:
    plural = "es" if what.endswith("x") else "s"
    return f"{number} {what}{'' if number == 1 else plural}"
