"""Tests that ask for less than they did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set

from ..reading.checks import Check
from ..reading.collect import Definition
from ..reading.drawn import weaker_draws
from ..reading.looser import how_looser, is_part, short
from ..reading.marks import bindings, cases_of, skips_of
from ..reading.pairing import pair_up
from ..reading.reading import Reader, Reading
from ..reading.sides import Sides
from ..reading.words import text_of
from .finding import Finding, counted, shown

INSTEAD = "restore it"
AWAY = "take it away"


class Comparison:
    """Compares the tests of two sides."""

    def __init__(self, sides: Sides, packages: Set[str]) -> None:
        self.sides = sides
        self.base, self.head, self.matching = sides.base, sides.head, sides.matching
        self.packages = packages
        self.shared: dict[tuple[str, int, str], list[Finding]] = {}  # one cause, many tests

    def findings(self) -> list[Finding]:
        """Return a finding for each way in which the tests ask for less."""
        found = [*self._gone(), *self._no_longer_run()]
        for old, new in self.matching.pairs:
            if self.sides.may_differ(old, new):
                found += self._pair(old, new)
        for alike in self.shared.values():
            names = {one.text.partition(" ")[0] for one in alike}
            name, _, rest = alike[0].text.partition(" ")
            more = f" and {len(names) - 1} more" if len(names) > 1 else ""
            found.append(Finding(alike[0].path, alike[0].line, f"{name}{more}: {rest}"))
        return sorted(set(found))

    def _share(self, path: str, line: int, cause: str, finding: Finding) -> None:
        """Keep a finding whose cause many tests may share, so that it is told once."""
        self.shared.setdefault((path, line, cause), []).append(finding)

    def _gone(self) -> Iterator[Finding]:
        for old, new in self.matching.hidden:
            line = 0 if new.hidden.startswith("the ") else new.node.lineno
            found = Finding(
                new.path, line, f"{old.name} is no test any more, {new.hidden}; {INSTEAD}"
            )
            self._share(new.path, line, new.hidden, found)
        taken_over = {id(one) for one in self.sides.taken_over}
        files: dict[str, list[Definition]] = {}
        for old in self.matching.gone:
            if id(old) not in taken_over:
                files.setdefault(old.path, []).append(old)
        for path, lost in files.items():
            if len(lost) > 1 and path not in self.head.suite.modules:
                names = shown([one.name for one in lost])
                yield Finding(path, 0, f"{counted(len(lost), 'test')} deleted: {names}; {INSTEAD}")
            else:
                yield from (_finding(old, f"{old.name} is deleted; {INSTEAD}") for old in lost)

    def _no_longer_run(self) -> Iterator[Finding]:
        """Yield the classes that inherit tests no more which are still there."""
        now = dict(self.matching.pairs)
        after = Counter(one for _, one in self.head.suite.inherited())
        before = [(test, now[one], one) for test, one in self.base.suite.inherited() if one in now]
        counts = Counter(new for _, new, _ in before)
        places = {(test.path, test.name) for test, _ in self.head.suite.inherited()}
        direct = {(one.path, one.name) for one in self.head.suite.tests}
        lost: dict[tuple[str, str, str], tuple[int, int]] = {}
        for test, new, old in before:
            if after[new] < counts[new] and (test.path, test.name) not in places | direct:
                owner = old.owners[0].name
                key = (test.path, test.name.partition(".")[0], owner)
                lost[key] = (test.line, lost.get(key, (0, 0))[1] + 1)
        for (path, name, owner), (line, count) in lost.items():
            text = f"{name} runs {count} test(s) of {owner} no more; {INSTEAD}"
            yield Finding(path, line, text)

    def _pair(self, old: Definition, new: Definition) -> Iterator[Finding]:
        before, after = skips_of(old, self.base.names), skips_of(new, self.head.names)
        kinds = {mark.kind for mark in before}
        for mark in after:
            if mark.kind not in kinds:
                text = f"{new.name} is marked `{short(mark.text)}`; {AWAY}"
                self._share(mark.path, mark.line, mark.text, Finding(mark.path, mark.line, text))
        was_cases, cases = cases_of(old, self.base.names), cases_of(new, self.head.names)
        each_case = bool(was_cases) != bool(cases)
        was, now = self.base.reading(old, each_case), self.head.reading(new, each_case)
        if len(now.skips) > len(was.skips):
            said = [entry for entry in now.skips if entry[0] not in {one[0] for one in was.skips}]
            text, path, line = (said or now.skips)[0]
            says = f"{new.name} calls `{short(text)}`; {AWAY}"
            self._share(path, line, text, Finding(path, line, says))
        self._checks(new, was, now)
        yield from self._cases(old, new)
        for text in weaker_draws(old, new, was.assumed, now.assumed):
            yield _finding(new, f"{new.name} {text}; {INSTEAD}")

    def _checks(self, new: Definition, was: Reading, now: Reading) -> None:
        pairs, lost, _ = pair_up(was.checks, now.checks)
        fresh = [right for left, right in pairs if left.form != right.form]
        own = self.head.names.imported_from(self.packages, new.path)
        for left, right in pairs:
            parts = sum(1 for one in fresh if is_part(one, left))
            parts += sum(1 for one in now.checks if one not in fresh and is_part(one, left))
            if (how := how_looser(left, right, own, parts)) and not self.sides.take([left]):
                found = Finding(right.path, right.line, f"{new.name} {how}; {INSTEAD}")
                self._share(right.path, right.line, how, found)
        for one in lost:
            if not self.sides.take([one]):
                found = _finding(new, f"{new.name} lost `{short(one.text)}`; {INSTEAD}")
                self._share(one.path, one.line, one.text, found)

    def _cases(self, old: Definition, new: Definition) -> Iterator[Finding]:
        was = {one.names: one for one in cases_of(old, self.base.names)}
        now = {one.names: one for one in cases_of(new, self.head.names)}
        if len(was) == len(now) == 1:  # whatever the parameters are called
            now = dict(zip(was, now.values(), strict=True))
        for names, before in was.items():
            after = now.get(names)
            if before.values is None or (after is not None and after.values is None):
                continue
            if after is None and (now or names != ("example",)):
                continue  # without any parameters now: its checks were compared case by case
            texts = after.texts if after else []
            lost = list((Counter(before.texts) - Counter(texts)).elements())
            missing = len(before.texts) - len(texts)
            if missing > 0 and not self._cases_elsewhere(old, names, lost):
                shown = "; ".join(short(one) for one in lost[:3]) + (
                    "; ..." if len(lost) > 3 else ""
                )
                text = f"{new.name} lost {missing} of {len(before.texts)} cases: {shown}; {INSTEAD}"
                yield _finding(new, text)
            for case in after.marked if after else ():
                if case not in before.marked:
                    yield _finding(new, f"{new.name} skips the case {short(case)}; {INSTEAD}")

    def _cases_elsewhere(self, old: Definition, names: tuple[str, ...], lost: list[str]) -> bool:
        """Say whether other tests make the checks of these cases now."""
        checks: list[Check] = []
        for env in bindings(cases_of(old, self.base.names)):
            values = [text_of(env[name]) for name in names if name in env]
            if ", ".join(values) in lost:
                checks += Reader(self.base.names, env).read(old).checks
        return self.sides.take(checks)


def _finding(one: Definition, text: str) -> Finding:
    return Finding(one.path, one.node.lineno, text)
