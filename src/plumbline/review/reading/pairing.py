"""Which check of a test became which."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from .checks import Check
from .looser import covers


def pair_up(
    old: Iterable[Check], new: Iterable[Check]
) -> tuple[list[tuple[Check, Check]], list[Check], list[Check]]:
    """Put the checks of a test and its successor together; return pairs, what is lost, what is new."""
    left, right, pairs = _cancel(list(old), list(new))
    for one in left[:]:
        heirs = [other for other in right if covers(other, one) and other.subject == one.subject]
        heirs += [other for other in right if covers(other, one)]
        if heirs:
            pairs.append((one, heirs[0]))
            left.remove(one)
    used = {id(new) for _, new in pairs}
    rest = [one for one in right if id(one) not in used]
    likely = sorted(
        (
            (_likeness(one, other), i, j)
            for i, one in enumerate(left)
            for j, other in enumerate(rest)
        ),
        key=lambda entry: (-entry[0], entry[1], entry[2]),
    )
    gone, taken = set(), set()
    for _, i, j in likely:
        if i not in gone and j not in taken:
            gone.add(i)
            taken.add(j)
            pairs.append((left[i], rest[j]))
    lost = [one for i, one in enumerate(left) if i not in gone]
    return pairs, lost, [one for j, one in enumerate(rest) if j not in taken]


def _cancel(
    old: list[Check], new: list[Check]
) -> tuple[list[Check], list[Check], list[tuple[Check, Check]]]:
    pairs = []
    for strict in (True, False):
        for one in old[:]:
            same = [
                other
                for other in new
                if other.form == one.form and (not strict or other.guarded == one.guarded)
            ]
            if same:
                pairs.append((one, same[0]))
                old.remove(one)
                new.remove(same[0])
    return old, new, pairs


def _likeness(one: Check, other: Check) -> float:
    if one.subject == other.subject:
        return 2.0 + (one.kind == other.kind) + (one.expected == other.expected)
    same = (one.kind == other.kind) + (one.expected == other.expected and one.expected != "")
    mine, theirs = f"{one.subject} {one.expected}", f"{other.subject} {other.expected}"
    return same / 2 + difflib.SequenceMatcher(None, mine[:300], theirs[:300]).quick_ratio()
