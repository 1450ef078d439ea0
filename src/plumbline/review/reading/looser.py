"""Which check of a test became which, and whether it asks for less."""

from __future__ import annotations

import ast
import builtins
import difflib
import re
from collections.abc import Iterable, Set

from ...syntax import walk
from .checks import EXACT, TRUTH, Check, number_of
from .following import follows, inner_values, is_part
from .words import text_of

GROUP = re.compile(r"(?<!\\)\((?:\?:)?([^()|]*\|[^()]*)(?<!\\)\)")  # one with alternatives
MANY = 12  # alternatives in a pattern; of more it is not worked out what they make together
ALIKE = 0.6  # two checks of so much the same are about the same thing
# of these, the more named, the more pass
WIDENED = ("In", "isinstance", "issubclass", "startswith", "endswith")
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


def how_looser(old: Check, new: Check, own: Set[str], parts: int = 1) -> str:
    """Return how the new check asks for less than the old one, "" if it does not.

    `own` are the names of the packages under test, `parts` how many new checks look at a part of
    what the old one looked at.
    """
    if old.form == new.form and old.guarded == new.guarded:
        return ""
    change = f"`{short(old.text)}` became `{short(new.text)}`"
    if old.kind == new.kind == "raises":
        return _raised(old, new, change)
    if new.rank < old.rank or (old.rank == TRUTH and _is_any_truth(old, new)):
        return f"is loosened: {change}"
    if new.guarded and not old.guarded:
        return f"checks `{short(new.text)}` only inside an if, a loop or a try"
    if old.kind != new.kind:
        return ""
    if new.kind == "Eq":
        return _exact(old, new, change, own, parts)
    if new.kind == "approx" and _tolerance(new) > _tolerance(old):
        return f"has a wider tolerance: {change}"
    if _asks_less(old, new):
        if old.text == new.text and (more := sorted(_members(new.right) - _members(old.right))):
            return f"accepts more in `{short(new.text)}`: {short(', '.join(more))}"
        return f"is loosened: {change}"
    return ""


def _exact(old: Check, new: Check, change: str, own: Set[str], parts: int) -> str:
    if new.subject == new.expected:
        return f"compares a value with itself: {change}"
    if old.right is None or new.right is None:
        return ""
    alike = difflib.SequenceMatcher(None, old.subject[:300], new.subject[:300]).ratio() > ALIKE
    if alike and _own_calls(new.right, own) > _own_calls(old.right, own):
        return f"expects what the code itself returns: {change}"
    smaller = len(ast.dump(new.right)) < len(ast.dump(old.right))
    if smaller and is_part(new, old) and parts < _size(old.right):
        return f"looks at a part only: {change}"
    if not smaller and parts < 2 and follows(old, new):
        return f"lets more pass: {change}"
    return ""


def _is_any_truth(old: Check, new: Check) -> bool:
    """Say whether a new check lets both true and false pass."""
    members = _members(new.right)
    return old.subject == new.subject and (members >= {"True", "False"} or members == {"bool"})


def _size(node: ast.expr) -> int:
    """Return of how many parts an expected value is written."""
    parts = [getattr(node, name, None) for name in ("elts", "keys", "args", "keywords")]
    known = [part for part in parts if part is not None]
    return sum(map(len, known)) if known else 1000  # a text is whole


def covers(new: Check, old: Check) -> bool:
    """Say whether a new check of a whole value says all that the old check said of it or a part."""
    if new.rank < EXACT or new.kind != "Eq" or (new.guarded and not old.guarded):
        return False
    return old.subject == new.subject or new.subject in inner_values(old.left)


def _own_calls(node: ast.expr, own: Set[str]) -> int:
    """Count the calls of functions of the packages under test; classes make values, they are fine."""
    names = [text_of(call.func) for call in walk(node) if isinstance(call, ast.Call)]
    lasts = [name.rpartition(".")[2].lstrip("_") for name in names if name.split(".")[0] in own]
    return sum(last[:1].islower() for last in lasts)


