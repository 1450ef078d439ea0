"""What stands in for a name that a side has not: it can be imported and inherited from, and says so when it is used."""

from collections.abc import Callable
from operator import eq
from typing import Any

import pytest
from plumbline.review.running.absent import stand_in

OF_A_VALUE: dict[str, Callable[[Any], object]] = {
    "called": lambda it: it(1, a=2),
    "an attribute": lambda it: it.price,
    "compared": lambda it: it == 1,
    "ordered": lambda it: it < 1,
    "true": bool,
    "in turn": list,
    "searched": lambda it: 1 in it,
    "an item": lambda it: it[0],
    "added": lambda it: 1 + it,
}
OF_A_CLASS: dict[str, Callable[[Any], object]] = {
    "an attribute": lambda it: it.price,
    "its own": lambda it: it().price,
    "compared": lambda it: it() == 1,
    "asked for": lambda it: isinstance(1, it),
}


def made(kind: str) -> Any:
    """Return what stands in for tool.shop.it."""
    return stand_in(kind, "tool.shop", "it")


@pytest.mark.parametrize(
    ("kind", "use"),
    [("value", use) for use in OF_A_VALUE] + [("class", use) for use in OF_A_CLASS],
)
def test_who_uses_it_is_told_what_is_not_there(kind: str, use: str) -> None:
    uses = OF_A_VALUE if kind == "value" else OF_A_CLASS

    with pytest.raises(AttributeError, match=r"^there is no tool\.shop\.it$") as raised:
        uses[use](made(kind))

    assert raised.value.name == "tool.shop.it"


@pytest.mark.parametrize("kind", ["value", "class"])
def test_what_a_library_asks_of_anything_can_be_asked(kind: str) -> None:
    it = made(kind)

    assert not hasattr(it, "__wrapped__")
    assert not hasattr(it() if kind == "class" else it, "__wrapped__")
    assert {it: 1}[it] == 1


def test_a_class_can_be_inherited_from_and_made_with_anything() -> None:
    class Own(made("class")):  # type: ignore[misc]
        def price(self) -> int:
            return 2

    class Heir(Own):
        pass

    heir = Heir(1, prices={})

    assert heir.price() == 2
    assert eq(heir, heir)
    assert {heir: 1}[heir] == 1
    assert isinstance(heir, Own)


def test_an_error_can_be_raised_and_caught_and_is_no_other() -> None:
    it = made("error")

    with pytest.raises(it, match="why"):
        raise it("why")
    assert not isinstance(KeyError(), it)


def test_a_contract_has_no_constructor_for_pytest_collects_none_that_has() -> None:
    constructors = [made(kind).__init__ is object.__init__ for kind in ("contract", "class")]

    assert constructors == [True, False]
