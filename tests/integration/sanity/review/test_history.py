from pathlib import Path

import pytest

from tests.changes import Repo
from tests.contracts.history import LONG, HistoryContract


class TestFakeHistory(HistoryContract):
    @pytest.fixture
    def repo(self, tmp_path: Path) -> Repo:
        return Repo(tmp_path / "repo", {"a.py": "", "b.py": LONG, "src/c.py": "c = 1\n"})
