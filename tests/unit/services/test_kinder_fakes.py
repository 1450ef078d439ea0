"""Fakes that became kinder, as the quick review tells them."""

import pytest
from plumbline.review.rows.finding import Finding

from tests.quick import findings, quick

PATH = "tests/fakes/shop.py"
FAKE = """
class FakeShop(Shop):
    def __init__(self, items):
        self._items = list(items)

    def get(self, name):
        self._check(name)
        return self._items[name].copy()

    def all(self):
        return self._items[:]

    def lose(self, name):
        raise self._lost[name]

    def _check(self, name):
        if name not in self._items:
            raise MissingError(name)
"""


def kinder(old: str, new: str) -> list[Finding]:
    """Return what the review names where this changes in the fake."""
    found = findings(quick({PATH: FAKE}, {PATH: FAKE.replace(old, new)}))
    assert {*found} <= {"weakened"}
    return found.get("weakened", [])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "            raise MissingError(name)",
            "            return",
            "FakeShop.get raises no MissingError",
        ),
        ("        self._check(name)\n", "", "FakeShop.get raises no MissingError"),
        ("list(items)", "items", "FakeShop.__init__ copies no more"),
        ("[name].copy()", "[name]", "FakeShop.get copies no more"),
        (
            "            raise MissingError(name)",
            "            raise OddError(name)",
            "FakeShop.get rai",
        ),
        ("self._items[:]", "self._items", "FakeShop.all copies no more"),
        (
            "        raise self._lost[name]",
            "        return",
            "FakeShop.lose raises no self._lost[name] any more",
        ),
    ],
)
def test_a_fake_that_became_kinder_is_named(old: str, new: str, words: str) -> None:
    (found,) = kinder(old, new)

    assert found.path == PATH
    assert found.text.startswith(words)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "        self._check(name)\n",
            "        if name not in self._items:\n            raise MissingError\n",
        ),
        ("list(items)", "tuple(items)"),
        ("    def all(self):\n        return self._items[:]\n", ""),
        ("_check", "_must_have"),
        ("    def all", "    def more(self):\n        raise OddError\n\n    def all"),
    ],
)
def test_a_fake_that_is_as_strict_is_not(old: str, new: str) -> None:
    assert kinder(old, new) == []
