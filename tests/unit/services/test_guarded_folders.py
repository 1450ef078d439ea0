"""In which folders ruff must refuse what, by the table and by what is there."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from plumbline.checks.bans import PLANTED, guarded_folders
from plumbline.table import Level, Table

from tests.checked import FAKES, LOGIC

MOCKLESS = ("process", "network", "sleep", "files", "tmp", "mock")
UNIT = replace(LOGIC, forbids=("process", "sleep", "mock"))
PURE = Level("pure", 3, "pure", ("tests/unit/pure", "tests/x"), "unit", 5, MOCKLESS, 0.1, 1.0)
SANITY = Level("sanity", 2, "sanity", ("tests/integration",), "rest", 5, ("process",), 1.0, 9.0)
TABLE = Table((FAKES, SANITY, PURE, UNIT))
ALL = [*PLANTED]


def kinds(root: Path, files: Iterable[str], table: Table = TABLE) -> dict[str, list[str]]:
    """Return what ruff must refuse in each folder of a repo with these files."""
    for name in files:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    return guarded_folders(root, table)


@pytest.mark.parametrize(
    ("file", "folder", "wanted"),
    [
        ("tests/fakes/shop.py", "tests/fakes", ALL),
        ("src/tool/services/a.py", "src/tool/services", ALL),
        ("src/tool/a.py", "src/tool", ALL),
        ("src/tool/deep/er/a.py", "src/tool/deep/er", ALL),
        ("tests/unit/test_a.py", "tests/unit", ["process", "sleep", "mock"]),
        ("tests/unit/services/test_a.py", "tests/unit/services", ["process", "sleep", "mock"]),
        ("tests/unit/pure/test_a.py", "tests/unit/pure", ALL),
        ("tests/x/y/test_a.py", "tests/x/y", ALL),
    ],
)
def test_what_is_forbidden_must_be_refused(
    tmp_path: Path, file: str, folder: str, wanted: list[str]
) -> None:
    assert kinds(tmp_path, [file])[folder] == wanted


@pytest.mark.parametrize(
    ("file", "left"),
    [
        ("src/tool/gateways/git.py", {}),
        ("src/tool/gateways/deep/git.py", {}),
        ("src/tool/data/a.txt", {}),
        ("src/a.py", {}),
        ("tests/integration/test_a.py", {}),  # its level lets mocks be
        ("tests/other/test_a.py", {}),
        ("tests/unit/data/a.txt", {"tests/unit"}),
        ("tests/x/a.txt", {"tests/x"}),
    ],
)
def test_elsewhere_nothing_is_planted(tmp_path: Path, file: str, left: set[str]) -> None:
    assert {*kinds(tmp_path, [file])} == {*left}


def test_of_an_adopted_repo_the_code_is_let_be(tmp_path: Path) -> None:
    files = ["src/tool/a.py", "tests/fakes/a.py", "tests/unit/test_a.py"]
    adopted = replace(TABLE, unplaced=("tests/old",))

    assert [*kinds(tmp_path, files, adopted)] == ["tests/fakes", "tests/unit"]
    assert [*kinds(tmp_path, files)] == ["src/tool", "tests/fakes", "tests/unit"]