def _tolerance(check: Check) -> float:
    """Return the widest tolerance that an approx names."""
    node, found = check.right, [0.0]
    if isinstance(node, ast.Call):
        named = [(key.arg, number_of(key.value)) for key in node.keywords]
        named += [("", number_of(one)) for one in node.args[1:]]
        found += [10.0**-n if arg == "places" else n for arg, n in named if n is not None]
    return max(found)


def _asks_less(old: Check, new: Check) -> bool:
    if old.kind in ("Lt", "LtE", "Gt", "GtE"):
        (before, terms), (after, others) = _distance(old), _distance(new)
        return terms == others and (after < before if old.kind[0] == "L" else after > before)
    is_turned = old.kind in ("In", "NotInOf")  # more words let more pass
    was, now = map(_text, (new.right, old.right) if is_turned else (old.right, new.right))
    if was and now:
        return old.kind not in ("NotEq", "IsNot") and now in was and _says_less(was, now)
    if old.subject != new.subject:
        return False
    if old.kind == "NotIn":
        return _members(new.right) < _members(old.right)
    return old.kind in WIDENED and _members(old.right) < _members(new.right)


def _distance(check: Check) -> tuple[float, list[str]]:
    """Return the number that the left side is larger by than the right, and what else is added up."""
    total, terms = 0.0, []
    waiting = [(check.left, 1), *([(check.right, -1)] if check.right else [])]
    while waiting:
        node, sign = waiting.pop()
        number = number_of(node)
        if number is not None:
            total += sign * number
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            other = sign if isinstance(node.op, ast.Add) else -sign
            waiting += [(node.left, sign), (node.right, other)]
        else:
            terms.append(f"{sign} {text_of(node)}")
    return total, sorted(terms)


def _says_less(before: str, after: str) -> bool:
    """Say whether one text has some of the words of another, in their order, and no other."""
    old, new = re.findall(r"\w+", before), re.findall(r"\w+", after)
    left = iter(old)
    return len(new) < len(old) and all(word in left for word in new)


def _only(node: ast.expr | None) -> ast.expr | None:
    """Return what stands alone in a tuple, anything else as it is."""
    return _only(node.elts[0]) if isinstance(node, ast.Tuple) and len(node.elts) == 1 else node


def _text(node: ast.expr | None) -> str:
    one = _only(node)
    return one.value if isinstance(one, ast.Constant) and isinstance(one.value, str) else ""


def _members(node: ast.expr | None) -> set[str]:
    one = _only(node)
    if isinstance(one, ast.Tuple | ast.List | ast.Set):
        return set(map(text_of, one.elts))
    return {text_of(one)} if one is not None else set()


def _raised(old: Check, new: Check, change: str) -> str:
    before, after = _members(old.left), _members(new.left)
    if after > before or any(_is_wider(one, before) for one in after - before):
        return f"accepts a wider exception: {change}"
    was, now = _text(old.right), _text(new.right)
    if old.right is not None and new.right is None:
        return f"accepts any message: {change}"
    one, other = _alternatives(was), _alternatives(now)
    if was and now and (other > one or (_says_less(was, now) and not other <= one)):
        return f"accepts more messages: {change}"
    if new.guarded and not old.guarded:
        return f"expects `{short(new.text)}` only inside an if, a loop or a try"
    return ""


def _alternatives(pattern: str) -> set[str]:
    """Return what a pattern lets match, one by one: those of a group, too."""
    group = GROUP.search(pattern)
    if group is None or pattern.count("|") > MANY:
        return set(pattern.split("|"))
    before, after = pattern[: group.start()], pattern[group.end() :]
    each = [_alternatives(f"{before}{one}{after}") for one in group[1].split("|")]
    return set[str]().union(*each)


class _OtherError(Exception):
    """An error that is not Python's own."""


def _is_wider(name: str, before: set[str]) -> bool:
    wide, kinds = _error(name), set(map(_error, before))
    return any(issubclass(one, wide) for one in kinds - {wide})


def _error(name: str) -> type[BaseException]:
    found = getattr(builtins, name, None)
    return found if isinstance(found, type) and issubclass(found, BaseException) else _OtherError


def short(text: str) -> str:
    """Return a text on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= 90 else f"{line[:87]}..."
