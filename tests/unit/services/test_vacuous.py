"""Tests that cannot fail, and those that look like it and can."""

from pathlib import Path

import pytest
from plumbline.checks.habits import check_habits

from tests.checked import checked

FILE, OF_FAKES = "tests/unit/test_x.py", "tests/unit/fakes/test_x.py"
EASY = "class Any2:\n    def __eq__(self, other):\n        return True\n"
HEAD = """
from unittest import mock
from unittest.mock import ANY
from tool.services import sums
from tool.gateways.shop import Price
from tests.fakes.shop import FakeShop
from tests.helpers import Any2
"""


def found(root: Path, test: str, file: str = FILE, helpers: str = EASY) -> list[str]:
    """Return what is said of a test in a repo with the package `tool`."""
    files = {file: f"{HEAD}{test}\n", "tests/helpers.py": helpers, "src/tool/__init__.py": ""}
    return checked(check_habits, root, files)


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
def test_a_test_that_cannot_fail_is_found(tmp_path: Path, body: str, said: str) -> None:
    (message,) = found(tmp_path, f"def test_a():\n    {body}")

    assert message.startswith(f"{FILE}:")
    assert f": test_a {said}" in message


@pytest.mark.parametrize(
    "test",
    [
        'def test_a():\n    assert sums.f() == {"id": ANY, "name": "x"}',
        "def test_a():\n    assert sums.f() == (ANY, 2)",
        "def test_a():\n    assert sums.f(1) == sums.f(2)",
        "def test_the_same_seed_gives_the_same():\n    assert sums.f(1) == sums.f(1)",
        "def test_a():\n    assert Price(1) == Price(1)",
        "def test_a():\n    assert _Price(1) == _Price(1)",
        "def test_a():\n    assert hash(Price(1)) == hash(Price(1))",
        "def test_a():\n    assert sums.f(1) == sums.f(1)\n    assert sums.f(1) == 2",
        "def test_a():\n    before = sums.f(1)\n    sums.run()\n    assert sums.f(1) == before",
        "def test_a():\n    shop = FakeShop()\n    sums.add(shop, 2)\n    assert shop.price() == 2",
        "def test_a(shop):\n    assert shop.price() == 2",
        "def test_a():\n    shop = FakeShop()\n    helper(shop)\n    assert shop.price() == 2",
        "def test_a():\n    assert sums.f() == Any3()",
    ],
)
def test_a_test_that_can_fail_is_let_be(tmp_path: Path, test: str) -> None:
    assert found(tmp_path, test) == []


@pytest.mark.parametrize(
    ("file", "count"),
    [(OF_FAKES, 0), ("tests/contracts/shop.py", 0), ("tests/test_x.py", 0), (FILE, 1)],
)
def test_level_1_may_test_a_fake(tmp_path: Path, file: str, count: int) -> None:
    test = "def test_a():\n    shop = FakeShop()\n    assert shop.price() == 2"

    assert len(found(tmp_path, test, file)) == count


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("return True", 1),
        ("'''Any.'''\n        return True", 1),
        ("return isinstance(other, Any2)", 0),
        ("if other:\n            return True\n        return False", 0),
    ],
)
def test_a_class_whose_objects_equal_everything_is_known(
    tmp_path: Path, body: str, count: int
) -> None:
    helpers = f"class Any2:\n    def __eq__(self, other):\n        {body}\n"
    test = "def test_a():\n    assert sums.f() == Any2()"

    assert len(found(tmp_path, test, helpers=helpers)) == count
