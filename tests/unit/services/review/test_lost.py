"""Tests that ran on the base and do not run now, whatever keeps them out."""

import pytest

from tests.changes import SUMS_FILE, TESTS_FILE, Repo

SETTINGS = "pyproject.toml"
ADDOPTS = '"--import-mode=importlib"'


def lost(repo: Repo) -> list[str]:
    """Return what the row says."""
    row = repo.rows()["weakened"]
    assert row.unverified == ""
    return [f"{one.path}:{one.line} {one.text}" for one in row.findings]


@pytest.mark.parametrize(
    ("option", "first"),
    [
        ("--deselect=tests/unit/services/test_sums.py::test_prices_add_up", "test_prices_add_up"),
        ("--ignore=tests/unit/services", "test_prices_add_up and 1 more"),
        ("-k not add", "test_prices_add_up"),
    ],
)
def test_an_option_that_keeps_tests_out_is_named(repo: Repo, option: str, first: str) -> None:
    repo.change(SETTINGS, ADDOPTS, f'{ADDOPTS}, "{option}"')

    (said,) = lost(repo)

    assert said.startswith(f"{SETTINGS}:0 {TESTS_FILE}: {first} ran on the base and ")
    assert f"addopts is `--import-mode=importlib {option}` instead of" in said


def test_shorter_testpaths_and_a_file_that_takes_over_are_named(repo: Repo) -> None:
    repo.write("pytest.ini", "[pytest]\npythonpath = .\ntestpaths = tests/unit/fakes\n")

    (said,) = lost(repo)

    assert said.startswith(f"pytest.ini:0 {TESTS_FILE}: test_prices_add_up and 1 more")
    assert "pytest's settings are those of pytest.ini, not pyproject.toml" in said


def test_the_guard_that_is_off_is_named(repo: Repo) -> None:
    repo.change(SETTINGS, ADDOPTS, f'{ADDOPTS}, "-pno:plumbline"')

    assert lost(repo) == [
        f"{SETTINGS}:0 plain pytest runs without plumbline, so that no level is held; "
        "take `-p no:` away"
    ]


def test_a_plugin_that_skips_is_named(repo: Repo) -> None:
    repo.write(
        "tests/hooks.py",
        "import pytest\n\n\ndef pytest_runtest_setup(item):\n"
        "    if 'rebate' in item.name:\n        pytest.skip('slow')\n",
    )
    repo.change(SETTINGS, ADDOPTS, f'{ADDOPTS}, "-ptests.hooks"')

    (said,) = lost(repo)

    assert said == (
        f"{TESTS_FILE}:8 test_a_rebate_needs_a_hundred is skipped now, and was not on the base; "
        "restore it"
    )


def test_a_plugin_that_takes_tests_out_is_named(repo: Repo) -> None:
    repo.write("tests/hooks.py", "def pytest_collection_modifyitems(items):\n    del items[1:]\n")
    repo.change(SETTINGS, ADDOPTS, f'{ADDOPTS}, "-ptests.hooks"')

    (said,) = lost(repo)

    assert said.startswith("tests/hooks.py:0 ")
    assert "a hook in tests/hooks.py keeps it out" in said


def test_a_test_under_a_condition_that_is_false_is_named(repo: Repo) -> None:
    repo.append(TESTS_FILE, "\nif not total([]):\n    del test_prices_add_up\n")

    (said,) = lost(repo)

    assert said.startswith(f"{TESTS_FILE}:4 test_prices_add_up ran on the base and is not run now")


def test_honest_changes_lose_nothing(repo: Repo) -> None:
    repo.change(SETTINGS, 'testpaths = ["tests"]', 'testpaths = ["tests/unit"]\nminversion = "8"')
    repo.change(
        TESTS_FILE,
        "def test_prices_add_up() -> None:\n    assert total([1, 2]) == 3",
        "import pytest\n\n\n@pytest.mark.parametrize(('a', 'b'), [([1, 2], 3), ([], 0)])\n"
        "def test_all_prices_add_up(a, b):\n    assert total(a) == b",
    )
    repo.move(TESTS_FILE, "tests/unit/services/test_total.py")
    repo.write(
        "tests/conftest.py",
        "import pytest\n\n\ndef pytest_collection_modifyitems(items):\n"
        "    items.sort(key=lambda item: item.name)\n",
    )

    assert lost(repo) == []


