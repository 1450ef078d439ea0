"""What a file must say after it, or one that it imports, has moved."""

import pytest
from plumbline.placing.mending import Move, mend
from plumbline.table import LevelsError

OLD, OTHER = "tests/test_a.py", "tests/test_b.py"
MOVED = {OLD: "tests/unit/pure/test_a.py"}


def mended(source: str, file: str = OLD, moved: dict[str, str] = MOVED) -> str:
    """Return the text of a file after the move."""
    return mend(source.encode(), Move(moved, file)).decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from .common import x", "from ...common import x"),
        ("from . import (\n    x,\n    y,\n)", "from ... import (\n    x,\n    y,\n)"),
        ("from tests.common import x", "from tests.common import x"),
        ("X = Path(__file__).parent / 'é'", "X = Path(__file__).parents[2] / 'é'"),
        ("X = Path(__file__).resolve().parents[1]", "X = Path(__file__).resolve().parents[3]"),
        ("X = Path(__file__).parent.parent.parent", "X = Path(__file__).parents[4]"),
        (
            "'é'; X = os.path.dirname(__file__)",
            "'é'; X = os.path.dirname(os.path.dirname(os.path.dirname(__file__)))",
        ),
        (
            "X = os.path.dirname(os.path.abspath(__file__))",
            "X = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))",
        ),
        (
            "X = pathlib.PurePath(realpath(__file__)).parent",
            "X = pathlib.PurePath(realpath(__file__)).parents[2]",
        ),
        ("X = Path(__file__).absolute().parent", "X = Path(__file__).absolute().parents[2]"),
        ("X = Path(__file__).read_text()", "X = Path(__file__).read_text()"),
        ("\r\nX = 1\r\n", "\r\nX = 1\r\n"),
    ],
)
def test_a_file_that_moves_finds_what_it_found(before: str, after: str) -> None:
    assert mended(before) == after


def test_a_folder_that_is_not_above_any_more_is_named() -> None:
    moved = {"pkg/tests/test_a.py": "tests/unit/test_a.py"}

    found = [
        mended(text, "pkg/tests/test_a.py", moved)
        for text in ("Path(__file__).parent", "os.path.dirname(__file__)")
    ]

    assert found == [
        '(Path(__file__).parents[2] / "pkg/tests")',
        'os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(__file__))), "pkg/tests")',
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from tests.test_a import x, y", "from tests.unit.pure.test_a import x, y"),
        ("from .test_a import x", "from .unit.pure.test_a import x"),
        ("from . import test_a", "from .unit.pure import test_a"),
        ("import tests.test_a as a, os", "import tests.unit.pure.test_a as a, os"),
        ("import test_a", "from unit.pure import test_a"),
        ("from tests.test_ab import x", "from tests.test_ab import x"),
        ("from .common import x; X = __file__", "from .common import x; X = __file__"),
    ],
)
def test_who_imports_a_file_follows_it(before: str, after: str) -> None:
    assert mended(before, OTHER) == after


@pytest.mark.parametrize(
    ("file", "source", "sentence"),
    [
        (
            OLD,
            "X = __file__",
            "tests/test_a.py:1: builds a path from `__file__` in a way not known; ",
        ),
        (
            OLD,
            "X = Path(__file__).with_name('x')",
            "builds a path from `__file__` in a way not known; ",
        ),
        (
            OLD,
            "from ..x import y",
            "tests/test_a.py:1: has a relative import that would lead out of",
        ),
        (OLD, "def (", "tests/test_a.py: is not Python that can be read; "),
        (OTHER, "import tests.test_a", "tests/test_b.py:1: uses tests.test_a by its full name; "),
        (OTHER, "from . import test_a, x", "imports what moves together with what stays; "),
    ],
)
def test_what_nobody_can_prove_is_left_to_a_person(file: str, source: str, sentence: str) -> None:
    with pytest.raises(LevelsError) as refused:
        mended(source, file)

    assert sentence in str(refused.value)
    assert str(refused.value).endswith("nothing was moved. Change that line, or move it by hand.")
