"""What a change renamed, and tests of one side in the names of the other."""

import pytest
from plumbline.review.reading.fitting import fits
from plumbline.review.reading.modules import Module, World
from plumbline.review.reading.needs import cut_down, needs_of
from plumbline.review.reading.renames import Renames, find_renames
from plumbline.review.reading.translate import stand_in, translate

SHOP = '''
from abc import ABC, abstractmethod
class ShopError(Exception):
    """It is shut."""
class Shop(ABC):
    """Sells."""
    @abstractmethod
    def price(self, name: str) -> int:
        """Return a price."""
    @abstractmethod
    def names(self) -> list[str]: ...
LIMIT = 3
'''
CONTEXT = """
from dataclasses import dataclass
from .gateways.shop import Shop
@dataclass(frozen=True)
class Context:
    shop: Shop
    count: int = 0
"""
FAKE = """
from tool.gateways.shop import Shop
class FakeShop(Shop):
    def __init__(self, **prices: int) -> None:
        self.prices = prices
    def price(self, name: str) -> int:
        return self.prices[name]
    def names(self) -> list[str]:
        return [*self.prices]
"""
OLD = {
    "src/tool/gateways/shop.py": SHOP,
    "src/tool/context.py": CONTEXT,
    "tests/fakes/shop.py": FAKE,
}


def renamed(*pairs: tuple[str, str]) -> dict[str, str]:
    """Return the files with words replaced, in their names too."""
    found = dict(OLD)
    for old, new in pairs:
        found = {path.replace(old, new): text.replace(old, new) for path, text in found.items()}
    return found


def renames(*pairs: tuple[str, str]) -> Renames:
    """Return what is found where these words are replaced."""
    return find_renames(World(OLD), World(renamed(*pairs)))


def words(found: Renames) -> dict[str, str]:
    """Return what is renamed, be it an attribute or not."""
    return {old.lstrip("."): new.lstrip(".") for old, new in found.words.items()}


def test_a_gateway_is_followed_with_all_that_bears_its_name() -> None:
    found = renames(("Shop", "Store"), ("shop", "store"))

    assert found.modules == {
        "tool.gateways.shop": "tool.gateways.store",
        "tests.fakes.shop": "tests.fakes.store",
    }
    assert words(found) == {
        "Shop": "Store",
        "ShopError": "StoreError",
        "FakeShop": "FakeStore",
        "shop": "store",
    }


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("price(", "cost(", {"price": "cost"}),
        ("LIMIT", "MOST", {"LIMIT": "MOST"}),
        ("name", "what", {"name": "what", "names": "whats"}),
        ("Sells.", "Sells things.", {}),
        ("name: str", "what: str", {}),  # it is still there
    ],
)
def test_one_name_is_followed(old: str, new: str, named: dict[str, str]) -> None:
    found = renames((old, new))

    assert (found.modules, words(found)) == ({}, named)


def test_a_method_is_followed_though_a_parameter_keeps_its_name() -> None:
    old = FAKE.replace("prices", "names").replace("**names", "names")
    new = old.replace("def names(", "def labels(")
    found = find_renames(*(World({"tests/fakes/shop.py": text}) for text in (old, new)))

    assert found.words == {}  # self.names is still there
    new = new.replace(".names", ".labels")
    found = find_renames(*(World({"tests/fakes/shop.py": text}) for text in (old, new)))
    assert found.words == {".names": ".labels"}
    text = "def test_x():\n    names = 1\n    assert made(names=names).names() == names\n"
    assert "made(names=names).labels() == names" in translate("tests/test_x.py", text, found)


def test_another_method_of_the_same_signature_is_no_rename() -> None:
    other = FAKE.replace("names(", "labels(").replace("[*self.prices]", "sorted(self.prices)")

    assert (
        find_renames(*(World({"tests/fakes/shop.py": text}) for text in (FAKE, other))) == Renames()
    )


def test_what_is_new_or_gone_is_no_rename() -> None:
    other = {
        **OLD,
        "src/tool/gateways/clock.py": "import time\n\nclass Clock:\n    def now(self):\n        return time.time()\n",
    }

    assert find_renames(World(OLD), World(other)) == Renames()
    assert find_renames(World(other), World(OLD)) == Renames()


TEST = """
from dataclasses import replace
import pytest
from tool.context import Context
from tool.gateways import (
    shop,
)
from tests.fakes.shop import FakeShop
def test_x(context: Context, monkeypatch) -> None:
    given(shop=1)
    monkeypatch.setattr(shop, "ShopError", 1)
    monkeypatch.setattr("tool.gateways.shop.LIMIT", 2)
    other = replace(context, shop=FakeShop(shop=2))
    assert other.shop.names() == ["shop"]
    with pytest.raises(shop.ShopError):
        other.shop.price("y")
"""


