"""Fixtures for all tests: `context` (all fakes) and `invoke` (the command line over a context)."""

from typing import Protocol

import pytest
from click.testing import CliRunner, Result

from {{ cookiecutter.package_name }}.cli import main
from {{ cookiecutter.package_name }}.context import Context

from tests.fakes import fake_context


class Invoke(Protocol):
    """Runs a command over a context; without one, over fakes that hold nothing."""

    def __call__(self, *arguments: str, context: Context | None = None) -> Result: ...


@pytest.fixture
def context() -> Context:
    """Return a context of fakes; `dataclasses.replace` puts in what a test is about."""
    return fake_context()


@pytest.fixture
def invoke() -> Invoke:
    """Return a function that runs a command in this process."""

    def run(*arguments: str, context: Context | None = None) -> Result:
        return CliRunner().invoke(
            main, arguments, obj=context or fake_context(), catch_exceptions=False
        )

    return run
