"""Functions with an empty body instead of their own."""

import pytest
from plumbline.review.running.emptying import empty_functions

HEAD = "from a import b\n\n\n"


def emptied(source: str) -> dict[str, list[str]]:
    """Return what becomes of each function of a source of which all lines changed."""
    every = {*range(1, source.count("\n") + 2)}
    return {
        one.name: [mutant.text for mutant in one.mutants]
        for one in empty_functions("src/x.py", source, every)
    }


@pytest.mark.parametrize(
    ("source", "instead"),
    [
        ("def f(a) -> None:\n    b(a)\n", ["def f(a) -> None:\n    return None\n"]),
        ("def f(a):\n    return b(a)\n", ["def f(a):\n    return None\n"]),
        (
            'def f(a) -> int:\n    """Add."""\n    a += 1\n    return a\n\n\nX = 1\n',
            [
                'def f(a) -> int:\n    """Add."""\n    return 0\n\n\nX = 1\n',
                'def f(a) -> int:\n    """Add."""\n    return 1\n\n\nX = 1\n',
            ],
        ),
        (
            "def f(a) -> TypeIs[int]: return b(a)\n",
            [f"def f(a) -> TypeIs[int]: return {one}\n" for one in (False, True)],
        ),
        ("def f(a) -> list[int]: return [a]\n", ["def f(a) -> list[int]: return []\n"]),
        ("def f() -> x.Sequence[int]:\n    return b\n.c()\n".replace("b\n.c", "b.c"),
         ["def f() -> x.Sequence[int]:\n    return ()\n"]),
        ("def f() -> A | None:\n    return b()\n", ["def f() -> A | None:\n    return None\n"]),
        ("def f():\n    yield 1\n", ["def f():\n    return; yield\n"]),
        ("@contextmanager\ndef f():\n    b()\n    yield 1\n",
         ["@contextmanager\ndef f():\n    yield\n"]),
        ("def f():\n    def g():\n        yield 1\n    return g()\n", ["def f():\n    return None\n"]),
        ("def f():\n    @b\n    def g():\n        pass\n    return g()\n",
         ["def f():\n    return None\n"]),
        ("async def f() -> str:\n    return 'é' + b()  # é\n",
         ['async def f() -> str:\n    return ""  # é\n', 'async def f() -> str:\n    return "?"  # é\n']),
    ],
)  # fmt: skip
def test_a_body_becomes_the_zero_of_what_it_returns(source: str, instead: list[str]) -> None:
    assert emptied(source) == {"f": instead}


def test_methods_and_properties_are_emptied_too() -> None:
    source = "class A:\n    @property\n    def f(self):\n        return self.x + 1\n"

    assert emptied(source) == {"A.f": [source.replace("self.x + 1", "None")]}


@pytest.mark.parametrize(
    "source",
    [
        "def f(): ...\n",
        "def f():\n    pass\n",
        "def f():\n    '''Do nothing.'''\n",
        "def f(a):\n    return a\n",
        "def f():\n    return None\n",
        "def f():\n    return []\n",
        "def f():\n    return 'name'\n",
        "def f():\n    raise NotImplementedError\n",
        "def f():\n    logger.debug('x')\n",
        "class A:\n    def f(self):\n        self.log.info('x')\n",
        "class A:\n    @abstractmethod\n    def f(self):\n        b()\n",
        "class A(Protocol):\n    def f(self):\n        return b()\n",
        "class A:\n    def __init__(self, x):\n        super().__init__()\n        self.x = x\n",
        "class A:\n    def __repr__(self):\n        return f'A({self.x})'\n",
        "def f():  # pragma: no mutate\n    return b()\n",
        "@overload\ndef f(a):\n    return b()\n",
    ],
)
def test_what_does_nothing_that_a_test_could_miss_is_let_be(source: str) -> None:
    assert emptied(source) == {}


def test_only_functions_with_a_changed_line_are_emptied() -> None:
    source = "def f():\n    return b()\n\n\ndef g():\n    return b()\n"

    assert [one.name for one in empty_functions("x.py", source, {6})] == ["g"]
    assert [one.name for one in empty_functions("x.py", source, {5})] == []
