"""Both sides of a change, read once: what each test checks, and what became of it."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property

from ...placing import is_test_file
from .cases import bindings, cases_of
from .checks import Check
from .collect import Definition, Key, Suite, Test, read_suite
from .matching import Matching, match
from .names import Names
from .reading import Reader
from .renames import Renames
from .skips import is_skipped

__all__ = ["Inventory", "Sides", "Test", "compare", "take_inventory"]

Form = tuple[str, str, str]


@dataclass
class Side:
    """The tests of one side of a change, read when they are asked for."""

    suite: Suite
    read: dict[tuple[int, bool], list[Check]] = field(default_factory=dict)
    entered: dict[int, set[int]] = field(default_factory=dict)  # functions that a test uses

    @cached_property
    def names(self) -> Names:
        """Where its names lead."""
        return Names(self.suite)

    def reading(self, one: Definition, *, each_case: bool) -> list[Check]:
        """Return what a test checks; of each of its cases, or with the parameters' names."""
        cases = cases_of(one, self.names) if each_case else []
        key = (id(one), bool(cases))  # without cases it is the same both ways
        if key not in self.read:
            envs = bindings(cases)
            self.read[key] = [check for env in envs for check in self.case(one, env)]
        return self.read[key]

    def case(self, one: Definition, env: dict[str, ast.expr]) -> list[Check]:
        """Return what one case of a test checks."""
        reader = Reader(self.names, env)
        found = reader.read(one)
        self.entered.setdefault(id(one), set()).update(reader.entered)
        return found


class Sides:
    """The tests of the base and of the work tree, put together."""

    def __init__(self, base: Suite, head: Suite, renames: Callable[[], Renames] = Renames) -> None:
        self.base, self.head = Side(base), Side(head)
        self.matching: Matching = match(base, head, renames)

    @cached_property
    def pairs(self) -> list[tuple[Definition, Definition]]:
        """Each function of a test on the base with what it is now."""
        pairs = {(old.written, new.written): (old, new) for old, new in self.matching.pairs}
        return [*pairs.values()]

    @cached_property
    def gone(self) -> list[Definition]:
        """The functions of the base's tests that are no test's any more."""
        return _others(self.matching.gone, {old.written for old, _ in self.pairs})

    @cached_property
    def new(self) -> list[Definition]:
        """The functions of the work tree's tests that were no test's."""
        return _others(self.matching.new, {new.written for _, new in self.pairs})

    def may_differ(self, old: Definition, new: Definition) -> bool:
        """Say whether a test, or what it shares with others, may do something else now."""
        return self.support_differs or old.path != new.path or self.differs(new.path)

    def differs(self, path: str) -> bool:
        """Say whether a file is another one now."""
        return self.base.suite.texts.get(path) != self.head.suite.texts.get(path)

    @cached_property
    def support_differs(self) -> bool:
        """Whether a file that tests share differs."""
        paths = {*self.base.suite.texts, *self.head.suite.texts}
        return any(self.differs(path) for path in paths if not is_test_file(path))

    def other_cases(
        self, old: Definition, new: Definition
    ) -> Iterator[tuple[tuple[str, ...], list[str], list[str]]]:
        """Yield the parameters of a test that have other cases now, with those lost and those new."""
        was = {one.names: one for one in cases_of(old, self.base.names)}
        now = {one.names: one for one in cases_of(new, self.head.names)}
        if len(was) == len(now) == 1:  # whatever the parameters are called
            now = dict(zip(was, now.values(), strict=True))
        for names, before in was.items():
            after = now.get(names)
            if after and before.values is not None and after.values is not None:
                then, since = Counter(before.texts), Counter(after.texts)
                if then != since:
                    yield names, [*(then - since).elements()], [*(since - then).elements()]

    def _only(self, side: Side) -> Counter[Form]:
        """Count the checks that only one side makes, where nothing skips them."""
        news, other = self.new, self.base
        pairs = [(new, old) for old, new in self.pairs if self.may_differ(old, new)]
        if side is self.base:
            news, other, pairs = self.gone, self.head, [(b, a) for a, b in pairs]
        found: Counter[Form] = Counter()
        for one, twin in (*((one, None) for one in news), *pairs):
            if not is_skipped(one, side.suite.modules[one.path]):
                made = Counter(c.form for c in side.reading(one, each_case=True) if not c.guarded)
                known = other.reading(twin, each_case=True) if twin else []
                made.subtract(Counter(check.form for check in known))
                found += +made
        return found

    @cached_property
    def pool(self) -> Counter[Form]:
        """The checks that only the work tree makes, and no test has taken over yet."""
        return self._only(self.head)

    def take(self, checks: list[Check]) -> bool:
        """Say whether other tests make all these checks now; if so, they count no second time."""
        return _take(checks, self.pool)

    @cached_property
    def taken_over(self) -> list[Definition]:
        """The tests of the base that are gone, while others do the same or make all their checks."""
        shapes = {one.shape for one in self.head.suite.tests} if self.gone else set[str]()
        return [
            one
            for one in self.gone
            if one.shape in shapes or self.take(self.base.reading(one, each_case=True))
        ]

    @cached_property
    def heirs(self) -> list[Definition]:
        """The new tests that check nothing but what others did before."""
        left = self._only(self.base) if self.new else Counter()
        return [one for one in self.new if _take(self.head.reading(one, each_case=True), left)]


