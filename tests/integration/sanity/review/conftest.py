"""What most tests of the review begin with."""

from pathlib import Path

import pytest

from tests.changes import Repo


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Return a repo on a branch without a change."""
    return Repo(tmp_path / "repo")
