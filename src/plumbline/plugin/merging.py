"""`plumbline report`: the files of all shards become the one table, as if it had been one run."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ..table import FILE, LevelsError, Table, read_table
from .baseline import FILE as BASELINE
from .baseline import NOTHING, Run, read_baseline, stale
from .packages import package_of
from .report import Report
from .shards import Shard, read_shard, this_commit, this_version
from .timing import Ledger
from .totals import weigh

EMPTY = 5  # pytest's code where no test was collected: a shard may have none
Shards = Mapping[str, Shard]  # by the name of the file


def merge(
    root: Path, here: Path, names: Sequence[str], of: int | None, figures: Path | None
) -> int:
    """Print the table of all shards; return what pytest would have. Raises LevelsError."""
    table = read_table(root)
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise LevelsError(f"{twice}: named twice; name the file of each shard once.")
    shards = {name: read_shard(here / name, name, this_version()) for name in names}
    check_commit(shards, this_commit(root))
    complete = check_whole(shards, of)
    report = merged(root, table, shards, complete=complete)
    print(
        "\n".join(
            [*([f"{report.title}:"] if report.package else []), *report.as_lines(), *report.notes()]
        )
    )
    failed = {name: shard.exit for name, shard in shards.items() if shard.exit not in (0, EMPTY)}
    for name, code in failed.items():
        print(f"{name}: its run failed, with pytest's exit code {code}")
    problems = report.problems()
    print("\n".join(problems), end="\n" if problems else "")
    if figures:
        figures.write_text(json.dumps(report.as_json(), indent=2) + "\n", encoding="utf-8")
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(report.as_markdown())
    if not failed and not any(shard.ran for shard in shards.values()):
        return max(shard.exit for shard in shards.values())
    return max([*failed.values(), int(bool(problems))])


def check_commit(shards: Shards, commit: str | None) -> None:
    """Raise LevelsError for a shard of another commit."""
    commit = commit or next(iter(shards.values())).commit
    for name, shard in shards.items():
        if shard.commit != commit:
            what = f"of commit {_short(shard.commit)}, not of {_short(commit)}"
            raise LevelsError(f"{name}: {what}; run all shards and the report on one commit.")


def _short(commit: str | None) -> str:
    return commit[:12] if commit else "none"


def check_whole(shards: Shards, of: int | None) -> bool:
    """Say whether the shards are all tests; raise LevelsError for one that is missing or ran twice."""
    _check_once(shards)
    if of is not None and len(shards) != of:
        raise LevelsError(f"{len(shards)} files, but --of {of}; name the file of each shard, once.")
    if stopped := next((name for name, shard in shards.items() if shard.stopped), None):
        raise LevelsError(f"{stopped}: its run broke off; see there why, and run that shard again.")
    sizes = {shard.collected for shard in shards.values()}
    alike = len(sizes) == 1 and len({tuple(shard.names) for shard in shards.values()}) == 1
    whole = all(shard.whole for shard in shards.values())
    if not (alike and whole):
        if of is None:
            raise LevelsError(
                f"{next(iter(shards))}: paths, levels, -k or -m chose its tests, so nobody can tell "
                "whether a shard is missing; say how many there are, with --of N."
            )
        return False
    collected, ran = max(sizes), sum(len(shard.ran) for shard in shards.values())
    if ran < collected and of is None:
        raise LevelsError(
            f"{collected - ran:,} of {collected:,} tests are in none of these files; name the file "
            "of each shard, or, if a plugin leaves tests out, how many there are, with --of N."
        )
    return ran == collected


def _check_once(shards: Shards) -> None:
    owners: dict[str, str] = {}
    for name, shard in shards.items():
        twice = [test for test in shard.ran if test in owners]
        if twice:
            more = f" and {len(twice) - 1:,} more" if len(twice) > 1 else ""
            what = f"{twice[0]}{more} ran in {owners[twice[0]]} too"
            raise LevelsError(f"{name}: {what}; a test belongs to one shard.")
        owners.update(dict.fromkeys(shard.ran, name))


def merged(root: Path, table: Table, shards: Shards, *, complete: bool) -> Report:
    """Return the report of all shards. Raises LevelsError."""
    ledger, names = Ledger(), frozenset(one for shard in shards.values() for one in shard.names)
    for shard in shards.values():
        ledger.merge(shard.ledger)
    if unknown := names - {level.name for level in table.levels}:
        what = f"has a level {min(unknown)} that {FILE} has not"
        raise LevelsError(f"{next(iter(shards))}: {what}; run the report where the shards ran.")
    baseline = read_baseline(root) or NOTHING
    left: Sequence[str] = [f"baseline: {baseline} left in {BASELINE}"] if baseline.lines else []
    report = Report(table, names, ledger, complete, baseline, left)
    excused = weigh(report.figures(), baseline.lines, ledger, whole=complete)
    if complete:
        run = Run(table, names, complete, ledger.done, ledger.seen)
        ledger.complaints += [(BASELINE, line) for line in stale(baseline.lines, run)]
    return replace(report, excused=excused, package=package_of(root.resolve()))
