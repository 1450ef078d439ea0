"""Texts of Python as their syntax."""

import ast

import pytest
from plumbline.syntax import nodes_in, parsed, walk

TEXT = """
@mark(1, *some, **more)
class One[T](Two, meta=Three):
    def call(self, a: int = 1, /, *b: str, c=None) -> None:
        with open(a) as file, other():
            return [x for x in {1: f"{a!r:>{c}}"} if x] or (lambda: (yield))
"""


@pytest.mark.parametrize("text", [TEXT.replace("[T]", ""), "", "x"])
def test_all_nodes_are_told_in_the_order_of_the_standard_library(text: str) -> None:
    tree = ast.parse(text)

    assert walk(tree) == [*nodes_in(tree)] == [*ast.walk(tree)]


def test_a_text_is_parsed_once() -> None:
    assert parsed("a = 1")[0] is parsed("".join(["a = ", "1"]))[0]


@pytest.mark.parametrize(("text", "line"), [("x = 1\nif", 2), ("a\0b", 0), ("x = '\\d'", None)])
def test_of_what_is_no_python_the_line_is_told(text: str, line: int | None) -> None:
    tree, found = parsed(text)

    assert (tree is None, found) == (line is not None, line or 0)
