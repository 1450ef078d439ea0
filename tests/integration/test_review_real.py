"""A few whole judgements over real git and real pytest; the rest of them goes by recorded runs."""

import os
from pathlib import Path

import pytest

from plumbline.review.history import GitHistory
from plumbline.review.rows.dynamic import judge
from plumbline.review.running.processes import PytestRuns

from tests.changes import BUG, CHEAPEST, PROOF, SUMS_FILE, TEST_FREE, TESTS_FILE
from tests.integration.changes import Repo
from tests.integration.engines import Machine


@pytest.fixture
def repo(machine: Machine, tmp_path: Path) -> Repo:
    """Return a repo on a branch without a change."""
    return Repo(machine, tmp_path / "repo")


def test_a_mended_bug_beside_what_no_test_runs(repo: Repo) -> None:
    repo.change(SUMS_FILE, *BUG)
    repo.change(TESTS_FILE, "    assert total([50, 50], 10) == 100\n", "")
    repo.append(TESTS_FILE, PROOF)
    repo.append(SUMS_FILE, CHEAPEST)
    repo.commit("fix: a hundred is enough")

    found = repo.findings(mutants=True)

    assert {name: [one.split(": ")[0] for one in lines] for name, lines in found.items()} == {
        "uncovered": [f"{SUMS_FILE}:17"],
        "broken": [f"{TESTS_FILE}:8"],
    }


def test_a_submodule_is_said(repo: Repo, tmp_path: Path, machine: Machine) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other/x.py").write_text("X = 1\n", encoding="utf-8")
    machine.commit_all(tmp_path / "other")
    allow = ("-c", "protocol.file.allow=always")
    repo.git(*allow, "submodule", "--quiet", "add", str(tmp_path / "other"), "src/tool/other")
    repo.change(SUMS_FILE, *BUG)

    said = "src/tool/other is a submodule: both sides are run with the work tree's"
    assert said in repo.rows()["broken"].unverified


def test_what_a_sparse_checkout_leaves_out_is_on_neither_side(repo: Repo) -> None:
    names = ("tests/unit/fakes/test_shop.py", "tests/fakes/shop.py", "src/tool/gateways/shop.py")
    repo.git("update-index", "--skip-worktree", *names)
    for name in names:
        (repo.folder / name).unlink()
    repo.change(SUMS_FILE, "due - rebate", "-rebate + due")

    rows = repo.rows()

    assert rows["broken"].summary == "0 of 2 tests of the base fail now"
    assert not any(row.findings or row.unverified for row in rows.values())


def test_without_git_every_row_is_unverified(tmp_path: Path) -> None:
    rows = judge(GitHistory(tmp_path), PytestRuns, "HEAD", None, mutants=True, seconds=1)

    assert len(rows) == 10
    assert all("in no git repository" in row.unverified for row in rows)


def test_of_a_large_suite_what_the_change_touches_is_run(repo: Repo) -> None:
    levels = (repo.folder / "levels.toml").read_text("utf-8")
    repo.write("levels.toml", f'unplaced = ["tests"]\n{levels}')
    repo.write("tests/test_free.py", TEST_FREE)
    repo.commit("Adopt the levels")
    repo.git("branch", "--force", "main")
    repo.write(".plumbline_cache/seconds", "99\n")
    repo.write(".plumbline_cache/.gitignore", "*\n")
    repo.change(SUMS_FILE, "    return total(prices) == 0", "    return not total(prices)")
    new = TEST_FREE.replace("test_nothing_is_free", "test_no_price_is_free").replace("[]", "[0]")
    repo.write("tests/test_new.py", new)

    summary = repo.rows()["broken"].summary
    again = repo.rows()["broken"].summary

    assert summary == again
    assert summary.startswith(
        "0 of 1 test of the base fail now; 3 more run no changed line and are left to the suite's own run"
    )
    assert len([*(repo.folder / ".plumbline_cache").glob("base-*/lines")]) == 1


def test_the_time_limit_for_mutants_is_said(repo: Repo) -> None:
    repo.append(SUMS_FILE, CHEAPEST)
    repo.append(
        TESTS_FILE,
        "\n\ndef test_c() -> None:\n    from tool import sums\n\n    assert sums.cheapest([2]) == 2\n",
    )

    row = repo.rows(mutants=True, seconds=0.01)["mutants"]

    assert row.unverified.endswith("mutants were not tried within 0.01 seconds")


def test_what_another_process_runs_of_the_change_nobody_sees(repo: Repo) -> None:
    levels = (repo.folder / "levels.toml").read_text("utf-8")
    repo.write("levels.toml", f'unplaced = ["tests/old"]\n{levels}')
    repo.commit("Adopt the levels")
    repo.git("branch", "--force", "main")
    start = (
        "import subprocess, sys\n\n\ndef asked(words):\n"
        "    words = f'from tool import sums; print({words})'\n"
        "    return subprocess.check_output([sys.executable, '-c', words], text=True)\n"
    )
    red = "\n\ndef test_red():\n    assert asked('sums.is_free([0])') == 'False\\n'\n"
    green = "\n\ndef test_green():\n    assert asked('sums.is_free([])') == 'True\\n'\n"
    repo.change(SUMS_FILE, "    return total(prices) == 0", "    return not prices")
    repo.write("tests/old/test_started.py", start + red + green)
    repo.commit("fix: Let nothing be free")

    rows = repo.rows()

    assert (rows["speculative"].findings, rows["speculative"].unverified) == ((), "")
    assert rows["unproven"].summary == "0 of 1 fix without a proven test"


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX's")
def test_a_run_that_was_killed_is_told_as_that(repo: Repo) -> None:
    text = "import os\n\n\ndef test_new() -> None:\n    os.kill(os.getpid(), 9)\n"
    repo.write("tests/unit/test_new.py", text)

    told = "the run was ended by signal 9, as for want of memory"
    assert told in repo.rows()["unasserted"].unverified
