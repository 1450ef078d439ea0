"""What a change does to the tests: `nox -s review` and `nox -s prove`."""
