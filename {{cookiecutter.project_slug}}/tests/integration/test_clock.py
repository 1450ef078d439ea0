import pytest

from {{ cookiecutter.package_name }}.gateways.clock import (
    SystemClock,
)

from tests.contracts.clock import ClockContract


class TestSystemClock(ClockContract):
    @pytest.fixture
    def clock(self) -> SystemClock:
        return SystemClock()
