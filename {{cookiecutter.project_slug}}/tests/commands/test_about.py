from dataclasses import replace
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from {{ cookiecutter.package_name }} import DISTRIBUTION
from {{ cookiecutter.package_name }}.cli import main
from {{ cookiecutter.package_name }}.context import Context

from tests.conftest import Invoke
from tests.fakes.clock import FakeClock


def test_about_is_one_line_for_a_bug_report(invoke: Invoke, context: Context) -> None:
    clock = FakeClock(datetime(2026, 1, 31, 9, 5, tzinfo=UTC))

    result = invoke("about", context=replace(context, clock=clock))

    assert result.output.startswith(f"{DISTRIBUTION} ")
    assert result.output.endswith(" at 2026-01-31T09:05:00Z\n")


def test_help_lists_the_commands(invoke: Invoke) -> None:
    assert "  about " in invoke("--help").output


def test_an_unknown_command_is_refused(invoke: Invoke) -> None:
    result = invoke("abuot")

    assert result.exit_code == 2
    assert "No such command 'abuot'" in result.output


def test_only_a_context_is_taken_for_one() -> None:
    with pytest.raises(TypeError, match="obj must be a Context, not dict"):
        CliRunner().invoke(main, ["about"], obj={"clock": None}, catch_exceptions=False)
