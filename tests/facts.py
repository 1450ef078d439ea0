"""Facts of runs that were never made, on two sides that are in memory."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from plumbline.review.reading.inventory import Inventory
from plumbline.review.running.collecting import Plain
from plumbline.review.running.facts import Facts
from plumbline.review.running.lines import ChangedPython
from plumbline.review.running.past import Past
from plumbline.review.running.runs import Run
from plumbline.review.running.workspace import Workspace
from plumbline.table import Level, Table

from tests.fakes.history import FakeHistory
from tests.fakes.runs import FakeRuns
from tests.fakes.trees import make_tree

LOGIC = Level("logic", 4, "logic", ("tests",), "unit", 70, ("process", "sleep"), 1.0, 10.0)
TABLE = Table((LOGIC,))


class Sides(Workspace):
    """A workspace that has what it is told; nothing of it is written, and nothing mixed."""

    def __init__(
        self, head: Mapping[str, str], base: Mapping[str, str] | None = None, table: Table = TABLE
    ) -> None:
        super().__init__(FakeHistory(Path("/repo"), (), {}), "")
        base = head if base is None else base
        self._sides = {"base": make_tree(base), "head": make_tree(head)}
        self._tables = {"base": table, "head": table}


def make_facts(space: Workspace | None = None, *, notes: Iterable[str] = (), **told: Any) -> Facts:
    """Return facts of which this is known; of the rest there is nothing."""
    space = space or Sides({})
    space.notes += notes
    runs = dict.fromkeys(("head", "late", "new_on_base", "real"), Run())
    nothing = {"change": ChangedPython(), "inventory": Inventory(), "past": Past(), **runs}
    more = {"plain": Plain(space), "not_run": "", "left": 0, "seconds": 0.0}
    return Facts(space, FakeRuns({}), **{**nothing, **more, **told})
