import pytest

from tests.contracts.stopwatch import StopwatchContract
from tests.fakes.stopwatch import FakeStopwatch


class TestFakeStopwatch(StopwatchContract):
    @pytest.fixture
    def stopwatch(self) -> FakeStopwatch:
        return FakeStopwatch()
