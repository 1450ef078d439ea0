"""Review the last commits of other projects that touch sources and tests; print the rows raised.

`python -m tests.evidence.replay [--commits N] [--python PYTHON] [--with REQUIREMENT] [--adopted] FOLDER ...`, each a git
repository. What was found stays in the folder plumbline-replay of the system's temporary one, outside of this repository:
pytest would take its settings for those of a project that has none.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.evidence.adoption.place import Wrong, run
from tests.evidence.replay.project import Commit, Project

FOLDER = Path(tempfile.gettempdir()).resolve() / "plumbline-replay"
HEAD = ("commit", "subject", "rows raised", "unverified", "seconds")
NO_ROW = ("tests", "scope")  # they list, or need commits of an agent


def review(project: Project, commit: Commit) -> tuple[dict[str, Any], float]:
    """Return the review of a commit, and how long it took."""
    project.go_to(commit)
    file = project.folder / f"{commit.name}-{project.mode}.json"
    file.unlink(missing_ok=True)
    start = time.perf_counter()
    words = ("-m", "plumbline", "review", "--base", "HEAD~1", "--no-mutants", "--json", str(file))
    done = run(str(project.python), *words, cwd=project.clone, good=False)
    seconds = time.perf_counter() - start
    file.with_suffix(".txt").write_text(done.out, "utf-8")
    if not file.is_file():
        raise Wrong(f"{project.name} {commit.name}: no review:\n{done.out}")
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found, seconds


def replay(project: Project, number: int, raised: Counter[str]) -> list[float]:
    """Print a line for each commit, count the findings of each row, return the seconds."""
    project.prepare()
    print(f"{project.name}: {project.ran}", file=sys.stderr, flush=True)
    taken = []
    for commit in project.commits(number):
        found, seconds = review(project, commit)
        taken.append(seconds)
        rows = [row for row in found["rows"] if row["name"] not in NO_ROW]
        counts = {row["name"]: len(row["findings"]) for row in rows if row["findings"]}
        raised.update(counts)
        named = ", ".join(f"{name} {count}" for name, count in counts.items())
        unknown = ", ".join(row["name"] for row in rows if row["unverified"])
        cells = (f"{project.name} {commit.name}", commit.subject, named, unknown, f"{seconds:.1f}")
        print(f"| {' | '.join(cells)} |", flush=True)
    return taken


def main(arguments: list[str]) -> int:
    """Replay each repository; return 1 if one cannot be."""
    parser = argparse.ArgumentParser(prog="python -m tests.evidence.replay", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument(
        "--commits", type=int, default=8, metavar="N", help="of each; 8 if left out"
    )
    parser.add_argument(
        "--python", default=sys.executable, help="of new environments; else this one"
    )
    parser.add_argument(
        "--with",
        action="append",
        default=[],
        dest="more",
        metavar="REQUIREMENT",
        help="what the tests need besides, where no file of the project says it",
    )
    parser.add_argument(
        "--adopted", action="store_true", help="tests where they are, without a level"
    )
    options = parser.parse_args(arguments)
    raised: Counter[str] = Counter()
    taken: list[float] = []
    code = 0
    print("\n".join(f"| {' | '.join(cells)} |" for cells in (HEAD, ["---"] * len(HEAD))))
    for folder in options.folders:
        try:
            project = Project(folder, FOLDER, options.python, options.more, adopted=options.adopted)
            taken += replay(project, options.commits, raised)
        except Wrong as wrong:
            print(wrong, file=sys.stderr)
            code = 1
    if taken:
        middle = sorted(taken)[len(taken) // 2]
        counts = ", ".join(f"{name} {count}" for name, count in sorted(raised.items()))
        print(
            f"\n{len(taken)} commits, {middle:.1f} s in the middle, {max(taken):.1f} s at most: {counts}"
        )
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
