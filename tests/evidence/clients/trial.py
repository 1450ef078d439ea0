"""One conversation with a client, and what it showed."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import TimeoutExpired

from tests.evidence.clients.client import Client, Run, Seen
from tests.evidence.clients.model import FOR_MAIN, FOR_WRITER, Script, serve
from tests.evidence.clients.place import place
from tests.evidence.clients.wires import Call, Request

SOURCE = "src/my_project"
CODE = f"{SOURCE}/services/about.py"
TEST = "tests/unit/pure/test_written.py"
LEAKY = "tests/integration/test_leak.py"
IMPORT = "from datetime import UTC, datetime"
LEAK = f"""from pathlib import Path


def test_leak() -> None:
    Path("{SOURCE}/leak.py").write_text("X = 1")
"""
NO_STOP = "not stopped; `plumbline scope` and review find it"


@dataclass(frozen=True)
class Row:
    """A row of the table: what was tried, what came of it, and whether that is as it should be."""

    what: str
    found: str
    good: bool


@dataclass(frozen=True)
class Trial:
    """What a conversation left: the repo, the requests, what the client printed."""

    client: Client
    run: Run
    script: Script
    printed: str

    @property
    def seen(self) -> Seen:
        """What the client's own lists are read from."""
        return Seen(self.run, self.printed, self.script.by_main[0])

    @property
    def writer(self) -> Sequence[Request]:
        """What the model was asked by the test-writer."""
        return self.script.by_writer

    def result(self, step: str) -> str:
        """Return what the model was told of a step of the test-writer."""
        place = list(steps(self.client)).index(step)
        results = self.writer[-1].results if self.writer else []
        return results[place] if place < len(results) else ""

    def there(self, path: str) -> bool:
        """Say whether a file is there."""
        return (self.run.repo / path).exists()


def steps(client: Client) -> dict[str, Call]:
    """Return what the test-writer tries, in this order."""
    python = f"open('{SOURCE}/by_python.py', 'w').write('X = 1')"
    turned = IMPORT.replace("UTC, datetime", "datetime, UTC")
    return {
        "read": client.read(CODE),
        "test": client.write(TEST, 'def test_written() -> None:\n    assert int("1") == 1\n'),
        "direct": client.write(f"{SOURCE}/direct.py", "X = 1\n"),
        "sed": client.shell(f"sed -i '1s/^/# by sed /' {CODE}"),
        "redirect": client.shell(f"echo 'X = 1' > {SOURCE}/redirect.py"),
        "python": client.shell(f'python3 -c "{python}"'),
        "patch": client.edit(f"tests/../{CODE}", IMPORT, turned),
        "leaky": client.write(LEAKY, LEAK),
        "leak": client.shell(f"nox -s real -- {LEAKY}"),
    }


def converse(kind: Client, folder: Path) -> Trial:
    """Let a client play the script in a new repo."""
    script = Script([], [])
    with serve(script) as address:
        run = place(folder, address)
        kind.prepare(run)
        script.writer += steps(kind).values()
        clock = "from ..gateways.clock import Clock"
        script.main += [
            kind.read(CODE),
            kind.write(f"{SOURCE}/by_main.py", "X = 1\n"),
            kind.shell(f"echo 'X = 1' > {SOURCE}/by_main_shell.py"),
            kind.edit(f"tests/../{CODE}", clock, f"{clock} as Clock"),
            *kind.delegate(FOR_WRITER),
        ]
        try:
            printed = kind.talk(run, FOR_MAIN)
        except TimeoutExpired as late:
            printed = f"{late.stdout!r}"
    return Trial(kind, run, script, printed)


def skills(trial: Trial) -> Row:
    """See that the client lists each skill of the repo."""
    names = sorted(path.parent.name for path in trial.run.repo.glob(".agents/skills/*/SKILL.md"))
    listed = trial.client.skills(trial.seen)
    missing = [name for name in names if name not in listed]
    found = f"{len(names) - len(missing)} of {len(names)}"
    return Row("lists the skills", found, bool(names) and not missing)


