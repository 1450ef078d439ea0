"""Which test of the work tree is which test of the base, though it moved or was renamed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .collect import Definition, Suite

ALIKE = 0.75  # so much of the code of a test that was renamed is the same
KEPT = 0.4  # the same for one that moved and kept its name
MOST = 4000  # pairs to look at for likeness; beyond that a move shows as one gone and one new


@dataclass
class Matching:
    """The definitions of both sides, put together; those that are no tests in the work tree too."""

    pairs: list[tuple[Definition, Definition]] = field(default_factory=list)
    gone: list[Definition] = field(default_factory=list)
    new: list[Definition] = field(default_factory=list)
    hidden: list[tuple[Definition, Definition]] = field(default_factory=list)  # no test any more


def match(base: Suite, head: Suite) -> Matching:
    """Put the tests of two suites together, the surest first."""
    result = Matching()
    old = {(one.path, one.name): one for one in base.tests}
    new = {(one.path, one.name): one for one in head.tests}
    for key in [key for key in old if key in new]:
        result.pairs.append((old.pop(key), new.pop(key)))
    for of in (_by_name_and_body, _by_name_and_shape, _by_shape, _by_body):
        _pair_equal(old, new, result, of)
    _pair_alike(old, new, result)
    lost = _hidden(old, head)
    for left, right in lost:
        del old[left.path, left.name]
        result.hidden.append((left, right))
    result.gone, result.new = list(old.values()), list(new.values())
    return result


Waiting = dict[tuple[str, str], Definition]


def _by_name_and_body(one: Definition) -> str:
    return f"{one.name} {one.body}"


def _by_name_and_shape(one: Definition) -> str:
    return f"{one.node.name} {one.shape}"


def _by_shape(one: Definition) -> str:
    return one.shape


def _by_body(one: Definition) -> str:
    return one.body


def _pair_equal(old: Waiting, new: Waiting, result: Matching, of: object) -> None:
    assert callable(of)
    found: dict[str, list[Definition]] = {}
    for one in new.values():
        found.setdefault(of(one), []).append(one)
    for key, left in list(old.items()):
        same = found.get(of(left))
        if same and left.body:
            right = same.pop(0)
            result.pairs.append((left, right))
            del old[key], new[right.path, right.name]


def _pair_alike(old: Waiting, new: Waiting, result: Matching) -> None:
    if not old or not new or len(old) * len(new) > MOST:
        return
    olds = {key: _words(one) for key, one in old.items()}
    news = {key: _words(one) for key, one in new.items()}
    found = sorted(_likeness(olds, news), reverse=True)
    for ratio, left, right in found:
        if left in old and right in new:
            name = old[left].node.name == new[right].node.name
            if ratio >= (KEPT if name else ALIKE):
                result.pairs.append((old.pop(left), new.pop(right)))


def _likeness(
    olds: dict[tuple[str, str], list[str]], news: dict[tuple[str, str], list[str]]
) -> Iterator[tuple[float, tuple[str, str], tuple[str, str]]]:
    for right, words in news.items():
        matcher = difflib.SequenceMatcher(None, autojunk=False)
        matcher.set_seq2(words)
        for left, others in olds.items():
            matcher.set_seq1(others)
            if matcher.real_quick_ratio() >= KEPT and matcher.quick_ratio() >= KEPT:
                yield matcher.ratio(), left, right


def _words(one: Definition) -> list[str]:
    """Return the names and values in a test's code, in their order."""
    return re.findall(r"(?:id|attr|value|arg|name)='?([^'(),\]]+)", one.body)


def _hidden(old: Waiting, head: Suite) -> list[tuple[Definition, Definition]]:
    """Return the tests that are still there, where pytest does not collect them."""
    candidates = [one for one in head.definitions if one.hidden]
    by_name = {(one.path, one.name): one for one in candidates}
    by_body: dict[str, Definition] = {}
    for one in candidates:
        by_body.setdefault(one.body, one)
    found = []
    for key, left in old.items():
        right = by_name.get(key) or (by_body.get(left.body) if len(left.body) > 40 else None)
        if right:
            found.append((left, right))
    return found
