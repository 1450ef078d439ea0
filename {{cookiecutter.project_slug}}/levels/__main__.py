"""`python -m levels`: what neither ruff nor a test session sees."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .bans import Ruff, guarded_folders, missing_bans, suppressed_bans
from .habits import check_habits
from .scope import TRAILER, check_scope
from .structure import check_structure
from .table import LevelsError, read_table
from .tables import stale_tables, write_tables


def main(arguments: list[str] | None = None) -> int:
    """Run one command in the current folder; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m levels", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="see that bans work, fakes cannot drift, tables are true")
    commands.add_parser("tables", help="write the level tables of the pages anew")
    commands.add_parser(
        "observe",
        help="run pytest, with the arguments that follow, and say which level each file is",
    )
    scope = commands.add_parser(
        "scope", help=f"fail on commits with the trailer `{TRAILER}: yes` that leave tests/"
    )
    scope.add_argument("--base", required=True, metavar="REF", help="where the branch started")
    options, rest = parser.parse_known_args(arguments)
    if rest and options.command != "observe":
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    try:
        if options.command == "observe":
            return observe(rest)
        if options.command == "scope":
            return show_scope(Path(), options.base)
        return tables(Path()) if options.command == "tables" else check(Path())
    except LevelsError as error:
        print(error, file=sys.stderr)
        return 1


def check(root: Path) -> int:
    """Print a line for each finding; return 1 if there is any."""
    table = read_table(root)
    folders = guarded_folders(root, table)
    findings = missing_bans(Ruff(), folders) + suppressed_bans(root, folders)
    findings += check_structure(root, table) + check_habits(root) + stale_tables(root, table)
    for finding in findings:
        print(finding)
    return 1 if findings else 0


def show_scope(root: Path, base: str) -> int:
    """Print what marked commits touch outside tests/; return 1 if there is anything."""
    findings, marked = check_scope(root, base)
    for finding in findings:
        print(finding)
    if not findings:
        print(f"{marked} commit(s) since {base} are marked `{TRAILER}: yes`; none leaves tests/")
    return 1 if findings else 0


def observe(arguments: list[str]) -> int:
    """Run pytest with these arguments and print what its tests do; return its exit code."""
    import pytest  # the other commands need none

    plugins = ["-p", "no:levels.plugin", "-p", "levels.observing", "-p", "no:xdist"]
    return int(pytest.main([*plugins, *arguments]))


def tables(root: Path) -> int:
    """Write the level tables anew and print which pages changed."""
    for page in write_tables(root, read_table(root)):
        print(f"{page}: level table written anew")
    return 0


if __name__ == "__main__":
    sys.exit(main())