def test_a_test_is_told_in_the_names_of_now_line_for_line() -> None:
    pairs = (("Shop", "Store"), ("shop", "store"))

    assert (
        translate("tests/test_x.py", TEST, renames(*pairs))
        == """
from dataclasses import replace
import pytest
from tool.context import Context
from tool.gateways import (
    store,
)
from tests.fakes.store import FakeStore
def test_x(context: Context, monkeypatch) -> None:
    given(store=1)
    monkeypatch.setattr(store, 'StoreError', 1)
    monkeypatch.setattr("tool.gateways.store.LIMIT", 2)
    other = replace(context, store=FakeStore(store=2))
    assert other.store.names() == ["shop"]
    with pytest.raises(store.StoreError):
        other.store.price("y")
"""
    )


def test_a_module_that_moved_is_imported_under_its_old_name_line_for_line() -> None:
    moved = Renames({"tool.gateways.shop": "tool.outside.store"})

    assert translate("tests/test_x.py", TEST, moved).splitlines()[4:8] == [
        "from tool.outside import store as shop",
        "",
        "",
        "from tests.fakes.shop import FakeShop",
    ]


def test_a_method_of_a_fake_is_called_as_it_is_now() -> None:
    text = translate("tests/fakes/shop.py", FAKE, renames(("price(", "cost(")))

    assert "    def cost(self, name: str) -> int:\n" in text


def test_without_a_rename_nothing_is_touched() -> None:
    assert translate("tests/test_x.py", TEST, Renames()) == TEST
    assert translate("tests/test_x.py", "def (", renames(("price(", "cost("))) == "def ("


@pytest.mark.parametrize(
    ("path", "old", "new", "fit"),
    [
        ("src/tool/context.py", "", "", True),
        ("src/tool/gateways/shop.py", "class Shop", "class Store", False),
        ("src/tool/gateways/shop.py", "def price", "def cost", False),
        ("src/tool/gateways/shop.py", "name: str", "what: str", False),
        ("src/tool/gateways/shop.py", "name: str", "name: bytes", True),
    ],
)
def test_a_fake_fits_by_names_and_signatures(path: str, old: str, new: str, fit: bool) -> None:
    world = World({**OLD, path: OLD[path].replace(old, new)})

    assert fits(Module("tests/fakes/shop.py", FAKE), world, [World(OLD)]) == fit


@pytest.mark.parametrize(
    ("call", "fit"),
    [
        ("Context(shop=1)", True),
        ("Context(1, 2)", True),
        ("Context(**given)", True),
        ("Context(shop=1, clock=2)", False),
        ("Context(count=1)", False),
        ("made(1)", False),
        ("made(1, 2, 3)", False),
        ("made(1, b=2)", True),
        ("unknown(1, 2, 3)", True),
    ],
)
def test_a_conftest_fits_by_what_it_calls(call: str, fit: bool) -> None:
    made = "\ndef made(a: int, b: int) -> int:\n    return a\n"
    world = World({**OLD, "src/tool/context.py": CONTEXT + made})
    conftest = f"from tool.context import Context, made\nx = lambda: {call}\n"

    assert fits(Module("tests/conftest.py", conftest), world, [world]) == fit


def test_what_is_not_there_gets_a_stand_in_on_the_same_line() -> None:
    missing = {"Shop": ("tool.gateways.shop", "Shop"), "E": ("tool.gateways.shop", "ShopError")}
    text = "from tool.gateways.shop import (\n    LIMIT,\n    Shop, ShopError as E,\n)\nx = 1\n"

    lines = stand_in("tests/test_x.py", text, missing, World(OLD)).splitlines()

    assert lines[0].startswith("from tool.gateways.shop import LIMIT; Shop = __import__(")
    assert ".stand_in('class', 'tool.gateways.shop', 'Shop'); E = __import__(" in lines[0]
    assert lines[0].endswith(".stand_in('error', 'tool.gateways.shop', 'ShopError')")
    assert lines[4] == "x = 1"


FILE = """
from __future__ import annotations
import pytest
from tool import a, b
LOST = b.LOST
def helper():
    return a.x
@pytest.fixture
def thing():
    return helper()
class TestA:
    def test_one(self, thing): assert thing
    def test_two(self): assert LOST
def test_three(): assert b
"""


def test_a_test_needs_its_fixtures_and_helpers_and_no_more() -> None:
    assert needs_of(FILE, "TestA.test_one") == {"thing", "helper", "a", "pytest"}
    assert needs_of(FILE, "test_three") == {"b"}


def test_a_file_is_cut_down_to_a_test_line_for_line() -> None:
    text = cut_down(FILE, {"test_three"})

    assert [line for line in text.splitlines() if line] == [
        "from __future__ import annotations",
        "from tool import b",
        "def test_three(): assert b",
    ]
    place = "def test_three(): assert b"
    assert text.splitlines().index(place) == FILE.splitlines().index(place)


