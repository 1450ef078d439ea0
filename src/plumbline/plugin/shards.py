"""What one shard of a suite writes of itself, so that `plumbline report` can merge all."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from ..clash import OURS
from ..history import git
from ..table import LevelsError
from .baseline import without_group
from .report import Report
from .timing import Ledger

KEY = "shard"  # of the file that --levels-json writes
SELECTING = ("keyword", "markexpr")  # options that leave out tests of every shard


@dataclass(frozen=True)
class Shard:
    """A run, or a part of one that was split."""

    version: str
    commit: str | None  # None without git
    names: list[str]  # the levels that it was to run
    whole: bool  # but for the split, all their tests were to run
    stopped: bool  # it broke off
    collected: int  # tests before they were split
    exit: int  # pytest's code
    ran: list[str]
    ledger: Ledger


def this_version() -> str:
    """Return the version of this package."""
    return version(OURS)


def this_commit(root: Path) -> str | None:
    """Return the commit that is checked out, None where nobody can say."""
    try:
        return git(root, "rev-parse", "--verify", "--quiet", "HEAD").strip() or None
    except LevelsError:
        return None


def read_shard(file: Path, name: str, version: str) -> Shard:
    """Read what --levels-json wrote; raise LevelsError if it is something else."""
    try:
        data = json.loads(file.read_text("utf-8"))[KEY]
        if (theirs := data["version"]) != version:
            what = f"written by version {theirs} of {OURS}, and this is {version}"
            raise LevelsError(f"{name}: {what}; run all shards and the report with one version.")
        return Shard(**{**data, "ledger": Ledger.load(data["ledger"])})
    except OSError as error:
        what = f"cannot be read ({error.strerror})"
        raise LevelsError(f"{name}: {what}; name the file of each shard.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        what = "not what --levels-json writes; name the file of a shard"
        raise LevelsError(f"{name}: {what}.") from None


class ShardPlugin:
    """Notes which tests had their turn; xdist tells its controller as well."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.ran: dict[str, None] = {}
        self._grouped = bool(getattr(config.option, "loadgroup", False))

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self.ran[without_group(nodeid) if self._grouped else nodeid] = None

    def told(self, report: Report, code: int, *, whole: bool, stopped: bool) -> dict[str, Any]:
        """Return what the run was, in plain types, below its key."""
        selects = any(self.config.getoption(option, None) for option in SELECTING)
        shard = Shard(
            version=this_version(),
            commit=this_commit(self.config.rootpath),
            names=sorted(report.names),
            whole=whole and not selects,
            stopped=stopped,
            collected=sum(account.collected for account in report.ledger.accounts.values()),
            exit=code,
            ran=[*self.ran],
            ledger=report.ledger,
        )
        return {KEY: asdict(shard)}
