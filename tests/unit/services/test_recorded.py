"""Tool calls that real clients sent, judged by the hook; nothing of git is asked for them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.hook import hook, recorded
from tests.places import TREE

CALLS = [record for record in recorded() if record["event"] == "PreToolUse"]


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """Return a folder with tests and a table, as the messages are about."""
    for folder in ("src", "tests/unit/services"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "levels.toml").write_text((TREE / "levels.toml").read_text("utf-8"), "utf-8")
    return tmp_path


@pytest.mark.parametrize("record", CALLS, ids=map(str, range(len(CALLS))))
def test_what_clients_really_sent_is_judged_right(repo: Path, record: dict[str, Any]) -> None:
    text = json.dumps(record["message"]).replace("ROOT", str(repo))

    code, out, error = hook.answer(text, record["event"], repo)

    assert (code, bool(error)) == ((2, True) if record["refused"] else (0, False))
    assert "Nothing was stored" not in out
