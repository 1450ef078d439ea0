"""What a change does to the tests: `plumbline review` and `plumbline prove`."""
