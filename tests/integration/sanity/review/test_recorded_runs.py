from pathlib import Path

import pytest

from plumbline.review.running.runs import Runs

from tests.contracts.runs import RunsContract
from tests.fakes.runs import make_runs


class TestFakeRuns(RunsContract):
    @pytest.fixture
    def runs(self, tmp_path: Path) -> Runs:
        return make_runs(tmp_path / "repo")
