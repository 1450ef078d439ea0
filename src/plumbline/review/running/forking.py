"""A process that has pytest and its plugins loaded, and forks for each run.

First it says which modules are loaded. Then a line of JSON asks for a child, by the arguments of `run`, and the
answer is its number; or the number of one that has ended is given, and the answer is its exit code.
A child is what `python -m MODULE WORDS` would be, but for the time to begin.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import runpy
import signal
import sys
import threading
import weakref
from collections.abc import Mapping, Sequence

import pytest

LOAD = ["--version", "--version", "--noconftest", "-c", os.devnull]  # and say what is loaded
# What is loaded before a run begins is not rewritten by it; a run that begins anew warns of nothing.
LOADED = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
AT_START = ("sitecustomize", "usercustomize")  # Python imports them before anything else


def main() -> None:
    """Fork for each job until nobody can ask any more; then end what still runs."""
    questions = os.fdopen(os.dup(0), encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    _send(os.devnull, 0, 1, 2)
    pytest.main(LOAD)
    import coverage  # noqa: F401

    from . import recorder  # noqa: F401

    fork = os.fork  # where there is none, this ends
    at_exit = any(one.atexit for one in vars(weakref.finalize)["_registry"].values())
    if threading.active_count() > 1 or at_exit:
        atexit._run_exitfuncs()  # a plugin began what a fork would not have, or would end for all
        os._exit(1)
    gc.freeze()  # no child looks through what is loaded for what to throw away
    names = {name.partition(".")[0] for name in sys.modules}
    print(json.dumps([*names, *AT_START]), file=answers, flush=True)
    children = set[int]()
    for line in questions:
        asked = json.loads(line)
        if isinstance(asked, int):
            children.remove(asked)
            answer = os.waitstatus_to_exitcode(os.waitpid(asked, 0)[1])
        elif answer := fork():
            os.setpgid(answer, answer)
            children.add(answer)
        else:
            questions.close()
            answers.close()
            os.setpgid(0, 0)
            run(**asked)
            return
        print(answer, file=answers, flush=True)
    for child in children:
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
    os._exit(0)


def run(
    module: str,
    words: Sequence[str],
    folder: str,
    env: Mapping[str, str],
    said: str,
    given: Sequence[str],
) -> None:
    """Become a run in a folder: with these variables, and a file for what it says.

    `given` is what this process has of PYTHONPATH.
    """
    sys.addaudithook(_thaw)
    _send(said, 1, 2)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)
    own = [os.path.abspath(place) for place in env["PYTHONPATH"].split(os.pathsep)]
    sys.path[:] = [folder, *own, *(place for place in sys.path if place not in given)]
    sys.argv = [module, *words, *(LOADED if module == "pytest" else ())]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _thaw(event: str, _: object) -> None:
    """Let who looks through all objects find those that are frozen."""
    if event in ("gc.get_objects", "gc.get_referrers"):
        gc.unfreeze()


def _send(file: str, *numbers: int) -> None:
    """Let these open files of this process be another one."""
    place = os.open(file, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o666)
    for number in numbers:
        os.dup2(place, number)
    os.close(place)
