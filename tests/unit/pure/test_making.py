"""Mutants of lines: which are made, and that each is Python and another."""

import ast
from textwrap import dedent

import pytest
from plumbline.review.running.making import make_mutants


def made(text: str, *lines: int) -> list[str]:
    """Return the mutated lines of a text, all of it if no line is named."""
    text = dedent(text).lstrip("\n")
    wanted = set(lines) or set(range(1, 99))
    return [mutant.new for mutant in make_mutants("x.py", text, wanted)]


def test_comparisons_arithmetic_constants_and_conditions_are_mutated() -> None:
    assert made("""
        @decorated(limit=3)
        def f(a: int, b: int = 2) -> int:
            if a > 1 and b:
                return a + b
            return a
    """) == [
        "@(lambda made: made)",
        "def f(a: int, b: int = 3) -> int:",
        "if a > 1 or b:",
        "if a >= 1 and b:",
        "if a > 2 and b:",
        "return a - b",
        "return None",
        "@decorated(limit=4)",
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("x += 1\n", ["x -= 1", "x = 1", "x += 2"]),
        ("x = None\n", ['x = ""']),
        ("a not  in b, a is not b\n", ["a in b, a is not b", "a not  in b, a is b"]),
        ("a if not b else c\n", ["a if False else c", "a if True else c", "a if b else c"]),
        ("min(a, key=lambda: b)\n", ["max(a, key=lambda: b)", "min(a, key=lambda: None)"]),
        ("for a in b:\n    break\n    continue\n", ["break"]),
        ('x: str = f"{a - 1}"\n', ['x: str = f"{a + 1}"', 'x: str = f"{a - 2}"']),
        ('f("äöü", 1 < (2))\n', ['f("äöü", 1 <= (2))', 'f("äöü", 2 < (2))', 'f("äöü", 1 < (3))']),
        ("(a  # a < b\n > b)\n", [">= b)"]),
        ("match a:\n    case [b]:\n        pass\n", ["case [b] if False:"]),
        ("try:\n    f()\nexcept (E, G):\n    pass\n", ["except ():"]),
        ("with a(b):\n    pass\n", ['with __import__("contextlib").nullcontext():']),
        (
            "def f(a=g(1), b='x'): pass\n",
            ["def f(a=None, b='x'): pass", 'def f(a=g(1), b=""): pass'],
        ),
        ("@mark\nclass A: pass\n", ["@(lambda made: made)"]),
    ],
)
def test_what_becomes_of_a_line(text: str, lines: list[str]) -> None:
    assert made(text) == lines


def test_each_mutant_is_python_and_another() -> None:
    text = "def f(a):\n    while not a:\n        a = (a)is not(1 if(a)is f else-1)\n        break\n"

    trees = [ast.dump(ast.parse(mutant.text)) for mutant in make_mutants("x", text, {2, 3, 4})]

    assert len({*trees, ast.dump(ast.parse(text))}) == len(trees) + 1 == 9


def test_only_the_lines_that_changed_are_mutated() -> None:
    assert made("x = a + b\ny = a - b\n", 2) == ["y = None", "y = a + b"]


@pytest.mark.parametrize(
    "text",
    [
        'message = "no"\n',
        'message = f"{name}: no"\n',
        'raise ValueError("no")\n',
        "__all__ = [1]\n",
        "@lru_cache(maxsize=3)\ndef f(): pass\n",
        "x: Literal[1]\n",
        "class Kind(enum.Enum):\n    A = 1\n",
        "x = 1  # pragma: no mutate\n",
        "def f(a: int = 1):  # pragma: no mutate\n    return a + 1\n",
        "def f(a=None): pass\n",
        "with self._lock:\n    pass\n",
        "@cached\ndef f():  # pragma: no mutate\n    pass\n",
        "call(a, b)\n",
        "dict(a=b)\n",
    ],
)
def test_what_makes_no_mutant(text: str) -> None:
    assert made(text) == []
