"""`plumbline prove` as it is called: the base that it takes, real git, where it is started."""

import shutil
import sys
from pathlib import Path

import pytest

from tests.changes import BUG, CHEAPEST_OF, FEATURE, PROOF, SUMS_FILE, TESTS_FILE
from tests.integration.changes import Repo
from tests.integration.engines import Machine


@pytest.fixture
def mended(machine: Machine, tmp_path: Path) -> Repo:
    """Return a repo with a bug mended and a test of it, not committed."""
    repo = Repo(machine, tmp_path / "repo")
    repo.change(SUMS_FILE, *BUG)
    repo.change(TESTS_FILE, "    assert total([50, 50], 10) == 100\n", "")
    repo.append(TESTS_FILE, PROOF)
    return repo


def test_a_regression_test_is_proven(mended: Repo) -> None:
    done = mended.prove("test_a_hundred_is_enough")

    head, line = done.text.splitlines()
    assert done.code == 0
    assert head.endswith(", HEAD: the sources have changes that are not committed")
    assert line == (
        f"{TESTS_FILE}::test_a_hundred_is_enough: proven: "
        "without the change AssertionError: assert 100 == 90"
    )


def test_committed_work_is_compared_with_where_the_branch_left(mended: Repo) -> None:
    mended.commit("fix: a hundred is enough")
    mended.git("switch", "--quiet", "main")
    mended.change(SUMS_FILE, "due - rebate", "due - 2 * rebate")
    mended.commit("More")
    mended.git("switch", "--quiet", "branch")

    done = mended.prove("test_a_hundred_is_enough")

    assert done.code == 0, done.text


def test_a_project_below_the_top_of_the_repo_works(machine: Machine, tmp_path: Path) -> None:
    repo = Repo(machine, tmp_path / "top" / "project")
    shutil.rmtree(repo.folder / ".git")
    machine.commit_all(tmp_path / "top")
    repo.change(SUMS_FILE, *BUG)
    repo.append(TESTS_FILE, PROOF)

    done = repo.prove("test_a_hundred_is_enough")

    assert done.code == 0, done.text


def test_a_fix_of_long_work_is_compared_with_the_commit_before_it(mended: Repo) -> None:
    mended.git("stash", "--quiet")
    mended.append(SUMS_FILE, CHEAPEST_OF)
    mended.append(TESTS_FILE, FEATURE)
    mended.commit("feat: the cheapest")
    mended.change(SUMS_FILE, *BUG)
    mended.append(TESTS_FILE, PROOF)
    mended.commit("fix: a hundred is enough")
    mended.write("README.md", "More\n")
    mended.commit("docs: more")
    fix = mended.git("rev-parse", "--short=9", "HEAD^")

    done = mended.prove("test_a_hundred_is_enough", "test_the_cheapest_is_found")

    head, first, second = done.text.splitlines()
    said = (
        f"the commit before {fix.strip()} (fix: a hundred is enough), the newest that changes the"
    )
    assert said in head
    assert "test_the_cheapest_is_found: holds on both sides" in first
    assert "test_a_hundred_is_enough: proven: " in second
    assert done.code == 0


def test_bad_input_gets_a_sentence(mended: Repo, tmp_path: Path) -> None:
    test = "test_a_hundred_is_enough"

    assert mended.prove(test, "--base", "nowhere").text == (
        "git knows no commit nowhere; fetch it, or name another\n"
    )
    assert mended.prove("tests/none.py::test_x").text == (
        "tests/none.py: no such file; name a test as PATH::TEST\n"
    )
    near = mended.prove(TESTS_FILE.replace("sums", "sum")).text
    assert near.endswith(
        "test_sum.py: no such file; did you mean tests/unit/services/test_sums.py?\n"
    )
    assert mended.prove("../other/test_x.py").text == (
        f"{tmp_path}/other/test_x.py is not in this repo; name a test of it, PATH::TEST\n"
    )
    assert mended.prove(test, PATH=str(tmp_path)).text == (
        "git is not on the PATH; install it to compare commits\n"
    )
    mended.commit("Mend")
    mended.git("clone", "-q", "--depth=1", f"file://{mended.folder}", str(tmp_path / "shallow"))
    mended.folder = tmp_path / "shallow"
    assert mended.prove(test, "--base", "HEAD").text.startswith("this clone is shallow")


def test_without_a_repository_or_a_commit_it_says_so(machine: Machine, tmp_path: Path) -> None:
    repo = Repo(machine, tmp_path / "repo")
    shutil.rmtree(repo.folder / ".git")
    assert (
        "is in no git repository; commit what is there to one first\n"
        in repo.prove("test_prices_add_up").text
    )

    repo.git("init", "--quiet")
    done = repo.prove("test_prices_add_up")
    assert (done.code, len(done.text.splitlines())) == (1, 1)
    assert done.text.startswith("git knows no commit HEAD: there is none yet; commit first")


def test_isolated_python_in_a_subfolder_proves_too(mended: Repo) -> None:
    words = ("-I", "-m", "plumbline", "prove", "services/test_sums.py::test_a_hundred_is_enough")
    below = mended.folder / "tests/unit"

    done = mended.machine.run(sys.executable, *words, cwd=below, PYTHONSAFEPATH="1")

    assert done.code == 0, done.text
    assert f"\n{TESTS_FILE}::test_a_hundred_is_enough: proven: " in done.text


def test_a_run_that_imports_the_repos_own_sources_is_lost(mended: Repo) -> None:
    source = mended.folder / "src"
    text = f"import sys\n\nsys.path.insert(0, {str(source)!r})\n"
    mended.write("tests/conftest.py", text)

    done = mended.prove("test_a_hundred_is_enough")

    assert done.code == 1
    assert "not green: tool was imported from the repo itself, not from the copy" in done.text
