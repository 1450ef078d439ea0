from pathlib import Path

import pytest

from tests.contracts.suite import SuiteContract
from tests.fakes.suite import FakeSuite


class TestFakeSuite(SuiteContract):
    @pytest.fixture
    def suite(self) -> FakeSuite:
        return FakeSuite(Path("/repo"))
