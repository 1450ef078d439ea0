"""The row of the base's tests that fail now, on small changes."""

from tests.changes import BUG, SUMS_FILE, TESTS_FILE, Repo, mend


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
