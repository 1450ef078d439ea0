"""Files of tests and their places."""

FIGURES = "--observed-json"  # by which `place` asks what `observe` saw
