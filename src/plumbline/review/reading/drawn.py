"""What hypothesis draws for a test, and whether it draws less than before."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .collect import Definition
from .looser import short
from .marks import DEFAULT_EXAMPLES, examples, strategies
from .words import last_word, text_of


def weaker_draws(
    old: Definition, new: Definition, was_assumed: list[str], assumed: list[str]
) -> Iterator[str]:
    """Yield how a test draws less, as the rest of a sentence."""
    before, after = examples(old), examples(new)
    if after is not None and after < (DEFAULT_EXAMPLES if before is None else before):
        yield f"runs {after} examples instead of {before or DEFAULT_EXAMPLES}"
    then, now = strategies(old), strategies(new)
    if then and now:
        for name, strategy in then.items():
            if name in now and is_narrower(now[name], strategy):
                yield f"draws less for {name}: `{short(text_of(now[name]))}`"
        for text in assumed:
            if text not in was_assumed and len(assumed) > len(was_assumed):
                yield f"passes over more: `{short(text)}`"


def is_narrower(new: ast.expr, old: ast.expr) -> bool:
    """Say whether one strategy surely draws less than another."""
    if ast.dump(new) == ast.dump(old):
        return False
    if text_of(new).startswith(f"{text_of(old)}.filter("):
        return True
    if not (isinstance(new, ast.Call) and isinstance(old, ast.Call)):
        return False
    word, was = last_word(new), last_word(old)
    if word in ("just", "sampled_from") and word != was and was not in ("just", "none"):
        return True
    if word != was:
        return False
    if word in ("sampled_from", "one_of"):
        return _members(new) < _members(old)
    pairs = zip(new.args, old.args, strict=False)
    return _has_tighter(new, old) or any(is_narrower(inner, outer) for inner, outer in pairs)


def _has_tighter(new: ast.Call, old: ast.Call) -> bool:
    """Say whether a limit is new or tighter."""
    then = {key.arg: _number(key.value) for key in old.keywords if key.arg}
    for key in new.keywords:
        name, value = key.arg or "", _number(key.value)
        if value is None or not name.startswith(("min_", "max_")):
            continue
        before = then.get(name)
        if name not in then:
            return True
        if before is not None and (value < before if name.startswith("max_") else value > before):
            return True
    return False


def _members(node: ast.Call) -> set[str]:
    parts = node.args
    if len(parts) == 1 and isinstance(parts[0], ast.List | ast.Tuple | ast.Set):
        parts = parts[0].elts
    return set(map(text_of, parts))


def _number(node: ast.expr) -> float | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = _number(node.operand)
        return None if value is None else -value
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    return None
