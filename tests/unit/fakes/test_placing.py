import pytest

from tests.contracts.placing import FILES, GREEN, NONE, RED, RepoContract
from tests.fakes.placing import FakeRepo, Fits


class TestFakeRepo(RepoContract):
    @pytest.fixture
    def repo(self) -> FakeRepo:
        fits = {GREEN: Fits(("test_a", "test_b")), RED: Fits(), NONE: Fits(())}
        return FakeRepo(FILES, fits, red=[RED])
