import pytest

from plumbline.plugin.timing import ProcessStopwatch

from tests.contracts.stopwatch import StopwatchContract


class TestProcessStopwatch(StopwatchContract):
    @pytest.fixture
    def stopwatch(self) -> ProcessStopwatch:
        return ProcessStopwatch()
