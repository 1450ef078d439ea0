"""Both sides of a change, read once: what each test checks, and which tests took over from others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from ..folders import is_test_file
from .checks import Check
from .collect import Definition, Suite
from .marks import bindings, cases_of, skips_of
from .matching import Matching, match
from .names import Names
from .reading import Reader, Reading

Form = tuple[str, str, str]


@dataclass
class Side:
    """The tests of one side of a change, read when they are asked for."""

    suite: Suite
    read: dict[tuple[int, bool], Reading] = field(default_factory=dict)

    @cached_property
    def names(self) -> Names:
        """Where its names lead."""
        return Names(self.suite)

    def reading(self, one: Definition, each_case: bool) -> Reading:
        """Return what a test checks; of each of its cases, or with the parameters' names."""
        key = (id(one), each_case)
        if key not in self.read:
            envs = bindings(cases_of(one, self.names)) if each_case else [{}]
            whole = Reading()
            for env in envs:
                found = Reader(self.names, env).read(one)
                whole.checks += found.checks
                whole.skips += found.skips
                whole.assumed += found.assumed
            self.read[key] = whole
        return self.read[key]


class Sides:
    """The tests of the base and of the work tree, put together."""

    def __init__(self, base: Suite, head: Suite) -> None:
        self.base, self.head = Side(base), Side(head)
        self.matching: Matching = match(base, head)

    def may_differ(self, old: Definition, new: Definition) -> bool:
        """Say whether a test, or what it shares with others, may do something else now."""
        if self.support_differs or old.path != new.path:
            return True
        return self.base.suite.texts.get(old.path) != self.head.suite.texts.get(new.path)

    @cached_property
    def support_differs(self) -> bool:
        """Whether a file that tests share differs."""
        before, after = self.base.suite.texts, self.head.suite.texts
        paths = (path for path in {*before, *after} if not is_test_file(path))
        return any(before.get(path) != after.get(path) for path in paths)

    @cached_property
    def pool(self) -> Counter[Form]:
        """The checks that only the work tree makes, where nothing skips them."""
        pool: Counter[Form] = Counter()
        for one in self.matching.new:
            if not skips_of(one, self.head.names):
                pool += surplus([], self.head.reading(one, True).checks)
        for old, new in self.matching.pairs:
            if self.may_differ(old, new) and not skips_of(new, self.head.names):
                before = self.base.reading(old, True).checks
                pool += surplus(before, self.head.reading(new, True).checks)
        return pool

    def take(self, checks: list[Check]) -> bool:
        """Say whether other tests make all these checks now; if so, they count no second time."""
        wanted = Counter(one.form for one in checks)
        if not wanted or wanted - self.pool:
            return False
        self.pool.subtract(wanted)
        return True

    @cached_property
    def taken_over(self) -> list[Definition]:
        """The tests of the base that are gone, while others do the same or make all their checks."""
        shapes = {one.shape for one in self.head.suite.tests if one.runs}
        return [
            one
            for one in self.matching.gone
            if one.shape in shapes or self.take(self.base.reading(one, True).checks)
        ]

    @cached_property
    def heirs(self) -> list[Definition]:
        """The new tests that check nothing but what others did before."""
        if not self.matching.new:
            return []
        left: Counter[Form] = Counter()
        for one in self.matching.gone:
            left += surplus([], self.base.reading(one, True).checks)
        for old, new in self.matching.pairs:
            if self.may_differ(old, new):
                after = self.head.reading(new, True).checks
                left += surplus(after, self.base.reading(old, True).checks)
        found = []
        for one in self.matching.new:
            wanted = Counter(check.form for check in self.head.reading(one, True).checks)
            if wanted and not wanted - left:
                left -= wanted
                found.append(one)
        return found


def surplus(old: Iterable[Check], new: Iterable[Check]) -> Counter[Form]:
    """Count the checks that only the new side makes, whatever happens on the way."""
    made = Counter(one.form for one in new if not one.guarded)
    made.subtract(Counter(one.form for one in old))
    return +made
