"""Which files of Python are a repo's own."""

from pathlib import Path

import pytest
from plumbline.placing.ties import python_files


def found(root: Path, *names: str) -> list[str]:
    """Return the names that are found of these files."""
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"# {name}", "utf-8")
    return sorted(python_files(root))


@pytest.mark.parametrize(
    "name", ["a.py", "src/tool/a.py", "tests/unit/test_a.py", "builds/a.py", "a.b/c.py"]
)
def test_python_below_the_root_is(tmp_path: Path, name: str) -> None:
    assert found(tmp_path, name, "README.md", "src/tool/py.typed") == [name]
    assert python_files(tmp_path)[name] == f"# {name}"


@pytest.mark.parametrize(
    "name",
    [
        *("a.pyi", "a.txt", ".tox/a.py", "src/.hidden/a.py", "build/lib/a.py", "dist/a.py"),
        *("web/node_modules/x/a.py", "lib/site-packages/a.py", "tests/__pycache__/a.py"),
    ],
)
def test_what_a_tool_made_is_not(tmp_path: Path, name: str) -> None:
    assert found(tmp_path, name, "zoo/own.py") == ["zoo/own.py"]


def test_an_environment_is_not_whatever_it_is_called(tmp_path: Path) -> None:
    names = ("env/pyvenv.cfg", "env/lib/a.py", "env/a.py", "zoo/own.py")

    assert found(tmp_path, *names) == ["zoo/own.py"]


def test_bytes_that_are_no_text_are_read_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"X = '\xff'")

    assert python_files(tmp_path) == {"a.py": "X = '\ufffd'"}
