"""copier's command line, run in this process: it takes longer to load than to render."""

import io
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from tests.integration.inside import run_inside


def copier_inside(
    folder: Path, command: Sequence[str], environment: Mapping[str, str]
) -> tuple[int, str]:
    """Run copier in a folder, with exactly these variables and nobody to answer.

    Return its exit code and everything it said.
    """
    said = io.StringIO()

    def work() -> int:
        os.environ.clear()
        os.environ.update(environment)
        with open(os.devnull) as nothing, redirect_stdout(said), redirect_stderr(said):  # noqa: PTH123
            before, sys.stdin = sys.stdin, nothing
            try:
                return _run(folder, command, environment)
            finally:
                sys.stdin = before

    return run_inside(folder, work).code, said.getvalue()


def _run(folder: Path, command: Sequence[str], environment: Mapping[str, str]) -> int:
    from copier._cli import CopierApp  # it keeps the variables that it finds when it is loaded
    from plumbum import local

    with local.cwd(folder), local.env():
        local.env.clear()
        local.env.update(environment)
        try:
            return int(CopierApp.run([*command], exit=False)[1])
        except SystemExit as end:
            return int(end.code or 0)
        except Exception:
            traceback.print_exc()
            return 1
