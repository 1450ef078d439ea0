"""Tests that ask for less than they did."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set
from dataclasses import replace

from ...placing import is_test_file
from ...syntax import nodes_in
from ..reading.cases import bindings, cases_apart, cases_of
from ..reading.checks import Check
from ..reading.collect import Definition
from ..reading.following import is_part
from ..reading.inventory import Sides
from ..reading.looser import how_looser, pair_up, short
from ..reading.modules import Function
from ..reading.skips import SAID, more_skips, skips_in
from ..reading.words import text_of
from .finding import Finding, counted, grouped, others, shown

INSTEAD = "restore it"
SKIPS = "may not run or fail any more"


class Comparison:
    """Compares the tests of two sides."""

    def __init__(self, sides: Sides, packages: Set[str]) -> None:
        self.sides = sides
        self.base, self.head = sides.base, sides.head
        self.packages = packages
        self.shared: dict[tuple[str, int, str], list[Finding]] = {}  # one cause, many tests

    def findings(self) -> list[Finding]:
        """Return a finding for each way in which the tests ask for less."""
        found = [*self._gone(), *self._inherited()]
        for old, new in self.sides.pairs:
            if self.sides.may_differ(old, new):
                self._cases(old, new)
                self._checks(old, new)
        found += self._skips()
        for alike in self.shared.values():
            names = {one.text.partition(" ")[0] for one in alike}
            name, _, rest = alike[0].text.partition(" ")
            found.append(replace(alike[0], text=f"{name}{others(names)}: {rest}"))
        return sorted(set(found))

    def _gone(self) -> Iterator[Finding]:
        taken_over = {one.written for one in self.sides.taken_over}
        left = [one for one in self.sides.gone if one.written not in taken_over]
        for path, lost in grouped((one.path, one) for one in left).items():
            if len(lost) > 1 and path not in self.head.suite.modules:
                names = shown([one.name for one in lost])
                yield Finding(path, 0, f"{counted(len(lost), 'test')} deleted: {names}; {INSTEAD}")
                continue
            for old in lost:
                text = f"{old.name} is deleted, or is no test any more; {INSTEAD}"
                yield Finding(path, old.node.lineno, text)

    def _inherited(self) -> Iterator[Finding]:
        """Yield the classes that inherit tests no more which others still run."""
        gone = {one.written for one in self.sides.gone}
        lost = [one for one in self.sides.matching.gone if one.written not in gone]
        places = ((one.test.path, one.test.line, one.test.name.partition(".")[0]) for one in lost)
        for (path, line, name), tests in grouped(zip(places, lost, strict=True)).items():
            base = tests[0].owners[0].name
            text = f"{name} runs {counted(len(tests), 'test')} of {base} no more; {INSTEAD}"
            yield Finding(path, line, text)

    def _skips(self) -> Iterator[Finding]:
        """Yield what skips tests of the base, or lets them fail: in them, above them, in what they share."""
        if not any(map(SAID.search, self.head.suite.texts.values())):
            return
        sides, advice = self.sides, "take it away"
        kept, told, before = set[int](), set[int](), dict[str, set[str]]()
        for old, new in sides.pairs:
            kept.update(map(id, (new.node, *new.owners)))
            before.setdefault(new.path, {new.path}).add(old.path)
            if sides.may_differ(old, new):
                known, now = (
                    skips_in([*side.names.with_marks(one), *cases_apart(one, side.names)])
                    for side, one in ((self.base, old), (self.head, new))
                )
                for node in more_skips(known, (one for one in now if id(one) not in told)):
                    told.add(id(node))
                    text = f"{new.name} {SKIPS}, by `{short(text_of(node))}`; {advice}"
                    yield Finding(new.path, node.lineno, text)
        tests = {id(one.node) for side in (self.base, self.head) for one in side.suite.tests}
        news = {id(owner) for one in sides.new for owner in one.owners} - kept
        used = kept.union(*(self.head.entered.get(id(new), ()) for _, new in sides.pairs))
        for path, module in self.head.suite.modules.items():
            if not SAID.search(self.head.suite.texts[path]):
                continue
            paths = before.get(path, set() if is_test_file(path) else {path})
            if not paths or (paths == {path} and not sides.differs(path)):
                continue
            olds = [self.base.suite.modules[p] for p in paths if p in self.base.suite.modules]
            idle = {
                id(one)
                for one in nodes_in(module)
                if isinstance(one, Function) and id(one) not in used and one.name[:7] != "pytest_"
            }
            idle |= {
                id(one)  # a mark with a name, which counts where it is used
                for one in module.body
                if isinstance(one, ast.Assign) and text_of(one.targets[0]) != "pytestmark"
            }
            for node in more_skips(skips_in(olds, tests), skips_in([module], tests | news | idle)):
                text = f"tests {SKIPS}, by `{short(text_of(node))}`; {advice}"
                yield Finding(path, node.lineno, text)

    def _checks(self, old: Definition, new: Definition) -> None:
        was_cases = cases_of(old, self.base.names)
        each_case = bool(was_cases) != bool(cases_of(new, self.head.names))
        now = self.head.reading(new, each_case=each_case)
        pairs, lost = pair_up(self.base.reading(old, each_case=each_case), now)
        own = self.head.names.imported_from(self.packages, new.path)
        for left, right in pairs:
            differs = (left.form, left.guarded) != (right.form, right.guarded)
            parts = sum(is_part(one, left) for one in now) if differs else 0
            if (how := how_looser(left, right, own, parts)) and not self.sides.take([left]):
                found = Finding(right.path, right.line, f"{new.name} {how}")
                self._share((right.path, right.line, how), found)
        lost = [one for one in lost if not self.sides.take([one])]
        if was_cases and each_case:
            forms, envs = {one.form for one in lost}, bindings(was_cases)
            gone = [env for env in envs if forms & self._forms(old, env)]
            texts = [", ".join(map(text_of, env.values())) for env in gone]
            self._fewer(new, texts, min(len(gone), len(envs) - 1))  # it still runs once
            return
        for one in lost:
            says = f"{new.name} lost `{short(one.text)}`"
            found = Finding(new.path, new.node.lineno, says)
            self._share((one.path, one.line, one.text), found)

    def _forms(self, old: Definition, env: dict[str, ast.expr]) -> set[tuple[str, str, str]]:
        return {one.form for one in self.base.case(old, env)}

    def _cases(self, old: Definition, new: Definition) -> None:
        for names, lost, fresh in self.sides.other_cases(old, new):
            if len(lost) > len(fresh) and not self._cases_elsewhere(old, names, lost):
                self._fewer(new, lost, len(lost) - len(fresh))

    def _fewer(self, new: Definition, lost: list[str], number: int) -> None:
        """Name cases that a test has no more."""
        if lost and number:
            which = shown([f"`{short(one)}`" for one in lost])
            what = "one case fewer" if number == 1 else f"{number} cases fewer"
            found = Finding(new.path, new.node.lineno, f"{new.name} {what}: {which}")
            self._share((new.path, 0, which), found)

    def _share(self, cause: tuple[str, int, str], finding: Finding) -> None:
        """Keep a finding whose cause many tests may share, so that it is told once."""
        found = Finding(finding.path, finding.line, f"{finding.text}; {INSTEAD}")
        self.shared.setdefault(cause, []).append(found)

    def _cases_elsewhere(self, old: Definition, names: tuple[str, ...], lost: list[str]) -> bool:
        """Say whether other tests make the checks of these cases now."""
        checks: list[Check] = []
        for env in bindings(cases_of(old, self.base.names)):
            values = [text_of(env[name]) for name in names if name in env]
            if ", ".join(values) in lost:
                checks += self.base.case(old, env)
        return self.sides.take(checks)
