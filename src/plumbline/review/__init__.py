"""What a change does to the tests: `plumbline review` and `plumbline prove`."""

SECONDS = 60.0  # for the mutants, unless told otherwise
