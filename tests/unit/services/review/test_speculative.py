"""The row of new tests that have nothing to do with the change."""

from tests.changes import SUMS_FILE, TESTS_FILE, Repo, mend


def test_a_new_test_that_the_change_does_not_concern_is_named(repo: Repo) -> None:
    mend(repo)
    repo.append(
        "tests/unit/fakes/test_shop.py",
        '\n\ndef test_another_price() -> None:\n    assert FakeShop({"fig": 1}).price("fig") == 1\n',
    )

    (finding,) = repo.rows()["speculative"].findings

    assert finding.path == "tests/unit/fakes/test_shop.py"
    assert finding.text.startswith(
        "test_another_price passes without the change and runs no changed"
    )


def test_a_new_test_of_a_changed_line_or_constant_is_none(repo: Repo) -> None:
    repo.change(SUMS_FILE, '"""Sums of money."""', '"""Sums of money."""\n\nLIMIT = 100')
    repo.change(SUMS_FILE, "due > 100", "due > LIMIT")
    repo.append(TESTS_FILE, "\n\ndef test_no_price() -> None:\n    assert total([]) == 0\n")
    assert repo.findings() == {}

    repo.settle("Constant")
    repo.change(SUMS_FILE, "LIMIT = 100", "LIMIT = 99 + 1")
    repo.append(TESTS_FILE, "\n\ndef test_one_price() -> None:\n    assert total([1]) == 1\n")
    assert repo.findings() == {}


def test_a_test_of_a_deletion_is_none(repo: Repo) -> None:
    repo.change(SUMS_FILE, "    if due > 100:\n        due = due - rebate\n", "")
    repo.append(TESTS_FILE, "\n\ndef test_one_price() -> None:\n    assert total([1]) == 1\n")

    assert "speculative" not in repo.findings()


def test_a_test_of_a_changed_fake_is_none(repo: Repo) -> None:
    repo.change(
        "tests/fakes/shop.py",
        "        return self",
        "        name = name.lower()\n        return self",
    )
    repo.append(
        "tests/unit/fakes/test_shop.py",
        '\n\ndef test_another_price() -> None:\n    assert FakeShop({"fig": 1}).price("fig") == 1\n',
    )

    assert repo.findings() == {}
