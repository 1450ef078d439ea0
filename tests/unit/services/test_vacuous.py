"""Tests that cannot fail, and those that look like it and can."""

import ast

import pytest
from plumbline.checks.habits import find_habits
from plumbline.checks.vacuous import easy_classes

HEAD = """
from unittest import mock
from unittest.mock import ANY
from tool.services import sums
from tool.gateways.shop import Price
from tests.fakes.shop import FakeShop
from tests.helpers import Any2
"""


def found(test: str) -> list[str]:
    """Return what is said of one test."""
    return [said for _, said in find_habits(HEAD + test + "\n", {"Any2"}, {"tool"})]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("assert sums.f() == ANY", "compares with ANY, which equals everything"),
        ("assert mock.ANY == sums.f()", "compares with mock.ANY"),
        ("assert sums.f() == Any2()", "compares with Any2()"),
        ("x = Any2()\n    assert sums.f() == x", "compares with x"),
        ("assert sums.f() == (ANY, ANY)", "compares with (ANY, ANY)"),
        ("assert sums.f(1) == sums.f(1)", "expects of sums.f(1) what it gives"),
        ("x = sums.f(1)\n    assert x == sums.f(1)", "expects of sums.f(1) what it gives"),
        (
            "x = sums.f(1)\n    y = sums.f(1)\n    assert x == y",
            "expects of sums.f(1) what it gives",
        ),
        (
            'shop = FakeShop({"pear": 2})\n    assert shop.price("pear") == 2',
            "asserts only what it wrote into a fake itself",
        ),
        (
            "shop = FakeShop()\n    shop.add(Price(2))\n    assert list(shop.prices()) == [Price(2)]",
            "asserts only what it wrote into a fake itself",
        ),
    ],
)
def test_a_test_that_cannot_fail_is_found(body: str, said: str) -> None:
    (message,) = found(f"def test_a():\n    {body}")

    assert message.startswith("test_a ")
    assert said in message


@pytest.mark.parametrize(
    "test",
    [
        'def test_a():\n    assert sums.f() == {"id": ANY, "name": "x"}',
        "def test_a():\n    assert sums.f() == (ANY, 2)",
        "def test_a():\n    assert sums.f(1) == sums.f(2)",
        "def test_the_same_seed_gives_the_same():\n    assert sums.f(1) == sums.f(1)",
        "def test_a():\n    assert Price(1) == Price(1)",
        "def test_a():\n    assert hash(Price(1)) == hash(Price(1))",
        "def test_a():\n    assert sums.f(1) == sums.f(1)\n    assert sums.f(1) == 2",
        "def test_a():\n    before = sums.f(1)\n    sums.run()\n    assert sums.f(1) == before",
        "def test_a():\n    shop = FakeShop()\n    sums.add(shop, 2)\n    assert shop.price() == 2",
        "def test_a(shop):\n    assert shop.price() == 2",
        "def test_a():\n    shop = FakeShop()\n    helper(shop)\n    assert shop.price() == 2",
        "def test_a():\n    assert sums.f() == Any3()",
    ],
)
def test_a_test_that_can_fail_is_let_be(test: str) -> None:
    assert found(test) == []


def test_level_1_may_test_a_fake() -> None:
    source = f"{HEAD}def test_a():\n    shop = FakeShop()\n    assert shop.price() == 2\n"

    assert find_habits(source, set(), set()) == []


@pytest.mark.parametrize(
    ("body", "easy"),
    [
        ("return True", {"A"}),
        ("'''Any.'''\n        return True", {"A"}),
        ("return isinstance(other, A)", set()),
        ("if other:\n            return True\n        return False", set()),
    ],
)
def test_a_class_whose_objects_equal_everything_is_known(body: str, easy: set[str]) -> None:
    source = f"class A:\n    def __eq__(self, other):\n        {body}\n"

    assert easy_classes(ast.parse(source)) == easy
