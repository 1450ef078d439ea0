"""Tests that pass without one executed assertion."""

from __future__ import annotations

import ast

from ...syntax import parsed
from ...table import MUST_NOT_RAISE
from ..reading.words import last_word
from ..running.facts import Facts
from ..running.runs import Outcome
from .doubt import once, skipped_here, untested
from .finding import Finding, Row, part

QUESTION = "Which new or changed tests assert nothing?"


def find(facts: Facts) -> Row:
    """Name the new and changed tests that pass without one executed assertion."""
    findings = []
    for name, test, cases in once(facts.outcomes(facts.inventory.touched)):
        passed = [case for case in cases if case.outcome == "passed" and not case.free]
        silent = sum(not case.assertions for case in passed)
        if silent and not _raises_itself(facts, passed[0]):
            where = f" in {silent} of {len(passed)} cases" if len(passed) > 1 else ""
            text = (
                f"{name} executes no assertion{where}; assert what must be true, or mark it "
                f"{MUST_NOT_RAISE} if that nothing is raised is all it has to say"
            )
            findings.append(Finding(test.path, test.line, text))
    summary = part(
        len(findings), len(facts.inventory.touched), "new or changed test", "without assertion"
    )
    if skipped := skipped_here(facts, facts.inventory.touched):
        summary += f"; {skipped}"
    return Row(
        "unasserted", summary, tuple(sorted(findings)), untested(facts, facts.inventory.touched)
    )


def _raises_itself(facts: Facts, case: Outcome) -> bool:
    """Say whether a test fails by its own words where it finds something wrong."""
    tree, _ = parsed(facts.text(case.path))
    name = case.name.rpartition(".")[2]
    return any(
        _fails(branch)
        for one in (ast.walk(tree) if tree else ())
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and one.name == name
        for branch in ast.walk(one)
    )


def _fails(node: ast.AST) -> bool:
    match node:
        case ast.If(body=body, orelse=other):
            return any(map(_says_so, [*body, *other]))
        case ast.Try(body=body, orelse=other):  # what was to be raised was not
            return any(map(_says_so, body)) or any(isinstance(one, ast.Raise) for one in other)
    return False


def _says_so(node: ast.stmt) -> bool:
    match node:
        case ast.Raise(exc=ast.expr() as error):
            return last_word(error) == "AssertionError"
        case ast.Expr(value=ast.Call() as call):  # pytest's, unittest's
            return last_word(call) == "fail"
    return False