def test_honest_changes_of_sources_lose_nothing(repo: Repo) -> None:
    repo.change(SUMS_FILE, "due > 100", "100 < due")
    repo.append(TESTS_FILE, "\n\ndef test_nothing_is_free() -> None:\n    assert total([]) == 0\n")
    repo.move(TESTS_FILE, "tests/unit/services/test_total.py")

    assert lost(repo) == []


NOX = """
import nox


def run(session, command, *more):
    session.run("uv", "run", *command.split(), *more, external=True)


@nox.session
def tests(session):
    run(session, "pytest", *session.posargs)
"""


@pytest.mark.parametrize(
    ("new", "calls"),
    [
        ('"pytest --level=fakes"', "pytest --level=fakes"),
        ('"--env-file=.env pytest"', "PYTEST_ADDOPTS=--deselect=tests/unit/services pytest"),
    ],
)
def test_a_session_that_leaves_tests_out_is_named(repo: Repo, new: str, calls: str) -> None:
    repo.write("noxfile.py", NOX)
    repo.write(".env", "PYTEST_ADDOPTS=--deselect=tests/unit/services\n")
    repo.settle("Make sessions")
    repo.change("noxfile.py", '"pytest"', new)

    assert lost(repo) == [
        f"noxfile.py:0 {TESTS_FILE}: test_prices_add_up and 1 more ran on the base and no session "
        f"runs them now: `nox` calls {calls} instead of pytest; restore it"
    ]


def test_a_session_that_runs_the_same_in_another_way_is_right(repo: Repo) -> None:
    repo.write("noxfile.py", NOX)
    repo.settle("Make sessions")
    repo.change(
        "noxfile.py",
        '"pytest", *session.posargs)',
        '"pytest --level=fakes", "-v")\n    run(session, "pytest tests/unit/services")',
    )

    assert lost(repo) == []


def test_a_hook_that_skips_level_5_is_named(repo: Repo) -> None:
    real = "tests/integration/test_sums.py"
    repo.write(real, "def test_real() -> None:\n    assert sum([1]) == 1\n")
    repo.settle("Test for real")
    repo.write("tests/hooks.py", "import pytest\n\n\ndef pytest_runtest_setup(item):\n"
               "    if 'integration' in item.nodeid:\n        pytest.skip('slow')\n")  # fmt: skip
    repo.write("tests/conftest.py", "pytest_plugins = ['tests.hooks']\n")

    assert lost(repo) == [f"{real}:1 test_real is skipped now, and was not on the base; restore it"]


def test_a_changed_test_that_notices_less_is_named(repo: Repo) -> None:
    repo.change(TESTS_FILE, "assert total([50, 50], 10) == 100", "assert total([40, 50], 10) == 90")

    row = repo.rows(mutants=True)["weakened"]

    assert [f"{one.path}:{one.line} {one.text}" for one in row.findings] == [
        f"{TESTS_FILE}:8 test_a_rebate_needs_a_hundred noticed `- if due > 100:` / "
        f"`+ if due >= 100:` in {SUMS_FILE}:7 before it changed, and no test does now; restore what "
        "it asked"
    ]


def test_changed_tests_that_notice_the_same_are_right(repo: Repo) -> None:
    repo.change(
        TESTS_FILE,
        "    assert total([50, 50], 10) == 100\n    assert total([100, 1], 10) == 91\n",
        "    for prices, due in (([60, 40], 100), ([100, 1], 91)):\n"
        "        assert total(prices, 10) == due\n",
    )

    assert repo.rows(mutants=True)["weakened"].findings == ()


def test_what_another_test_notices_now_is_not_lost(repo: Repo) -> None:
    repo.change(TESTS_FILE, "    assert total([50, 50], 10) == 100\n", "")
    repo.write(
        "tests/unit/services/test_limit.py",
        "from tool.sums import total\n\n\ndef test_a_hundred() -> None:\n"
        "    assert total([100], 10) == 100\n",
    )

    assert repo.rows(mutants=True)["weakened"].findings == ()
