"""A plugin of pytest that tells coverage which test runs: `pytest -p tests.evidence.touched` under `coverage run`."""

from collections.abc import Iterator

import coverage
import pytest


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Name the test as the context of what it runs, its fixtures included."""
    measured = coverage.Coverage.current()
    assert measured is not None, "coverage does not run"
    measured.switch_context(item.nodeid)
    return (yield)
