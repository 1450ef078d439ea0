"""Several packages in one repository: a table each, or one above all."""

import subprocess
from functools import partial
from pathlib import Path

import pytest

from tests.integration.inside import plumbline_inside, pytest_inside
from tests.integration.suites import IN_TWO, LEVELS, SETTINGS

SLEEPS = "import time\ndef test_a(): time.sleep(0.001)\n"
NAMES = ("packages/a", "packages/b")


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """Return a repository of two packages with settings of their own; tests of a break a rule."""
    (tmp_path / ".git").mkdir()
    for name, text in zip(NAMES, (SLEEPS, "def test_b(): pass\n"), strict=True):
        tests = tmp_path / name / "tests/unit"
        tests.mkdir(parents=True)
        (tests / f"test_{name[-1]}.py").write_text(text)
        (tmp_path / name / "pyproject.toml").write_text(SETTINGS)
    (tmp_path / "pyproject.toml").write_text(SETTINGS.replace('"tests"', '"packages"'))
    return tmp_path


@pytest.fixture
def each(repo: Path) -> Path:
    """Return the repository with a table at each package's root."""
    for name in NAMES:
        (repo / name / "levels.toml").write_text(LEVELS)
    return repo


@pytest.fixture
def above(repo: Path) -> Path:
    """Return the repository with one table for both packages."""
    folders = ", ".join(f'"{name}/tests/unit"' for name in NAMES)
    table = LEVELS.replace('"tests/unit", "tests/unit/late", "tests/late"', '"packages/late"')
    table = table.replace('["tests/unit/late", "tests/late"]', '["packages/late"]')
    (repo / "levels.toml").write_text(table.replace('["tests/unit"]', f"[{folders}]"))
    return repo


@pytest.mark.parametrize(
    "words", [("packages/a/tests/unit/test_a.py::test_a",), (*IN_TWO, "packages/a")]
)
def test_a_table_of_its_own_holds_from_the_root_too(each: Path, words: tuple[str, ...]) -> None:
    done = pytest_inside(each, *words)

    assert done.code == 1, done.out + done.err
    assert "level 1 fast forbids sleep\n  at tests/unit/test_a.py:2" in done.out
    assert "= levels of packages/a =" in done.out


@pytest.mark.parametrize(
    ("folder", "words"),
    [("packages/a", IN_TWO), ("packages/a", ("tests/unit/test_a.py",)), (".", ())],
)
def test_one_table_above_holds_from_a_package_too(
    above: Path, folder: str, words: tuple[str, ...]
) -> None:
    done = pytest_inside(above / folder, *words)

    assert done.code == 1, done.out + done.err
    assert "level 1 fast forbids sleep\n  at packages/a/tests/unit/test_a.py:2" in done.out
    assert "= levels =" in done.out


def test_a_package_that_is_new_is_reviewed(tmp_path: Path) -> None:
    me = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")
    git = partial(subprocess.run, cwd=tmp_path, check=True, capture_output=True)
    git(["git", "init", "-q", "-b", "main"])
    git(["git", *me, "commit", "-q", "--allow-empty", "-m", "First"])
    package = tmp_path / "packages/a"
    (package / "tests/unit").mkdir(parents=True)
    (package / "tests/unit/test_a.py").write_text("def test_a(): assert 1 + 1 == 2\n")
    (package / "pyproject.toml").write_text(SETTINGS)
    (package / "levels.toml").write_text(LEVELS)
    git(["git", "add", "-A"])

    done = plumbline_inside(package, "review", "--base", "main", "--no-mutants")

    assert "| broken      | ok " in done.out, done.out + done.err
    assert "`tests/unit/test_a.py:1` test_a is added" in done.out
    assert "unverified" not in done.out
