"""Runs of pytest that were recorded: `python -m tests.evidence.recordings` makes them.

A run is found by what it is asked and by the files of its tree that pytest reads, so that a recording is
missing, and never stale, where the sources of a test change. A line has a key, a blank and the record.
"""

import hashlib
import json
import lzma
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from plumbline.review.running.collecting import READ
from plumbline.review.running.runs import Job, Request
from plumbline.review.trees import Tree

from tests.places import ROOT

FOLDER = ROOT / "tests/recordings"
RUNNING = ROOT / "src/plumbline/review/running"
WRITERS = (  # what writes the records, in the process that runs the tests
    "recorder",
    "watching",
    "listing",
    "failures",
    "calling",
    "absent",
    "kept_out",
    "mutating",
    "sessions",
)
ASIDE = re.compile(r'""".*?"""|^\s*#.*?$|  # .*?$|\s+|,(?=\s*[)\]}])', re.DOTALL | re.MULTILINE)
WRITTEN_BY = "written-by"  # the key of the line that says which writers made a file
SETTINGS = ("pytest", "coverage")  # what of pyproject.toml decides how tests run
Record = dict[str, Any]


class Recordings(Mapping[str, Record]):
    """What the files hold; a record is read when somebody asks for it."""

    def __getitem__(self, key: str) -> Record:
        for file in files():
            if key in (told := lines_of(file)):
                record: Record = json.loads(told[key])
                return record
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return (key for file in files() for key in lines_of(file))

    def __len__(self) -> int:
        return sum(1 for _ in self)


@cache
def files() -> list[Path]:
    """Return the files, the smallest first."""
    return sorted(FOLDER.glob("*.xz"), key=lambda file: file.stat().st_size)


@cache
def lines_of(file: Path) -> dict[str, str]:
    """Return the records of a file as texts, by key."""
    text = lzma.decompress(file.read_bytes()).decode("utf-8")
    return dict(line.split(" ", 1) for line in text.splitlines())


def digest_of_writers() -> str:
    """Return a digest of the sources that write the records, words and layout for people aside."""
    return _key(
        *(
            ASIDE.sub("", _text(f"{name}.py", (RUNNING / f"{name}.py").read_bytes()))
            for name in WRITERS
        )
    )


def key_of_run(request: Request) -> str:
    """Return the key of a run."""
    count = None if request.count is None else sorted(request.count)
    asked = (request.files, request.levels, sorted(request.only), sorted(request.watch), count)
    more = (request.cover, request.listing, request.words, request.env)
    return _key("run", digest_of(request.tree), *asked, *more)


def key_of_mutants(tree: Tree, jobs: list[Job]) -> str:
    """Return the key of a try of mutants."""
    return _key("mutants", digest_of(tree), [[m.path, m.text, tests] for m, tests in jobs])


def key_of_calls(side: Tree) -> str:
    """Return the key of the calls of pytest that a noxfile makes."""
    names = [n for n in sorted(side.files) if "/" not in n and n.startswith((".env", "noxfile"))]
    return _key("calls", [[name, side.files[name].data.decode("utf-8")] for name in names])


def digest_of(tree: Tree) -> str:
    """Return a digest of the files that pytest reads in a tree."""
    names = [name for name in sorted(tree.files) if _is_read(name)]
    return _digest(", ".join(_part(name, tree.files[name].data) for name in names))


@cache
def _part(name: str, data: bytes) -> str:
    """Return what a digest is made of, for one file."""
    return json.dumps([name, _text(name, data)])


@cache
def _is_read(name: str) -> bool:
    top, last = name.split("/")[0], name.rpartition("/")[2]
    if (top[0] == "." and not top.startswith(".env")) or top == "noxfile.py":
        return False
    return last.startswith(".env") or PurePosixPath(last).suffix in READ


def _text(name: str, data: bytes) -> str:
    text = data.replace(b"\r\n", b"\n").decode("latin-1")
    if name.rpartition("/")[2] != "pyproject.toml":
        return text
    try:
        tools = tomllib.loads(text).get("tool", {})
    except tomllib.TOMLDecodeError:
        return text
    return json.dumps({name: tools.get(name) for name in SETTINGS}, sort_keys=True)


def _key(*parts: object) -> str:
    return _digest(json.dumps(parts)[1:-1])


def _digest(parts: str) -> str:
    return hashlib.sha256(f"[{parts}]".encode()).hexdigest()[:24]


def slim(record: Record) -> Record:
    """Return a record without what differs from time to time."""
    told = {name: value for name, value in record.items() if name != "alien"}
    if "seconds" in told:
        told["seconds"] = round(told["seconds"], 1)
    for entry in told.get("tests", {}).values():
        if "cpu" in entry:
            entry["cpu"] = [round(seconds, 4) for seconds in entry["cpu"]]
        if "did" in entry:
            entry["did"] = sorted(entry["did"])
    for row in told.get("lines", {}).values():
        row["ran"] = {line: sorted(tests) for line, tests in row["ran"].items()}
    return told
