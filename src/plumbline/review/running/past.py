"""The base's tests on the new sources: which fail, and which went with what they are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from ..reading.modules import World
from ..reading.needs import needs_of
from .differing import Differing
from .lines import ChangedPython
from .mixing import Missing
from .runs import (
    Outcome,
    Request,
    Run,
    Running,
    Runs,
    by_function,
    existing,
    guarded,
    is_fast,
    named,
)
from .workspace import Workspace

PAIRED = 200  # unchanged tests at most whose time on the base's sources is compared


@dataclass(frozen=True)
class Gone:
    """Something that is there no more, and the tests of the base that fail for want of it."""

    path: str  # where the base defines it
    name: str  # of a module, or of what one defined
    tests: tuple[str, ...]  # file::name


@dataclass(frozen=True)
class Past:
    """How the base's tests end on the work tree's sources."""

    run: Run = field(default_factory=Run)
    broken: tuple[Outcome, ...] = ()  # tests that fail there, and pass on the base's sources
    lost_files: dict[str, str] = field(default_factory=dict)  # files that cannot be collected there
    gone: tuple[Gone, ...] = ()
    already: tuple[str, ...] = ()  # tests and files of levels that fail on the base as well
    known: frozenset[str] = frozenset()  # and those that have no level
    failing: int = 0  # cases that fail for any of these reasons
    total: int = 0  # cases there are


def beside(head: Run, change: ChangedPython) -> frozenset[str]:
    """Return tests that passed and run changed lines of the sources."""
    passed = {test.node for test in head.tests if test.outcome == "passed"}
    found: set[str] = set()
    for lines in change.sources:
        for line, tests in head.ran.get(lines.path, {}).items():
            found |= tests if line in lines.changed | lines.around else set()
    return frozenset(sorted(found & passed)[:PAIRED])


def start_past(
    space: Workspace, runs: Runs, head: Run, differ: Differing, others: frozenset[str]
) -> Running | None:
    """Begin to run the base's tests on the work tree's sources: those that may end otherwise there.

    `others` are a few more, for their time; where the work tree's say nothing, all are run.
    """
    tree, table = space.tree("head", "base"), space.table("base")
    if head.lost:
        return runs.start(Request(tree, space.given(tree, "base"), guarded(table)), table)
    old = existing(tree, differ.tests(space.tests("base"), table))
    same = {node for node in others if not differ.holds(node.partition("::")[0])}
    files = existing(tree, [*old, *(node.partition("::")[0] for node in same)])
    only, count = frozenset((*old, *same)), frozenset(old)
    request = Request(tree, files, guarded(table), only=only, count=count)
    return runs.start(request, table) if files else None


def known_failures(space: Workspace, runs: Runs, head: Run) -> frozenset[str]:
    """Return what fails without a level on the base as well, whose sources are the same."""
    free = {test.node for test in head.tests if test.level is None and test.outcome == "failed"}
    table = space.table("head")
    broken = {f: e for f, e in head.broken.items() if table.level_of(PurePosixPath(f)) is None}
    failed = tuple(test for test in head.tests if test.node in free)
    return judge_past(space, runs, Run(failed, broken)).known


def judge_past(space: Workspace, runs: Runs, past: Run, *, slow: bool = False) -> Past:
    """Judge the run of the base's tests on the new sources, those of guarded levels or the `slow` ones.

    What fails gets a second try with the work tree's fakes, and counts only if it passes on the base.
    """
    mode = ""
    if past.lost and not slow:  # a conftest that cannot be imported, whatever its signatures say
        mode = "all"
        tree, levels = space.tree("head", "base", mode), guarded(space.table("base"))
        request = Request(tree, space.given(tree, "base"), levels)
        past = runs.start(request, space.table("base")).result()
    failed = {test.node: test for test in past.tests if test.outcome == "failed"}
    failed = {node: test for node, test in failed.items() if not _is_mended(test)}
    lost = {file: told.message for file, told in past.broken.items()}
    table, mixture = space.table("base"), space.mixture("head", "base", mode)
    missing = mixture.missing
    mine = {f for f in missing if is_fast(table.level_of(PurePosixPath(f))) != slow}
    files = sorted({*(test.file for test in failed.values()), *lost, *mine})
    if past.lost or not files:
        return Past(past, total=len(past.tests))
    again_run = runs.start(Request(space.tree("head", "base", "own"), tuple(files)), table)
    alone_run = runs.start(Request(space.tree("base", "base"), tuple(files)), table)
    again, alone = again_run.result(), alone_run.result()
    passed = {test.node for test in again.tests if test.outcome == "passed"}
    sound = {test.node: test for test in alone.tests if test.outcome == "passed"}
    still = {node: test for node, test in failed.items() if node not in passed}
    ends = {test.node: test.outcome for test in alone.tests}  # what is not among them did not fail
    off = {*files} if alone.lost else alone.broken
    red = {n for n, t in still.items() if ends.get(n) == "failed" or t.file in off}
    broken = {node: test for node, test in still.items() if node not in red}
    there = {test.node for test in past.tests}
    broken |= {n: t for n, t in sound.items() if t.file in {*missing, *lost} and n not in there}
    texts = {file: text for file, text in space.tests("base").items() if file in missing}
    gone = find_gone(mixture.sides, broken.values(), texts, missing)
    failing, total = len(broken), len(there | broken.keys())
    went = {test for one in gone for test in one.tests}
    broken = {n: t for n, t in broken.items() if named(t.file, t.called) not in went}
    bad = {f: text for f, text in lost.items() if f in again.broken or again.lost}
    new = {f: text for f, text in bad.items() if f not in alone.broken and not alone.lost}
    new = {f: text for f, text in new.items() if any(t.file == f for t in broken.values())}
    tests = [test for test in broken.values() if test.file not in lost]
    already = [node for node in still if node in red]
    already += [file for file in bad if file in alone.broken or alone.lost]
    known = [n for n in already if table.level_of(PurePosixPath(n.partition("::")[0])) is None]
    already = [node for node in already if node not in known]
    return Past(past, tuple(tests), new, gone, tuple(already), frozenset(known), failing, total)


def _is_mended(test: Outcome) -> bool:
    """Say whether a test failed because it passes now, against its mark: `xfail(strict=True)`."""
    return test.failure is not None and test.failure.message.startswith("[XPASS(strict)]")


def find_gone(
    sides: tuple[World, World],
    broken: Iterable[Outcome],
    texts: dict[str, str],
    missing: dict[str, Missing],
) -> tuple[Gone, ...]:
    """Return what the broken tests need and nobody has now, each test with one cause."""
    causes: dict[str, set[tuple[str, str]]] = {}
    for test, cases in by_function(tuple(broken)):
        lost = missing.get(cases[0].file, {})
        names = needs_of(texts.get(cases[0].file, ""), cases[0].called) & lost.keys()
        if names:
            causes[test] = {_cause(sides, *lost[name]) for name in names}
    found = []
    while causes:
        count = Counter(cause for told in causes.values() for cause in told)
        best = max(sorted(count), key=lambda cause: count[cause])
        tests = sorted(test for test, told in causes.items() if best in told)
        found.append(Gone(*best, tuple(tests)))
        causes = {test: told for test, told in causes.items() if test not in tests}
    return tuple(found)


def _cause(sides: tuple[World, World], module: str, name: str) -> tuple[str, str]:
    """Return path and name of what went: the gateway itself, where its fake or contract went with it."""
    old, new = sides
    if old.has(f"{module}.{name}"):
        module, name = f"{module}.{name}", ""
    if module not in old.modules or new.has(module):
        return old.modules[module].path if module in old.modules else module, name
    stem = module.rpartition(".")[2]
    gone = [one.path for one in old.modules.values() if not new.has(one.name)]
    twins = [path for path in gone if path.endswith((f"/{stem}.py", f"/{stem}/__init__.py"))]
    ranks = ("/gateways/", "/fakes/", "/contracts/")
    twins.sort(
        key=lambda path: next(
            (n for n, rank in enumerate(ranks) if rank in path),
            -1 if "gateways" not in module else 9,
        )
    )
    return twins[0], ""
