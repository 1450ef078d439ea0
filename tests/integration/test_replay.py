"""A replay that places the tests leaves none of them in the package, where they would be sources."""

import sys
from pathlib import Path

from tests.evidence.adoption.place import run
from tests.evidence.replay.project import Commit, Project

FILES = {
    "shop/__init__.py": "",
    "shop/tests/test_shop.py": "from shop.tests import named\n",
    "shop/part/tests/test_part.py": "from shop.part.tests import named\n",
}


def git(source: Path, *words: str) -> str:
    return run("git", *words, cwd=source).out.strip()


def test_each_folder_of_tests_is_moved_out_of_the_package(tmp_path: Path) -> None:
    source = tmp_path / "shop"
    source.mkdir()
    git(source, "init", "--quiet")
    git(source, "commit", "--quiet", "--allow-empty", "-m", "Begin")
    for name, text in FILES.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text, "utf-8")
    git(source, "add", ".")
    git(source, "commit", "--quiet", "-m", "Sell")
    project = Project(source, tmp_path / "replay", sys.executable)
    git(tmp_path, "clone", "--quiet", str(source), str(project.clone))
    project.added.mkdir()
    (project.added / "levels.toml").write_text("", "utf-8")

    project.go_to(Commit("HEAD", "Sell"))

    files = git(project.clone, "ls-files", "*.py").splitlines()
    assert {name: (project.clone / name).read_text("utf-8") for name in files} == {
        "shop/__init__.py": "",
        "tests/test_shop.py": "from tests import named\n",
        "tests/part/test_part.py": "from tests.part import named\n",
    }
