"""Four shards of a large suite by pytest-split, and their report; xdist on one machine beside it."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.evidence.bench.templates import commit, tool
from tests.evidence.scale.suite import Taken, make, take
from tests.places import ROOT

SHARDS = 4


def sharding(work: Path, sizes: Sequence[int]) -> None:
    """Print what one run, two workers, each of four shards and their report take and say."""
    python = work / "env/bin/python"
    install = [tool("uv"), "pip", "install", "-q", "--python", str(python)]
    subprocess.run([tool("uv"), "venv", "-q", "-p", sys.executable, str(work / "env")], check=True)
    subprocess.run([*install, str(ROOT), "pytest-split", "pytest-xdist"], check=True)
    pytest = [str(python), "-m", "pytest", "-q"]
    for tests in sizes:
        repo = make(work / str(tests), tests)
        commit(repo)
        say("one run", take([*pytest, "--levels-json", "whole.json"], repo))
        say("two workers, -n 2", take([*pytest, "-n", "2"], repo))
        files = [f"shard-{number}.json" for number in range(1, SHARDS + 1)]
        for number, file in enumerate(files, 1):
            split = ["--splits", str(SHARDS), "--group", str(number), "--levels-json", file]
            say(f"shard {number} of {SHARDS}", take([*pytest, *split], repo))
        report = [str(python), "-m", "plumbline", "report"]
        say("the report of all", take([*report, *files], repo), table=True)
        say("without one shard", take([*report, *files[1:]], repo), table=True)
        say("one shard twice", take([*report, *files, "whole.json"], repo), table=True)


def say(what: str, run: Taken, *, table: bool = False) -> None:
    """Print one run."""
    print(
        f"{what}: exit code {run.code}, {run.wall:.1f} s, {run.cpu:.1f} s of CPU time", flush=True
    )
    if table:
        print("\n".join(f"    {line}" for line in run.out.splitlines()), flush=True)
