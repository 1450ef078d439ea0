import pytest

from tests.contracts.linter import LinterContract
from tests.fakes.linter import FakeLinter


class TestFakeLinter(LinterContract):
    @pytest.fixture
    def linter(self) -> FakeLinter:
        return FakeLinter({"inner": {"import socket"}})

    @pytest.fixture
    def broken_linter(self) -> FakeLinter:
        return FakeLinter({}, broken=True)
