"""How the sessions of a noxfile call pytest: `python -m plumbline.review.running.sessions NOXFILE`.

The noxfile is run with a stand-in for nox, whose sessions write down what they would run and run nothing.
"""

from __future__ import annotations

import contextlib
import json
import os
import runpy
import shutil
import subprocess
import sys
import types
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

PATIENCE = 20.0  # seconds
Call = dict[str, Any]  # words: the arguments of pytest; env: what the session sets


def calls_of(side: Path) -> list[Call] | None:
    """Return how the default sessions of a side call pytest, None where that cannot be told."""
    words = [sys.executable, "-m", "plumbline.review.running.sessions", "noxfile.py"]
    try:
        done = subprocess.run(words, cwd=side, capture_output=True, timeout=PATIENCE, check=False)
        found: list[Call] = json.loads(done.stdout.decode().splitlines()[-1])
    except (subprocess.TimeoutExpired, ValueError, IndexError):
        return None
    return found


class _Session:
    """Stands in for a session of nox."""

    posargs: tuple[str, ...] = ()
    python = interactive = name = bin = virtualenv = None

    def __init__(self, calls: list[Call]) -> None:
        self._calls = calls
        self.env: dict[str, str | None] = {}

    def run(self, *words: object, env: dict[str, str | None] | None = None, **_: object) -> bool:
        said = [str(word) for word in words]
        places = [n for n, word in enumerate(said) if Path(word).stem in ("pytest", "py.test")]
        if places:
            given = {**_from_file(said[: places[0]]), **self.env, **(env or {})}
            kept = {key: value for key, value in given.items() if key.startswith("PYTEST_")}
            self._calls.append({"words": said[places[0] + 1 :], "env": kept})
        return True

    run_always = run_install = run

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *words, **options: None  # install, chdir, log and the like

    def error(self, *words: object) -> None:
        raise RuntimeError(*words)


def _from_file(words: list[str]) -> dict[str, str | None]:
    """Return what the files set that `uv run --env-file` reads."""
    joined = " ".join(words).replace("--env-file=", "--env-file ").split()
    found: dict[str, str | None] = {}
    for word, name in pairwise(joined):
        if word == "--env-file" and Path(name).is_file():
            for line in Path(name).read_text("utf-8", "replace").splitlines():
                key, mark, value = line.strip().removeprefix("export ").partition("=")
                if mark and not key.startswith("#"):
                    found[key.strip()] = value.strip().strip("'\"")
    return found


def _stand_in(sessions: dict[str, Callable[..., object]]) -> dict[str, types.ModuleType]:
    nox, command = types.ModuleType("nox"), types.ModuleType("nox.command")

    def session(function: Any = None, *_: object, name: str = "", **__: object) -> Any:
        def add(one: Any) -> Any:
            sessions[name or one.__name__] = one
            return one

        return add(function) if callable(function) else add

    def parametrize(*_: object, **__: object) -> Any:
        return lambda one: one

    values = {"session": session, "parametrize": parametrize, "Session": _Session}
    values |= {"options": types.SimpleNamespace(sessions=None), "command": command}
    vars(nox).update(values, param=lambda *words, **_: words, needs_version="")
    vars(command)["CommandFailed"] = type("CommandFailed", (Exception,), {})
    return {"nox": nox, "nox.command": command}


def main(file: str) -> None:
    """Print the calls of pytest as JSON."""
    sessions: dict[str, Callable[..., object]] = {}
    modules = _stand_in(sessions)
    sys.modules.update(modules)
    which = shutil.which
    shutil.which = lambda name, *words, **more: which(name, *words, **more) or name  # type: ignore[assignment]
    runpy.run_path(file)
    calls: list[Call] = []
    chosen = modules["nox"].options.sessions
    for name in sessions if chosen is None else chosen:
        if name in sessions:
            with contextlib.suppress(Exception, SystemExit):  # what it called before stands
                sessions[name](_Session(calls))
    print()
    print(json.dumps(calls))


if __name__ == "__main__":
    os.environ.pop("PYTEST_ADDOPTS", None)
    main(*sys.argv[1:])