def agents(trial: Trial) -> Row:
    """See that the client lists the test-writer."""
    listed = trial.client.agents(trial.seen)
    good = "test-writer" in listed
    return Row("lists the test-writer", "yes" if good else "no", good)


def text(trial: Trial) -> Row:
    """See that the test-writer is told its text, and nothing of what the main agent was told."""
    what = "the test-writer gets its text, and not the talk before"
    if not trial.writer:
        return Row(what, "it never began", False)
    page = (trial.run.repo / ".claude/agents/test-writer.md").read_text()
    lines = page.split("---\n", 2)[2].splitlines()
    lacking = [line for line in lines if line not in trial.writer[0].told]
    if lacking:
        return Row(what, f"{len(lacking)} lines of {len(lines)} are missing", False)
    good = FOR_MAIN not in repr([request.body for request in trial.writer])
    return Row(what, "yes" if good else "it sees the talk before", good)


def written(trial: Trial) -> Row:
    """See that a test is on the disk, and that the code could be read."""
    good = trial.there(TEST) and "def timestamp" in trial.result("read")
    return Row("reads `src/`, writes to `tests/`", "yes" if good else "no", good)


def refused(what: str, *names: str) -> Callable[[Trial], Row]:
    """Make a row of steps that must each be refused, in words, and leave nothing behind."""

    def row(trial: Trial) -> Row:
        def told(name: str) -> object:
            return re.search(trial.client.refusal, trial.result(name))

        code = (trial.run.repo / CODE).read_text()
        traces = {"sed": "# by sed" in code, "patch": IMPORT not in code}
        files = {"direct": "direct", "redirect": "redirect", "python": "by_python"}
        traces |= {name: trial.there(f"{SOURCE}/{file}.py") for name, file in files.items()}
        done = [name for name in names if traces[name]]
        if done:
            return Row(what, f"WRITTEN ({', '.join(done)})", False)
        silent = [name for name in names if not told(name)]
        if silent:
            return Row(what, f"not written, but not told why ({', '.join(silent)})", False)
        return Row(what, "refused", True)

    return row


def leak(trial: Trial) -> Row:
    """See that the test-writer is sent back for what its tests wrote, with the file named."""
    what = "a test that writes to `src/` when it runs"
    file = f"{SOURCE}/leak.py"
    if not trial.there(file):
        return Row(what, "the test did not run", False)
    # What it is told after its last step; the step's own output names the file too.
    told = trial.writer[-1].told.removeprefix(trial.writer[0].told)
    told = told.partition("files outside tests/ changed")[2]
    back = file in told and len(trial.writer) > len(steps(trial.client)) + 1
    if trial.client.hooks:
        return Row(what, "sent back when it stops" if back else "NOT sent back", back)
    return Row(what, "sent back after all: mend this table" if back else NO_STOP, not back)


def untouched(trial: Trial) -> Row:
    """See that the main agent wrote by its tool, by shell and by edit."""
    made = trial.there(f"{SOURCE}/by_main.py") and trial.there(f"{SOURCE}/by_main_shell.py")
    good = made and "as Clock" in (trial.run.repo / CODE).read_text()
    return Row("the main agent writes to `src/` by all three", "yes" if good else "no", good)


ROWS = (
    skills,
    agents,
    text,
    written,
    refused("`src/` directly", "direct"),
    refused("`src/` by `sed -i`, `>` and `python -c`", "sed", "redirect", "python"),
    refused("`src/` by a patch or edit of `tests/../src`", "patch"),
    leak,
    untouched,
)


def rows(trial: Trial) -> list[Row]:
    """Return all rows for one conversation."""
    if not trial.script.by_main:
        said = trial.printed.strip().splitlines()
        return [Row("talks to the model", f"no: {said[-1] if said else 'nothing'}"[:200], False)]
    return [row(trial) for row in ROWS]
