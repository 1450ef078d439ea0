"""Print what the levels cost a suite of any size, and what shards make of it: `nox -s scale`.

Arguments choose parts (growth, sharding) and sizes, like `growth 1000 10000`.
"""

import sys
import tempfile
from pathlib import Path

from tests.evidence.scale.growth import growth
from tests.evidence.scale.sharding import sharding

PARTS = {"growth": growth, "sharding": sharding}
SIZES = {"growth": (1_000, 10_000, 100_000), "sharding": (20_000,)}


def main() -> None:
    """Run the chosen parts, or all."""
    words = sys.argv[1:]
    sizes = [int(word) for word in words if word.isdecimal()]
    for name in [word for word in words if not word.isdecimal()] or PARTS:
        with tempfile.TemporaryDirectory() as folder:
            PARTS[name](Path(folder).resolve(), sizes or SIZES[name])


if __name__ == "__main__":
    main()
