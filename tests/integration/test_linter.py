from pathlib import Path

import pytest

from plumbline.checks.bans import Ruff

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

    @pytest.mark.parametrize("wish", ["fix = true", "fix-only = true"])
    def test_settings_that_mend_move_no_line(self, linter: Ruff, tmp_path: Path, wish: str) -> None:
        mend = '[lint.isort]\nrequired-imports = ["from __future__ import annotations"]\n'
        text = f"{wish}\n{BAN}{mend}".replace('["TID251"]', '["I", "TID251"]')
        (tmp_path / "inner/ruff.toml").write_text(text)

        assert linter.banned_lines("inner/test_it.py", "import os\nimport socket\n") == {2}
