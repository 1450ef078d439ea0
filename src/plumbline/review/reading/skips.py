"""What keeps a test from running, or from failing: skips and expected failures."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from .collect import Definition
from .words import last_word, text_of

WORDS = frozenset(
    "skip skipif skipIf skipUnless xfail expectedFailure importorskip skipTest SkipTest".split()
)
SAID = re.compile("|".join(WORDS))
FIRST = ("pytest", "unittest", "self", "mark")  # what such a name begins with, if not with itself


def is_skipped(one: Definition, module: ast.Module) -> bool:
    """Say whether a mark above a test skips it: its own, its class's, its file's."""
    marks = [mark for node in (one.node, *one.owners) for mark in node.decorator_list]
    files = [n for n in module.body if isinstance(n, ast.Assign)]
    marks += [n.value for n in files if text_of(n.targets[0]) == "pytestmark"]
    return any(True for _ in skips_in(marks))


def more_skips(old: Iterable[ast.expr], new: Iterable[ast.expr]) -> Iterator[ast.expr]:
    """Yield the skips that are more than there were, kind by kind."""
    known = list(old)
    texts, left = set(map(text_of, known)), Counter(map(last_word, known))
    for node in sorted(new, key=lambda one: text_of(one) not in texts):
        if left[last_word(node)]:
            left[last_word(node)] -= 1
        else:
            yield node


def skips_in(nodes: Iterable[ast.AST], without: Iterable[int] = ()) -> Iterator[ast.expr]:
    """Yield the skips below nodes; what is called is one with its call."""
    left_out = frozenset(without)  # a frozen set stays as it is
    for node in nodes:
        if id(node) in left_out:
            continue
        if isinstance(node, ast.Call | ast.Attribute | ast.Name) and _is_skip(node):
            yield node
        else:
            yield from skips_in(ast.iter_child_nodes(node), left_out)


def _is_skip(node: ast.Call | ast.Attribute | ast.Name) -> bool:
    word = last_word(node)
    if word not in WORDS or (isinstance(node, ast.Name) and word == "skip"):
        return False
    return text_of(node).partition(".")[0].partition("(")[0] in (*FIRST, word)
