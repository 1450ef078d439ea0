"""Print how large a repo is, how fast it is made, updated, run and reviewed: `nox -s bench`."""

import sys
import tempfile
from pathlib import Path

from tests.evidence.bench.guarding import adopted, guard, inert, plugin
from tests.evidence.bench.making import first, rendering, size, types, warm
from tests.evidence.bench.reviewing import growth, hook, prove, review
from tests.evidence.bench.updating import update

PARTS = (
    *(size, rendering, update, first, warm, types),
    *(inert, plugin, adopted, guard),
    *(hook, prove, review, growth),
)


def main() -> None:
    """Run the chosen parts, or all."""
    chosen = set(sys.argv[1:]) or {part.__name__ for part in PARTS}
    for part in PARTS:
        if part.__name__ in chosen:
            with tempfile.TemporaryDirectory() as folder:
                part(Path(folder).resolve())


if __name__ == "__main__":
    main()
