"""The tests that a change adds, changes, removes and moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .collect import Definition, Test, read_suite
from .sides import Sides

__all__ = ["Inventory", "Test", "compare", "take_inventory"]
Key = tuple[str, str]


@dataclass(frozen=True)
class Inventory:
    """What became of the tests, each in one group; named as the work tree has it."""

    added: tuple[Test, ...] = ()
    changed: tuple[Test, ...] = ()  # also those that only check what others did: merged, split
    removed: tuple[Test, ...] = ()  # as the base has it
    moved: tuple[Test, ...] = ()  # to another file or name, with the same code
    # where each test of the base is now, by path and name; None: others check what it did
    now: Mapping[Key, Key | None] = field(default_factory=dict, compare=False)


def compare(base_files: Mapping[str, str], head_files: Mapping[str, str]) -> Inventory:
    """Return what became of the tests; both sides are texts of Python files, by path."""
    return take_inventory(Sides(read_suite(base_files), read_suite(head_files)))


def take_inventory(sides: Sides) -> Inventory:
    """Return what became of the tests that pytest runs, those that classes inherit included."""
    matching = sides.matching
    heirs = {one.test for one in sides.heirs}
    added = {one.test for one in matching.new if one.runs}
    changed, moved = added & heirs, set[Test]()
    merged = {id(one) for one in sides.taken_over}
    lost = [*matching.gone, *(old for old, _ in matching.hidden)]
    removed = {one.test for one in lost if one.runs and id(one) not in merged}
    for old, new in matching.pairs:
        if new.runs and old.shape != new.shape:
            changed.add(new.test)
        elif new.runs and (old.path, old.name) != (new.path, new.name):
            moved.add(new.test)
    where: dict[Key, Key | None] = {(one.path, one.name): None for one in sides.taken_over}
    where |= {(old.path, old.name): (new.path, new.name) for old, new in matching.pairs}
    more = _inherited(sides, where)
    groups = (added - heirs, changed, removed, moved)
    joined = zip(groups, more, strict=True)
    fresh, other, gone, elsewhere = (tuple(sorted(a | b, key=_place)) for a, b in joined)
    return Inventory(fresh, other, gone, elsewhere, where)


def _inherited(
    sides: Sides, where: dict[Key, Key | None]
) -> tuple[set[Test], set[Test], set[Test], set[Test]]:
    """Return what became of the tests that classes inherit, of contracts above all.

    Where they are now is added to `where`.
    """
    now: dict[Definition, Definition] = dict(sides.matching.pairs)
    before = {(test.path, test.name): (test, one) for test, one in sides.base.suite.inherited()}
    after = {(test.path, test.name): (test, one) for test, one in sides.head.suite.inherited()}
    written = {(one.path, one.name) for one in sides.head.suite.tests if one.runs}
    fresh = {key: after[key] for key in after if key not in before}
    removed, moved = set[Test](), set[Test]()
    for key, (test, old) in before.items():
        if key in after or key in written:
            where[key] = key
            continue
        heir = next((k for k, (_, one) in fresh.items() if now.get(old) is one), None)
        if heir:
            where[key] = heir
            moved.add(fresh.pop(heir)[0])
        else:
            removed.add(test)
    changed = {
        after[key][0]
        for key in before.keys() & after.keys()
        if now.get(before[key][1]) is after[key][1] and before[key][1].shape != after[key][1].shape
    }
    return {test for test, _ in fresh.values()}, changed, removed, moved


def _place(test: Test) -> tuple[str, int, str]:
    return test.path, test.line, test.name
