"""Runs of pytest that were recorded, instead of runs."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from plumbline.review.running.making import Mutant
from plumbline.review.running.runs import (
    PATIENCE,
    Job,
    MutantsError,
    Request,
    Run,
    Running,
    Runs,
    read_record,
)
from plumbline.review.running.sessions import Call
from plumbline.review.trees import Tree
from plumbline.table import Table

from tests.recorded import Recordings, key_of_calls, key_of_mutants, key_of_run


class FakeRunning(Running):
    """A run whose end is known."""

    def __init__(self, record: dict[str, Any], table: Table) -> None:
        self._record = record
        self._table = table

    def result(self, seconds: float = PATIENCE) -> Run:  # noqa: ARG002  it waits for nothing
        return read_record(self._record, self._table)


class FakeRuns(Runs):
    """Answers from recordings; what was never recorded is an error of the test."""

    def __init__(self, recordings: Mapping[str, dict[str, Any]]) -> None:
        self._recordings = recordings

    def __exit__(self, *error: object) -> None:
        """There is nothing to end."""

    def start(self, request: Request, table: Table) -> Running:
        return FakeRunning(self._find(key_of_run(request), f"run of {request}"), table)

    def try_mutants(
        self,
        tree: Tree,
        jobs: list[Job],
        end: float,  # noqa: ARG002  it takes no time
        name: str,
    ) -> list[tuple[Mutant, bool]]:
        told = self._find(key_of_mutants(tree, jobs), f"try of {name} in {tree.folder}")
        if "error" in told:
            raise MutantsError(told["error"])
        pairs = zip(jobs, told["noticed"], strict=True)
        return [(mutant, noticed) for (mutant, _), noticed in pairs if noticed is not None]

    def calls(self, side: Tree) -> list[Call] | None:
        found: list[Call] | None = self._find(key_of_calls(side), f"calls of {side.folder}")[
            "calls"
        ]
        return found

    def _find(self, key: str, what: str) -> dict[str, Any]:
        try:
            return self._recordings[key]
        except KeyError:
            way = "make it: nox -s recordings -- FILES OF TESTS"
            message = f"there is no recording of the {what}; {way}"
            raise AssertionError(message) from None


RECORDED = Recordings()
MAKERS: list[Callable[[Path], Runs]] = [lambda _: FakeRuns(RECORDED)]


def make_runs(root: Path) -> Runs:
    """Return what runs the tests of a repo: recordings, or what makes them, while they are made."""
    return MAKERS[-1](root)
