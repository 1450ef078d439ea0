"""Whether what tests share fits the sources, what stands in where it does not, and what is no rename."""

import pytest
from plumbline.review.reading.fitting import fits
from plumbline.review.reading.modules import Module, World, taken_from
from plumbline.review.reading.renames import Renames, find_renames
from plumbline.review.reading.translate import stand_in, translate

SHOP = """
from abc import abstractmethod
class Shop:
    def __init__(self, name, most=1): ...
class Half:
    @abstractmethod
    def price(self, name, *, most): ...
    @abstractmethod
    def close(self): ...
class Open(Library):
    name: str
@final
@dataclass(frozen=True)
class Both:
    name: str
    kind: ClassVar[str]
class More(Both):
    count: int = 0
@cached
def made(a): ...
def given(*names, most): ...
def told(a, **named): ...
def late(*, a, b=1): ...
CALLED = partial(print, 1)
"""
CALLS = """
from tool.shop import Shop, Open, Both, More, made, given, told, late, CALLED
def own(a): ...
x = lambda: {}
"""


@pytest.mark.parametrize(
    ("call", "fit"),
    [
        ("Shop('a')", True),
        ("Shop('a', most=2)", True),
        ("Shop()", False),
        ("Shop('a', 1, 2)", False),
        ("Open(1, 2)", True),  # nobody can tell
        ("Both('a')", True),
        ("Both()", False),
        ("Both('a', 'b')", False),
        ("More('a')", True),
        ("More('a', 2)", True),
        ("More(count=2)", False),
        ("made()", True),  # nobody can tell
        ("given(1, 2, most=3)", True),
        ("given(1, 2)", False),
        ("told(1, b=2)", True),
        ("told(b=2)", False),
        ("told(*both)", True),
        ("late(a=1)", True),
        ("late(b=1)", False),
        ("CALLED(1, 2)", True),
        ("own()", True),  # no business of the sources
    ],
)
def test_what_a_call_gives_must_be_what_is_taken(call: str, fit: bool) -> None:
    module = Module("tests/conftest.py", CALLS.format(call))
    world = World({"src/tool/shop.py": SHOP, module.path: module.text})

    assert fits(module, world, [world]) is fit


@pytest.mark.parametrize(
    ("body", "fit"),
    [
        ("def price(self, name, *, most): ...\n    def close(self): ...", True),
        ("def price(self, *names, **named): ...\n    def close(self): ...", True),
        ("def price(self, name): ...\n    def close(self): ...", False),
        ("def price(self, name, *, most): ...", False),
    ],
)
def test_a_class_must_have_what_its_base_leaves_open(body: str, fit: bool) -> None:
    module = Module(
        "tests/fakes/shop.py", f"from tool.shop import Half\nclass A(Half):\n    {body}"
    )
    world = World({"src/tool/shop.py": SHOP, module.path: module.text})

    assert fits(module, world, [world]) is fit


KINDS = {
    "src/tool/__init__.py": "from .errors import Late\n",
    "src/tool/errors.py": "class Late(KeyError): ...\nclass Gone(LookupError): ...\nclass Warned(UserWarning): ...\n",
    "src/tool/shop.py": SHOP,
    "tests/contracts/shop.py": "class ShopContract:\n    def test_it(self): ...\n",
}


@pytest.mark.parametrize(
    ("module", "name", "kind"),
    [
        ("tool", "shop", "module"),
        ("tool", "Late", "error"),
        ("tool.errors", "Gone", "error"),
        ("tool.errors", "Warned", "error"),
        ("tool.shop", "Shop", "class"),
        ("tool.shop", "Open", "class"),
        ("tool.shop", "given", "function"),
        ("tool.shop", "CALLED", "value"),
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
        ("tests/fakes/shop.py", "tests/fakes/deep/shop.py", True),
        ("tests/fakes/shop.py", "tests/contracts/shop.py", False),
        ("tests/fakes/shop.py", "src/fakes/shop.py", False),
        ("tests/shop.py", "tests/shop/__init__.py", False),
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
