"""What git and pytest do with the files of tests that are placed."""

from collections.abc import Mapping

import pytest

from plumbline.placing.outside import Repo
from plumbline.table import LevelsError

LEVELS = """
[fast]
number = 2
title = "no waiting"
paths = ["tests/unit"]
session = "unit"
share = 80
forbids = ["process", "sleep"]
each = 9.0
total = 99.0

[late]
number = 4
title = "real things"
paths = ["tests/late"]
session = "rest"
share = 20
forbids = []
each = 9.0
total = 99.0
"""
GREEN, RED, NONE, NEW = (f"tests/test_{name}.py" for name in ("green", "red", "none", "new"))
MOVED = "tests/unit/deep/test_it.py"
FILES: Mapping[str, str] = {
    GREEN: "def test_a(): assert 1\n\ndef test_b(): assert 1\n",
    RED: "def test_r(): assert 0\n",
    NONE: "X = 1\n",
    NEW: "def test_n(): assert 1\n",  # which git does not know
    "levels.toml": f'unplaced = ["tests"]\n{LEVELS}',
    "tests/data.txt": "x\n",
}


class RepoContract:
    """Needs a fixture `repo` with FILES."""

    def test_its_files_are_told(self, repo: Repo) -> None:
        assert repo.python() == {name: FILES[name] for name in (GREEN, RED, NONE, NEW)}
        assert repo.read("tests/data.txt") == b"x\n"
        assert [name for name in (GREEN, "tests", "tests/gone.py") if repo.has(name)] == [GREEN]
        assert [level.name for level in repo.table().levels] == ["fast", "late"]

    def test_a_file_is_changed(self, repo: Repo) -> None:
        repo.write(NONE, b"X = 2\n")

        assert repo.read(NONE) == b"X = 2\n"
        assert repo.python()[NONE] == "X = 2\n"

    def test_what_git_knows_is_told(self, repo: Repo) -> None:
        assert [name for name in (GREEN, NEW, "tests/gone.py") if repo.knows(name)] == [GREEN]

    def test_a_file_goes_to_a_folder_that_is_not_there_yet(self, repo: Repo) -> None:
        repo.move(GREEN, MOVED)

        assert (repo.has(GREEN), repo.knows(GREEN)) == (False, False)
        assert (repo.has(MOVED), repo.knows(MOVED)) == (True, True)
        assert repo.read(MOVED) == FILES[GREEN].encode()

    def test_what_git_does_not_know_is_not_moved(self, repo: Repo) -> None:
        with pytest.raises(LevelsError):
            repo.move(NEW, "tests/unit/test_new.py")

        assert repo.has(NEW)

    def test_each_file_is_observed(self, repo: Repo) -> None:
        ran = repo.observe((), [GREEN])

        assert (ran.code, [*(ran.figures or {})]) == (0, [GREEN])
        seen = (ran.figures or {})[GREEN]
        assert (seen["level"], seen["tests"], seen["holds"]) == ("fast", 2, [])

    @pytest.mark.parametrize(("file", "code"), [(RED, 1), (NONE, 5)])
    def test_what_does_not_pass_has_another_code(self, repo: Repo, file: str, code: int) -> None:
        assert repo.observe((), [file]).code == repo.test((), [file]).code == code

    def test_what_ran_is_told(self, repo: Repo) -> None:
        repo.move(GREEN, MOVED)

        ran = repo.test((), [MOVED])

        assert ran.code == 0
        told = [f"{MOVED}::test_{name}" for name in ("a", "b")]
        assert sorted((ran.figures or {})["shard"]["ran"]) == told
