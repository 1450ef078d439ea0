"""The rows that are judged by running tests, on small changes."""

import pytest

from tests.changes import BUG, CHEAPEST, PROOF, SUMS, SUMS_FILE, TESTS_FILE, Repo


def mend(repo: Repo) -> None:
    """Mend a bug, and test it; what was expected before changes."""
    repo.change(SUMS_FILE, *BUG)
    repo.change(TESTS_FILE, "    assert total([50, 50], 10) == 100\n", "")
    repo.append(TESTS_FILE, PROOF)


def test_no_change_raises_nothing(repo: Repo) -> None:
    rows = repo.rows(mutants=True)

    assert list(rows) == [
        "uncovered",
        "unasserted",
        "speculative",
        "misplaced",
        "broken",
        "unproven",
        "pseudo",
        "mutants",
        "cost",
        "weakened",
    ]
    assert not any(row.findings or row.unverified for row in rows.values())


def test_formatting_moving_and_commenting_raise_nothing(repo: Repo) -> None:
    repo.change(
        SUMS_FILE,
        "def total(prices: list[int], rebate: int = 0)",
        "def total(\n    prices: list[int],\n    rebate: int = 0,\n)",
    )
    repo.change(SUMS_FILE, "    due = sum", "    # what is due\n    due = sum")
    repo.move(TESTS_FILE, "tests/unit/services/test_total.py")

    assert repo.findings(mutants=True) == {}


def test_a_refactoring_raises_nothing(repo: Repo) -> None:
    repo.change(
        SUMS_FILE,
        "    if due > 100:\n        due = due - rebate\n    return due\n",
        "    return due - rebate if due > 100 else due\n",
    )

    assert repo.findings(mutants=True) == {}


def test_changed_lines_that_no_test_runs_are_named(repo: Repo) -> None:
    repo.append(SUMS_FILE, CHEAPEST)
    repo.append(
        TESTS_FILE,
        "\n\ndef test_cheapest() -> None:\n    from tool import sums\n\n    assert sums.cheapest([2, 3]) == 2\n",
    )

    row = repo.rows()["uncovered"]

    assert row.summary == "1 of 4 changed lines run by no test"
    assert [(f.path, f.line) for f in row.findings] == [(SUMS_FILE, 18)]
    assert row.findings[0].text.startswith("is run by no test of levels 1 to 4;")


@pytest.mark.parametrize("condition", ["TYPE_CHECKING", "t.TYPE_CHECKING"])
def test_imports_for_the_type_checker_need_no_test(repo: Repo, condition: str) -> None:
    imports = "import typing as t\nfrom typing import TYPE_CHECKING\n\n"
    block = f"if {condition}:\n    from collections.abc import Sized\n\n\n"
    repo.write(SUMS_FILE, imports + block + repo.read(SUMS_FILE))

    assert repo.rows()["uncovered"].findings == ()


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


def test_lines_that_stand_together_are_one_finding(repo: Repo) -> None:
    repo.append(
        SUMS_FILE, CHEAPEST + "\n\ndef none() -> None:  # pragma: no cover\n    return None\n"
    )

    row = repo.rows()["uncovered"]

    assert row.summary == "3 of 4 changed lines run by no test"
    (finding,) = row.findings
    assert (finding.line, finding.text[:33]) == (17, "lines 17 to 19 are run by no test")


def test_tests_of_level_5_do_not_count(repo: Repo) -> None:
    repo.append(SUMS_FILE, CHEAPEST)
    repo.write(
        "tests/integration/test_cheapest.py",
        "from tool.sums import cheapest\n\n\ndef test_cheapest() -> None:\n"
        "    assert cheapest([2]) == 2\n    assert cheapest([]) == 0\n",
    )

    assert repo.rows()["uncovered"].summary == "3 of 4 changed lines run by no test"


REAL_SHOP = """

class WebShop(Shop):
    def price(self, name: str) -> int:
        if not name:
            return 0
        return len(name)
"""
TEST_WEB_SHOP = """
from tool.gateways.shop import WebShop


def test_a_price_is_known() -> None:
    assert WebShop().price("pear") == 4
"""


def test_a_gateways_line_is_sent_to_level_2_or_its_contract(repo: Repo) -> None:
    repo.write("tests/integration/test_shop.py", TEST_WEB_SHOP)
    repo.write("tests/integration/test_other.py", "def test_red() -> None:\n    assert 1 == 2\n")
    repo.settle("Test first")
    repo.append("src/tool/gateways/shop.py", REAL_SHOP)

    row = repo.rows()["uncovered"]

    (finding,) = row.findings
    assert (row.summary, row.unverified) == ("1 of 5 changed lines run by no test", "")
    assert (finding.path, finding.line) == ("src/tool/gateways/shop.py", 13)
    assert "at level 2, with what lies behind it replaced, or by a method of its" in finding.text


