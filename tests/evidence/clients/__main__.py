"""Print what each client does with the files of a generated repo, as a table.

`python -m tests.evidence.clients [--write] [CLIENT ...]`; with --write the table goes into docs/agents.md.
"""

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.evidence.clients.install import KINDS, AbsentError, install
from tests.evidence.clients.trial import Row, converse, rows
from tests.places import ROOT

CACHE = ROOT / ".nox" / "clients"
PAGE = ROOT / "docs" / "agents.md"
BEGIN, END = "<!-- clients -->\n", "<!-- end of clients -->"
INTRO = "# Agents\n\nWhat coding clients do with the files of a generated repo.\n\n"


def try_out(name: str) -> list[Row] | str:
    """Return a client's rows, or why it is skipped."""
    try:
        client = install(KINDS[name], CACHE)
    except AbsentError as absent:
        return f"skipped: {absent}"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        return rows(converse(client, Path(folder).resolve()))


def table(found: dict[str, list[Row] | str]) -> str:
    """Return the results as Markdown, a column for each client that ran and a line for the rest."""
    ran = {name: rows for name, rows in found.items() if not isinstance(rows, str)}
    skipped = {name: rows for name, rows in found.items() if isinstance(rows, str)}
    lines = []
    if ran:
        now = datetime.now(UTC)
        titles = [f"{KINDS[name].title} {KINDS[name].package.rpartition('@')[2]}" for name in ran]
        lines = [line(f"{now.day} {now:%B %Y}", *titles), line(*["---"] * (len(ran) + 1))]
        for what in dict.fromkeys(row.what for rows in ran.values() for row in rows):
            cells = [next((row for row in rows if row.what == what), None) for rows in ran.values()]
            lines.append(line(what, *(cell(row) for row in cells)))
    if skipped:
        lines += ["", *(f"- {KINDS[name].title}: {why}." for name, why in skipped.items())]
    return "\n".join(lines).lstrip("\n") + "\n"


def line(*cells: str) -> str:
    """Return a line of a table."""
    return f"| {' | '.join(cells)} |"


def cell(row: Row | None) -> str:
    """Return a row's result; what is not as it should be is marked."""
    if row is None:
        return "not tried"
    return row.found if row.good else f"**FAILED: {row.found}**"


def write(text: str) -> None:
    """Put the table between its marks in the page."""
    page = PAGE.read_text() if PAGE.is_file() else f"{INTRO}{BEGIN}{END}\n"
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        sys.exit(f"{PAGE.name} lacks the lines {BEGIN.strip()} and {END}.")
    PAGE.write_text(f"{head}{begin}{text}{end}{tail}")


def main(arguments: list[str]) -> int:
    """Try the chosen clients, or all; return 1 if one is not held, 0 if all are held or skipped."""
    chosen = [word for word in arguments if word != "--write"]
    if chosen and len(chosen) < len(arguments):
        print("--write is for all clients; name none.")
        return 2
    names = chosen or list(KINDS)
    unknown = [name for name in names if name not in KINDS]
    if unknown:
        print(f"No such client: {', '.join(unknown)}. There are: {', '.join(KINDS)}.")
        return 2
    found = {}
    for name in names:
        print(f"{KINDS[name].title} ...", file=sys.stderr, flush=True)
        found[name] = try_out(name)
    text = table(found)
    print(text)
    ran = [rows for rows in found.values() if not isinstance(rows, str)]
    if not ran:
        print("No client could be had, so NOTHING WAS TESTED.")
    elif "--write" in arguments:
        write(text)
    return int(any(not row.good for rows in ran for row in rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
