from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from {{ cookiecutter.package_name }}.cli import main
from {{ cookiecutter.package_name }}.gateways.clock import (
    SystemClock,
)

from tests.contracts.clock import ClockContract


class TestSystemClock(ClockContract):
    @pytest.fixture
    def clock(self) -> SystemClock:
        return SystemClock()


def test_the_command_line_has_the_systems_time() -> None:
    shown = CliRunner().invoke(main, ["about"]).output.split()[-1]

    assert abs(datetime.now(UTC) - datetime.fromisoformat(shown)) < timedelta(minutes=1)
