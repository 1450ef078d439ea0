from datetime import UTC, datetime

import pytest

from tests.contracts.clock import ClockContract
from tests.fakes.clock import FakeClock


class TestFakeClock(ClockContract):
    @pytest.fixture
    def clock(self) -> FakeClock:
        return FakeClock(datetime(2026, 1, 31, 9, 5, tzinfo=UTC))
