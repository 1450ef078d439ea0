"""Levels that take longer than their tests may together, and those that have leave to."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ..table import Level
from .baseline import TOTAL, total_line
from .timing import Ledger

MENDED = 0.5  # of a limit, below which what is on record counts as mended
Figures = Iterable[tuple[Level, float, float]]  # with the seconds that it used and that it may use


def weigh(
    figures: Figures,
    lines: Collection[str],
    ledger: Ledger,
    *,
    whole: bool,
    recording: bool = False,
) -> frozenset[str]:
    """Note in the ledger which levels used more than they may; return those that have leave to.

    One on record is mended only below half, so that no line comes and goes by chance.
    """
    excused = set()
    for level, used, budget in figures:
        line = total_line(level)
        if line in lines or recording:
            excused.add(level.name)
            if used > budget * (MENDED if line in lines else 1):
                ledger.done[line] = [TOTAL]
        if whole and line in lines:
            ledger.seen[line] = True
    return frozenset(excused)
