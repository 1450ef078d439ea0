"""Sources that ask whether they are being tested, and which repos may."""

from dataclasses import replace
from pathlib import Path

import pytest
from plumbline.checks.asking import INSTEAD, check_asking
from plumbline.table import Table, read_table

from tests.checked import checked
from tests.places import TREE

FILE = "src/tool/app.py"


@pytest.fixture
def table() -> Table:
    return read_table(TREE)


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """Return a repo that has one source that asks, and one that is for tests."""
    for name in ("app.py", "testing.py"):
        (tmp_path / "src/tool").mkdir(parents=True, exist_ok=True)
        (tmp_path / "src/tool" / name).write_text("import pytest\n", encoding="utf-8")
    return tmp_path


def test_a_source_that_asks_is_found(repo: Path, table: Table) -> None:
    assert check_asking(repo, table) == [
        "src/tool/app.py:1: imports pytest, which is for tests; take it out, and give the code what "
        "it needs, like a gateway in the context"
    ]


@pytest.mark.parametrize(
    "project",
    ['[project.entry-points.pytest11]\nx = "tool"\n', '[project]\ndependencies = ["pytest>=8"]\n'],
)
def test_what_works_with_tests_may_ask(repo: Path, table: Table, project: str) -> None:
    (repo / "pyproject.toml").write_text(project, encoding="utf-8")

    assert check_asking(repo, table) == []


def test_a_repo_that_adopted_the_levels_may_ask(repo: Path, table: Table) -> None:
    assert check_asking(repo, replace(table, unplaced=())) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('os.environ.get("PYTEST_CURRENT_TEST")', "asks for PYTEST_CURRENT_TEST"),
        ('"PYTEST_XDIST_WORKER" in os.environ', "asks for PYTEST_XDIST_WORKER"),
        ('"pytest" in sys.modules', "asks whether 'pytest' is in sys.modules"),
        ('sys.modules.get("_pytest")', "asks whether '_pytest' is in sys.modules"),
        ('sys.modules["pytest"]', "asks whether 'pytest' is in sys.modules"),
        ('"pytest" in sys.argv[0]', "asks whether 'pytest' is in sys.argv[0]"),
        ('sys.argv[0].endswith("/pytest")', "asks whether '/pytest' is in sys.argv[0]"),
        ("import pytest", "imports pytest"),
        ("from unittest import mock", "imports unittest"),
        ("import _pytest.config as c", "imports _pytest.config"),
    ],
)
def test_a_source_that_knows_of_its_tests_is_found(tmp_path: Path, line: str, said: str) -> None:
    (found,) = checked(check_asking, tmp_path, {FILE: f"import os\nx = 1\n{line}\n"})

    assert found.startswith(f"{FILE}:3: {said}")
    assert found.endswith(f"; {INSTEAD}")


@pytest.mark.parametrize(
    "line",
    [
        'os.environ.get("HOME")',
        '"numpy" in sys.modules',
        "len(sys.argv) > 1",
        'COMMAND = ["python", "-m", "pytest"]',
        "from . import pytest",
        "'''Run pytest with PYTEST_CURRENT_TEST unset.'''",
        "import testtools",
    ],
)
def test_other_sources_are_let_be(tmp_path: Path, line: str) -> None:
    assert checked(check_asking, tmp_path, {FILE: f"{line}\n"}) == []
