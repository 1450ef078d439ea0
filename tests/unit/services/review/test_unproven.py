"""The row of fixes without a proven test, on small changes."""

import pytest

from tests.changes import BUG, SUMS, SUMS_FILE, TESTS_FILE, Repo, mend


@pytest.mark.parametrize(
    "subject", ["fix: a hundred", "fix(sums)!: a hundred", "bugfix: a hundred"]
)
def test_a_fix_without_a_proven_test_is_named(repo: Repo, subject: str) -> None:
    repo.change(SUMS_FILE, *BUG)
    repo.change(TESTS_FILE, "assert total([50, 50], 10) == 100", "assert total([50, 51], 10) == 91")
    repo.commit(subject)

    row = repo.rows()["unproven"]

    (finding,) = row.findings
    assert row.summary == "1 of 1 fix without a proven test"
    assert finding.path == SUMS_FILE
    name = repo.history.commits(repo.base)[0].name[:9]
    assert finding.text == (
        f"commit {name} ({subject}) comes without a test that is red before it and green here; "
        f"write one, and see it with nox -s prove -- --base {name}^ NODEID"
    )


def test_a_fix_with_a_proven_test_in_another_commit_is_fine(repo: Repo) -> None:
    mend(repo)
    mended = repo.read(SUMS_FILE)
    repo.write(SUMS_FILE, SUMS)
    repo.commit("test: a hundred")
    repo.write(SUMS_FILE, mended)
    repo.commit("fix: a hundred")

    assert repo.rows()["unproven"].findings == ()


def test_a_proven_test_of_other_code_does_not_prove_a_fix(repo: Repo) -> None:
    repo.write("src/tool/names.py", "def name() -> str:\n    return 'a'\n")
    repo.settle("More")
    repo.change("src/tool/names.py", "'a'", "'b'")
    repo.commit("fix: the name")
    mend(repo)
    repo.commit("feat: a hundred is enough")

    assert [f.path for f in repo.rows()["unproven"].findings] == ["src/tool/names.py"]


@pytest.mark.parametrize(("expected", "fixes"), [("9", 0), ("10", 1)])
def test_a_fix_is_judged_against_its_own_parent(repo: Repo, expected: str, fixes: int) -> None:
    repo.append(SUMS_FILE, "\n\ndef tithe(due: int) -> int:\n    return 10\n")
    repo.commit("feat: a tithe, with a bug")
    repo.change(SUMS_FILE, "    return 10\n", "    return due // 10 if due < 100 else 10\n")
    repo.append(
        TESTS_FILE,
        "\n\nfrom tool.sums import tithe\n\n\ndef test_tithe() -> None:\n"
        f"    assert tithe({expected}0) == {expected}\n",
    )
    repo.commit("fix: a tithe is a tenth")

    assert len(repo.rows()["unproven"].findings) == fixes


def test_what_a_build_wrote_is_there_before_a_fix_too(repo: Repo) -> None:
    repo.write("src/tool/_built.py", "VERSION = 1\n")
    repo.change(SUMS_FILE, '"""Sums of money."""', "from tool import _built")
    repo.commit("feat: a version")
    mend(repo)
    repo.commit("fix: a hundred is enough")

    assert repo.rows()["unproven"].findings == ()


def test_a_commit_of_another_type_needs_no_proof(repo: Repo) -> None:
    repo.change(SUMS_FILE, *BUG)
    repo.commit("feat: fix: a hundred is enough")
    repo.write("README.md", "Text\n")
    repo.commit("fix: a word in the readme")

    assert repo.rows()["unproven"].summary == "no fix"
