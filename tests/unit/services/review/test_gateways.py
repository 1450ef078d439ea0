"""The review where a gateway is renamed, removed or added: each test is judged by what it needs."""

import pytest

from tests.changes import Repo

CONTEXT = '''
from dataclasses import dataclass

from tool.gateways.shop import Shop


@dataclass(frozen=True)
class Context:
    shop: Shop


def cost(context: Context, *names: str) -> int:
    """Return what some things cost."""
    return sum(context.shop.price(name) for name in names)
'''
CONFTEST = """
import pytest

from tool.context import Context

from tests.fakes.shop import FakeShop


@pytest.fixture
def context() -> Context:
    return Context(shop=FakeShop({"pear": 2}))
"""
TEST_COST = """
from dataclasses import replace

from tool.context import Context, cost

from tests.fakes.shop import FakeShop


def test_nothing_costs_nothing(context: Context) -> None:
    assert cost(context) == 0


def test_two_pears(context: Context) -> None:
    assert cost(context, "pear", "pear") == 4


def test_another_shop(context: Context) -> None:
    other = replace(context, shop=FakeShop({"fig": 3}))

    assert cost(other, "fig") == 3
    assert other.shop.price("fig") == 3
"""
CLOCK = '''
from abc import ABC, abstractmethod


class Clock(ABC):
    @abstractmethod
    def now(self) -> int:
        """Return the time."""
'''
FAKE_CLOCK = """
from tool.gateways.clock import Clock


class FakeClock(Clock):
    def now(self) -> int:
        return 7
"""
TEST_COST_FILE = "tests/unit/services/test_cost.py"
OWN = {"src/tool/context.py": CONTEXT, "tests/conftest.py": CONFTEST, TEST_COST_FILE: TEST_COST}


@pytest.fixture
def repo() -> Repo:
    """Return a repo with a context of one gateway, as a generated one has it."""
    repo = Repo()
    for name, text in OWN.items():
        repo.write(name, text)
    repo.settle("Base")
    return repo


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


CONTRACT = """
from tool.gateways.shop import Shop


class ShopContract:
    def test_a_price_is_in_cents(self, shop: Shop) -> None:
        found = shop.price("pear")

        assert found == 2
        assert isinstance(found, int)
"""
HELD = """
import pytest

from tool.gateways.shop import Shop
{imports}
from tests.contracts.shop import ShopContract


class Test{kind}Shop(ShopContract):
    @pytest.fixture
    def shop(self) -> Shop:
        return {kind}Shop({{"pear": 2}})
"""
REAL_SHOP = """

class RealShop(Shop):
    def __init__(self, prices: dict[str, int]) -> None:
        self._prices = dict(prices)

    def price(self, name: str) -> int:
        return self._prices[name]
"""
CONTRACT_FILE, LEVEL_5 = "tests/contracts/shop.py", "tests/integration/test_shop.py"
BOTH = ("src/tool/gateways/shop.py", "tests/fakes/shop.py")


@pytest.fixture
def held(repo: Repo) -> Repo:
    """Return a repo with a contract that the fake and the real shop hold."""
    real = HELD.replace("Shop\n{imports}", "RealShop, Shop\n").format(kind="Real")
    fake = HELD.format(kind="Fake", imports="\nfrom tests.fakes.shop import FakeShop")
    repo.append("src/tool/gateways/shop.py", REAL_SHOP)
    repo.write(CONTRACT_FILE, CONTRACT)
    repo.write(LEVEL_5, real)
    repo.write("tests/unit/fakes/test_shop.py", fake)
    repo.settle("Hold a contract")
    return repo


def test_a_test_of_a_contract_that_is_renamed_and_bent_is_named(held: Repo) -> None:
    for file in BOTH:
        held.change(file, "return self._prices[name]", "return self._prices[name] * 100")
    held.change(CONTRACT_FILE, "== 2", "== 200")
    held.change(CONTRACT_FILE, "test_a_price_is_in_cents", "test_a_price_is_in_pence")
    held.change("tests/unit/services/test_cost.py", "== 4", "== 400")
    held.change("tests/unit/services/test_cost.py", "== 3", "== 300")

    row = held.rows()["broken"]

    assert f"{LEVEL_5} TestRealShop.test_a_price_is_in_cents" in [
        f"{one.path} {one.text.partition(',')[0]}" for one in row.findings
    ]
    assert "fail here" not in row.summary
    assert row.unverified == ""


@pytest.mark.parametrize("method", ["price", "cost_of"])
def test_a_test_of_a_contract_that_is_only_renamed_breaks_nothing(held: Repo, method: str) -> None:
    held.change(CONTRACT_FILE, "test_a_price_is_in_cents", "test_a_price_is_in_pence")
    for file in (*BOTH, CONTRACT_FILE, "src/tool/context.py", "tests/unit/services/test_cost.py"):
        text = held.read(file)
        for sign in (".price(", "def price("):
            text = text.replace(sign, sign.replace("price", method))
        held.write(file, text)

    row = held.rows()["broken"]

    assert (row.findings, row.unverified) == ((), "")
    assert "fail here" not in row.summary
