"""The runs that the rows are judged by: the work tree's, and mixtures of it with the base."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePosixPath

from ...syntax import parsed
from ...table import Table
from ..reading.inventory import Inventory, Test
from .before import run_before
from .choosing import QUICK, Choice, Memory, choose
from .collecting import Plain, start_plain
from .deep import both, not_run, real_tests, start_deep
from .differing import Differing, find_differing
from .lines import ChangedPython, Lines, find_change, statement_lines
from .making import Mutant
from .mixing import added_names
from .past import Past, beside, judge_past, known_failures, start_past
from .proving import Verdict, judge_runs
from .runs import PATIENCE, Job, Outcome, Request, Run, Running, Runs, existing, guarded, named
from .workspace import Side, Workspace


@dataclass(frozen=True)
class Facts:
    """What was run, and on which change."""

    space: Workspace
    runs: Runs
    change: ChangedPython
    inventory: Inventory
    head: Run  # the work tree's tests of the guarded levels on its own sources
    late: Run  # its new and changed tests of the other levels
    new_on_base: Run  # its new and changed tests on the base's sources, and some old ones
    past: Past  # the base's tests on the work tree's sources
    real: Run  # the tests of level 5 that import a changed gateway, or what wires it
    plain: Plain  # what each side collects by itself
    not_run: str  # which of the base's slow tests say nothing here
    left: int  # tests of the base that run no changed line, and are left to the suite's own run
    seconds: float  # for the mutants

    @property
    def table(self) -> Table:
        """The levels of the work tree."""
        return self.space.table("head")

    @cached_property
    def source_files(self) -> tuple[str, ...]:
        """The Python files of the work tree's sources."""
        return self.space.sources("head")

    @cached_property
    def fresh(self) -> frozenset[str]:
        """The nodes of the new and changed tests."""
        cases = (case for _, cases in self.outcomes(self.inventory.touched) for case in cases)
        return frozenset(case.node for case in cases)

    def text(self, path: str) -> str:
        """Return the text of a file of the work tree."""
        return self.space.side("head").text(path)

    def outcomes(self, tests: Iterable[Test]) -> list[tuple[Test, list[Outcome]]]:
        """Return the outcomes on the work tree of each of these tests."""
        found: dict[Test, list[Outcome]] = {test: [] for test in tests}
        named = {test.key: test for test in found}
        for outcome in (*self.head.tests, *self.late.tests):
            for key in named.keys() & {*outcome.keys}:
                found[named[key]].append(outcome)
        return [*found.items()]

    @cached_property
    def verdicts(self) -> dict[str, Verdict]:
        """Whether the new and changed tests are proven against the base, by file::name."""
        tests = [t for t in (*self.head.tests, *self.late.tests) if t.node in self.fresh]
        return self._judged("base", self.new_on_base, tests)

    def verdicts_before(self, side: Side, names: Collection[str]) -> dict[str, Verdict]:
        """Whether these tests are proven against another side than the base, by file::name."""
        every = (*self.head.tests, *self.late.tests)
        tests = [test for test in every if named(test.file, test.called) in names]
        files = tuple(sorted({test.file for test in tests}))
        before = run_before(self.space, self.runs, side, files, frozenset(names))
        return self._judged(side, before, tests)

    def _judged(self, side: Side, before: Run, tests: list[Outcome]) -> dict[str, Verdict]:
        places = (self.space.side(side), self.space.side("head"))
        verdicts = judge_runs(
            before, Run(tuple(tests)), False, added_names(*places, self.space.suites("head"))
        )
        return {verdict.test: verdict for verdict in verdicts}

    def try_mutants(
        self, jobs: list[Job], end: float, name: str, side: Side = "head"
    ) -> list[tuple[Mutant, bool]]:
        """Return which mutants the tests of a side notice; `name` is that of the try, no two have one."""
        return self.runs.try_mutants(self.space.tree("head", side), jobs, end, name)

    def starts(self, lines: Lines) -> Mapping[int, int]:
        """Return, for each line of code of a changed file, the line where its statement begins."""
        tree, _ = parsed(self.text(lines.path))
        return statement_lines(tree) if tree else {}

    def ran(self, lines: Lines) -> dict[int, frozenset[str]]:
        """Return, for each statement of a measured file, the tests that ran it; "" is an import."""
        starts = self.starts(lines)
        found: dict[int, frozenset[str]] = {}
        for line, tests in self.head.ran.get(lines.path, {}).items():
            start = starts.get(line, line)
            found[start] = found.get(start, frozenset()) | tests
        return found

    def changed_statements(self, lines: Lines, *, with_gaps: bool = False) -> list[int]:
        """Return where the changed statements of a file begin; gaps are the neighbours of deletions."""
        starts = self.starts(lines)
        wanted = lines.changed | lines.around if with_gaps else lines.changed
        known = self.head.statements.get(lines.path, frozenset())
        return sorted({starts[line] for line in wanted if line in starts} & known)

    def linked(self, lines: Lines) -> frozenset[str] | None:
        """Return the tests that run a changed line of a file, None where nobody can tell.

        What only the import runs, like a constant or the head of a function, is run by every test
        that runs anything of the file.
        """
        ran = self.ran(lines)
        every = frozenset[str]().union(*ran.values()) - {""}
        found: frozenset[str] = frozenset()
        for start in self.changed_statements(lines, with_gaps=True):
            tests = ran.get(start, frozenset())
            if "" in tests:
                if not every:
                    return None
                found |= every
            found |= tests - {""}
        return found


