"""A row that cannot look at something says so; only what compares old tests with new may be silent."""

from typing import Any

import pytest
from plumbline.review.rows.dynamic import judge_row


class Gone:
    """Facts of which nothing can be read."""

    def __getattr__(self, name: str) -> Any:
        raise OSError("no room")


@pytest.mark.parametrize(
    ("row", "name", "unverified"),
    [("broken", "broken", "no room"), ("lost", "weakened", "no room"), ("noticed", "weakened", "")],
)
def test_what_cannot_be_read_is_said(row: str, name: str, unverified: str) -> None:
    found = judge_row(row, Gone())  # type: ignore[arg-type]

    assert (found.name, found.unverified) == (name, unverified)
