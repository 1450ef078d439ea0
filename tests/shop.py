"""A small repo with a shop, of which a context holds the gateway, as a generated repo has it."""

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


def make_shop() -> Repo:
    """Return the repo on a branch without a change."""
    repo = Repo()
    for name, text in OWN.items():
        repo.write(name, text)
    repo.settle("Base")
    return repo
