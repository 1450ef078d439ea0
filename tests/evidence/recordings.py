"""Record the runs that tests of the review go by: `python -m tests.evidence.recordings [--compare] [TESTS]`.

It runs these tests, all that use recordings if none is named, with a real pytest behind them, and puts
what it says into tests/recordings/. With --compare nothing is written; a run that is told otherwise
there is an error. As a plugin of pytest it lets the tests record.
"""

import json
import lzma
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from plumbline.review.running.making import Mutant
from plumbline.review.running.processes import Process, PytestRuns
from plumbline.review.running.runs import (
    Job,
    MutantsError,
    Request,
    Run,
    Running,
    read_record,
)
from plumbline.review.running.sessions import Call
from plumbline.review.trees import Tree
from plumbline.table import Table

from tests.fakes.runs import MAKERS
from tests.places import ROOT
from tests.recorded import (
    FOLDER,
    WRITTEN_BY,
    Record,
    Recordings,
    digest_of_writers,
    key_of_calls,
    key_of_mutants,
    key_of_run,
    lines_of,
    slim,
)

FAMILIES = {
    "small": (
        "tests/unit/fakes/test_runs.py",
        "tests/unit/services/review",
    ),
    "corpus": ("tests/integration/sanity/test_reviews.py",),
}
METADATA = "Metadata-Version: 2.1\nName: my-project\nVersion: 0.1.0\n"
PLACE = "PLUMBLINE_RECORDINGS"  # where the processes put what they record


class RecordingRunning(Running):
    """Writes down how a run ended."""

    def __init__(self, process: Process, key: str, table: Table) -> None:
        self._process = process
        self._key = key
        self._table = table

    def result(self, seconds: float = 300.0) -> Run:
        record = slim(self._process.record(seconds))
        note(self._key, record)
        return read_record(record, self._table)


class RecordingRuns(PytestRuns):
    """Runs pytest, and writes down what it says."""

    def start(self, request: Request, table: Table) -> Running:
        key = key_of_run(request)  # before the run changes the tree
        process = super().start(request, table)
        assert isinstance(process, Process)
        return RecordingRunning(process, key, table)

    def try_mutants(
        self, tree: Tree, jobs: list[Job], end: float, name: str
    ) -> list[tuple[Mutant, bool]]:
        key = key_of_mutants(tree, jobs)
        try:
            verdicts = super().try_mutants(tree, jobs, end, name)
        except MutantsError as error:
            note(key, {"error": str(error)})
            raise
        noticed = dict(verdicts)
        note(key, {"noticed": [noticed.get(mutant) for mutant, _ in jobs]})
        return verdicts

    def calls(self, side: Tree) -> list[Call] | None:
        key = key_of_calls(side)
        found = super().calls(side)
        note(key, {"calls": found})
        return found


def note(key: str, record: Record) -> None:
    """Put a record where the session collects them."""
    file = Path(os.environ[PLACE]) / f"{key}.json"
    own = file.with_suffix(f".{os.getpid()}")
    own.write_text(json.dumps(record), encoding="utf-8")
    own.replace(file)


def pytest_configure() -> None:
    """Let the tests record, where this is loaded as a plugin."""
    MAKERS.append(RecordingRuns)


def record(tests: list[str], folder: Path) -> tuple[dict[str, str], bool]:
    """Run tests for real; return what was recorded, by key, and whether all are green."""
    workers = "0" if "::" in tests[0] else "2"  # for a handful it takes longer to start some
    words = ["-q", "-n", workers, "-p", "no:plumbline", "-p", "tests.evidence.recordings"]
    site = folder / "site"  # the corpus asks for the version of the package that it changes
    (site / "my_project-0.1.0.dist-info").mkdir(parents=True)
    (site / "my_project-0.1.0.dist-info/METADATA").write_text(METADATA, "utf-8")
    env = {**os.environ, PLACE: str(folder), "PYTHONPATH": str(site)}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words, *tests], cwd=ROOT, env=env, check=False
    )
    found = {file.stem: file.read_text("utf-8") for file in sorted(folder.glob("*.json"))}
    return found, not done.returncode


def same(one: Record, other: Record) -> bool:
    """Say whether two records differ in times alone."""
    told: bool = timeless(one) == timeless(other)
    return told


def timeless(told: Any) -> Any:
    """Return a record without its times, and without what a busy machine changes.

    That is that a test waited, and how many assertions those had that draw until their time is up.
    """
    if isinstance(told, dict):
        counts = {k: min(v, 1) for k, v in told.items() if k == "assertions"}
        return {k: timeless(v) for k, v in told.items() if k not in ("cpu", "seconds")} | counts
    return [timeless(one) for one in told if one != "wait"] if isinstance(told, list) else told


def keep(family: str, made: dict[str, str], *, whole: bool) -> None:
    """Put records into the file of a family; where it was recorded as a whole, no other stays."""
    file = FOLDER / f"{family}.xz"
    old = lines_of(file) if file.exists() else {}
    told = {} if whole else dict(old)
    for key, text in made.items():
        is_same = key in old and same(json.loads(old[key]), json.loads(text))
        told[key] = old[key] if is_same else text
    if whole or not old:
        told[WRITTEN_BY] = json.dumps(digest_of_writers())
    text = "".join(f"{key} {told[key]}\n" for key in sorted(told))
    FOLDER.mkdir(exist_ok=True)
    file.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    print(f"{file.relative_to(ROOT)}: {len(told)} records, {file.stat().st_size:,} bytes")


def main(words: list[str]) -> None:
    """Record or compare."""
    failing = False
    tests = [word for word in words if word != "--compare"]
    for family, places in FAMILIES.items():
        mine = [test for test in tests if test.startswith(places)] if tests else [*places]
        if not mine:
            continue
        with tempfile.TemporaryDirectory() as folder:
            made, green = record(mine, Path(folder))
        failing |= not green
        if "--compare" not in words:
            keep(family, made, whole=green and mine == [*places])
            continue
        known = Recordings()
        wrong = [k for k, v in made.items() if k not in known or not same(known[k], json.loads(v))]
        for key in wrong:
            print(f"recorded: {json.dumps(timeless(known.get(key)))[:3000]}")
            print(f"now:      {json.dumps(timeless(json.loads(made[key])))[:3000]}")
        if wrong or not made:
            sys.exit(f"{len(wrong)} of {len(made)} runs are told otherwise in tests/recordings/.")
        print(f"{len(made)} runs are as they were recorded.")
    sys.exit("Tests fail with a real pytest." if failing else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
