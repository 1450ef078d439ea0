"""Which words of a text a terminal shows in colour."""

import pytest
from plumbline.terminal import painted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "tests/unit/test_x.py:3: says nothing; ok\n",
            "\x1b[36mtests/unit/test_x.py:3\x1b[0m: says nothing; ok\n",
        ),
        ("| broken | ok     | 0 of 3 |", "| broken | \x1b[32mok\x1b[0m     | 0 of 3 |"),
        ("**Review FAILED by x.**", "**Review \x1b[1;31mFAILED\x1b[0m by x.**"),
        ("- `src/x.py:4` is loose", "- \x1b[36m`src/x.py:4`\x1b[0m is loose"),
        ("Nothing was found: FAILURE, note", "Nothing was found: FAILURE, note"),
    ],
)
def test_results_and_places_have_colour(text: str, expected: str) -> None:
    assert painted(text) == expected
