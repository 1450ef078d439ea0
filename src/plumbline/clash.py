"""Another project has the name `plumbline`; installed beside ours, it writes over our files."""

from __future__ import annotations

import sys

OURS = "pytest-plumbline"


def check_name() -> str | None:
    """Return what is wrong where the package's own __init__.py is no longer ours."""
    if getattr(sys.modules.get(__package__ or ""), "NAME", None) == OURS:
        return None
    return (
        "plumbline: another project of this name is installed over ours; uninstall both plumbline "
        f"and {OURS}, then install {OURS} again."
    )
