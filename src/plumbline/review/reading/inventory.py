"""The tests that a change adds, changes, removes and moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .collect import Definition, Test, read_suite
from .sides import Key, Sides

__all__ = ["Inventory", "Test", "compare", "take_inventory"]


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
    heirs = {one.test for one in (*sides.heirs, *(one for _, one in sides.overridden))}
    taken_over = {id(one): one for one in sides.taken_over}
    added = {one.test for one in sides.matching.new if one.runs}
    changed, moved = added & heirs, set[Test]()
    removed = {one.test for one in sides.matching.gone if one.runs and id(one) not in taken_over}
    where: dict[Key, Key | None] = {(one.path, one.name): None for one in taken_over.values()}
    for old, one in sides.matching.pairs:
        where[old.path, old.name] = one.path, one.name
        if one.runs and old.shape != one.shape:
            changed.add(one.test)
        elif one.runs and (old.path, old.name) != (one.path, one.name):
            moved.add(one.test)
    fresh = {k: v for k, v in sides.head.inherited.items() if k not in sides.base.inherited}
    now: dict[Definition, Definition] = dict(sides.matching.pairs)
    for key, heir in sides.inherited_now.items():
        test, old = sides.base.inherited[key]
        if heir is None:
            removed.add(test)
            continue
        where[key] = heir
        if heir != key:
            moved.add(fresh.pop(heir)[0])
        elif heir in sides.head.inherited:
            test, one = sides.head.inherited[heir]
            changed |= {test} if now.get(old) is one and old.shape != one.shape else set()
    added = added - heirs | {test for test, _ in fresh.values()}
    new, other, gone, elsewhere = (
        tuple(sorted(group, key=_place)) for group in (added, changed, removed, moved)
    )
    return Inventory(new, other, gone, elsewhere, where)


def _place(test: Test) -> tuple[str, int, str]:
    return test.path, test.line, test.name
