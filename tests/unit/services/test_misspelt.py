"""What is said of a test that is not there, before anything is run."""

from pathlib import Path

import pytest
from plumbline.review.running.proving import prove
from plumbline.table import LevelsError


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("tests/unit/test_sum.py::test_x", "did you mean tests/unit/test_sums.py?"),
        ("tests/unt/test_sums.py", "did you mean tests/unit/test_sums.py?"),
        ("test_sums.py", "name a test as PATH::TEST"),
        ("tests/unit/other.py", "name a test as PATH::TEST"),
    ],
)
def test_a_file_much_like_it_is_named(tmp_path: Path, asked: str, said: str) -> None:
    for name in ("src/sums.py", "tests/unit/test_sums.py", "tests/unit/test_shop.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()

    with pytest.raises(LevelsError) as raised:
        prove(tmp_path, [asked], None, feature=False)

    assert str(raised.value) == f"{asked.partition('::')[0]}: no such file; {said}"
