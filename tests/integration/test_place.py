"""`plumbline place` in a repo of git: what it moves, mends and undoes."""

import subprocess
from pathlib import Path

import pytest

from plumbline.placing.outside import GitRepo

from tests.contracts.placing import FILES, NEW, RepoContract
from tests.integration.inside import Ended, plumbline_inside
from tests.integration.suites import LEVELS, Suite

READS = (
    "import pathlib\nfrom .common import X\n"
    "def test_a(): assert (pathlib.Path(__file__).parent / 'data.txt').read_text() == X\n"
)


def git(suite: Suite, *words: str) -> str:
    words = ("-c", "user.name=a", "-c", "user.email=a@b", *words)
    return subprocess.run(
        ["git", *words], cwd=suite.folder, capture_output=True, encoding="utf-8", check=True
    ).stdout


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    """Return a repo with a file that reads one beside it, and one that imports it."""
    made = Suite(tmp_path)
    for folder in ("tests", "tests/unit", "tests/unit/late", "tests/late"):
        made.add(f"{folder}/__init__.py", "")
    made.add("levels.toml", f'unplaced = [\n    "tests",\n    "tests/test_a.py",\n]\n{LEVELS}')
    made.add("tests/common.py", "X = 'x'\n")
    made.add("tests/data.txt", "x")
    made.add("tests/test_a.py", READS)
    made.add("tests/test_b.py", "from tests.test_a import X\ndef test_b(): assert X == 'x'\n")
    made.add(".gitignore", "__pycache__\n.pytest_cache\n")
    git(made, "init", "-q")
    git(made, "add", "-A")
    git(made, "commit", "-qm", "All")
    return made


def place(suite: Suite, *words: str) -> Ended:
    return plumbline_inside(suite.folder, "place", *words)


def test_a_file_is_moved_with_all_that_speaks_of_it(suite: Suite) -> None:
    shown = place(suite, "--dry-run", "--to", "late", "tests/test_a.py")
    assert git(suite, "status", "--porcelain") == ""

    done = place(suite, "--to", "late", "tests/test_a.py")

    assert shown.code == 0, shown.err
    assert "git mv tests/test_a.py tests/unit/late/test_a.py  # 1 test, level 2 late\n" in shown.out
    assert "+from tests.unit.late.test_a import X\n" in shown.out
    assert done.code == 0, done.out + done.err
    assert "tests/test_a.py -> tests/unit/late/test_a.py: 1 test, level 2 late\n" in done.out
    assert "tests/test_b.py: mended\n" in done.out
    moved = (suite.folder / "tests/unit/late/test_a.py").read_text("utf-8")
    assert "from ...common import X" in moved
    assert "pathlib.Path(__file__).parents[2] / 'data.txt'" in moved
    assert '"tests/test_a.py"' not in (suite.folder / "levels.toml").read_text("utf-8")
    assert suite.run().tests == {"fast": 0, "late": 1}


def test_what_is_not_green_there_is_undone(suite: Suite) -> None:
    suite.add(
        "tests/test_a.py", f"import subprocess\n{READS}def test_s(): subprocess.run(['true'])\n"
    )
    before = git(suite, "status", "--porcelain")

    done = place(suite, "--to", "fast", "tests/test_a.py")

    assert done.code == 1
    assert "level 1 fast forbids process" in done.out
    assert done.out.endswith("Not placed: tests/test_a.py; all is as it was.\n")
    assert git(suite, "status", "--porcelain") == before
    assert (suite.folder / "tests/test_a.py").read_text("utf-8").startswith("import subprocess")


def test_what_plain_pytest_does_not_find_there_is_undone(suite: Suite) -> None:
    suite.change("pyproject.toml", "importlib", "prepend")
    suite.change("pyproject.toml", 'pythonpath = ["."]\n', "")
    (suite.folder / "tests/__init__.py").unlink()
    suite.add("flat.py", "X = 1\n")
    suite.add("test_flat.py", "from flat import X\ndef test_f(): assert X == 1\n")
    git(suite, "add", "-A")
    git(suite, "commit", "-qm", "Flat")

    done = place(suite, "--to", "late", "test_flat.py")

    assert done.code == 1
    assert "No module named 'flat'" in done.out + done.err
    assert git(suite, "status", "--porcelain") == ""


def test_what_cannot_be_placed_is_refused(suite: Suite) -> None:
    suite.add("tests/test_red.py", "def test_r(): assert 0\n")
    git(suite, "add", "tests/test_red.py")
    before = git(suite, "status", "--porcelain")

    done = place(suite, "tests/test_red.py")

    assert done.code == 1
    assert "tests/test_red.py: not green where they are; mend them first." in done.err
    assert git(suite, "status", "--porcelain") == before


class TestGitRepo(RepoContract):
    @pytest.fixture
    def repo(self, tmp_path: Path) -> GitRepo:
        root = tmp_path / "repo"
        for name, text in FILES.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, "utf-8")
        for words in (["init", "-q"], ["add", "-A"], ["rm", "-q", "--cached", NEW]):
            subprocess.run(["git", *words], cwd=root, check=True)
        return GitRepo(root)
