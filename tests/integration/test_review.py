"""What the review takes for the change, and what it prints and writes."""

import json
import os
from pathlib import Path

import pytest

from plumbline.review.base import find_base
from plumbline.review.change import Change, change_since
from plumbline.table import LevelsError

from tests.integration.changes import PLUMBLINE, SUMS_FILE, TESTS_FILE, Repo
from tests.integration.engines import Done, Machine

FORMER = "    assert total([1, 2]) == 3\n"
LOOSER = "    assert total([1, 2])\n"


@pytest.fixture
def repo(machine: Machine, tmp_path: Path) -> Repo:
    """Return a repo on a branch without a change."""
    return Repo(machine, tmp_path / "repo")


def changed(repo: Repo, ref: str | None = None) -> list[tuple[str, str]]:
    """Return the old and the new name of each file that differs."""
    return [(one.was, one.path) for one in read_change(repo.folder, ref).files]


def read_change(root: Path, ref: str | None) -> Change:
    """Return the change since a ref, or since the branch that is worked out."""
    return change_since(root, find_base(root, ref))


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
    assert rows_of(repo) == {"tests": "note"}


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


@pytest.mark.parametrize(
    ("data", "why"), [(b"\0\1", "is binary"), (b"# \xe9\n", "names an encoding")]
)
def test_what_is_no_text_is_not_ok(repo: Repo, data: bytes, why: str) -> None:
    (repo.folder / TESTS_FILE).write_bytes(data)

    done = review(repo)

    assert done.code == 1
    assert f"| tests       | unverified | {TESTS_FILE} {why}" in done.text
    assert "| weakened    | unverified | for the same reason as tests |" in done.text


@pytest.mark.parametrize("side", ["base", "head"])
def test_a_syntax_error_is_not_ok(repo: Repo, side: str) -> None:
    if side == "base":
        repo.write(TESTS_FILE, "def test_x(:\n")
        repo.commit("Break")
        repo.git("branch", "--force", "main")
        repo.write(TESTS_FILE, "def test_x() -> None:\n    assert 1 == 1\n")
    else:
        repo.write(TESTS_FILE, "def test_x(:\n")

    done = review(repo)

    where = "base" if side == "base" else "work tree"
    assert done.code == 1
    assert (
        f"| tests       | unverified | {TESTS_FILE}:1 is no valid Python in the {where} |"
        in done.text
    )
    for row in ("weakened   ", "unasserted ", "speculative", "unproven   "):
        assert f"| {row} | unverified |" in done.text


def test_a_submodule_is_said(machine: Machine, repo: Repo, tmp_path: Path) -> None:
    other = Repo(machine, tmp_path / "other")
    allow = ("-c", "protocol.file.allow=always")
    repo.git(*allow, "submodule", "--quiet", "add", str(other.folder), "tests/more")

    done = review(repo)

    assert "tests/more is a submodule; what changed in it was not read" in done.text
    assert "| tests       | unverified | tests/more is a submodule" in done.text


@pytest.mark.parametrize("declared", [True, False])
def test_a_trailer_declares_what_its_commit_touches(repo: Repo, declared: bool) -> None:
    repo.change(TESTS_FILE, FORMER, LOOSER)
    repo.commit("Loosen\n\nTests-Changed: sums may be rounded" if declared else "Loosen")
    repo.append(SUMS_FILE, "\nx = 1\n")
    repo.commit("More" if declared else "More\n\nTests-Changed: of another file")

    done = review(repo)

    assert done.code == (0 if declared else 1)
    assert ("declared: sums may be rounded (" in done.text) is declared


@pytest.mark.parametrize("asked", [True, False])
def test_a_test_that_a_human_asked_for_is_declared(repo: Repo, asked: bool) -> None:
    repo.append(
        TESTS_FILE, "\n\ndef test_nothing_costs_nothing() -> None:\n    assert total([]) == 0\n"
    )
    repo.commit("Test more\n\nTests-Asked: by Ann, before the rewrite" if asked else "Test more")
    repo.commit("More\n\nTests-Changed: another trailer")

    done = review(repo)

    assert done.code == (0 if asked else 1)
    assert ("declared: by Ann, before the rewrite (" in done.text) is asked
    assert ("commit that adds it: `Tests-Asked: reason`" in done.text) is not asked


