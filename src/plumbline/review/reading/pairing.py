"""Which check of a test became which."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from .checks import Check
from .looser import covers

Pairs = list[tuple[Check, Check]]


def pair_up(old: Iterable[Check], new: Iterable[Check]) -> tuple[Pairs, list[Check]]:
    """Put the checks of a test and its successor together; return pairs, and what is lost."""
    left, right, pairs = list(old), list(new), Pairs()
    for one in left[:]:
        same = [other for other in right if other.form == one.form]
        if same:  # first where it stands no less surely
            pairs.append((one, min(same, key=lambda other: other.guarded != one.guarded)))
            left.remove(one)
            right.remove(pairs[-1][1])
    for one in left[:]:
        if heirs := [other for other in right if covers(other, one)]:
            heirs.sort(key=lambda other: other.subject != one.subject)
            pairs.append((one, heirs[0]))
            left.remove(one)
    used = {id(new) for _, new in pairs}
    rest = [one for one in right if id(one) not in used]
    likely = [
        (-_likeness(one, other), i, j) for i, one in enumerate(left) for j, other in enumerate(rest)
    ]
    gone, taken = set[int](), set[int]()
    for _, i, j in sorted(likely):
        if i not in gone and j not in taken:
            gone.add(i)
            taken.add(j)
            pairs.append((left[i], rest[j]))
    return pairs, [one for i, one in enumerate(left) if i not in gone]


def _likeness(one: Check, other: Check) -> float:
    if one.subject == other.subject:
        return 2.0 + (one.kind == other.kind) + (one.expected == other.expected)
    same = (one.kind == other.kind) + (one.expected == other.expected and one.expected != "")
    mine, theirs = f"{one.subject} {one.expected}", f"{other.subject} {other.expected}"
    return same / 2 + difflib.SequenceMatcher(None, mine[:300], theirs[:300]).quick_ratio()
