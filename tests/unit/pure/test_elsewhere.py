"""Lines that another machine runs, and lines that put the real things together."""

import ast
import sys

import pytest
from plumbline.review.reading.elsewhere import elsewhere, imported, wiring

HEAD = "import os\nimport sys\nimport platform\n\n"


def numbers(lines: frozenset[int]) -> list[int]:
    """Return what is left of the lines below the head, numbered from 1."""
    return sorted(line - HEAD.count("\n") for line in lines)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("if sys.version_info < (3, 2):\n    a()\nelse:\n    b()\n", [2]),
        ("if sys.version_info >= (3, 2):\n    a()\nelse:\n    b()\n", [4]),
        ("if sys.version_info.major == 2:\n    a()\n", [2]),
        ("if sys.version_info[0] == 2:\n    a()\n", [2]),
        ("if os.name == 'java':\n    a()\nb()\n", [2]),
        ("if sys.platform.startswith('beos'):\n    a()\n", [2]),
        ("if platform.system() == 'BeOS':\n    a()\n", [2]),
        ("if not (os.name != 'java' and sys.maxsize):\n    a()\n", [2]),
        ("OLD = sys.version_info < (3, 2)\nif OLD:\n    a()\n", [3]),
        ("def f():\n    if os.name != 'java':\n        return 1\n    a()\n    b()\n", [4, 5]),
        ("if os.name == 'java':\n    pass\nelif x:\n    a()\n", [2]),
    ],
)
def test_what_asks_for_another_machine_is_known(text: str, lines: list[int]) -> None:
    assert numbers(elsewhere(ast.parse(HEAD + text))) == lines


@pytest.mark.parametrize(
    "text",
    [
        "if x:\n    a()\n",
        "if sys.argv:\n    a()\n",
        "if os.name == x:\n    a()\n",
        "if os.system('exit 1') == 0:\n    a()\n",
        "if os.environ.get('A'):\n    a()\n",
        "if os.name == 'java' or x:\n    a()\n",
        "if sys.version_info > 3:\n    a()\n",
        "if 1 == 2:\n    a()\n",
        "x = os.getcwd() == '/'\nif x:\n    a()\n",
    ],
)
def test_any_other_question_is_open(text: str) -> None:
    assert elsewhere(ast.parse(HEAD + text)) == frozenset()


def test_names_of_sys_are_followed_by_import() -> None:
    text = "from sys import version_info as v\nif v < (3, 2):\n    a()\n"
    own = "def f(sys):\n    if sys.platform == 'beos':\n        a()\n"

    assert sys.version_info > (3, 2)
    assert elsewhere(ast.parse(text)) == {3}
    assert elsewhere(ast.parse(own)) == frozenset()


def test_what_puts_the_real_things_together() -> None:
    text = (
        "def real_context():\n    return Context(\n        clock=SystemClock(),\n    )\n\n\n"
        "def rule():\n    return 1\n\n\ndef run():\n    if x:\n        y = real_context()\n\n\n"
        "if __name__ == '__main__':\n    run()\n"
    )

    assert wiring(ast.parse(text), "src/a/context.py") == {2, 3, 4, 13, 17}
    assert wiring(ast.parse("from .cli import main\nmain()\n"), "src/a/__main__.py") == {1, 2}


def test_all_words_of_imports() -> None:
    text = "from a.b import (\n    c as d,\n)\nimport e.f\nfrom . import g\n"

    assert imported(ast.parse(text)) == {"a", "b", "c", "e", "f", "", "g"}
