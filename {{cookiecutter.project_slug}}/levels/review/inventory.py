"""The tests that a change adds, changes, removes and moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .collect import Definition, Suite, Test, read_suite
from .matching import Matching, match

__all__ = ["Inventory", "Test", "compare", "take_inventory"]


@dataclass(frozen=True)
class Inventory:
    """The tests of both sides. What was added, changed and moved is named as the work tree has it."""

    added: tuple[Test, ...] = ()
    changed: tuple[Test, ...] = ()
    removed: tuple[Test, ...] = ()  # as the base has it
    moved: tuple[Test, ...] = ()  # to another file or name, with nearly the same code


def compare(base_files: Mapping[str, str], head_files: Mapping[str, str]) -> Inventory:
    """Return what became of the tests; both sides are texts of Python files, by path.

    Tests that were merged into one or split are changed or moved where their body tells, else
    added and removed; `weakened` looks at what they check.
    """
    base, head = read_suite(base_files), read_suite(head_files)
    return take_inventory(base, head, match(base, head))


def take_inventory(base: Suite, head: Suite, matching: Matching) -> Inventory:
    """Return what became of the tests that pytest runs, those that classes inherit included."""
    added = {one.test for one in matching.new if one.runs}
    removed = {one.test for one in [*matching.gone, *(old for old, _ in matching.hidden)]}
    removed -= {one.test for one in base.tests if not one.runs}
    changed, moved = set(), set()
    now: dict[Definition, Definition] = {}
    for old, new in matching.pairs:
        now[old] = new
        if not new.runs:
            continue
        if (old.path, old.name) != (new.path, new.name):
            moved.add(new.test)
        if old.shape != new.shape:
            changed.add(new.test)
    before = {(test.path, test.name): (test, one) for test, one in base.inherited()}
    after = {(test.path, test.name): (test, one) for test, one in head.inherited()}
    direct = {(one.path, one.name) for one in head.tests if one.runs}
    gone = [key for key in before if key not in after and key not in direct]
    fresh = [key for key in after if key not in before]
    by_definition = {after[key][1]: key for key in fresh}
    for key in gone:
        test, old_one = before[key]
        heir = now.get(old_one)
        if heir in by_definition and by_definition[heir] in fresh:
            fresh.remove(by_definition[heir])
            moved.add(after[by_definition.pop(heir)][0])
        else:
            removed.add(test)
    added |= {after[key][0] for key in fresh}
    for key in before.keys() & after.keys():
        test, one = after[key]
        old_one = before[key][1]
        if now.get(old_one) is one and old_one.shape != one.shape:
            changed.add(test)
    return Inventory(*(tuple(sorted(group, key=_place)) for group in (added, changed, removed, moved)))


def _place(test: Test) -> tuple[str, int, str]:
    return test.path, test.line, test.name
