from dataclasses import replace
from datetime import UTC, datetime

from {{ cookiecutter.package_name }} import DISTRIBUTION
from {{ cookiecutter.package_name }}.context import Context

from tests.conftest import Invoke
from tests.fakes.clock import FakeClock


def test_about_is_one_line_for_a_bug_report(invoke: Invoke, context: Context) -> None:
    clock = FakeClock(datetime(2026, 1, 31, 9, 5, tzinfo=UTC))

    result = invoke("about", context=replace(context, clock=clock))

    assert result.output.startswith(f"{DISTRIBUTION} ")
    assert result.output.endswith(" at 2026-01-31T09:05:00Z\n")
