"""Which files of the test-writer's commits lie outside tests/, by a git that knows its commits by heart."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from plumbline.writer.scope import find_leaks

MARKED = "Add tests\n\nTest-Writer: yes\n"
ONE, TWO = "1" * 40, "2" * 40
Commits = Mapping[str, tuple[str, list[str]]]  # message and files of each


def leaks(commits: Commits, prefix: str = "") -> tuple[list[str], int]:
    """Return what is said of commits in a project that lies below git's top, and how many are marked."""

    def ask(_: Path, command: str, *words: str) -> str:
        if command == "log":
            assert words[-1] == "fork..HEAD"
            return "\0".join(f"{name}\n{message}" for name, (message, _) in commits.items())
        if command == "rev-parse":
            return f"{prefix}\n"
        return "".join(f"{file}\0" for file in commits[words[-1]][1])

    found, marked = find_leaks(Path("repo"), "fork", ask)
    return [str(one) for one in found], marked


@pytest.mark.parametrize(
    "file", ["tests/test_x.py", "tests/unit/new/test_é.py", "tests/data/a.json", "tests/helpers.py"]
)
def test_a_file_below_tests_is_its_own(file: str) -> None:
    assert leaks({ONE: (MARKED, [file])}) == ([], 1)


@pytest.mark.parametrize(
    ("file", "what"),
    [
        ("src/x.py", "is outside tests/"),
        ("testsx/test_x.py", "is outside tests/"),
        ("README.md", "is outside tests/"),
        ("sub/tests/test_x.py", "is outside tests/"),
        ("tests/unit/ruff.toml", "is configuration, not a test"),
        ("tests/AGENTS.md", "is configuration, not a test"),
        ("tests/unit/.hidden/x.py", "is configuration, not a test"),
    ],
)
def test_another_is_told_with_its_commit(file: str, what: str) -> None:
    assert leaks({ONE: (MARKED, ["tests/test_x.py", file])}) == (
        [
            f"111111111 (Add tests): {file} {what}; move it to a commit without `Test-Writer: yes`, "
            "or take the trailer away if the test-writer did not write this"
        ],
        1,
    )


def test_commits_without_the_mark_may_touch_all() -> None:
    commits = {ONE: ("Add code\n", ["src/x.py"]), TWO: (MARKED, ["tests/test_x.py"])}

    assert leaks(commits) == ([], 1)
    assert leaks({ONE: ("Add code\n", ["src/x.py"])}) == ([], 0)
    assert leaks({}) == ([], 0)


def test_each_commit_is_judged_by_itself() -> None:
    found, marked = leaks({ONE: (MARKED, ["a.py", "b.py"]), TWO: (MARKED, ["a.py"])})

    assert marked == 2
    assert [line.partition(" is outside")[0] for line in found] == [
        "111111111 (Add tests): a.py",
        "111111111 (Add tests): b.py",
        "222222222 (Add tests): a.py",
    ]


def test_a_project_below_the_top_has_its_own_tests() -> None:
    inside, outside = "project/tests/test_x.py", "tests/test_x.py"

    found, _ = leaks({ONE: (MARKED, [inside, outside])}, "project/")

    (told,) = found
    assert f": {outside} is outside project/tests/; " in told
