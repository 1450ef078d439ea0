"""What most tests of the review begin with."""

import pytest

from tests.changes import Repo


@pytest.fixture
def repo() -> Repo:
    """Return a repo on a branch without a change."""
    return Repo()
