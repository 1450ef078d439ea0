"""The row of tests that assert nothing, on small changes."""

import pytest

from tests.changes import TESTS_FILE, Repo


def test_a_test_that_is_skipped_here_is_one_line(repo: Repo) -> None:
    skip = '@pytest.mark.skipif(True, reason="for Windows")\ndef test_elsewhere() -> None:\n'
    repo.append(TESTS_FILE, f"\n\nimport pytest\n\n\n{skip}    assert total([]) == 1\n")
    repo.append(TESTS_FILE, '\n\ndef test_later() -> None:\n    pytest.skip("no git")\n')

    rows = repo.rows()

    assert not any(row.unverified or row.findings for row in rows.values())
    assert rows["unasserted"].summary == (
        "0 of 2 new or changed tests without assertion; skipped here: test_elsewhere (for Windows), "
        "test_later (no git)"
    )


def test_a_test_that_fails_leaves_open_what_it_asserts(repo: Repo) -> None:
    repo.append(TESTS_FILE, "\n\ndef test_red() -> None:\n    assert 1 == 2\n")

    assert repo.rows()["unasserted"].unverified == (
        f"not run to their end: {TESTS_FILE}: test_red (AssertionError: assert 1 == 2); "
        "see it with nox -s levels"
    )


@pytest.mark.parametrize(
    "body",
    [
        "total([1])",
        "print(total([1]) == 1)",
        "if total([1]) == 2:\n        assert False",
        "try:\n        assert total([1]) == 2\n    except AssertionError:\n        return",
        "for price in ():\n        assert total([price]) == price",
        "total([1]), 'a fixture asserts, the test does not'",
    ],
)
def test_a_test_without_an_executed_assertion_is_named(repo: Repo, body: str) -> None:
    repo.append(TESTS_FILE, f"\n\ndef test_new() -> None:\n    {body}\n")

    (finding,) = repo.rows()["unasserted"].findings

    assert (finding.path, finding.line) == (TESTS_FILE, 13)
    assert finding.text.startswith("test_new executes no assertion; assert what must be true")


@pytest.mark.parametrize(
    "body",
    [
        "assert total([1]) == 1",
        "import pytest\n\n    with pytest.raises(TypeError):\n        total([None])",
        "import pytest\n\n    pytest.raises(TypeError, total, [None])",
        "import pytest\n    import warnings\n\n    with pytest.warns(UserWarning):\n        warnings.warn('x')",
        "import pytest\n    import warnings\n\n    with pytest.deprecated_call():\n"
        "        warnings.warn('x', DeprecationWarning)",
        "import unittest\n\n    unittest.TestCase().assertEqual(total([1]), 1)",
        "if total([1]) != 1:\n        raise AssertionError('wrong')",
        "try:\n        total([None])\n    except TypeError:\n        pass\n    else:\n        raise Exception",
        "import pytest\n\n    if total([1]) != 1:\n        pytest.fail('wrong')",
        "from tests.contracts import sums\n\n    sums.check(total([1]))",
        "from tests import helpers\n\n    helpers.check(total([1]))",
        "from hypothesis import given, strategies\n\n    @given(strategies.integers(0, 9))\n"
        "    def check(price):\n        assert total([price]) == price\n\n    check()",
    ],
)
def test_what_counts_as_an_assertion(repo: Repo, body: str) -> None:
    for name in ("contracts/sums", "helpers"):
        repo.write(f"tests/{name}.py", "def check(due):\n    assert due == 1\n")
    repo.append(TESTS_FILE, f"\n\ndef test_new() -> None:\n    {body}\n")

    row = repo.rows()["unasserted"]

    assert (row.findings, row.unverified) == ((), "")
    assert row.summary == "0 of 1 new or changed test without assertion"


@pytest.mark.parametrize(
    "path", ["tests/integration/sanity/test_m.py", "tests/integration/test_m.py"]
)
def test_a_mocks_own_assertions_count(repo: Repo, path: str) -> None:
    repo.write(
        path,
        "from unittest import mock\n\nfrom tool import sums\n\n\ndef test_m() -> None:\n"
        '    with mock.patch.object(sums, "total") as total:\n        sums.is_free([])\n\n'
        "    total.assert_called_once_with([])\n",
    )

    assert repo.rows()["unasserted"].summary == "0 of 1 new or changed test without assertion"


def test_an_assertion_of_a_fake_or_a_fixture_is_none_of_the_test(repo: Repo) -> None:
    call = "        assert name\n        _assert_known(name)\n        return self"
    repo.change("tests/fakes/shop.py", "        return self", call)
    repo.append(
        "tests/fakes/shop.py", "\n\ndef _assert_known(name: str) -> None:\n    assert name\n"
    )
    repo.append(
        "tests/unit/fakes/test_shop.py",
        "\n\nimport pytest\n\n\n@pytest.fixture\ndef shop() -> FakeShop:\n    assert True\n"
        '    return FakeShop({"pear": 2})\n\n\ndef test_price(shop: FakeShop) -> None:\n'
        '    shop.price("pear")\n',
    )

    (finding,) = repo.rows()["unasserted"].findings
    assert finding.text.startswith("test_price executes no assertion")


def test_a_test_that_must_not_raise_says_so(repo: Repo) -> None:
    repo.append(
        TESTS_FILE,
        "\n\nimport pytest\n\n\n@pytest.mark.must_not_raise\ndef test_new() -> None:\n    total([1])\n",
    )

    assert repo.rows()["unasserted"].findings == ()


def test_each_case_must_assert(repo: Repo) -> None:
    repo.append(
        TESTS_FILE,
        '\n\nimport pytest\n\n\n@pytest.mark.parametrize("price", [1, 2, 3])\n'
        "def test_new(price: int) -> None:\n    if price > 1:\n        assert total([price])\n",
    )

    (finding,) = repo.rows()["unasserted"].findings
    assert finding.text.startswith("test_new executes no assertion in 1 of 3 cases;")
