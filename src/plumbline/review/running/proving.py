"""Prove regression tests: red on the base's sources from their own call, green on the work tree's."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from ...placing.ties import python_files
from ...table import LevelsError
from ..base import before_fix, find_base
from ..history import GitHistory
from ..reading.collect import read_suite
from ..reading.needs import function_in
from .before import run_before
from .failures import Failure
from .mixing import added_names
from .processes import PytestRuns
from .runs import Outcome, Request, Run, Runs, by_function
from .workspace import Workspace

PROVEN, HOLDS = "proven", "holds on both sides"
ALONE = "No test is proven: one that holds on both sides guards a fix that another test proves."
CLOSE = 0.8  # as much of a path that is misspelt is that of another
MANY = 5  # names of tests that are shown
OLDER = "If the fix is an older commit, name the one before it: --base COMMIT^."


@dataclass(frozen=True)
class Verdict:
    """What the two runs say of one test."""

    test: str
    word: str  # proven, holds on both sides, red for the wrong reason, not green
    detail: str  # the first line of the failure, or what is missing

    def __str__(self) -> str:
        return f"{self.test}: {self.word}" + (f": {self.detail}" if self.detail else "")


def judge_test(
    test: str,
    before: Sequence[Outcome],
    after: Sequence[Outcome],
    lost: Failure | None,
    added: frozenset[str],
    feature: bool,
) -> Verdict:
    """Judge one test by its cases on the base's sources and on the work tree's.

    `lost` is why its file could not run on the base's. One case that was red and is green proves it.
    """
    if not after:
        return Verdict(test, "not green", "the work tree cannot collect it")
    for case in after:
        if case.outcome != "passed":
            reason = case.failure.message if case.failure else f"it was {case.outcome or 'not run'}"
            return Verdict(test, "not green", reason)
    names = {case.node for case in after}
    reds = [case.failure for case in before if case.node in names and case.failure]
    reds = reds or ([lost] if lost else [])
    if not reds:
        skipped = any(case.outcome == "skipped" for case in before)
        return Verdict(
            test, HOLDS, "the base skips it" if skipped else "it passes without the change"
        )
    for red in reds:
        if not red.wrong_reason(added):
            return Verdict(test, PROVEN, f"without the change {red.message}")
    red = reds[0]
    if red.lacks(added):
        if feature:
            return Verdict(test, PROVEN, f"without the feature {red.message}")
        hint = "make what it needs first, empty, or say --feature"
        return Verdict(
            test,
            "red for the wrong reason",
            f"{red.wrong_reason(added)} ({red.message}); {hint}",
        )
    return Verdict(test, "red for the wrong reason", f"{red.wrong_reason(added)} ({red.message})")


def judge_runs(
    before: Run,
    after: Run,
    feature: bool,
    added: frozenset[str],
    unchanged: Collection[str] = (),
) -> list[Verdict]:
    """Judge every test function of the run on the work tree; none that is unchanged tests a feature."""
    reds: dict[str, list[Outcome]] = dict(by_function(before.tests))
    return [
        judge_test(
            test,
            reds.get(test, []),
            cases,
            before.lost or before.broken.get(cases[0].file) or _folder_of(before, cases[0].file),
            added,
            feature and test not in unchanged,
        )
        for test, cases in by_function(after.tests)
    ]


def _folder_of(run: Run, file: str) -> Failure | None:
    """Return why a folder above a file could not be collected."""
    return next((told for name, told in run.broken.items() if file.startswith(f"{name}/")), None)


def prove(root: Path, nodes: Sequence[str], ref: str | None, feature: bool) -> int:
    """Print a verdict for each test; return 0 if one is proven, and all others hold on both sides."""
    wanted = [_as_node(root, node) for node in nodes]
    base = find_base(root, ref) if ref else before_fix(root)
    print(f"base: {base}")
    runs = PytestRuns(root)  # it begins to load pytest, and ends before the folder goes
    with runs, Workspace(GitHistory(root), base.commit) as space, runs:
        for note in space.notes:
            print(note)
        verdicts = find_verdicts(space, runs, wanted, feature)
    text, code = conclude(verdicts, ref)
    print(text)
    return code


def find_verdicts(
    space: Workspace, runs: Runs, wanted: Sequence[str], feature: bool
) -> list[Verdict]:
    """Return a verdict for each test that is wanted, by PATH or PATH::NAME."""
    table = space.table("head")
    files = tuple(sorted({node.partition("::")[0] for node in wanted}))
    only = frozenset(wanted)
    head = runs.start(Request(space.tree("head", "head"), files, only=only), table)
    before, after = run_before(space, runs, "base", files, only), head.result()
    added = added_names(space.side("base"), space.side("head"), space.suites("head"))
    same = _unchanged(space, after) if feature else frozenset()
    verdicts = judge_runs(before, after, feature, added, same)
    return verdicts + _absent(wanted, after, verdicts, space.tests("head"))


def conclude(verdicts: Sequence[Verdict], ref: str | None) -> tuple[str, int]:
    """Return what is said of the verdicts, and the exit code."""
    lines = [str(verdict) for verdict in verdicts]
    words = {verdict.word for verdict in verdicts}
    if words == {HOLDS}:
        lines.append(ALONE if ref else f"{ALONE} {OLDER}")
    return "\n".join(lines), 0 if PROVEN in words and words <= {PROVEN, HOLDS} else 1


def _unchanged(space: Workspace, run: Run) -> frozenset[str]:
    """Return the tests that the base has as they are; no change adds what they need."""
    texts = [space.tests(side) for side in ("base", "head")]
    found = set()
    for test, cases in by_function(run.tests):
        case = cases[0]
        shapes = [function_in(files.get(case.path, ""), case.name) for files in texts]
        if shapes[0] and shapes[0] == shapes[1]:
            found.add(test)
    return frozenset(found)


def _as_node(root: Path, node: str) -> str:
    """Return a node id with forward slashes, relative to the repo."""
    name, mark, rest = node.partition("::")
    top = root.resolve()
    path = Path(os.path.normpath(top / name))
    if not path.is_relative_to(top):
        raise LevelsError(f"{path} is not in this repo; name a test of it, PATH::TEST")
    if not path.exists():
        asked = path.relative_to(top).as_posix()
        near = get_close_matches(asked, python_files(top), 1, CLOSE)
        hint = f"did you mean {near[0]}?" if near else "name a test as PATH::TEST"
        raise LevelsError(f"{asked}: no such file; {hint}")
    return path.relative_to(top).as_posix() + mark + rest


def _absent(
    wanted: Sequence[str], after: Run, found: Sequence[Verdict], texts: Mapping[str, str]
) -> list[Verdict]:
    """Return a verdict for each name that no test on the work tree answered to."""
    nodes = [test.node for test in after.tests] + [verdict.test for verdict in found]
    missing = [
        name
        for name in wanted
        if not any(
            node == name or node.startswith((f"{name}::", f"{name}[", f"{name}/")) for node in nodes
        )
    ]
    if told := [*([after.lost] if after.lost else []), *after.broken.values()]:
        return [Verdict(name, "not green", told[0].message) for name in missing]
    return [Verdict(name, "no such test", _nearest(name, texts)) for name in missing]


def _nearest(node: str, texts: Mapping[str, str]) -> str:
    """Return what to name instead of a test that is not there."""
    file, _, name = node.partition("::")
    suite = read_suite({file: texts.get(file, "")})
    names = ["::".join(one.name.split(".")) for one in suite.tests]
    if near := get_close_matches(name, names, 1):
        return f"did you mean {file}::{near[0]}?"
    return f"{file} has {', '.join(names[:MANY])}" if names else f"{file} has no test"
