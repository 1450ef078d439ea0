"""Functions that tests run and none would miss."""

import pytest

from tests.changes import SUMS_FILE, TESTS_FILE, Repo

CHEAPEST = """

def cheapest(prices: list[int]) -> int:
    return min(prices, default=0)


def is_dear(prices: list[int]) -> bool:
    return bool(prices) and min(prices) > 9
"""


@pytest.fixture
def repo() -> Repo:
    """Return a repo on a branch with new functions."""
    repo = Repo()
    repo.append(SUMS_FILE, CHEAPEST)
    return repo


def test_a_function_that_no_test_would_miss_is_named(repo: Repo) -> None:
    repo.append(
        TESTS_FILE,
        "\n\ndef test_cheapest() -> None:\n    from tool import sums\n\n"
        "    assert isinstance(sums.cheapest([2, 3]), int)\n    assert not sums.is_dear([1])\n",
    )

    row = repo.rows()["pseudo"]

    assert [f"{one.path}:{one.line} {one.text}" for one in row.findings] == [
        f"{SUMS_FILE}:16 cheapest may be emptied (`return 0` or `return 1`), and its one test does "
        "not notice; assert what it is for"
    ]
    assert row.summary == "1 of 2 changed functions could be emptied"


def test_a_function_that_a_test_asserts_about_is_not(repo: Repo) -> None:
    repo.append(
        TESTS_FILE,
        "\n\ndef test_cheapest() -> None:\n    from tool import sums\n\n"
        "    assert sums.cheapest([2, 3]) == 2\n",
    )

    row = repo.rows()["pseudo"]

    assert (row.summary, row.findings) == ("0 of 1 changed function could be emptied", ())


def test_a_test_that_needs_another_before_it_says_nothing(repo: Repo) -> None:
    repo.append(
        TESTS_FILE,
        "\n\ndef test_first() -> None:\n    import colorsys as first\n\n    assert first\n"
        "\n\ndef test_second() -> None:\n    import sys\n\n    from tool import sums\n\n"
        "    assert sums.cheapest([2]) >= 0\n    assert 'colorsys' in sys.modules\n"
        "\n\ndef test_cheapest() -> None:\n    from tool import sums\n\n"
        "    assert sums.cheapest([2, 3]) == 2\n",
    )

    row = repo.rows()["pseudo"]

    assert (row.summary, row.findings) == ("0 of 1 changed function could be emptied", ())
    assert not row.unverified


def test_a_function_whose_test_is_skipped_in_the_middle_is_not(repo: Repo) -> None:
    weak = "    assert isinstance(sums.cheapest([2, 3]), int)\n"
    away = "    import pytest\n\n    pytest.skip('no files here')\n"
    repo.append(
        TESTS_FILE,
        f"\n\ndef test_weak() -> None:\n    from tool import sums\n\n{weak}"
        f"\n\ndef test_cheapest() -> None:\n    from tool import sums\n\n{weak}{away}",
    )

    row = repo.rows()["pseudo"]

    assert (row.summary, row.findings) == ("no changed function that a test runs", ())


def test_a_function_with_lines_for_another_python_is_not(repo: Repo) -> None:
    repo.append(
        SUMS_FILE,
        "\n\ndef freeze(prices: list[int]) -> None:\n    import sys\n\n"
        "    if sys.version_info >= (9, 0):\n        prices.clear()\n",
    )
    repo.append(
        TESTS_FILE,
        "\n\ndef test_cheapest() -> None:\n    from tool import sums\n\n    sums.freeze([1])\n"
        "    assert sums.cheapest([2, 3]) == 2\n",
    )

    row = repo.rows()["pseudo"]

    assert (row.summary, row.findings) == ("0 of 1 changed function could be emptied", ())
