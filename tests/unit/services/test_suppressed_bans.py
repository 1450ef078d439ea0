"""Comments that switch a ban off, over files in a temporary folder."""

from pathlib import Path

import pytest
from plumbline.checks.bans import suppressed_bans
from plumbline.table import Table


@pytest.mark.parametrize(
    "comment",
    [
        " noqa",
        " NOQA",
        " noqa: TID251",
        "noqa:TID251",
        " noqa: F401, TID251",
        " ruff: noqa: TID251",
        " ruff: noqa",
        " ruff: ignore[TID251]",
        " ruff: disable[TID251]",
    ],
)
def test_a_suppression_is_found(tmp_path: Path, comment: str) -> None:
    (tmp_path / "test_a.py").write_text(f"import re\nimport subprocess  #{comment}\n")

    assert suppressed_bans(tmp_path, ["."], Table(())) == [
        "test_a.py:2: switches a ban off; use the fake, or move the code where it is allowed"
    ]


@pytest.mark.parametrize("comment", [" noqa: F401", " ruff: noqa: F401", " no qualms", ""])
def test_other_comments_are_let_be(tmp_path: Path, comment: str) -> None:
    (tmp_path / "test_a.py").write_text(f"import subprocess  #{comment}\n")

    assert suppressed_bans(tmp_path, ["."], Table(())) == []
