"""Which tests a change adds, changes, removes and moves, as the quick review tells it."""

import pytest
from plumbline.review.reading.inventory import Inventory, Test

from tests.quick import Files, quick

FILE = "tests/unit/test_x.py"
OTHER = "tests/unit/test_y.py"
ONE = "def test_one():\n    assert f(1) == 2\n"
TWO = "def test_two():\n    assert g() == 'a'\n"
CONTRACT = "class Contract:\n    def test_one(self, made):\n        assert made.f() == 2\n"
USER = "from tests.contracts.a import Contract\nclass TestReal(Contract):\n    made = 1\n"


def compare(before: Files, after: Files) -> Inventory:
    """Return what became of the tests, which the row of them tells too."""
    report = quick(before, after)
    row = report.rows[0]
    told = {(one.path, one.line, *one.text.partition(",")[0].split(" is ")) for one in row.findings}
    assert row.name == "tests"
    assert told == {
        (test.path, test.line, test.name, group)
        for group, tests in report.inventory.groups.items()
        for test in tests
    }
    return report.inventory


def shown(found: Inventory) -> dict[str, list[str]]:
    """Return the groups that are not empty, each test as path:line name."""
    groups = ("added", "changed", "removed", "moved")
    return {
        group: [f"{test.path}:{test.line} {test.name}" for test in getattr(found, group)]
        for group in groups
        if getattr(found, group)
    }


@pytest.mark.parametrize(
    ("before", "after", "groups"),
    [
        ({FILE: ONE}, {FILE: ONE}, {}),
        ({FILE: ONE}, {FILE: f"# more\n\n{ONE}"}, {}),
        ({}, {FILE: ONE}, {"added": [f"{FILE}:1 test_one"]}),
        ({FILE: ONE}, {}, {"removed": [f"{FILE}:1 test_one"]}),
        ({FILE: ONE}, {FILE: ONE.replace("2", "3")}, {"changed": [f"{FILE}:1 test_one"]}),
        (
            {FILE: ONE},
            {OTHER: TWO + ONE},
            {"added": [f"{OTHER}:1 test_two"], "moved": [f"{OTHER}:3 test_one"]},
        ),
        ({FILE: ONE}, {FILE: ONE.replace("_one", "_first")}, {"moved": [f"{FILE}:1 test_first"]}),
        (
            {FILE: ONE},
            {FILE: ONE.replace("test_one", "check")},
            {"removed": [f"{FILE}:1 test_one"]},
        ),
        ({FILE: ONE}, {"tests/unit/x.py": ONE}, {"removed": [f"{FILE}:1 test_one"]}),
        (
            {FILE: ONE},
            {FILE: "class TestX:\n    def test_one(self):\n        assert f(1) == 2\n"},
            {"moved": [f"{FILE}:2 TestX.test_one"]},
        ),
        (
            {FILE: f"{ONE}def test_two():\n    assert f(3) == 4\n"},
            {
                FILE: "@mark.parametrize(('a', 'b'), [(1, 2), (3, 4)])\ndef test_all(a, b):\n    x = f(a)\n    assert x == b\n"
            },
            {"changed": [f"{FILE}:2 test_all"]},
        ),
        (
            {
                FILE: "@mark.parametrize('a', [1, 3])\ndef test_all(a):\n    x = f(a)\n    assert x == 2\n"
            },
            {FILE: f"{ONE}def test_two():\n    assert f(3) == 2\n"},
            {"changed": [f"{FILE}:1 test_one", f"{FILE}:3 test_two"]},
        ),
        ({FILE: ONE}, {FILE: "def test_one(:\n"}, {}),  # nobody can say, see test_unread.py
        ({FILE: "def helper():\n    return 1\n"}, {FILE: ""}, {}),
        ({FILE: "class TestX:\n    def __init__(self): ...\n    def test_a(self): ...\n"}, {}, {}),
        (
            {},
            {
                FILE: "from unittest import TestCase\nclass Cases(TestCase):\n    def test_a(self): ...\n"
            },
            {"added": [f"{FILE}:3 Cases.test_a"]},
        ),
    ],
)
def test_each_test_is_in_one_group(
    before: dict[str, str], after: dict[str, str], groups: dict[str, list[str]]
) -> None:
    assert shown(compare(before, after)) == groups


@pytest.mark.parametrize("base", ["Contract", "Contract[int]", "a.Contract"])
def test_what_a_class_inherits_is_its_own(base: str) -> None:
    contract = {"tests/contracts/a.py": CONTRACT}
    changed = {"tests/contracts/a.py": CONTRACT.replace("2", "3")}
    user = USER.replace("(Contract)", f"({base})")
    used = {FILE: user}
    test = Test(FILE, 2, "TestReal.test_one")

    assert compare(contract, {**contract, **used}) == Inventory(added=(test,))
    assert compare({**contract, **used}, contract) == Inventory(removed=(test,))
    assert compare({**contract, **used}, {**changed, **used}) == Inventory(changed=(test,))
    assert compare({**contract, **used}, {**contract, OTHER: user}) == Inventory(
        moved=(Test(OTHER, 2, "TestReal.test_one"),)
    )


MIXIN = "class Checks:\n    def test_one(self):\n        assert self.made == {}\n"
HEIRS = "class {}(unittest.TestCase, Checks):\n    made = 1\n"


def test_a_base_class_is_that_of_its_own_file_or_of_the_one_imported() -> None:
    local, imported = HEIRS.format("TestLocal"), HEIRS.format("TestImported")
    first, other = "tests/unit/test_a.py", "tests/unit/test_b.py"
    third = f"from tests.unit.test_b import Checks\n{imported}"
    before = {
        first: MIXIN.format(1) + HEIRS.format("TestFirst"),
        other: MIXIN.format(2) + local,
        "tests/unit/test_c.py": third,
    }
    more = "    def test_two(self):\n        assert self.made\n"
    after = {**before, first: MIXIN.format(1) + more + HEIRS.format("TestFirst")}

    found = compare(before, after)

    assert shown(found) == {"added": [f"{first}:6 TestFirst.test_two"]}
    changed = compare(before, {**before, other: MIXIN.format(3) + local})
    assert shown(changed) == {
        "changed": [f"{other}:4 TestLocal.test_one", "tests/unit/test_c.py:2 TestImported.test_one"]
    }
