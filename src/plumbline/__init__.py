"""What enforces levels.toml; `copier update` refreshes this folder, so change levels.toml instead."""

import sys

OLDEST = (3, 11)  # of the Pythons that may run this, nox's own included

if sys.version_info < OLDEST:
    needed, found = (".".join(map(str, version[:2])) for version in (OLDEST, sys.version_info))
    sys.exit(
        f"levels/ needs Python {needed} or newer, this is {found}; install nox with a newer one."
    )
