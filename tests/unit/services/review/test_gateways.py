"""The review where a gateway is renamed, removed or added: each test is judged by what it needs."""

import pytest

from tests.changes import Repo
from tests.shop import CLOCK, FAKE_CLOCK, OWN, TEST_COST_FILE, make_shop


@pytest.fixture
def repo() -> Repo:
    return make_shop()


def rename(repo: Repo) -> None:
    """Call the shop a store, everywhere."""
    for folder in ("src/tool/gateways", "tests/fakes", "tests/unit/fakes"):
        for name in repo.names:
            if name.startswith(f"{folder}/") and name.endswith("shop.py"):
                repo.move(name, name.replace("shop", "store"))
    for name in repo.names:
        if name.startswith(("src/", "tests/")) and name.endswith(".py"):
            repo.write(name, repo.read(name).replace("Shop", "Store").replace("shop", "store"))


def add_clock(repo: Repo) -> None:
    """Put a second gateway into the context."""
    repo.write("src/tool/gateways/clock.py", CLOCK)
    repo.write("tests/fakes/clock.py", FAKE_CLOCK)
    repo.change("src/tool/context.py", "    shop: Shop\n", "    shop: Shop\n    clock: Clock\n")
    repo.change(
        "src/tool/context.py",
        "from tool.gateways.shop",
        "from tool.gateways.clock import Clock\nfrom tool.gateways.shop",
    )
    repo.change("tests/conftest.py", '"pear": 2})', '"pear": 2}), clock=FakeClock()')
    repo.change(
        "tests/conftest.py",
        "from tests.fakes.shop",
        "from tests.fakes.clock import FakeClock\nfrom tests.fakes.shop",
    )


def test_a_gateway_that_is_renamed_breaks_nothing(repo: Repo) -> None:
    rename(repo)
    row = repo.rows()["broken"]
    assert (row.summary, row.findings, row.unverified) == (
        "0 of 6 tests of the base fail now",
        (),
        "",
    )

    repo.change("src/tool/context.py", "return sum(", "return 1 + sum(")
    assert [f.text.split(",")[0] for f in repo.rows()["broken"].findings] == [
        "test_nothing_costs_nothing",
        "test_two_pears",
        "test_another_shop",
    ]


def test_a_gateway_that_is_added_breaks_nothing(repo: Repo) -> None:
    add_clock(repo)

    row = repo.rows()["broken"]

    assert (row.summary, row.findings, row.unverified) == (
        "0 of 6 tests of the base fail now",
        (),
        "",
    )


def test_a_gateway_that_is_removed_is_one_finding_and_can_be_declared(repo: Repo) -> None:
    add_clock(repo)
    repo.write(
        "tests/unit/fakes/test_clock.py",
        "from tests.fakes.clock import FakeClock\nfrom tool.gateways.clock import Clock\n\n\n"
        "def test_it_stands() -> None:\n    assert FakeClock().now() == 7\n\n\n"
        "def test_it_is_one() -> None:\n    assert Clock.now is not FakeClock.now\n",
    )
    repo.append(
        TEST_COST_FILE,
        "\n\ndef test_the_time(context: Context) -> None:\n    assert context.clock.now() == 7\n",
    )
    repo.settle("Clock")
    repo.remove("src/tool/gateways/clock.py", "tests/fakes/clock.py")
    repo.remove("tests/unit/fakes/test_clock.py")
    for name, text in OWN.items():
        repo.write(name, text)
    repo.commit("No clock\n\nTests-Changed: not needed")

    done = repo.review()

    assert done.code == 0, done.text
    assert "| broken      | declared   |" in done.text or "| broken      | declared |" in done.text
    assert "`src/tool/gateways/clock.py` is gone, and with it 1 test of the base: " in done.text
    assert "restore it" not in done.text


@pytest.mark.parametrize(
    ("test", "feature", "verdict"),
    [
        ("test_nothing_costs_nothing", False, "proven: without the change AssertionError"),
        ("test_the_time", False, "red for the wrong reason: the base has no clock ("),
        ("test_the_time", True, "proven: without the feature "),
        ("test_seven", False, "red for the wrong reason: the base has no fixture clock ("),
        ("test_seven", True, "proven: without the feature "),
        ("test_another_shop", True, "holds on both sides"),
        ("test_a_clock", True, "holds on both sides"),
    ],
)
def test_a_test_beside_a_new_gateway_is_proven_by_its_own_call(
    repo: Repo, test: str, feature: bool, verdict: str
) -> None:
    repo.change("src/tool/context.py", "return sum(", "return 1 + sum(")
    repo.change(TEST_COST_FILE, "== 0", "== 1")
    repo.change(TEST_COST_FILE, "== 4", "== 5")
    repo.change(TEST_COST_FILE, 'assert cost(other, "fig") == 3\n    ', "")
    repo.settle("A bug")
    add_clock(repo)
    repo.append(
        "tests/conftest.py",
        "\n\n@pytest.fixture\ndef clock() -> FakeClock:\n    return FakeClock()\n",
    )
    repo.change("src/tool/context.py", "return 1 + sum(", "return sum(")
    repo.change(TEST_COST_FILE, "== 1", "== 0")
    repo.append(
        TEST_COST_FILE,
        "\n\nfrom tests.fakes.clock import FakeClock\n\n\n"
        "def test_the_time(context: Context) -> None:\n    assert context.clock.now() == 7\n\n\n"
        "def test_seven(clock: FakeClock) -> None:\n    assert clock.now() == 7\n\n\n"
        "def test_a_clock() -> None:\n    assert FakeClock().now() == 7\n",
    )

    done = repo.prove(f"{TEST_COST_FILE}::{test}", feature=feature)

    assert f"::{test}: {verdict}" in done.text


@pytest.mark.parametrize("declared", [True, False])
def test_what_cannot_be_judged_can_be_declared(repo: Repo, declared: bool) -> None:
    repo.write("tests/unit/services/test_red.py", "def test_red() -> None:\n    assert 1 == 2\n")
    repo.settle("Red")
    repo.change("src/tool/context.py", "return sum(", "return 0 + sum(")
    repo.append("tests/unit/services/test_red.py", "\n")
    repo.commit("Change" + "\n\nTests-Changed: it is red for a month" * declared)

    done = repo.review()

    assert done.code == (not declared), done.text
    assert ": tests/unit/services/test_red.py::test_red; make them pass there first" in done.text
    assert ("first; declared: it is red for a month (" in done.text) == declared
