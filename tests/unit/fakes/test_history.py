from pathlib import Path

import pytest

from tests.changes import Repo
from tests.contracts.history import LONG, HistoryContract


class TestFakeHistory(HistoryContract):
    @pytest.fixture
    def repo(self) -> Repo:
        return Repo({"a.py": "", "b.py": LONG, "src/c.py": "c = 1\n"})

    @pytest.fixture
    def folder(self) -> Path:
        return Path("nowhere")
