"""What the review takes for the change, and what it prints and writes."""

import json
import os
from pathlib import Path

import pytest

from plumbline.review.base import find_base
from plumbline.review.change import Change
from plumbline.review.history import GitHistory, change_since
from plumbline.table import LevelsError

from tests.changes import SUMS_FILE, TESTS_FILE
from tests.integration.changes import PLUMBLINE, Repo
from tests.integration.engines import Done, Machine

FORMER = "    assert total([1, 2]) == 3\n"
LOOSER = "    assert total([1, 2])\n"


@pytest.fixture
def repo(machine: Machine, tmp_path: Path) -> Repo:
    """Return a repo on a branch without a change."""
    return Repo(machine, tmp_path / "repo")


def read_change(folder: Path, ref: str | None) -> Change:
    """Return the change of a work tree."""
    return change_since(GitHistory(folder), find_base(folder, ref))


def changed(repo: Repo, ref: str | None = None) -> list[tuple[str, str]]:
    """Return the old and the new name of each file that differs."""
    return [(one.was, one.path) for one in read_change(repo.folder, ref).files]


def review(repo: Repo, *words: str, **extra: str) -> Done:
    """Run the review as CI does, without mutants."""
    return repo.plumbline("review", "--no-mutants", *words, **extra)


def rows_of(repo: Repo, *words: str) -> dict[str, str]:
    """Return the result of each row that is not ok."""
    review(repo, "--json", "../out.json", *words)
    data = json.loads((repo.folder / "../out.json").read_text("utf-8"))
    return {row["name"]: row["result"] for row in data["rows"] if row["result"] != "ok"}


def test_all_kinds_of_work_count(repo: Repo) -> None:
    repo.write("src/tool/committed.py", "a = 1\n")
    repo.commit("More")
    repo.write("src/tool/staged.py", "b = 2\n")
    repo.git("add", "--all")
    repo.append(SUMS_FILE, "\nx = 1\n")
    repo.write("src/tool/new.py", "c = 3\n")
    repo.write("src/tool/_built.py", "d = 4\n")
    (repo.folder / "src/tool/gateways/__init__.py").unlink()

    assert changed(repo) == [
        ("", "src/tool/committed.py"),
        ("src/tool/gateways/__init__.py", "src/tool/gateways/__init__.py"),
        ("", "src/tool/new.py"),
        ("", "src/tool/staged.py"),
        (SUMS_FILE, SUMS_FILE),
    ]


@pytest.mark.parametrize("how", ["committed", "staged", "untracked"])
def test_a_renamed_folder_of_tests_is_followed(repo: Repo, how: str) -> None:
    (repo.folder / "tests/unit/services").rename(repo.folder / "tests/unit/rules")
    if how == "staged":
        repo.git("add", "--all")
    if how == "committed":
        repo.commit("Rename")

    assert changed(repo) == [(TESTS_FILE, "tests/unit/rules/test_sums.py")]


def test_a_file_taken_out_of_the_index_is_still_there(repo: Repo) -> None:
    repo.git("rm", "--quiet", "--cached", SUMS_FILE)

    assert changed(repo) == []


def test_nothing_of_gits_is_written(repo: Repo) -> None:
    repo.append(SUMS_FILE, "\nx = 1\n")
    os.utime(repo.folder / TESTS_FILE, (1, 1))  # git would note that in its index
    folder = repo.folder / ".git"
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    review(repo)

    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert after == before


