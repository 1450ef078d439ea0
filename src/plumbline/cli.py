"""`plumbline`: what neither ruff nor a run of the tests sees."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from .clash import Version, check_name
from .placing import name_tests
from .placing.naming import patterns_of
from .review import SECONDS
from .review.run import Options, parse_seconds, review
from .table import FILE, RESTORE, LevelsError, read_table
from .terminal import show
from .writer.role import TRAILER
from .writer.scope import check_scope

COMMANDS = {
    "check": "see that bans work, fakes cannot drift, tables and the pages for agents are true",
    "fix-tables": "write the level tables of the pages anew",
    "fix-skills": "copy the skills and the test-writer's text to where the agents' clients read them",
    "observe": "run pytest, with the arguments that follow, and say which level each file is",
    "baseline": "run pytest, with the arguments that follow, and record what an old suite may go on doing",
    "report": "merge what the shards of a CI wrote with `--levels-json` into the one table",
    "place": "move files of tests into the level that fits, with what imports them; undo it if not green",
    "review": "say what the change does to the tests; fail where levels.toml says so",
    "prove": "run tests without the change and with it: red, then green",
    "scope": f"fail on commits with the trailer `{TRAILER}: yes` that leave tests/",
}
EXAMPLES = {
    "check": "check",
    "fix-tables": "fix-tables",
    "fix-skills": "fix-skills",
    "observe": "observe tests -q",
    "baseline": "baseline --add tests",
    "report": "report shard-1.json shard-2.json --of 2",
    "place": "place --dry-run tests/test_x.py",
    "review": "review --base origin/main --markdown review.md",
    "prove": "prove tests/unit/services/test_x.py::test_y",
    "scope": "scope --base origin/main",
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command in the repo around the current folder; return the exit code."""
    if complaint := check_name():
        print(complaint, file=sys.stderr)
        return 1
    options, rest = parse(arguments)
    try:
        if options.command == "observe":  # pytest finds the root itself
            return observe(rest)
        here, root = Path.cwd(), find_root(Path.cwd())
        os.chdir(root)
        return run(options, rest, Path(os.path.relpath(here, root)))
    except LevelsError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def find_root(folder: Path) -> Path:
    """Return the folder itself, or the one above it, that has levels.toml; raise LevelsError."""
    folder = folder.resolve()
    if found := next((one for one in (folder, *folder.parents) if (one / FILE).is_file()), None):
        return found
    inside = [*folder.glob(f"*/{FILE}"), *folder.glob(f"packages/*/{FILE}")]
    below = sorted(path.parent.relative_to(folder).as_posix() for path in inside)
    hint = f"there is one in {' and in '.join(below)}; run this there" if below else RESTORE
    raise LevelsError(f"{FILE}: not found in {folder} or above it; {hint}.")


def parse(arguments: list[str] | None) -> tuple[argparse.Namespace, list[str]]:
    """Return the options of a command, and what it hands on to pytest."""
    parser = argparse.ArgumentParser(prog="plumbline", description=__doc__)
    parser.add_argument("--version", action=Version, help="print the version of the tool")
    commands = parser.add_subparsers(dest="command", required=True)
    parsers = {
        name: commands.add_parser(
            name, help=what, epilog=f"example: plumbline {EXAMPLES[name]}", allow_abbrev=False
        )
        for name, what in COMMANDS.items()
    }
    parsers["baseline"].add_argument("--add", action="store_true", help="record what is new, too")
    parsers["scope"].add_argument(
        "--base", required=True, metavar="REF", help="where the branch started"
    )
    add_place(parsers["place"])
    add_report(parsers["report"])
    add_review(parsers["review"])
    add_prove(parsers["prove"])
    options, rest = parser.parse_known_args(arguments)
    if rest and options.command not in ("observe", "baseline"):
        parsers[options.command].error(f"unrecognized arguments: {' '.join(rest)}")
    return options, rest


def add_place(parser: argparse.ArgumentParser) -> None:
    """Add the options of placing."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="like tests/test_x.py")
    parser.add_argument("--to", metavar="LEVEL", help="a level; else the fastest that fits")
    parser.add_argument("--dry-run", action="store_true", help="show what would be done")


def add_report(parser: argparse.ArgumentParser) -> None:
    """Add the options of the report of shards."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="what --levels-json wrote")
    parser.add_argument("--of", type=int, metavar="N", help="how many shards there are")
    parser.add_argument("--levels-json", type=Path, metavar="FILE", help="write the figures here")


