"""The recorded runs: whether what wrote them is what would write them now."""

from pathlib import Path

import pytest

from tests.recorded import WRITTEN_BY, digest_of_writers, files, lines_of


@pytest.mark.parametrize("file", files(), ids=[file.name for file in files()])
def test_the_recorder_is_the_one_that_wrote_them(file: Path) -> None:
    written = lines_of(file)[WRITTEN_BY].strip('"')

    assert written == digest_of_writers(), "run: nox -s recordings"