def test_line_ends_and_marks_alone_are_no_change(repo: Repo) -> None:
    text = (repo.folder / TESTS_FILE).read_bytes()
    (repo.folder / TESTS_FILE).write_bytes(b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"))

    assert changed(repo) == []


def test_a_project_below_the_top_is_looked_at_alone(machine: Machine, tmp_path: Path) -> None:
    repo = Repo(machine, tmp_path / "repo")
    (repo.folder / "other").mkdir()
    repo.write("other/a.py", "a = 1\n")
    repo.commit("One")

    change = read_change(repo.folder / "other", None)

    assert [one.path for one in change.files] == ["a.py"]


def test_a_submodule_is_said(machine: Machine, repo: Repo, tmp_path: Path) -> None:
    other = Repo(machine, tmp_path / "other")
    allow = ("-c", "protocol.file.allow=always")
    repo.git(*allow, "submodule", "--quiet", "add", str(other.folder), "tests/more")

    done = review(repo)

    assert "tests/more is a submodule; what changed in it was not read" in done.text
    assert "| tests       | unverified | tests/more is a submodule" in done.text


def test_the_default_branch_is_worked_out(machine: Machine, repo: Repo, tmp_path: Path) -> None:
    repo.git("branch", "--move", "main", "trunk")
    assert read_change(repo.folder, None).base.said.endswith(
        "HEAD, which is part of trunk (the only other branch): only uncommitted work is reviewed"
    )

    machine.git(
        "clone",
        "--quiet",
        "--branch",
        "trunk",
        str(repo.folder),
        str(tmp_path / "clone"),
        cwd=tmp_path,
    )
    clone = tmp_path / "clone"
    machine.git("remote", "set-head", "origin", "trunk", cwd=clone)
    machine.git("commit", "--quiet", "--allow-empty", "--message", "x", cwd=clone)
    assert read_change(clone, None).base.said.endswith(", where HEAD left origin/trunk")

    repo.git("branch", "third")
    sentence = "nobody can say which of third, trunk is the default branch; name it: --base REF"
    with pytest.raises(LevelsError, match=sentence):
        read_change(repo.folder, None)


def test_a_base_that_is_none_is_said(repo: Repo) -> None:
    done = review(repo, "--base=nowhere")

    assert (done.code, done.text) == (1, "git knows no commit nowhere; fetch it, or name another\n")


def test_where_nothing_can_be_compared_one_sentence_says_so(
    machine: Machine, repo: Repo, tmp_path: Path
) -> None:
    repo.commit("x")
    shallow = tmp_path / "shallow"
    machine.git("clone", "-q", "--depth=1", f"file://{repo.folder}", str(shallow), cwd=tmp_path)
    assert refused(shallow).startswith("this clone is shallow, so nobody can say")

    without = tmp_path / "without"
    without.mkdir()
    assert "is in no git repository; " in refused(without)
    machine.git("init", "--quiet", cwd=without)
    assert refused(without).startswith("git knows no commit HEAD")

    done = review(repo, PATH=str(tmp_path))
    assert (done.code, done.text) == (1, "git is not on the PATH; install it to compare commits\n")


def base_of(repo: Repo) -> str:
    """Return what the work tree is compared with, in words."""
    return read_change(repo.folder, None).base.said


def test_without_a_base_a_quick_review_is_left_out(repo: Repo) -> None:
    repo.git("branch", "third")
    repo.git("branch", "--move", "main", "trunk")

    done = repo.plumbline("review", "--quick")

    assert (done.code, done.text) == (
        0,
        "The change was not reviewed: nobody can say which of third, trunk is the default branch; "
        "name it: --base REF.\n",
    )
    assert repo.plumbline("review", "--quick", "--base", "nowhere").code == 1


def refused(folder: Path) -> str:
    """Return why a folder cannot be reviewed."""
    with pytest.raises(LevelsError) as error:
        read_change(folder, None)
    return str(error.value)


def test_the_verdict_comes_first_and_the_files_hold_it_too(repo: Repo) -> None:
    repo.change(TESTS_FILE, FORMER, LOOSER)
    (repo.folder / "../summary.md").write_text("Before.\n", "utf-8")

    done = review(repo, "--markdown", "../summary.md", "--json", "../out.json")

    lines = done.text.splitlines()
    assert done.code == 1
    assert lines[0].startswith("**Review FAILED by weakened. Compared with ")
    assert lines[2] == "| row         | result | what |"
    place = f"- `{TESTS_FILE}:5` test_prices_add_up: is loosened: "
    assert any(line.startswith(place) for line in lines)
    assert (repo.folder / "../summary.md").read_text("utf-8") == f"Before.\n{done.text}"
    data = json.loads((repo.folder / "../out.json").read_text("utf-8"))
    assert (data["version"], data["verdict"], data["failed_by"]) == (1, "failed", ["weakened"])
    (row,) = [row for row in data["rows"] if row["name"] == "weakened"]
    assert (row["mode"], row["result"], row["unverified"]) == ("fail", "fail", "")
    assert [(f["path"], f["line"], f["declared"]) for f in row["findings"]] == [(TESTS_FILE, 5, "")]


def test_from_a_subfolder_its_files_are_written_there(repo: Repo) -> None:
    repo.change(TESTS_FILE, FORMER, LOOSER)
    words = ("review", "--no-mutants", "--markdown", "out.md", "--json", "../out.json")

    done = repo.machine.run(*PLUMBLINE, *words, cwd=repo.folder / "src/tool", PYTHONSAFEPATH="1")

    assert done.text.startswith("**Review FAILED by weakened. ")
    assert (repo.folder / "src/tool/out.md").read_text("utf-8") == done.text
    assert (repo.folder / "src/out.json").is_file()


def test_a_file_that_cannot_be_written_is_said_first(repo: Repo) -> None:
    repo.write("file", "")
    for option in ("--json", "--markdown"):
        for path, why in [
            ("gone/out.x", "No such file or directory"),
            ("file/out.x", "Not a directory"),
            ("src", "Is a directory"),
        ]:
            done = review(repo, option, path)

            said = f"{path}: cannot be written ({why}); name a file in a folder that is there\n"
            assert (done.code, done.text) == (1, said)  # nothing was run before
