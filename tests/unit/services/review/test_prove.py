"""`plumbline prove`: red on the base's sources from the test's own call, then green."""

import pytest

from tests.changes import BUG, CHEAPEST_OF, FEATURE, SUMS_FILE, TESTS_FILE, Repo


def test_plugins_that_the_owner_keeps_out_are_not_needed(mended: Repo) -> None:
    kept_out = "-p no:randomly -p no:xdist -p no:pytest_cov"
    mended.write("pytest.ini", f"[pytest]\naddopts = {kept_out}\n")

    done = mended.prove("test_a_hundred_is_enough")

    assert "test_a_hundred_is_enough: proven: " in done.text
    assert done.code == 0


def test_each_test_gets_its_line_and_all_must_be_proven(mended: Repo) -> None:
    done = mended.prove("test_a_hundred_is_enough", "test_prices_add_up", "test_nothing")

    assert done.code == 1
    _, first, second, third = done.text.splitlines()
    assert "test_prices_add_up: holds on both sides: it passes without the change" in first
    assert "test_a_hundred_is_enough: proven: " in second
    assert f"test_nothing: no such test: {TESTS_FILE} has test_prices_add_up, " in third


def test_a_file_stands_for_all_its_tests(mended: Repo) -> None:
    done = mended.prove(TESTS_FILE)

    assert done.code == 0
    assert [line.split(": ")[1] for line in done.text.splitlines()[1:]] == [
        "holds on both sides",
        "holds on both sides",
        "proven",
    ]


def test_one_case_of_several_is_enough(mended: Repo) -> None:
    mended.append(
        TESTS_FILE,
        '\n\nimport pytest\n\n\n@pytest.mark.parametrize("price", [100, 102])\n'
        "def test_from_a_hundred_on(price: int) -> None:\n"
        "    assert total([price], 10) == price - 10\n",
    )

    assert mended.prove("test_from_a_hundred_on").code == 0
    assert mended.prove("test_from_a_hundred_on[100]").code == 0
    assert "holds on both sides" in mended.prove("test_from_a_hundred_on[102]").text


def test_an_expected_exception_is_a_red_of_its_own(repo: Repo) -> None:
    repo.change(
        SUMS_FILE, "    due = sum(prices)\n", "    due = sum(price for price in prices if price)\n"
    )
    repo.append(
        TESTS_FILE,
        "\n\ndef test_no_price_is_nothing() -> None:\n    assert total([None, 1]) == 1\n",
    )

    done = repo.prove("test_no_price_is_nothing")

    assert done.code == 0
    assert "proven: without the change TypeError: unsupported operand" in done.text


def test_without_the_mend_the_test_is_not_green(mended: Repo) -> None:
    mended.change(SUMS_FILE, *reversed(BUG))

    done = mended.prove("test_a_hundred_is_enough")

    assert done.code == 1
    assert "not green: AssertionError: assert 100 == 90" in done.text


@pytest.mark.parametrize(
    ("test", "reason"),
    [
        (FEATURE, "the base has no cheapest (AttributeError: module 'tool.sums' has no"),
        (
            FEATURE.replace("from tool import sums", "from tool.sums import cheapest").replace(
                "sums.cheapest", "cheapest"
            ),
            "an import fails (ImportError: cannot import name 'cheapest'",
        ),
        (
            "\n\nfrom tool.sums import cheapest\n\n\n"
            "def test_the_cheapest_is_found() -> None:\n    assert cheapest([3, 2]) == 2\n",
            "the base has no cheapest (AttributeError: there is no tool.sums.cheapest)",
        ),
    ],
)
def test_a_name_that_the_change_adds_needs_the_word(repo: Repo, test: str, reason: str) -> None:
    repo.append(SUMS_FILE, CHEAPEST_OF)
    repo.append(TESTS_FILE, test)

    plain = repo.prove("test_the_cheapest_is_found")
    feature = repo.prove("test_the_cheapest_is_found", feature=True)

    assert plain.code == 1
    assert f": red for the wrong reason: {reason}" in plain.text
    assert feature.code == 0, feature.text
    assert "proven: without the feature" in feature.text


def test_a_parameter_that_the_change_adds_needs_the_word(repo: Repo) -> None:
    repo.change(SUMS_FILE, "rebate: int = 0)", "rebate: int = 0, limit: int = 100)")
    repo.change(SUMS_FILE, "due > 100", "due > limit")
    repo.append(
        TESTS_FILE, "\n\ndef test_a_limit() -> None:\n    assert total([60], 10, limit=50) == 50\n"
    )

    assert (
        "the base has no limit (TypeError: total() got an unexpected"
        in repo.prove("test_a_limit").text
    )
    assert repo.prove("test_a_limit", feature=True).code == 0


def test_a_fixture_that_fails_proves_nothing(mended: Repo) -> None:
    mended.append(
        TESTS_FILE,
        "\n\nimport pytest\n\n\n@pytest.fixture\ndef due() -> int:\n"
        "    due = total([100], 10)\n    assert due == 90\n    return due\n\n\n"
        "def test_due(due: int) -> None:\n    assert due == 90\n",
    )

    for feature in (False, True):
        done = mended.prove("test_due", feature=feature)
        assert done.code == 1
        assert (
            "red for the wrong reason: a fixture fails (AssertionError: assert 100 == 90)"
            in done.text
        )


def test_an_import_of_what_no_change_adds_is_never_accepted(repo: Repo) -> None:
    repo.write("src/tool/extra.py", "import tool.sums\n\nVALUE = 1\n")
    repo.append(
        TESTS_FILE,
        "\n\ndef test_x() -> None:\n    from tool.extra import VALUE\n\n    assert VALUE\n",
    )
    assert repo.prove("test_x", feature=True).code == 0

    repo.change(SUMS_FILE, '"""Sums of money."""', "import nowhere")
    repo.settle("Broken")
    repo.change(SUMS_FILE, "import nowhere", '"""Sums of money."""')

    done = repo.prove("test_prices_add_up", feature=True)
    assert done.code == 1
    assert (
        "its file cannot be imported (ModuleNotFoundError: No module named 'nowhere')" in done.text
    )


def test_the_guard_is_on(mended: Repo) -> None:
    mended.change(SUMS_FILE, '"""Sums of money."""', "import subprocess")
    mended.change(SUMS_FILE, "    return due\n", "    subprocess.run(['true'])\n    return due\n")
    mended.settle("Base")
    mended.change(SUMS_FILE, "    subprocess.run(['true'])\n", "")

    done = mended.prove("test_prices_add_up")

    assert (
        "red for the wrong reason: the guard stopped it (subprocess.Popen(['true']): level 4"
        in done.text
    )


def test_a_test_that_holds_on_both_sides_proves_nothing_alone(mended: Repo) -> None:
    done = mended.prove("test_prices_add_up")

    assert done.code == 1
    assert done.text.splitlines()[2:] == [
        "No test is proven: one that holds on both sides guards a fix that another test proves. "
        "If the fix is an older commit, name the one before it: --base COMMIT^."
    ]
