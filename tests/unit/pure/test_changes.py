"""Changed lines, statements and signatures, from texts."""

import ast
from textwrap import dedent

import pytest
from plumbline.review.change import changed_lines
from plumbline.review.reading.fitting import offers
from plumbline.review.reading.modules import Module
from plumbline.review.rows.unproven import FIX
from plumbline.review.running.lines import formatted, statement_lines


@pytest.mark.parametrize(
    ("new", "changed", "around"),
    [
        ("abcd", "", ""),
        ("abXcd", "3", ""),
        ("aXcd", "2", ""),
        ("acd", "", "12"),
        ("bcd", "", "1"),
        ("abc", "", "3"),
        ("XYZ", "123", ""),
        ("", "", ""),
    ],
)
def test_changed_lines_are_those_of_the_work_tree(new: str, changed: str, around: str) -> None:
    assert changed_lines("abcd", new) == (frozenset(map(int, changed)), frozenset(map(int, around)))


def test_a_line_belongs_to_the_statement_that_begins_before_it() -> None:
    text = '''
    """Doc."""
    X = [
        1,
    ]

    @mark(
        2,
    )
    def f(
        a,
    ):
        """Doc."""
        # words
        if (
            a
        ):
            return (
                a
            )
        else:
            return 1
    '''

    found = statement_lines(ast.parse(dedent(text)))

    assert found == {
        **dict.fromkeys((3, 4, 5), 3),
        **dict.fromkeys((7, 8, 9), 7),
        **dict.fromkeys((10, 11, 12), 10),
        **dict.fromkeys((15, 16, 17), 15),
        **dict.fromkeys((18, 19, 20), 18),
        22: 22,
    }


def test_the_head_of_an_except_or_case_is_a_line_of_its_own() -> None:
    text = """
    try:
        pass
    except (
        A
    ) as e:
        pass
    except B: pass
    match a:
        case [
            1
        ] if b:
            pass
        case _:
            pass
    """

    found = statement_lines(ast.parse(dedent(text)))

    assert {line: found.get(line) for line in (4, 5, 6, 8, 10, 11, 12, 14)} == {
        **dict.fromkeys((4, 5, 6), 4),
        **dict.fromkeys((10, 11, 12), 10),
        8: 8,
        14: 14,
    }


def test_an_interface_is_what_others_can_call() -> None:
    text = """
    def first(a=1): ...

    class Shop(Base):
        name: str
        count: int = 0
        _kept: int

        def __init__(self, prices): ...
        def price(self, name: str, /) -> int: ...
        @property
        def seen(self): ...
        def _hidden(self): ...

    def fake_shop(): ...
    def _helper(): ...
    """

    assert offers(Module("tests/fakes/shop.py", dedent(text))) == {
        "first": "a=1",
        "Shop.name": "str",
        "Shop.count": "int",
        "Shop.__init__": "self, prices",
        "Shop.price": "self, name: str, /",
        "Shop.seen": "self",
        "fake_shop": "",
    }


@pytest.mark.parametrize("subject", ["fix: x", "Fix: x", "fix(a b): x", "fix!: x", "bugfix: x"])
def test_a_fix_says_so(subject: str) -> None:
    assert FIX.match(subject)


@pytest.mark.parametrize("subject", ["Fix x", "prefix: x", "feat: fix: x", "fixup! fix: x"])
def test_other_commits_are_no_fix(subject: str) -> None:
    assert not FIX.match(subject)


SHOP = """LIMIT = 'a'
class Shop:
    def price(self, name):
        if name == 'b':
            return {'c': 1}[name]
        return 2
@cached
def cheap():
    return [1,
            2]
"""


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("'", '"', set()),
        ("[1,\n            2]", "[1, 2]", set()),
        ("LIMIT = 'a'\n", "", set()),
        ("return 2\n", "return 2  # two\n", set()),
        ("return {'c': 1}[name]", 'return {"c": 2}[name]', {5}),
        ("@cached\n", "@cache\n", {7}),
        ("class Shop:", "class Store:", {2}),
    ],
)
def test_what_is_only_formatted_is_not_changed(old: str, new: str, changed: set[int]) -> None:
    text = SHOP.replace(old, new)
    lines, _ = changed_lines(SHOP.split("\n"), text.split("\n"))

    assert lines - formatted(ast.parse(SHOP), ast.parse(text)) == changed


def test_a_function_that_moved_in_its_file_is_not_changed() -> None:
    head, _, rest = SHOP.partition("@cached")
    same = formatted(ast.parse(SHOP), ast.parse(f"@cached{rest}{head}"))

    assert same == {*range(1, 11)}
    assert formatted(ast.parse(SHOP), ast.parse(SHOP.replace("class Shop", "class Store"))) == {
        *(1, 7, 8, 9, 10)
    }
