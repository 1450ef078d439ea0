"""Whether what tests share fits the sources, what stands in where it does not, and what is no rename."""

import pytest
from plumbline.review.reading.fitting import fits
from plumbline.review.reading.modules import Module, World, taken_from
from plumbline.review.reading.renames import Renames, find_renames
from plumbline.review.reading.translate import stand_in, translate

SHOP = """
class Shop:
    def __init__(self, name, most=1): ...
class Open(Library):
    name: str
@final
@dataclass(frozen=True)
class Both:
    name: str
    kind: ClassVar[str]
def given(*names, most): ...
def late(*, a, b=1): ...
CALLED = partial(print, 1)
"""
CALLS = """
from tool.shop import Shop, Open, Both, given, late, CALLED
x = lambda: {}
"""


@pytest.mark.parametrize(
    ("call", "fit"),
    [
        ("Shop()", False),
        ("Open(1, 2)", True),  # nobody can tell
        ("Both()", False),
        ("Both('a', 'b')", False),
        ("given(1, 2)", False),
        ("late(a=1)", True),
        ("late(b=1)", False),
        ("CALLED(1, 2)", True),
    ],
)
def test_what_a_call_gives_must_be_what_is_taken(call: str, fit: bool) -> None:
    module = Module("tests/conftest.py", CALLS.format(call))
    world = World({"src/tool/shop.py": SHOP, module.path: module.text})

    assert fits(module, world, [world]) is fit


KINDS = {
    "src/tool/errors.py": "class Warned(UserWarning): ...\n",
    "src/tool/shop.py": SHOP,
    "tests/contracts/shop.py": "class ShopContract:\n    def test_it(self): ...\n",
}


@pytest.mark.parametrize(
    ("module", "name", "kind"),
    [
        ("tool", "shop", "module"),
        ("tool.errors", "Warned", "error"),
        ("tests.contracts.shop", "ShopContract", "contract"),
    ],
)
def test_what_stands_in_is_of_the_kind_that_was_there(module: str, name: str, kind: str) -> None:
    text = f"from {module} import {name} as it, other\n"

    told = stand_in("tests/test_x.py", text, {"it": (module, name)}, World(KINDS))

    assert f"; from {module} import other" in told
    assert f".stand_in({kind!r}, {module!r}, {name!r})" in told


FAKE = "class FakeShop:\n    def price(self):\n        return self.prices\n"


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("tests/fakes/shop.py", "tests/fakes/store.py", True),
        ("tests/fakes/shop.py", "tests/contracts/shop.py", False),
        ("src/tool/shop.py", "src/tool/gateways/shop.py", False),
    ],
)
def test_a_module_that_moved_is_looked_for_among_its_like(old: str, new: str, same: bool) -> None:
    found = find_renames(World({old: FAKE}), World({new: FAKE}))

    assert bool(found.modules) is same


def test_an_attribute_is_renamed_alone_where_another_file_keeps_the_word() -> None:
    text = "def f(it):\n    it.names = 1\n    return it.names\n"
    old = {"src/tool/a.py": text, "src/tool/b.py": "names = 1\n"}
    new = {**old, "src/tool/a.py": text.replace("names", "labels")}

    assert find_renames(World(old), World(new)).words == {".names": ".labels"}
    del old["src/tool/b.py"], new["src/tool/b.py"]
    assert find_renames(World(old), World(new)).words == {".names": ".labels", "names": "labels"}


def test_a_method_is_renamed_though_a_library_has_a_function_of_its_name() -> None:
    renames = Renames(words={".now": ".moment"}, own=frozenset({"tests", "tool"}))
    text = "from library import now\ndef test_x():\n    assert made().now() == now.now\n"

    assert translate("tests/test_x.py", text, renames) == text.replace(").now()", ").moment()")


def test_what_is_taken_from_a_module_is_the_module_too() -> None:
    text = (
        "from tool import shop as it, notes\nfrom tool.shop import Shop\nimport tool.shop as that\n"
    )

    assert taken_from(Module("tests/test_x.py", text), ["tool.shop"]) == {
        "it": ("tool", "shop"),
        "Shop": ("tool.shop", "Shop"),
        "that": ("tool.shop", ""),
    }