def test_a_function_is_followed_though_another_keeps_the_word() -> None:
    old = {
        "src/tool/notes.py": "def remove(name):\n    return lines.remove(name)\n\n\ndef keep(name):\n    return name\n",
        "src/tool/lines.py": "def remove(line):\n    return line\n",
    }
    new = {**old, "src/tool/notes.py": old["src/tool/notes.py"].replace("def remove", "def delete")}
    test = (
        "from tool import lines, notes\n"
        "from tool.notes import keep, remove\n"
        "def test_it(monkeypatch):\n"
        '    monkeypatch.setattr("tool.notes.remove", keep)\n'
        "    assert notes.remove(lines.remove('ä')) == remove('ä')\n"
    )

    found = find_renames(World(old), World(new))

    assert found.names == {"tool.notes.remove": "delete"}
    assert translate("tests/unit/test_it.py", test, found) == (
        "from tool import lines, notes\n"
        "from tool.notes import keep, delete as remove\n"
        "def test_it(monkeypatch):\n"
        '    monkeypatch.setattr("tool.notes.delete", keep)\n'
        "    assert notes.delete(lines.remove('ä')) == remove('ä')\n"
    )


def test_a_function_with_other_code_is_another() -> None:
    old = {"src/tool/notes.py": "def remove(name):\n    return [name]\n"}
    new = {"src/tool/notes.py": "def delete(name):\n    return [name, name]\n\n\nremove = None\n"}

    assert find_renames(World(old), World(new)).names == {}


@pytest.mark.parametrize("gap", ["", "\n    ", "  # names\n    # of what\n    "])
def test_names_in_the_text_of_a_parametrised_test_are_renamed_with_it(gap: str) -> None:
    renames = Renames(words={"format": "output_format"}, own=frozenset({"tests", "tool"}))
    text = (
        "import pytest\n"
        f"@pytest.mark.parametrize({gap}'format,content', [('simple', 'format')])\n"
        "def test_list(format, content, request):\n"
        "    request.getfixturevalue('format')\n"
        "    print('--format', format)\n"
    )

    assert translate("tests/test_a.py", text, renames) == (
        "import pytest\n"
        f"@pytest.mark.parametrize({gap}'output_format,content', [('simple', 'format')])\n"
        "def test_list(output_format, content, request):\n"
        "    request.getfixturevalue('output_format')\n"
        "    print('--format', output_format)\n"
    )


def test_a_method_is_followed_though_another_library_keeps_the_word() -> None:
    clock = (
        "from abc import ABC, abstractmethod\nfrom datetime import UTC, datetime\n"
        "class Clock(ABC):\n    @abstractmethod\n    def now(self) -> datetime: ...\n"
        "class RealClock(Clock):\n    def now(self) -> datetime:\n        return datetime.now(UTC)\n"
    )
    fake = "from tool.gateways.clock import Clock\nclass FakeClock(Clock):\n    x = 1\n    def now(self): ...\n"
    old = {"src/tool/gateways/clock.py": clock, "tests/fakes/clock.py": fake}
    new = {path: text.replace("def now(", "def moment(") for path, text in old.items()}
    test = (
        "import datetime as time\nfrom datetime import UTC, datetime\n"
        "from tests.fakes.clock import FakeClock\nfrom library import Other\n"
        "class Noon(datetime):\n    @classmethod\n    def now(cls, tz=None): ...\n"
        "class Mixed(FakeClock, Other):\n    def now(self): ...\n"
        "def test_it():\n"
        "    assert FakeClock(datetime.now(UTC)).now() < time.datetime.now(UTC)\n"
    )

    found = find_renames(World(old), World(new))

    assert found.words[".now"] == ".moment"
    assert translate("tests/test_x.py", test, found) == test.replace(
        "def now(self)", "def moment(self)"
    ).replace(").now()", ").moment()")


def test_a_renamed_method_is_known_whatever_else_has_its_names() -> None:
    old = "class Shop:\n    def read(self): return open(self.path).read()\n    def a(self): ...\n"
    new = (
        old.replace("def read(", "def replace(").replace("a(self)", "b(self)")
        + "TEXT = ''.replace\n"
    )

    found = find_renames(World({"src/tool/shop.py": old}), World({"src/tool/shop.py": new}))

    assert found.methods == {"tool.shop.Shop.replace": "read", "tool.shop.Shop.b": "a"}


def test_of_two_methods_that_are_alike_neither_is_taken_for_the_other() -> None:
    old = "class Shop:\n    def a(self): ...\n    def b(self): ...\n"
    new = "class Shop:\n    def c(self): ...\n    def d(self): ...\n"

    assert find_renames(World({"src/x.py": old}), World({"src/x.py": new})).methods == {}


def test_a_method_is_renamed_with_the_abstract_one_whatever_its_code() -> None:
    gateway = (
        "class Shop(ABC):\n    @abstractmethod\n    def read(self): ...\n"
        "class RealShop(Shop):\n    def read(self): return open(self.path).read()\n"
        "class Other:\n    def read(self): return 1\n"
    )
    fake = "class FakeShop(shop.Shop):\n    def read(self): return self.text\n"
    old = {"src/tool/shop.py": gateway, "tests/fakes/shop.py": fake}
    new = {path: text.replace("read(self)", "load(self)") for path, text in old.items()}
    new = {path: text.replace("return ", "return 'now' + ") for path, text in new.items()}

    found = find_renames(World(old), World(new))

    assert found.methods == {
        "tool.shop.Shop.load": "read",
        "tool.shop.RealShop.load": "read",
        "tests.fakes.shop.FakeShop.load": "read",
    }
