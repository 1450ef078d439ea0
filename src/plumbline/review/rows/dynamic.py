"""The rows that are judged by running tests: on the base's sources, on the work tree's, on mutants."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ...table import LevelsError
from .. import SECONDS
from ..history import History
from ..reading.inventory import Inventory, compare
from ..running.facts import Facts, gather
from ..running.runs import MutantsError, Runs
from ..running.workspace import Workspace
from . import (
    broken,
    cost,
    lost,
    misplaced,
    mutants,
    noticed,
    pseudo,
    speculative,
    unasserted,
    uncovered,
    unproven,
)
from .finding import Row, joined

ROWS = {  # one module each, with QUESTION and `find`
    "uncovered": uncovered.find,
    "unasserted": unasserted.find,
    "speculative": speculative.find,
    "misplaced": misplaced.find,
    "broken": broken.find,
    "unproven": unproven.find,
    "pseudo": pseudo.find,
    "mutants": mutants.find,
    "cost": cost.find,
    "lost": lost.find,  # this and the next stand in `weakened`: what its texts cannot see
    "noticed": noticed.find,
}
INNER = ("lost", "noticed")
WITH_MUTANTS = ("mutants", "noticed")


def judge(
    history: History,
    make_runs: Callable[[Path], Runs],
    base: str,
    inventory: Inventory | None,
    *,
    mutants: bool,
    seconds: float = SECONDS,
) -> list[Row]:
    """Return the rows of the change since the commit `base`.

    `make_runs` makes what runs the tests, for a root; `seconds` is the time for mutants.
    """
    rows = [name for name in ROWS if mutants or name not in WITH_MUTANTS]
    try:
        runs = make_runs(history.root)  # it begins to load pytest, and ends before the folder goes
        with runs, Workspace(history, base) as space, runs:
            told = inventory or compare(space.tests("base"), space.tests("head"))
            facts = gather(space, runs, told, seconds)
            return joined(judge_row(name, facts) for name in rows)
    except LevelsError as error:
        names = dict.fromkeys(lost.NAME if name in INNER else name for name in rows)
        return [Row(name, "not judged", unverified=str(error)) for name in names]


def judge_row(name: str, facts: Facts) -> Row:
    """Return one row; what keeps it from looking leaves it unverified."""
    try:
        return ROWS[name](facts)
    except (MutantsError, OSError) as error:
        if name == "noticed":
            return Row(lost.NAME, "")  # what cannot be compared is no loss
        return Row(lost.NAME if name in INNER else name, "not tried", (), str(error))