def gather(space: Workspace, runs: Runs, inventory: Inventory, seconds: float) -> Facts:
    """Do the runs, two at a time."""
    change = find_change(space)
    touched = inventory.touched
    watch = frozenset(named(test.path, test.name) for test in touched)
    head_run = None
    plain, differ = start_plain(space, runs, bool(change.sources)), Differing()
    has_sources = bool(change.sources or change.unread)
    if has_sources or Memory(space.root).seconds > QUICK:
        differ = find_differing(space)
    choice = None
    if change.files or watch or plain.differing:
        choice = choose(space, runs, change, differ)
        every = plain.is_own or not has_sources  # nobody knows yet which tests may assert less
        count = differ.tests(space.tests("head"), space.table("head"))
        count |= {test.path for test in touched}  # the base's may have been given its new names
        wanted = Request(space.tree("head", "head"), (), watch=watch, cover=change.files)
        wanted = replace(wanted, count=None if every else frozenset(count))
        head_run = _start_head(space, runs, wanted, choice)
    deep_run = start_deep(space, runs, change) if has_sources else None
    if watch:
        space.tree("base", "head")  # while the others run
    head = head_run.result() if head_run else Run()
    if head_run and not choice:
        Memory(space.root).note(PATIENCE if head.late else head.seconds)
        if head.late and (choice := choose(space, runs, change, differ)):
            again = _start_head(space, runs, wanted, choice)
            head = again.result() if again else Run()
    others = beside(head, change) if watch else frozenset()
    past_run = start_past(space, runs, head, differ, others) if has_sources else None
    late, before = _new_tests(space, runs, watch, head, [test.path for test in touched], others)
    past = past_run.result() if past_run else Run()
    if has_sources:
        past = differ.rest(past, head)
        judged = judge_past(space, runs, past)
    else:
        judged = Past(known=known_failures(space, runs, head))
    plain.finish(runs, past, head, touched)
    deep = judge_past(space, runs, deep_run.result(), slow=True) if deep_run else Past()
    real = real_tests(space, runs, change, head)
    told = (both(judged, deep), real, plain, not_run(deep), choice.left if choice else 0)
    return Facts(space, runs, change, inventory, head, late, before, *told, seconds)


def _start_head(
    space: Workspace, runs: Runs, wanted: Request, choice: Choice | None
) -> Running | None:
    """Begin to run the work tree's tests on its own sources, all or those that are chosen."""
    tree, table = wanted.tree, space.table("head")
    only = choice.tests if choice else frozenset()
    if choice and not only:
        return None
    files = existing(tree, {node.partition("::")[0] for node in only})
    files = files or space.given(tree, "head")
    return runs.start(replace(wanted, files=files, levels=guarded(table), only=only), table)


def _new_tests(
    space: Workspace,
    runs: Runs,
    watch: frozenset[str],
    head: Run,
    paths: list[str],
    others: frozenset[str],
) -> tuple[Run, Run]:
    """Run the new and changed tests: the slow ones on the work tree, all on the base's sources.

    `others` are unchanged ones that run changed lines; they are run there as well, to compare their time.
    """
    if not watch:
        return Run(), Run()
    table, tree = space.table("head"), space.tree("head", "head")
    names = guarded(table)
    levels = {path: table.level_of(PurePosixPath(path)) for path in paths}
    slow = [path for path, level in levels.items() if level and level.name not in names]
    files = {
        test.file
        for test in head.tests
        if {named(test.file, test.called), named(test.path, test.name)} & watch
    }
    files |= {path for path in levels if path in head.broken}
    wanted = existing(tree, [*files, *slow, *(node.partition("::")[0] for node in others)])
    if not wanted:
        return Run(), Run()
    late = None
    if slow:
        late = runs.start(Request(tree, existing(tree, slow), only=watch, watch=watch), table)
    before = run_before(space, runs, "base", wanted, watch | others)
    return (late.result() if late else Run()), before


def trouble(facts: Facts) -> str:
    """Return why the runs on the work tree say too little, nothing if they say enough."""
    if facts.change.unread:
        return f"{facts.change.unread[0]} is no valid Python"
    found = [run.lost.message for run in (facts.head, facts.late) if run.lost]
    failed = {**facts.head.failed, **facts.late.failed}
    found += [said for name, said in failed.items() if name not in facts.past.known]
    if not found:
        return ""
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return f"the work tree's own tests fail ({found[0]}{more}); make them pass first"
