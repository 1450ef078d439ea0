"""Which test of the work tree is which test of the base, though it moved or was renamed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field

from .collect import Definition, Key, Suite, read_suite
from .renames import Renames
from .translate import translate

ALIKE = 0.75  # so much of the code of a test that was renamed is the same
KEPT = 0.4  # the same for one that moved and kept its name
MOST = 4000  # pairs to look at for likeness; beyond that a move shows as one gone and one new
Waiting = dict[Key, Definition]
SAME: tuple[Callable[[Definition], Hashable], ...] = (  # by what two are one, the surest first
    lambda one: one.test.key,
    lambda one: (one.test.name, one.body),
    lambda one: (one.node.name, one.shape),
    lambda one: one.shape,
    lambda one: one.body,
)


@dataclass
class Matching:
    """The tests of both sides, put together."""

    pairs: list[tuple[Definition, Definition]] = field(default_factory=list)
    gone: list[Definition] = field(default_factory=list)
    new: list[Definition] = field(default_factory=list)


def match(base: Suite, head: Suite, renames: Callable[[], Renames]) -> Matching:
    """Put the tests of two suites together, the surest first; `renames` says what is called otherwise."""
    result = Matching()
    old = {one.test.key: one for one in base.tests}
    new = {one.test.key: one for one in head.tests}
    for of in SAME:
        _pair(old, new, result, of)
    if old and new and (names := renames()):
        told = _told(old.values(), base, names)
        _pair(old, new, result, lambda one: told.get(one, one.shape))
    _pair_alike(old, new, result)
    result.gone, result.new = list(old.values()), list(new.values())
    return result


def _pair(
    old: Waiting, new: Waiting, result: Matching, of: Callable[[Definition], Hashable]
) -> None:
    waiting: dict[Hashable, list[Definition]] = {}
    for one in new.values():
        waiting.setdefault(of(one), []).append(one)
    for key, left in list(old.items()):
        if same := waiting.get(of(left)):
            right = same.pop(0)
            result.pairs.append((left, right))
            del old[key], new[right.test.key]


def _told(tests: Iterable[Definition], base: Suite, renames: Renames) -> dict[Definition, str]:
    """Return the shapes of tests in the names of the other side; no line of a file moves."""
    files = {one.path: translate(one.path, base.texts[one.path], renames) for one in tests}
    shapes = {(one.path, one.node.lineno): one.shape for one in read_suite(files).tests}
    return {one: shapes.get((one.path, one.node.lineno), "") for one in tests}


def _pair_alike(old: Waiting, new: Waiting, result: Matching) -> None:
    if not old or not new or len(old) * len(new) > MOST:
        return
    for ratio, left, right in sorted(_likeness(old, new), reverse=True):
        if left in old and right in new:
            name = old[left].node.name == new[right].node.name
            if ratio >= (KEPT if name else ALIKE):
                result.pairs.append((old.pop(left), new.pop(right)))


def _likeness(olds: Waiting, news: Waiting) -> Iterator[tuple[float, Key, Key]]:
    words = {key: _words(one) for key, one in olds.items()}
    for right, one in news.items():
        matcher = difflib.SequenceMatcher(None, autojunk=False)
        matcher.set_seq2(_words(one))
        for left, others in words.items():
            matcher.set_seq1(others)
            if matcher.real_quick_ratio() >= KEPT and matcher.quick_ratio() >= KEPT:
                yield matcher.ratio(), left, right


def _words(one: Definition) -> list[str]:
    """Return the names and values in a test's code, in their order."""
    return re.findall(r"(?:id|attr|value|arg|name)='?([^'(),\]]+)", one.body)
