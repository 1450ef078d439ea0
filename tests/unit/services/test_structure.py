"""Fakes cannot drift: what the check finds, over a small repo in a temporary folder."""

from dataclasses import replace
from pathlib import Path

import pytest
from plumbline.checks.structure import check_structure
from plumbline.table import Table, read_table

from tests.places import TREE

GATEWAY = """
from abc import ABC, abstractmethod

class Shop(ABC):
    @abstractmethod
    def price(self, name: str) -> int: ...

    @abstractmethod
    def close(self) -> None: ...

class WebShop(Shop):
    def price(self, name: str) -> int:
        return 1

    def close(self) -> None:
        pass
"""
FAKE = """
from tool.gateways import shop

class FakeShop(shop.Shop):
    def price(self, name: str) -> int:
        return 1

    def close(self) -> None:
        pass
"""
CONTRACT = """
class ShopContract:
    def test_price(self, shop):
        assert shop.price("x") == 1
        shop.close()
"""
RUN = """
from tests.contracts.shop import ShopContract

class TestShop(ShopContract):
    pass
"""
FILES = {
    "src/tool/gateways/__init__.py": "",
    "src/tool/gateways/shop.py": GATEWAY,
    "tests/fakes/shop.py": FAKE,
    "tests/contracts/shop.py": CONTRACT,
    "tests/unit/fakes/test_shop.py": RUN,
    "tests/integration/test_shop.py": RUN,
    "tests/unit/pure/test_x.py": "",
    "tests/integration/sanity/test_x.py": "",
    "tests/commands/test_x.py": "",
}


@pytest.fixture
def table() -> Table:
    return read_table(TREE)


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


def test_a_whole_gateway_gives_no_finding(repo: Path, table: Table) -> None:
    assert check_structure(repo, table) == []


@pytest.mark.parametrize(
    ("path", "finding"),
    [
        (
            "tests/fakes/shop.py",
            "src/tool/gateways/shop.py:4: Shop has no fake; "
            "write FakeShop(Shop) in tests/fakes/shop.py",
        ),
        (
            "tests/contracts/shop.py",
            "src/tool/gateways/shop.py:4: Shop has no contract; write one in tests/contracts/shop.py",
        ),
        (
            "tests/unit/fakes/test_shop.py",
            "tests/contracts/shop.py:1: no test class of level 1 fakes runs ShopContract; "
            "add one below tests/unit/fakes",
        ),
        (
            "tests/integration/test_shop.py",
            "tests/contracts/shop.py:1: no test class of level 5 real runs ShopContract; "
            "add one below tests/integration",
        ),
    ],
)
def test_a_missing_part_is_found(repo: Path, table: Table, path: str, finding: str) -> None:
    (repo / path).unlink()

    assert check_structure(repo, table) == [finding]


@pytest.mark.parametrize(
    ("path", "old", "new", "finding"),
    [
        (
            "tests/contracts/shop.py",
            "        shop.close()\n",
            "",
            "src/tool/gateways/shop.py:9: no contract calls Shop.close; "
            "say in tests/contracts/shop.py what it must do",
        ),
        (
            "tests/fakes/shop.py",
            "def price(self, name: str) -> int",
            "def price(self, title: str) -> int",
            "tests/fakes/shop.py:5: FakeShop.price(self, title: str) -> int differs from "
            "Shop.price(self, name: str) -> int; give both the same signature",
        ),
        (
            "tests/fakes/shop.py",
            "def close(self)",
            "def shut(self)",
            "tests/fakes/shop.py:4: FakeShop lacks the method close of Shop",
        ),
        (
            "tests/fakes/shop.py",
            "class FakeShop(shop.Shop):",
            "class FakeBank:\n    pass\n\nclass FakeShop(shop.Shop):",
            "tests/fakes/shop.py:4: FakeBank is a fake of no gateway; "
            "give it a gateway's abstract class as its base",
        ),
    ],
)
def test_a_drift_is_found(
    repo: Path, table: Table, path: str, old: str, new: str, finding: str
) -> None:
    text = (repo / path).read_text("utf-8")
    assert old in text
    (repo / path).write_text(text.replace(old, new), "utf-8")

    assert check_structure(repo, table) == [finding]


def test_an_unplaced_file_that_is_gone_is_found(repo: Path, table: Table) -> None:
    left = replace(table, unplaced=("tests/unit", "tests/old"))

    assert check_structure(repo, left) == [
        "levels.toml:1: unplaced: there is no tests/old any more; take it out of the list"
    ]