def test_an_empty_commit_declares_the_whole_change(repo: Repo) -> None:
    repo.change(TESTS_FILE, FORMER, LOOSER)
    repo.commit("Loosen")
    repo.commit("Say why\n\nTests-Changed: sums may\n be rounded")

    assert rows_of(repo) == {"tests": "note", "weakened": "declared"}


@pytest.mark.parametrize(
    ("message", "note"),
    [
        ("Loosen\n\nTests-Changed:", True),
        ("Loosen\n\nTests-Changed: --", True),
        ("Loosen\n\nTests-Changed: why\n\nMore prose.", True),
        ("Loosen\n\ntests are changed: why", False),
    ],
)
def test_what_is_no_trailer_with_a_reason_declares_nothing(
    repo: Repo, message: str, note: bool
) -> None:
    repo.change(TESTS_FILE, FORMER, LOOSER)
    repo.commit(message)

    done = review(repo)

    assert done.code == 1
    assert ("says `Tests-Changed:` where git sees no trailer" in done.text) is note


def test_work_that_is_not_committed_is_not_declared(repo: Repo) -> None:
    repo.change(TESTS_FILE, FORMER, LOOSER)

    done = review(repo)

    assert done.code == 1
    assert "give the reason in a trailer of the commit that does it" in done.text


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


def test_alone_a_branch_is_compared_with_its_last_commit(repo: Repo) -> None:
    repo.git("branch", "--delete", "--force", "main")
    repo.append(SUMS_FILE, "\nx = 1\n")

    change: Change = read_change(repo.folder, None)

    assert change.base.said.endswith(
        "HEAD (there is no other branch): only uncommitted work is reviewed"
    )
    assert [one.path for one in change.files] == [SUMS_FILE]


@pytest.mark.parametrize(
    ("base", "sentence"),
    [
        ("nowhere", "git knows no commit nowhere; fetch it, or name another\n"),
        ("--x", "--base --x: that is an option, not a commit; name a branch or commit\n"),
    ],
)
def test_a_base_that_is_none_is_said(repo: Repo, base: str, sentence: str) -> None:
    done = review(repo, f"--base={base}")

    assert (done.code, done.text) == (1, sentence)


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


def test_a_quick_review_goes_by_the_texts_alone(repo: Repo) -> None:
    repo.change(SUMS_FILE, "sum(prices)", "1 / 0")  # no test is run that would see it
    done = repo.plumbline("review", "--quick")
    assert (done.code, done.text) == (0, f"Quick review passed. Compared with {base_of(repo)}.\n")

    repo.change(TESTS_FILE, FORMER, LOOSER)
    repo.append(TESTS_FILE, "\n\ndef test_more() -> None:\n    total([3])\n")
    done = repo.plumbline("review", "--quick", "--json", "../out.json")

    assert done.code == 1
    assert done.text.startswith("**Quick review FAILED by unasserted, weakened. Compared with ")
    assert "test_more asserts nothing; assert what must be true" in done.text
    data = json.loads((repo.folder / "../out.json").read_text("utf-8"))
    names = ["tests", "unasserted", "weakened", "suppressed", "enforcement"]
    assert [row["name"] for row in data["rows"]] == names


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


def test_a_row_that_only_reports_fails_nothing(repo: Repo) -> None:
    repo.change("levels.toml", 'weakened = "fail"', 'weakened = "report"')
    repo.git("commit", "--quiet", "--all", "--message", "Let it be")
    repo.git("branch", "--force", "main")
    repo.change(TESTS_FILE, FORMER, LOOSER)

    done = review(repo)

    assert done.code == 0
    assert "| weakened    | note   |" in done.text


def test_a_change_cannot_let_itself_off(repo: Repo) -> None:
    repo.change("levels.toml", 'weakened = "fail"', 'weakened = "report"')
    repo.change(TESTS_FILE, FORMER, LOOSER)

    done = review(repo)

    assert done.code == 1
    assert done.text.startswith("**Review FAILED by weakened. ")


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


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "soon"])
def test_a_time_that_is_none_is_refused(repo: Repo, seconds: str) -> None:
    done = review(repo, f"--seconds={seconds}")

    assert done.code == 2
    assert "argument --seconds" in done.text


@pytest.mark.parametrize("path", [".agents/hooks/test_writer.py", ".codex/agents/test-writer.toml"])
def test_the_row_of_the_test_writer_is_there_where_one_is(repo: Repo, path: str) -> None:
    assert "| scope " not in review(repo).text

    repo.write(path, "developer_instructions = ''\n")

    assert "| no commit of the test-writer |" in review(repo).text
