"""The review where a contract of a gateway changes: its tests run on the fake and on the real one."""

import pytest

from tests.changes import Repo
from tests.shop import make_shop

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
def held() -> Repo:
    """Return a repo with a contract that the fake and the real shop hold."""
    repo = make_shop()
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
