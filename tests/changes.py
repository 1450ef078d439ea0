"""A small repo whose changes are reviewed: over a fake git, and runs of pytest that were recorded."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from plumbline.review.base import Base
from plumbline.review.folders import is_below
from plumbline.review.report import Report
from plumbline.review.rows.dynamic import judge
from plumbline.review.rows.finding import Row
from plumbline.review.run import Options, make_report
from plumbline.review.running.proving import conclude, find_verdicts
from plumbline.review.running.workspace import Workspace
from plumbline.review.trees import File

from tests.fakes.history import FakeCommit, FakeHistory
from tests.fakes.runs import make_runs
from tests.places import TREE
from tests.texts import Texts

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
# Changes that several tests make.
BUG = ("if due > 100:", "if due >= 100:")
NO_LIMIT = (
    "    assert total([50, 50], 10) == 100\n",
    "    assert total([50, 40], 10) == 90\n",
)
PROOF = """

def test_a_hundred_is_enough() -> None:
    assert total([100], 10) == 90
"""
CHEAPEST = """

def cheapest(prices: list[int]) -> int:
    if not prices:
        return 0
    return min(prices)
"""
FEATURE = """

def test_the_cheapest_is_found() -> None:
    from tool import sums

    assert sums.cheapest([3, 2]) == 2
"""
CHEAPEST_OF = """

def cheapest(prices: list[int], of: int = 1) -> int:
    return min(prices)
"""
REAL_SHOP = """

class WebShop(Shop):
    def price(self, name: str) -> int:
        if not name:
            return 0
        return len(name)
"""
TEST_FREE = "from tool.sums import is_free\n\n\ndef test_nothing_is_free() -> None:\n    assert is_free([])\n"
SUMS_FILE, TESTS_FILE = "src/tool/sums.py", "tests/unit/services/test_sums.py"
LEVELS = (TREE / "levels.toml").read_text("utf-8")


@dataclass(frozen=True)
class Said:
    """What a command says: its exit code and text."""

    code: int
    text: str


class Repo(Texts):
    """A repo with one commit on main, and a branch; it is in memory, and git is a fake."""

    def __init__(self, files: Mapping[str, str] = FILES, folder: Path = Path("repo")) -> None:
        self.folder = folder  # of which nothing is read
        self._files: dict[str, File] = {}
        for name, text in {"levels.toml": LEVELS, **files}.items():
            self.write(name, text)
        self._commits: list[FakeCommit] = []
        self._base = 0
        self.settle()

    @property
    def names(self) -> list[str]:
        """The files there are."""
        return sorted(self._files)

    def read(self, name: str) -> str:
        return self._files[name].data.decode()

    def write_bytes(self, name: str, data: bytes) -> None:
        self._files[name] = File(data)

    def move(self, old: str, new: str) -> None:
        """Give a file or folder another name."""
        moved = {n: new + n.removeprefix(old) for n in self.names if is_below(n, [old])}
        assert moved, old
        for was, name in moved.items():
            self._files[name] = self._files.pop(was)

    def remove(self, *names: str) -> None:
        """Take files away."""
        for name in names:
            del self._files[name]

    @property
    def history(self) -> FakeHistory:
        """What git knows of it now."""
        return FakeHistory(self.folder, self._commits, self._files, ignored=("_built.py",))

    def commit(self, message: str) -> str:
        """Commit all there is; return the commit's name."""
        seed = f"{len(self._commits)} {message}"
        name = hashlib.sha1(seed.encode(), usedforsecurity=False).hexdigest()
        self._commits.append(FakeCommit(name, message, self.history.work_tree().tree.files))
        return name

    def settle(self, message: str = "All") -> None:
        """Commit all there is, and let the branch begin there."""
        self.commit(message)
        self._base = len(self._commits) - 1

    @property
    def base(self) -> str:
        """The name of the commit where the branch begins."""
        return self._commits[self._base].name

    def rows(self, *, mutants: bool = False) -> dict[str, Row]:
        """Judge the branch."""
        found = judge(self.history, make_runs, self.base, None, mutants=mutants)
        return {row.name: row for row in found}

    def report(self, *, quick: bool = False, mutants: bool = False) -> Report:
        """Review the branch."""
        options = Options(quick=quick, mutants=mutants)
        return make_report(self.history, options, Base(self.base, "main"), make_runs)

    def review(self, *, quick: bool = False) -> Said:
        """Return what a review says, without mutants."""
        report = self.report(quick=quick)
        text = f"{report.verdict}\n" if report.is_plain else report.as_markdown()
        return Said(1 if report.failing else 0, text)

    def prove(self, *tests: str, feature: bool = False, base: str = "") -> Said:
        """Prove tests of the file that holds those of sums, or others by their path."""
        nodes = [f"{TESTS_FILE}::{one}" if one.startswith("test_") else one for one in tests]
        history = self.history
        with Workspace(history, base or self.base) as space, make_runs(self.folder) as runs:
            verdicts = find_verdicts(space, runs, nodes, feature)
        text, code = conclude(verdicts, None)
        return Said(code, f"base: main\n{text}\n")


def mend(repo: Repo) -> None:
    """Mend a bug, and test it; what was expected before changes."""
    repo.change(SUMS_FILE, *BUG)
    repo.change(TESTS_FILE, "    assert total([50, 50], 10) == 100\n", "")
    repo.append(TESTS_FILE, PROOF)
