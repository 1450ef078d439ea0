"""How files of tests are called, by the settings of pytest."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from plumbline.placing import FILES, is_test_file, name_tests
from plumbline.placing.naming import patterns_of

INI = "[pytest]\npython_files = check_*.py 'a b.py'\n"
TWO = ["check_*.py", "a b.py"]


@pytest.mark.parametrize(
    ("files", "patterns"),
    [
        ({}, []),
        ({"pytest.ini": INI}, TWO),
        ({".pytest.ini": INI}, TWO),
        ({"tox.ini": INI}, TWO),
        ({"setup.cfg": INI.replace("pytest]", "tool:pytest]")}, TWO),
        ({"pyproject.toml": "[tool.pytest]\npython_files = ['check_*.py', 'a b.py']"}, TWO),
        ({"pyproject.toml": "[tool.pytest.ini_options]\npython_files = 'x_*.py'"}, ["x_*.py"]),
        ({"pytest.toml": "[pytest]\npython_files = ['x_*.py']", "tox.ini": INI}, ["x_*.py"]),
        ({"pytest.ini": "", "tox.ini": INI}, []),  # it is pytest's, with nothing in it
        ({"pyproject.toml": "[tool.ruff]\n", "setup.cfg": "[metadata]\n", "tox.ini": INI}, TWO),
        ({"pyproject.toml": "[tool.pytest", "tox.ini": INI}, TWO),
    ],
)
def test_the_first_file_with_settings_of_pytest_says_it(
    tmp_path: Path, files: dict[str, str], patterns: list[str]
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")

    assert patterns_of(tmp_path) == patterns


@pytest.fixture(autouse=True)
def usual() -> Iterator[None]:
    """Let the tests after it have the usual names."""
    yield
    name_tests(FILES)


@pytest.mark.parametrize(
    ("patterns", "path", "is_one"),
    [
        ([], "tests/test_a.py", True),
        ([], "tests/a_test.py", True),
        ([], "tests/check_a.py", False),
        (["check_*.py"], "tests/check_a.py", True),
        (["check_*.py"], "tests/test_a.py", False),
        (["tests/unit/*.py"], "packages/a/tests/unit/a.py", True),
        (["tests/unit/*.py"], "tests/a.py", False),
    ],
)
def test_files_are_known_by_these_names(patterns: list[str], path: str, is_one: bool) -> None:
    name_tests(patterns)

    assert is_test_file(path) == is_one