def _others(tests: Iterable[Definition], known: Set[Key]) -> list[Definition]:
    return [*{one.written: one for one in tests if one.written not in known}.values()]


def _take(checks: list[Check], pool: Counter[Form]) -> bool:
    wanted = Counter(one.form for one in checks)
    if not wanted or wanted - pool:
        return False
    pool.subtract(wanted)
    return True


@dataclass(frozen=True)
class Inventory:
    """What became of the tests, each in one group; named as the work tree has it."""

    added: tuple[Test, ...] = ()
    changed: tuple[Test, ...] = ()  # also those that only check what others did: merged, split
    removed: tuple[Test, ...] = ()  # as the base has it
    moved: tuple[Test, ...] = ()  # to another file or name, with the same code
    # where each test of the base is now, by path and name; None: others check what it did
    now: Mapping[Key, Key | None] = field(default_factory=dict, compare=False)

    @property
    def touched(self) -> tuple[Test, ...]:
        """The tests that are new or do something else now."""
        return self.added + self.changed

    @property
    def groups(self) -> dict[str, tuple[Test, ...]]:
        """The groups by name."""
        return {name: getattr(self, name) for name in ("added", "changed", "removed", "moved")}


def compare(base_files: Mapping[str, str], head_files: Mapping[str, str]) -> Inventory:
    """Return what became of the tests; both sides are texts of Python files, by path."""
    return take_inventory(Sides(read_suite(base_files), read_suite(head_files)))


def take_inventory(sides: Sides) -> Inventory:
    """Return what became of the tests that pytest runs."""
    heirs = {one.written for one in sides.heirs}
    taken_over = {one.written for one in sides.taken_over}
    added = {one.test for one in sides.matching.new if one.written not in heirs}
    changed = {one.test for one in sides.matching.new if one.written in heirs}
    removed = {one.test for one in sides.matching.gone if one.written not in taken_over}
    moved = set[Test]()
    where: dict[Key, Key | None] = {
        one.test.key: None for one in sides.matching.gone if one.written in taken_over
    }
    for old, one in sides.matching.pairs:
        where[old.test.key] = one.test.key
        if old.node is not one.node and old.shape != one.shape:
            changed.add(one.test)
        elif old.test.key != one.test.key:
            moved.add(one.test)
    new, other, gone, elsewhere = (
        tuple(sorted(group)) for group in (added, changed, removed, moved)
    )
    return Inventory(new, other, gone, elsewhere, where)
