"""What most tests of the review begin with."""

import pytest

from tests.changes import Repo, mend


@pytest.fixture
def repo() -> Repo:
    """Return a repo on a branch without a change."""
    return Repo()


@pytest.fixture
def mended(repo: Repo) -> Repo:
    """Return a repo with a bug mended and a test of it, not committed."""
    mend(repo)
    return repo
