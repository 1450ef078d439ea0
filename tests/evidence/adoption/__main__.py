"""Adopt the levels in packages from the index, check each step, print a table.

`python -m tests.evidence.adoption [PACKAGE ...]`
"""

import sys
import tempfile
from pathlib import Path

from tests.evidence.adoption.packages import PACKAGES
from tests.evidence.adoption.trial import Trial, summary

HEAD = ("package", "layout", "tests", "placed by one `git mv`", "by hand", "seconds", "verdict")


def row(trial: Trial) -> tuple[str, ...]:
    """Return the cells of one package."""
    package = trial.package
    moved = f"`{package.old}` to `{package.new}`"
    return (
        f"{package.name} {package.version}",
        package.layout,
        summary(trial.before),
        moved,
        "; ".join(trial.by_hand) or "nothing",
        f"{trial.seconds:.0f}",
        trial.verdict,
    )


def main(names: list[str]) -> int:
    """Try the chosen packages, or all; return 1 if one fails."""
    known = [package.name for package in PACKAGES]
    if unknown := [name for name in names if name not in known]:
        print(f"No such package: {', '.join(unknown)}. There are: {', '.join(known)}.")
        return 2
    trials = []
    for package in PACKAGES:
        if not names or package.name in names:
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
                trials.append(Trial(package, Path(folder).resolve()))
                trials[-1].go()
    print("\n".join(f"| {' | '.join(cells)} |" for cells in (HEAD, ["---"] * 7, *map(row, trials))))
    return int(any(trial.verdict != "ok" for trial in trials))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
