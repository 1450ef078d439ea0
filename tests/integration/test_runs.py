from pathlib import Path

import pytest

from plumbline.review.running.processes import PytestRuns

from tests.contracts.runs import RunsContract


class TestPytestRuns(RunsContract):
    @pytest.fixture
    def runs(self, tmp_path: Path) -> PytestRuns:
        return PytestRuns(tmp_path / "repo")