def test_wiring_and_other_machines_are_said_once(repo: Repo) -> None:
    repo.append(
        SUMS_FILE,
        "\n\ndef real_context() -> int:\n    import sys\n\n    return 2\n\n\n"
        "def old() -> int:\n    import sys\n\n    if sys.version_info < (3, 2):\n"
        "        return 1\n    return 2\n",
    )

    row = repo.rows()["uncovered"]

    assert [finding.line for finding in row.findings] == [23]
    assert row.summary == (
        "3 of 8 changed lines run by no test; 2 more in `main` or `real_context`, which level 5 runs; "
        "1 more for another Python or system than this one"
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


def test_tests_of_the_base_that_fail_now_are_named(repo: Repo) -> None:
    mend(repo)

    row = repo.rows()["broken"]

    assert row.summary == "1 of 3 tests of the base fail now"
    (finding,) = row.findings
    assert (finding.path, finding.line) == (TESTS_FILE, 8)
    assert finding.text == (
        "test_a_rebate_needs_a_hundred, as the base has it, fails with the new code "
        "(AssertionError: assert 90 == 100); mend the code, or declare that what it promises has changed"
    )


def test_a_name_that_is_gone_is_named_once_with_its_tests(repo: Repo) -> None:
    repo.append(SUMS_FILE, "\n\ndef other() -> str:\n    return 'other'\n")
    repo.append(
        TESTS_FILE,
        "\n\nfrom tool import sums\n\n\ndef test_other() -> None:\n    assert sums.other() == 'other'\n",
    )
    repo.settle("Other")
    repo.write(SUMS_FILE, "def other() -> str:\n    return 'other'\n")
    repo.write(
        TESTS_FILE,
        "from tool import sums\n\n\ndef test_other() -> None:\n    assert sums.other() == 'other'\n",
    )

    row = repo.rows()["broken"]

    (finding,) = row.findings
    assert (finding.path, finding.line) == (SUMS_FILE, 0)
    assert finding.text == (
        "total is gone, and with it 2 tests of the base: test_a_rebate_needs_a_hundred, "
        "test_prices_add_up; mend the code, or declare that what it promises has changed"
    )
    assert row.summary == "2 of 4 tests of the base fail now"


def test_a_name_that_is_another_now_breaks_nothing(repo: Repo) -> None:
    for name in (SUMS_FILE, TESTS_FILE):
        repo.write(name, repo.read(name).replace("total", "due_for"))

    assert repo.rows()["broken"].findings == ()

    repo.change(SUMS_FILE, *BUG)
    (finding,) = repo.rows()["broken"].findings
    assert finding.text.startswith("test_a_rebate_needs_a_hundred, as the base has it, fails")


def test_a_new_method_of_a_gateway_breaks_no_test_of_the_base(repo: Repo) -> None:
    method = (
        '\n    @abstractmethod\n    def names(self) -> list[str]:\n        """Return names."""\n'
    )
    repo.append("src/tool/gateways/shop.py", method)
    repo.append(
        "tests/fakes/shop.py",
        "\n    def names(self) -> list[str]:\n        return list(self._prices)\n",
    )
    repo.append(
        "tests/unit/fakes/test_shop.py",
        '\n\ndef test_names() -> None:\n    assert FakeShop({"fig": 1}).names() == ["fig"]\n',
    )

    assert repo.findings() == {}


def test_what_fails_on_the_base_as_well_is_not_judged(repo: Repo) -> None:
    repo.append(TESTS_FILE, "\n\ndef test_red() -> None:\n    assert total([1]) == 2\n")
    repo.settle("Red")
    repo.change(SUMS_FILE, *BUG)

    rows = repo.rows()

    assert rows["broken"].unverified == (
        "1 of the base's tests or files fail on the base as well: "
        f"{TESTS_FILE}::test_red; make them pass there first"
    )
    assert [f.text.split(",")[0] for f in rows["broken"].findings] == [
        "test_a_rebate_needs_a_hundred"
    ]
    assert " and 1 more); make them pass first" in rows["uncovered"].unverified


def test_what_did_not_run_on_the_base_did_not_fail_there(repo: Repo) -> None:
    repo.append(
        TESTS_FILE,
        "\n\nimport pytest\n\nfrom tool import sums\n\n\n"
        "@pytest.mark.xfail(reason='a bug')\n"
        "def test_a_hundred_is_enough() -> None:\n    assert total([100], 10) == 90\n\n\n"
        "@pytest.mark.skipif(not hasattr(sums, 'LIMIT'), reason='none yet')\n"
        "def test_the_limit() -> None:\n    assert sums.LIMIT == 99\n\n\n"
        "@pytest.mark.parametrize('limit', [getattr(sums, 'LIMIT', 99)])\n"
        "def test_a_limit(limit: int) -> None:\n    assert limit == 99\n",
    )
    repo.settle("Limit")
    repo.change(SUMS_FILE, *BUG)
    repo.append(SUMS_FILE, "\n\nLIMIT = 100\n")

    row = repo.rows()["broken"]

    assert sorted(one.text.partition(",")[0] for one in row.findings) == [
        "test_a_limit",
        "test_a_rebate_needs_a_hundred",
        "test_the_limit",
    ]
    assert row.unverified == ""


@pytest.mark.parametrize(
    "subject", ["fix: a hundred", "fix(sums)!: a hundred", "bugfix: a hundred"]
)
def test_a_fix_without_a_proven_test_is_named(repo: Repo, subject: str) -> None:
    repo.change(SUMS_FILE, *BUG)
    repo.change(TESTS_FILE, "assert total([50, 50], 10) == 100", "assert total([50, 51], 10) == 91")
    repo.commit(subject)

    row = repo.rows()["unproven"]

    (finding,) = row.findings
    assert row.summary == "1 of 1 fix without a proven test"
    assert finding.path == SUMS_FILE
    assert f"({subject}) comes without a test that is red before it and green here" in finding.text


def test_a_fix_with_a_proven_test_in_another_commit_is_fine(repo: Repo) -> None:
    mend(repo)
    mended = repo.read(SUMS_FILE)
    repo.write(SUMS_FILE, SUMS)
    repo.commit("test: a hundred")
    repo.write(SUMS_FILE, mended)
    repo.commit("fix: a hundred")

    assert repo.rows()["unproven"].findings == ()


def test_a_proven_test_of_other_code_does_not_prove_a_fix(repo: Repo) -> None:
    repo.write("src/tool/names.py", "def name() -> str:\n    return 'a'\n")
    repo.settle("More")
    repo.change("src/tool/names.py", "'a'", "'b'")
    repo.commit("fix: the name")
    mend(repo)
    repo.commit("feat: a hundred is enough")

    assert [f.path for f in repo.rows()["unproven"].findings] == ["src/tool/names.py"]


@pytest.mark.parametrize(("expected", "fixes"), [("9", 0), ("10", 1)])
def test_a_fix_is_judged_against_its_own_parent(repo: Repo, expected: str, fixes: int) -> None:
    repo.append(SUMS_FILE, "\n\ndef tithe(due: int) -> int:\n    return 10\n")
    repo.commit("feat: a tithe, with a bug")
    repo.change(SUMS_FILE, "    return 10\n", "    return due // 10 if due < 100 else 10\n")
    repo.append(
        TESTS_FILE,
        "\n\nfrom tool.sums import tithe\n\n\ndef test_tithe() -> None:\n"
        f"    assert tithe({expected}0) == {expected}\n",
    )
    repo.commit("fix: a tithe is a tenth")

    assert len(repo.rows()["unproven"].findings) == fixes


def test_what_a_build_wrote_is_there_before_a_fix_too(repo: Repo) -> None:
    repo.write("src/tool/_built.py", "VERSION = 1\n")
    repo.change(SUMS_FILE, '"""Sums of money."""', "from tool import _built")
    repo.commit("feat: a version")
    mend(repo)
    repo.commit("fix: a hundred is enough")

    assert repo.rows()["unproven"].findings == ()


def test_a_commit_of_another_type_needs_no_proof(repo: Repo) -> None:
    repo.change(SUMS_FILE, *BUG)
    repo.commit("feat: fix: a hundred is enough")
    repo.write("README.md", "Text\n")
    repo.commit("fix: a word in the readme")

    assert repo.rows()["unproven"].summary == "no fix"


def test_a_syntax_error_leaves_rows_unverified(repo: Repo) -> None:
    repo.append(SUMS_FILE, "def (\n")

    rows = repo.rows(mutants=True)

    for name in ("uncovered", "mutants"):
        assert rows[name].unverified == f"{SUMS_FILE} is no valid Python"


def test_a_base_that_does_not_import_is_said(repo: Repo) -> None:
    repo.append(SUMS_FILE, "def (\n")
    repo.settle("Broken")
    repo.change(SUMS_FILE, "def (\n", "")
    repo.append(TESTS_FILE, PROOF.replace("90", "100"))

    rows = repo.rows()

    assert rows["uncovered"].findings == ()
    assert rows["broken"].findings == ()
    assert rows["speculative"].findings == ()


def test_a_binary_file_among_the_sources_is_said(repo: Repo) -> None:
    repo.write_bytes("src/tool/odd.py", b"\x00\xff\x00")

    assert repo.rows()["uncovered"].unverified == "src/tool/odd.py is no valid Python"


def test_a_renamed_folder_of_tests_is_followed(repo: Repo) -> None:
    repo.change(SUMS_FILE, *BUG)
    repo.change("levels.toml", '"tests/', '"suite/')
    table = repo.read("levels.toml").replace('"tests/', '"suite/')
    repo.write("levels.toml", table)
    repo.move("tests", "suite")
    repo.write(
        "suite/unit/fakes/test_shop.py",
        repo.read("suite/unit/fakes/test_shop.py").replace("tests.", "suite."),
    )
    repo.change("pyproject.toml", '"tests"', '"suite"')

    row = repo.rows()["broken"]

    assert [finding.path for finding in row.findings] == [TESTS_FILE]


def test_what_a_test_lets_go_of_is_gone_in_a_run_too(repo: Repo) -> None:
    repo.append(
        TESTS_FILE,
        "\n\ndef test_new() -> None:\n    import weakref\n\n    kept = {total}\n"
        "    seen = weakref.ref(kept)\n\n    assert seen() is kept\n    del kept\n\n"
        "    assert seen() is None\n",
    )

    row = repo.rows()["unasserted"]

    assert (row.summary, row.unverified) == ("0 of 1 new or changed test without assertion", "")


SLOW_TESTS = """
import subprocess
import sys

import pytest

from tool.gateways.shop import WebShop
from tool.sums import total


def test_pure() -> None:
    assert total([]) == 0


def test_process() -> None:
    assert subprocess.run([sys.executable, "-c", ""]).returncode == 0


def test_file(tmp_path) -> None:
    assert not (tmp_path / "x").write_text("")


def test_gateway() -> None:
    assert WebShop().price("pear") == 4


@pytest.fixture(scope="module")
def ended() -> int:
    return subprocess.run([sys.executable, "-c", ""]).returncode


def test_shared(ended: int) -> None:
    assert ended == 0


def test_shared_as_well(ended: int) -> None:
    assert ended == 0
"""
MOCKED = """
from tool import sums
from tool.gateways.shop import WebShop


def test_nothing_replaced() -> None:
    assert sums.total([]) == 0


def test_replaced(monkeypatch) -> None:
    monkeypatch.setattr(sums, "total", lambda prices: 0)

    assert sums.is_free([1])


def test_own_stand_in() -> None:
    assert WebShop().price("fig") == 3
"""


def test_a_test_that_does_nothing_its_level_is_for_is_named(repo: Repo) -> None:
    repo.append("src/tool/gateways/shop.py", REAL_SHOP)
    repo.write("tests/integration/test_slow.py", SLOW_TESTS)
    repo.write("tests/integration/sanity/test_mocked.py", MOCKED)
    repo.append(TESTS_FILE, "\n\ndef test_quick() -> None:\n    assert total([]) == 0\n")

    row = repo.rows()["misplaced"]

    assert [(one.path, one.text.partition(";")[0]) for one in row.findings] == [
        (
            "tests/integration/sanity/test_mocked.py",
            "test_nothing_replaced is at level 2 sanity and replaces nothing and runs no real gateway",
        ),
        (
            "tests/integration/test_slow.py",
            "test_pure is at level 5 real and runs no process, connection, file or real gateway",
        ),
    ]


def test_what_became_slow_is_named(repo: Repo) -> None:
    repo.change(
        SUMS_FILE, "    due = sum", "    sum(n * n for n in range(2_000_000))\n    due = sum"
    )
    repo.append(TESTS_FILE, "\n\ndef test_quick() -> None:\n    assert total([]) == 0\n")

    row = repo.rows()["cost"]

    assert [one.path for one in row.findings] == [SUMS_FILE]
    assert row.findings[0].text.startswith("is run by 2 tests that took 0.00 s of CPU time on the")


def test_a_level_over_its_total_is_judged_all_the_same(repo: Repo) -> None:
    repo.change("levels.toml", "total = 3.0", "total = 0.0001")
    repo.settle("Less")
    repo.change(SUMS_FILE, "due - rebate", "-rebate + due")
    repo.append(TESTS_FILE, "\n\ndef test_no_price() -> None:\n    assert total([101], 1) == 100\n")

    rows = repo.rows()

    assert [row.unverified for row in rows.values() if row.unverified] == []
    (finding,) = rows["cost"].findings
    assert finding.text.startswith("allows level 4 logic 0.0001 s, and ")
