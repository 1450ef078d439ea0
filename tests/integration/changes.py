"""A small repo whose changes are reviewed, without an environment of its own."""

import shutil
import sys
from pathlib import Path

from plumbline.review.base import find_base
from plumbline.review.rows.dynamic import judge
from plumbline.review.rows.finding import Row

from tests.integration.engines import Done, Machine
from tests.places import TREE

SETTINGS = """
[tool.pytest]
strict = true
addopts = ["--import-mode=importlib"]
pythonpath = ["."]
testpaths = ["tests"]
filterwarnings = ["error"]
"""
SUMS = '''
"""Sums of money."""


def total(prices: list[int], rebate: int = 0) -> int:
    """Return what to pay."""
    due = sum(prices)
    if due > 100:
        due = due - rebate
    return due


def is_free(prices: list[int]) -> bool:
    return total(prices) == 0
'''
TEST_SUMS = """
from tool.sums import total


def test_prices_add_up() -> None:
    assert total([1, 2]) == 3


def test_a_rebate_needs_a_hundred() -> None:
    assert total([50, 50], 10) == 100
    assert total([100, 1], 10) == 91
"""
SHOP = '''
from abc import ABC, abstractmethod


class Shop(ABC):
    @abstractmethod
    def price(self, name: str) -> int:
        """Return a price."""
'''
FAKE_SHOP = """
from tool.gateways.shop import Shop


class FakeShop(Shop):
    def __init__(self, prices: dict[str, int]) -> None:
        self._prices = dict(prices)

    def price(self, name: str) -> int:
        return self._prices[name]
"""
TEST_SHOP = """
from tests.fakes.shop import FakeShop


def test_a_price_is_known() -> None:
    assert FakeShop({"pear": 2}).price("pear") == 2
"""
FILES = {
    "pyproject.toml": SETTINGS,
    ".gitignore": "__pycache__/\n.pytest_cache/\n_built.py\n",
    "src/tool/__init__.py": "",
    "src/tool/sums.py": SUMS,
    "src/tool/gateways/__init__.py": "",
    "src/tool/gateways/shop.py": SHOP,
    "tests/fakes/__init__.py": "",
    "tests/fakes/shop.py": FAKE_SHOP,
    "tests/unit/fakes/test_shop.py": TEST_SHOP,
    "tests/unit/services/test_sums.py": TEST_SUMS,
}
PLUMBLINE = (sys.executable, "-m", "plumbline")
SUMS_FILE, TESTS_FILE = "src/tool/sums.py", "tests/unit/services/test_sums.py"


class Repo:
    """A git repo with one commit on main, and a branch."""

    def __init__(self, machine: Machine, folder: Path) -> None:
        self.machine = machine
        self.folder = folder
        for name, text in FILES.items():
            self.write(name, text)
        shutil.copy(TREE / "levels.toml", folder)
        machine.commit_all(folder)
        self.git("switch", "--quiet", "--create", "branch")

    def write(self, name: str, text: str) -> None:
        """Write a file."""
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text.lstrip("\n"), encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        """Replace a text that the file must have."""
        text = (self.folder / name).read_text("utf-8")
        assert old in text
        self.write(name, text.replace(old, new))

    def append(self, name: str, text: str) -> None:
        """Add to the end of a file."""
        self.write(name, (self.folder / name).read_text("utf-8") + text)

    def git(self, *words: str) -> str:
        """Run git in the repo."""
        return self.machine.git(*words, cwd=self.folder)

    def commit(self, message: str) -> None:
        """Commit all there is."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)

    def plumbline(self, *words: str, **extra: str) -> Done:
        """Run a command as the session does, the repo's own src on the path as if it were installed."""
        path = {"PYTHONPATH": str(self.folder / "src"), **extra}
        return self.machine.run(*PLUMBLINE, *words, cwd=self.folder, **path)

    def prove(self, *words: str, **extra: str) -> Done:
        """Prove tests of the file that holds those of sums, or others by their path."""
        nodes = [f"{TESTS_FILE}::{word}" if word.startswith("test_") else word for word in words]
        return self.plumbline("prove", *nodes, **extra)

    def rows(self, *, mutants: bool = False, seconds: float = 60) -> dict[str, Row]:
        """Judge the branch."""
        base = find_base(self.folder, None)
        found = judge(self.folder, base.commit, None, mutants=mutants, seconds=seconds)
        return {row.name: row for row in found}

    def findings(self, *, mutants: bool = False) -> dict[str, list[str]]:
        """Return what each row that says anything says."""
        return {
            name: [f"{f.path}:{f.line}: {f.text}" for f in row.findings] or [row.unverified]
            for name, row in self.rows(mutants=mutants).items()
            if row.findings or row.unverified
        }
