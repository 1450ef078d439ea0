"""When this process began to load the plugin; the start-up that the report shows counts from here."""

from __future__ import annotations

import time

# What went before this import, interpreter and pytest included, is known as CPU time only.
BEFORE = time.process_time()
LOADED = time.perf_counter()
