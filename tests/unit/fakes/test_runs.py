from pathlib import Path

import pytest
from plumbline.review.running.runs import Runs

from tests.contracts.runs import RunsContract
from tests.fakes.runs import make_runs


class TestFakeRuns(RunsContract):
    @pytest.fixture
    def runs(self) -> Runs:
        return make_runs(Path("repo"))

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return tmp_path  # where the runs are made that are recorded
