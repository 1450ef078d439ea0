from pathlib import Path

import pytest

from levels.bans import Ruff
from tests.contracts.linter import LinterContract

BAN = """
[lint]
select = ["TID251"]
[lint.flake8-tidy-imports.banned-api]
"socket".msg = "no"
"""


class TestRuff(LinterContract):
    @pytest.fixture
    def linter(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ruff:
        (tmp_path / "inner").mkdir()
        (tmp_path / "inner/ruff.toml").write_text(BAN)
        (tmp_path / "ruff.toml").write_text('lint.select = ["TID251"]')
        monkeypatch.chdir(tmp_path)
        return Ruff()

    @pytest.fixture
    def broken_linter(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ruff:
        (tmp_path / "ruff.toml").write_text("lint.select = 3")
        monkeypatch.chdir(tmp_path)
        return Ruff()
