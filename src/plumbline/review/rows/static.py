"""The rows that the texts alone decide: nothing is run."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass

from ...checks.structure import FAKES
from ...syntax import nodes_in
from ...table import FILE, MUST_NOT_RAISE
from ..change import Change
from ..reading.collect import Definition, Suite, read_suite
from ..reading.inventory import Inventory, Sides, Test, take_inventory
from ..reading.looser import short
from ..reading.renames import Renames
from .doubles import kinder_fakes
from .enforcement import enforcement_row
from .finding import Finding, Row, part
from .limits import BASELINE, grown_baseline, weaker_table
from .suppressed import suppressed_row
from .weakened import Comparison

MAY_ASSERT = re.compile(  # words of what may look by itself: libraries' helpers and fixtures
    r"assert|check|verify|expect|must|should|ensure|compare|match|raises|warns|fail|snapshot"
    r"|regression|approv|benchmark|skip",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Static:
    """What the texts say."""

    inventory: Inventory
    rows: tuple[Row, ...]
    silent: Row  # for a quick review


def judge_texts(
    change: Change,
    base: Mapping[str, str],
    head: Mapping[str, str],
    packages: Set[str],
    renames: Callable[[], Renames] = Renames,
) -> Static:
    """Return the inventory and the rows tests, weakened, suppressed and enforcement.

    `base` and `head` are the Python files of the tests, by path; `packages` are those under test;
    `renames` says what the change renamed, in the sources too, where it is needed.
    """
    new = read_suite(head)
    unreadable = {one.was for one in change.files if one.path in new.broken}
    old = read_suite({name: text for name, text in base.items() if name not in unreadable})
    sides = Sides(old, new, renames)
    inventory = take_inventory(sides)
    weakened = Comparison(sides, packages).findings()
    weakened += kinder_fakes(old, new, FAKES)
    table, unverified = _table(change)
    weakened += table
    unread = _unread(change, old, new)
    rows = (
        _tests(inventory, sides, unread),
        Row("weakened", "", tuple(sorted(set(weakened))), unverified or unread),
        suppressed_row(change.files),
        enforcement_row(change.files),
    )
    return Static(inventory, rows, _silent(sides, inventory.added))


def _table(change: Change) -> tuple[list[Finding], str]:
    one, grown = change.find(FILE), change.find(BASELINE)
    found, unverified = weaker_table(one.old, one.new) if one else ([], "")
    found += grown_baseline(grown.old, grown.new) if grown else []
    return found, unverified


def _unread(change: Change, old: Suite, new: Suite) -> str:
    """Return which files of tests could not be read, as a sentence; "" if all could."""
    now, then = ({one.path for one in change.files}, {one.was for one in change.files})
    parts = [f"{where} in the work tree" for path, where in new.broken.items() if path in now]
    parts += [f"{where} in the base" for path, where in old.broken.items() if path in then]
    parts += [
        f"{one.path} {one.problem}"
        for one in change.files
        if one.problem and (one.path.startswith("tests/") or one.was.startswith("tests/"))
        if one.path.endswith(".py") or "submodule" in one.problem
    ]
    return "; ".join(parts)


def _tests(inventory: Inventory, sides: Sides, unread: str) -> Row:
    groups = inventory.groups
    said = ", ".join(f"{len(tests)} {word}" for word, tests in groups.items() if tests)
    other = {
        new.test: f", a case replaced: `{short(lost[0])}` by `{short(fresh[0])}`"
        for old, new in sides.matching.pairs
        if sides.may_differ(old, new)
        for _, lost, fresh in sides.other_cases(old, new)
        if lost and len(lost) <= len(fresh)
    }
    findings = [
        Finding(test.path, test.line, f"{test.name} is {word}{other.get(test, '')}")
        for word, tests in groups.items()
        for test in tests
    ]
    return Row("tests", said or "no test changed", tuple(findings), unread)


def _silent(sides: Sides, added: tuple[Test, ...]) -> Row:
    """Return the row of the new tests in whose text, helpers and fixtures included, nothing is asserted."""
    silent = [one.test for one in sides.new if one.test in added and _is_silent(sides, one)]
    findings = [
        Finding(test.path, test.line, f"{test.name} asserts nothing; assert what must be true")
        for test in sorted(silent)
    ]
    summary = part(len(findings), len(added), "new test", "without assertion")
    return Row("unasserted", summary, tuple(findings))


def _is_silent(sides: Sides, one: Definition) -> bool:
    above = [ast.unparse(mark) for node in (one.node, *one.owners) for mark in node.decorator_list]
    calls = [node.func for node in nodes_in(one.node) if isinstance(node, ast.Call)]
    names = [*map(ast.unparse, calls), *(arg.arg for arg in one.node.args.args)]
    if MUST_NOT_RAISE in sides.head.suite.texts[one.path] or MAY_ASSERT.search(
        " ".join(above + names)
    ):
        return False
    return not sides.head.reading(one, each_case=False)
