"""When this process began to load the plugin, and what a pytest that it starts itself must be told."""

from __future__ import annotations

import time

# What went before this import, interpreter and pytest included, is known as CPU time only.
BEFORE = time.process_time()
LOADED = time.perf_counter()
# For a pytest that `plumbline` starts in its own process, where this package is there already.
LOADED_ALREADY = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