def add_review(parser: argparse.ArgumentParser) -> None:
    """Add the options of the review."""
    parser.add_argument("--base", metavar="REF", help="where the branch started; else worked out")
    parser.add_argument("--quick", action="store_true", help="run no test: what the texts show")
    parser.add_argument("--no-mutants", dest="mutants", action="store_false", help="make none")
    limit = f"for the mutants, {SECONDS:g} if left out"
    parser.add_argument("--seconds", type=parse_seconds, default=SECONDS, metavar="N", help=limit)
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="add the tables to a file")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all findings to a file")


def add_prove(parser: argparse.ArgumentParser) -> None:
    """Add the options of a proof."""
    parser.add_argument(
        "tests", nargs="+", metavar="NODEID", help="like tests/unit/test_x.py::test_y"
    )
    parser.add_argument("--base", metavar="REF", help="where the branch started; else worked out")
    parser.add_argument(
        "--feature", action="store_true", help="a name that the change adds may be missing before"
    )


def run(options: argparse.Namespace, rest: list[str], here: Path) -> int:
    """Run a command in the current folder; paths are told from `here`. Raises LevelsError."""
    name_tests(patterns_of(Path()))
    if options.command == "baseline":
        from .plugin.ratchet import Recorder  # the other commands need no pytest

        return Recorder().record(rest, add=options.add)
    if options.command == "place":
        from .placing.outside import GitRepo  # the other commands need none of it
        from .placing.placing import place

        paths = [os.path.normpath(here / name).replace(os.sep, "/") for name in options.files]
        return place(GitRepo(Path()), paths, options.to, dry=options.dry_run)
    if options.command == "report":
        from .plugin.merging import merge  # the other commands need none of it

        figures = options.levels_json and here / options.levels_json
        return merge(Path(), here, options.files, options.of, figures)
    if options.command == "scope":
        return show_scope(Path(), options.base)
    if options.command == "review":
        files = [file and here / file for file in (options.markdown, options.json)]
        given = options.base, options.quick, options.mutants, options.seconds
        return review(Path(), Options(*given, *files))
    if options.command == "prove":
        from .review.running.proving import prove  # the other commands need none of it

        tests = [str(here / test) for test in options.tests]
        return prove(Path(), tests, options.base, options.feature)
    command: dict[str, Callable[[Path], int]] = {
        "check": check,
        "fix-tables": fix_tables,
        "fix-skills": fix_skills,
    }
    return command[options.command](Path())


def check(root: Path) -> int:
    """Print a line for each finding; return 1 if there is any."""
    # The other commands need none of these.
    from .checks.asking import check_asking
    from .checks.bans import Ruff, guarded_folders, missing_bans, suppressed_bans
    from .checks.habits import check_habits
    from .checks.holding import check_holding
    from .checks.ignored import check_ignored
    from .checks.pages import check_pages
    from .checks.skills import check_skills
    from .checks.structure import check_structure
    from .checks.tables import stale_tables

    table = read_table(root)
    folders = guarded_folders(root, table)
    try:
        findings = missing_bans(Ruff(), folders)
    except LevelsError as error:
        findings = [str(error)]
    findings += (
        suppressed_bans(root, folders, table)
        + check_structure(root, table)
        + check_habits(root, table)
        + check_asking(root, table)
        + stale_tables(root, table)
    )
    findings += check_pages(root, table, COMMANDS) + check_skills(root)
    findings += check_holding(root) + check_ignored(root, table)
    show("".join(f"{finding}\n" for finding in findings))
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

    from .plugin.start import LOADED_ALREADY

    plugins = ["-p", "no:plumbline", "-p", "plumbline.plugin.observing", "-p", "no:xdist"]
    return int(pytest.main([*LOADED_ALREADY, *plugins, *arguments]))


def fix_tables(root: Path) -> int:
    """Write the level tables anew and print which pages changed."""
    from .checks.tables import write_tables

    for page in write_tables(root, read_table(root)):
        print(f"{page}: level table written anew")
    return 0


def fix_skills(root: Path) -> int:
    """Bring the copies of the skills and of the test-writer's text up to date."""
    from .checks.skills import write_skills

    for path in write_skills(root):
        print(f"{path}: written anew")
    return 0