def test_a_folder_that_is_not_there_is_found(repo: Path, table: Table) -> None:
    (repo / "tests/unit/pure/test_x.py").unlink()
    (repo / "tests/unit/pure").rmdir()

    assert check_structure(repo, table) == [
        "levels.toml:1: pure.paths: there is no folder tests/unit/pure; make it, or correct the path"
    ]


def test_a_method_of_another_level_does_not_count(repo: Path, table: Table) -> None:
    (repo / "tests/unit/fakes/test_shop.py").rename(repo / "tests/unit/test_shop.py")

    (finding,) = check_structure(repo, table)

    assert "no test class of level 1 fakes runs ShopContract" in finding


def test_a_file_that_is_no_text_is_left_to_ruff(repo: Path, table: Table) -> None:
    for name in ("src/tool/gateways/odd.py", "tests/contracts/odd.py", "tests/fakes/odd.py"):
        (repo / name).write_bytes(b"class Odd(ABC):\n    x = '\xff'\n")

    assert check_structure(repo, table) == []


REAL = "tests/integration/test_shop.py"
CONFTEST = """
import pytest

from tests.fakes import all_fakes

@pytest.fixture
def context() -> Context:
    return all_fakes()

@pytest.fixture
def made():
    from tests.fakes.shop import FakeShop
    return FakeShop()
"""
ALL_FAKES = """
from tests.fakes.shop import FakeShop

def all_fakes():
    return Context(shop=FakeShop(), clock=FakeClock())
"""
HELPING = "from tests.fakes.shop import FakeShop\n\ndef helped():\n    return FakeShop()\n"
USED = (
    "from tests.contracts.shop import ShopContract\nfrom tests.fakes.shop import FakeShop as Web\n"
)


def realness(repo: Path, table: Table, head: str, fixture: str) -> list[str]:
    """Return the findings where the real side makes its gateway by a fixture."""
    body = f"\nclass TestWebShop(ShopContract):\n    @pytest.fixture\n    {fixture}\n"
    (repo / "tests/conftest.py").write_text(CONFTEST, encoding="utf-8")
    (repo / "tests/fakes/__init__.py").write_text(ALL_FAKES, encoding="utf-8")
    (repo / "tests/helping.py").write_text(HELPING, encoding="utf-8")
    (repo / REAL).write_text(head + body, encoding="utf-8")
    return check_structure(repo, table)


@pytest.mark.parametrize(
    ("head", "fixture"),
    [
        ("", "def shop(self):\n        return Web()"),
        ("from tests.fakes import shop as s\n", "def shop(self):\n        return s.FakeShop()"),
        ("class Mine(Web):\n    pass\n", "def shop(self):\n        return Mine()"),
        ("def make():\n    return Web()\n", "def shop(self):\n        return make()"),
        ("MAKE = Web\n", "def shop(self):\n        return MAKE()"),
        ("", "def shop(self, made):\n        return made"),
        ("", "def shop(self, context):\n        return context.shop"),
        ("from tests.fakes import all_fakes\n", "def shop(self):\n        return all_fakes().shop"),
        ("from tests.helping import helped\n", "def shop(self):\n        return helped()"),
    ],
)
def test_a_real_side_that_makes_the_fake_is_found(
    repo: Path, table: Table, head: str, fixture: str
) -> None:
    (found,) = realness(repo, table, USED + head, fixture)

    assert found.startswith(f"{REAL}:")
    assert found.endswith(
        ": TestWebShop runs ShopContract on FakeShop, not on the real Shop; let its fixture make the "
        "real one"
    )


@pytest.mark.parametrize(
    ("head", "fixture"),
    [
        ("", "def shop(self):\n        return WebShop()"),
        ("", "def shop(self, context):\n        return WebShop(context.clock)"),
        ("def test_both():\n    assert Web() != 1\n", "def shop(self):\n        return WebShop()"),
        (
            "from tests.fakes.clock import FakeClock\n",
            "def shop(self):\n        return WebShop(FakeClock())",
        ),
        (
            "",
            "def shop(self):\n        return WebShop()\n\n    def test_like_the_fake(self, shop):\n"
            "        assert Web().price('x') == shop.price('x')",
        ),
    ],
)
def test_a_real_side_that_makes_the_real_one_is_right(
    repo: Path, table: Table, head: str, fixture: str
) -> None:
    assert realness(repo, table, USED + head, fixture) == []
