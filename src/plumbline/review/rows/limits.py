"""levels.toml that asks for less, a baseline that grew, and conftests that keep tests out."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from typing import Any

from ...table import FILE, LevelsError, Table, parse_table
from ..reading.collect import Suite
from ..reading.modules import Function
from ..reading.words import last_word
from .finding import Finding

BASELINE = "levels-baseline.toml"
LISTS = ("collect_ignore", "collect_ignore_glob")
HOOKS = (  # by which a conftest decides what runs and what fails
    "pytest_collection_modifyitems",
    "pytest_ignore_collect",
    "pytest_collect_",
    "pytest_pycollect_",
    "pytest_itemcollected",
    "pytest_runtest_",
    "pytest_pyfunc_call",
    "pytest_report_teststatus",
    "pytest_sessionfinish",
    "pytest_generate_tests",
)


def weaker_table(old: str | None, new: str | None) -> tuple[list[Finding], str]:
    """Compare two texts of levels.toml; return the findings, and why they cannot be compared."""
    if old is None:
        return [], ""
    if new is None:
        return [Finding(FILE, 0, "is deleted; restore it")], ""
    try:
        before = parse_table(old)
    except LevelsError:
        return [], f"{FILE} of the base is not valid, so nobody can say what it allowed"
    try:
        after = parse_table(new)
    except LevelsError as error:
        return [], f"{error}"
    return list(_table(before, after, new)), ""


def _table(before: Table, after: Table, text: str) -> Iterator[Finding]:
    levels = {level.number: level for level in after.levels}
    for old in before.levels:
        level = levels.get(old.number)
        line = _line(text, f"[{level.name if level else old.name}]")
        if level is None:
            yield Finding(FILE, 0, f"level {old.label} is gone; restore it")
            continue
        for key in ("each", "total"):
            was, now = getattr(old, key), getattr(level, key)
            if now > was:
                yield Finding(FILE, line, f"{level.name}.{key} rose from {was:g} to {now:g} s")
        lost = [word for word in old.forbids if word not in level.forbids]
        if lost:
            yield Finding(FILE, line, f"{level.name}.forbids lost {', '.join(lost)}")
        if gone := [path for path in old.paths if path not in level.paths]:
            heirs = [one for one in after.levels if set(gone) & set(one.paths)]
            to = f" to {heirs[0].label}" if heirs else ""
            yield Finding(FILE, line, f"{level.name}.paths lost {', '.join(gone)}{to}")
    for name, word in before.review.items():
        if word == "fail" and after.review.get(name) != "fail":
            line = _line(text, name, "[review]")
            yield Finding(FILE, line, f"review.{name} fails no more, it only reports")


def _line(text: str, start: str, after: str = "") -> int:
    begun = not after
    for number, line in enumerate(text.splitlines(), start=1):
        begun = begun or line.startswith(after)
        if begun and line.startswith(start):
            return number
    return 0


def grown_baseline(old: str | None, new: str | None) -> Iterator[Finding]:
    """Yield a finding for each key of the baseline that excuses more than it did."""
    if new is None:
        return
    try:
        before = dict(_leaves(tomllib.loads(old or "")))
        after = dict(_leaves(tomllib.loads(new)))
    except tomllib.TOMLDecodeError:
        return
    for key, value in after.items():
        if key not in before:
            yield Finding(BASELINE, 0, f"{key} is excused now; mend it instead")
        elif isinstance(value, int | float) and value > before[key]:
            yield Finding(BASELINE, 0, f"{key} rose from {before[key]} to {value}")


def _leaves(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{key}.{name}" if key else name)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, f"{key}: {inner}" if not isinstance(inner, dict) else key)
    else:
        yield key, value


def kept_out(base: Suite, head: Suite) -> Iterator[Finding]:
    """Yield a finding for each conftest that keeps tests out, or decides about them, as it did not."""
    for path, module in head.modules.items():
        old = base.modules.get(path)
        if old is module:  # the same text
            continue
        if path.rpartition("/")[2] == "conftest.py":
            yield from _ignored(path, module, old)
            yield from _hooks(path, module, old)
        yield from _fixtures(path, module, old)


def _ignored(path: str, module: ast.Module, old: ast.Module | None) -> Iterator[Finding]:
    before = _assigned(old) if old else {}
    for name, node in _assigned(module).items():
        was = set(map(ast.unparse, getattr(before.get(name), "elts", [])))
        now = getattr(node, "elts", None)
        if now is None:
            if name not in before:
                yield Finding(path, node.lineno, f"{name} keeps tests out; take it away")
            continue
        for one in now:
            if ast.unparse(one) not in was:
                text = f"{name} keeps {ast.unparse(one)} out; take it away"
                yield Finding(path, one.lineno, text)


def _assigned(module: ast.Module) -> dict[str, ast.expr]:
    return {
        target.id: node.value
        for node in module.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id in LISTS
    }


def _hooks(path: str, module: ast.Module, old: ast.Module | None) -> Iterator[Finding]:
    before = {n.name: ast.dump(n) for n in old.body if isinstance(n, Function)} if old else {}
    for node in module.body:
        is_hook = isinstance(node, Function) and node.name.startswith(HOOKS)
        if isinstance(node, Function) and is_hook and before.get(node.name) != ast.dump(node):
            word = "changed" if node.name in before else "new"
            text = f"the hook {node.name} is {word}; it can keep tests from running or failing"
            yield Finding(path, node.lineno, text)


def _fixtures(path: str, module: ast.Module, old: ast.Module | None) -> Iterator[Finding]:
    before = dict(_params(old)) if old else {}
    for name, (count, line) in _params(module):
        if name in before and count < before[name][0]:
            text = (
                f"the fixture {name} has {count} params instead of {before[name][0]}; restore them"
            )
            yield Finding(path, line, text)


def _params(module: ast.Module) -> Iterator[tuple[str, tuple[int, int]]]:
    for node in ast.walk(module):
        if isinstance(node, Function):
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and last_word(mark) == "fixture":
                    for key in mark.keywords:
                        if key.arg == "params" and isinstance(key.value, ast.List | ast.Tuple):
                            yield node.name, (len(key.value.elts), node.lineno)
