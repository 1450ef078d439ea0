"""Suites of many tests, on one machine and on several; `nox -s scale`."""
