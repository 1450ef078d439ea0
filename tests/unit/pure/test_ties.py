"""What ties a file of tests to its place."""

import pytest
from plumbline.placing.ties import importers, looks_beside, ties

FILE = "tests/test_a.py"


@pytest.mark.parametrize(
    ("other", "text", "tied"),
    [
        ("tests/test_b.py", "from tests.test_a import x", True),
        ("tests/test_b.py", "from .test_a import x", True),
        ("tests/test_b.py", "from . import test_a", True),
        ("tests/test_b.py", "import test_a", True),
        ("tests/unit/test_b.py", "from ..test_a import x", True),
        ("tests/unit/test_b.py", "from .test_a import x", False),
        ("tests/unit/test_b.py", "from other.test_a import x", False),
        ("tests/test_b.py", "# test_a\nimport os", False),
        ("tests/test_b.py", "import test_a (", False),
        (FILE, "from tests.test_a import x", False),
    ],
)
def test_who_imports_a_file_is_found(other: str, text: str, tied: bool) -> None:
    assert importers({other: text}, [FILE]) == {FILE: [other] if tied else []}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("X = 1\nY = open(__file__)", ["builds a path from `__file__` in line 2"]),
        ("def test_a(shared_datadir): pass", ["reads the files of shared_datadir in line 1"]),
        ("# __file__ and datadir\ndef test_a(tmp_path): pass", []),
    ],
)
def test_what_is_read_beside_a_file_is_found(text: str, said: list[str]) -> None:
    assert looks_beside(text) == said


def test_all_ties_of_a_file_are_told_together() -> None:
    texts = {FILE: "X = __file__", "tests/test_b.py": "import test_a"}

    assert ties(texts, [FILE]) == {
        FILE: ["is imported by tests/test_b.py", "builds a path from `__file__` in line 1"]
    }
