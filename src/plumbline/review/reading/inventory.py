"""The tests that a change adds, changes, removes and moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .collect import Key, Test, read_suite
from .sides import Sides

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
        one.key: None for one in sides.matching.gone if one.written in taken_over
    }
    for old, one in sides.matching.pairs:
        where[old.key] = one.key
        if old.shape != one.shape:
            changed.add(one.test)
        elif old.key != one.key:
            moved.add(one.test)
    new, other, gone, elsewhere = (
        tuple(sorted(group)) for group in (added, changed, removed, moved)
    )
    return Inventory(new, other, gone, elsewhere, where)
