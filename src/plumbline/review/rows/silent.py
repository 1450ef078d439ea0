"""New tests that assert nothing, as far as their texts show it; what is run shows it for sure."""

from __future__ import annotations

import ast
import re

from ...table import MUST_NOT_RAISE
from ..reading.collect import Definition
from ..reading.inventory import Test
from ..reading.sides import Sides
from .finding import Finding, Row, counted

NAME = "unasserted"
MAY_ASSERT = re.compile(  # words of what may look by itself: libraries' helpers and fixtures
    r"assert|check|verify|expect|must|should|ensure|compare|match|raises|warns|fail|snapshot"
    r"|regression|approv|benchmark|skip",
    re.IGNORECASE,
)


def silent_row(sides: Sides, added: tuple[Test, ...]) -> Row:
    """Return the row of the new tests in whose text, helpers and fixtures included, nothing is asserted."""
    silent = [one.test for one in sides.new if one.test in added and _is_silent(sides, one)]
    findings = [
        Finding(test.path, test.line, f"{test.name} asserts nothing; assert what must be true")
        for test in sorted(silent)
    ]
    summary = f"{len(findings)} of {counted(len(added), 'new test')} without assertion"
    return Row(NAME, summary, tuple(findings))


def _is_silent(sides: Sides, one: Definition) -> bool:
    above = [ast.unparse(mark) for node in (one.node, *one.owners) for mark in node.decorator_list]
    calls = [node.func for node in ast.walk(one.node) if isinstance(node, ast.Call)]
    names = [*map(ast.unparse, calls), *(arg.arg for arg in one.node.args.args)]
    if MUST_NOT_RAISE in sides.head.suite.texts[one.path] or MAY_ASSERT.search(
        " ".join(above + names)
    ):
        return False
    return not sides.head.reading(one, each_case=False)
