"""Which tool this is: another project has the name `plumbline`, and writes over our files."""

from __future__ import annotations

import argparse
import sys
from typing import Any

OURS = "pytest-plumbline"


def check_name() -> str | None:
    """Return what is wrong where the package's own __init__.py is no longer ours."""
    if getattr(sys.modules.get(__package__ or ""), "NAME", None) == OURS:
        return None
    return (
        "plumbline: another project of this name is installed over ours; uninstall both plumbline "
        f"and {OURS}, then install {OURS} again."
    )


class Version(argparse.Action):
    """Prints the version of the installed tool, which takes a while to find, and ends the command."""

    def __init__(self, **given: Any) -> None:
        super().__init__(nargs=0, **given)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"plumbline {version(OURS)}")
        parser.exit()
