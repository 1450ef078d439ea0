"""Bad habits in tests: what is found, and what is good enough."""

from pathlib import Path

import pytest
from plumbline.checks.habits import check_habits

from tests.checked import checked

FILE = "tests/unit/test_x.py"


def habits(root: Path, text: str) -> list[str]:
    """Return what is found in a file of tests."""
    return checked(check_habits, root, {FILE: text})


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("pass", "test_a does nothing; write it or delete it"),
        ("...", "test_a does nothing; write it or delete it"),
        ('"""To do."""', "test_a does nothing; write it or delete it"),
        ('"""To do."""\n    pass', "test_a does nothing; write it or delete it"),
        ("assert True", "test_a asserts a constant; assert what the code did"),
        ('assert "text"', "test_a asserts a constant; assert what the code did"),
        ("if x:\n        assert x", "test_a asserts only inside an if or a loop that may not run"),
        ("for y in x:\n        assert y", "test_a asserts only inside an if or a loop"),
        ("while x:\n        assert x", "test_a asserts only inside an if or a loop"),
        ("for y in []:\n        assert y", "test_a asserts only inside an if or a loop"),
        (
            "with x:\n        for y in x:\n            assert y",
            "asserts only inside an if or a loop",
        ),
        ("if x:\n        pass\n    else:\n        assert x", "asserts only inside an if or a loop"),
        ("open('/home/me/x').read() == 1", "'/home/me/x' is a home on one machine; take the path"),
        ("open('/Users/me/x').read() == 1", "'/Users/me/x' is a home on one machine"),
        (r"open('C:\\Users\\me').read()", "is a home on one machine"),
    ],
)
def test_a_bad_habit_is_found(tmp_path: Path, body: str, message: str) -> None:
    (found,) = habits(tmp_path, f"def test_a():\n    {body}\n")

    assert found.startswith(f"{FILE}:")
    assert message in found


@pytest.mark.parametrize(
    "body",
    [
        "assert x == 1",
        "run(x)",
        "with x:\n        assert x",
        "with pytest.raises(ValueError):\n        for y in x:\n            assert y",
        "for y in (1, 2):\n        assert y",
        "for n in range(3):\n        assert n < 3",
        "for n, y in enumerate([1]):\n        assert y",
        "if x:\n        assert x\n    else:\n        assert not x",
        "try:\n        run()\n    finally:\n        assert x",
        "for y in x:\n        assert y\n    assert x",
        "check_all(x)\n    for y in x:\n        assert y",
        "path = '/home'",
        "for name, n in CASES:\n        assert n",
        "for name in {'a': 1}.items():\n        assert name",
        "def same(a, b):\n        assert a == b\n    same(1, x)\n    for y in x:\n        assert y",
    ],
)
def test_a_good_test_is_let_be(tmp_path: Path, body: str) -> None:
    assert habits(tmp_path, f"CASES = [('a', 1)]\n\n\ndef test_a():\n    {body}\n") == []


def test_a_finding_has_its_line(tmp_path: Path) -> None:
    source = "def helper():\n    pass\n\n\ndef test_a():\n    x = 1\n    assert True\n"

    assert habits(tmp_path, source) == [
        f"{FILE}:7: test_a asserts a constant; assert what the code did"
    ]


def test_a_file_that_is_no_python_is_left_to_ruff(tmp_path: Path) -> None:
    assert habits(tmp_path, "def test_a(:\n") == []
    (tmp_path / "tests/broken.py").write_text("class (:\n", "utf-8")
    assert habits(tmp_path, "def test_a():\n    assert f()\n") == []
