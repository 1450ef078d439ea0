"""What cookiecutter's hook does in a new repo: nothing is left empty, and what comes next is said."""

import builtins
import os
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, SimpleNamespace
from typing import Any

import jinja2
import pytest

from tests.places import ROOT

HOOK = jinja2.Environment(autoescape=False).from_string(
    (ROOT / "hooks/post_gen_project.py").read_text("utf-8")
)
NEXT = 'Next, in a-tool: pip install "nox[uv]", nox -s unit, git init'
AUTHOR = "The author is still Your Name: change that in pyproject.toml and LICENSE."
NO_GIT = "git could not say which version of the template this is: `copier update` will not work."


def run(folder: Path, author: str = "Ada", commit: str = "v1.0.0") -> list[str]:
    """Run the hook in a folder; return what it says."""
    said: list[str] = []
    answers = {"author_name": author, "project_slug": "a-tool"}

    def walk(top: str, *, topdown: bool) -> Iterator[Any]:
        return os.walk(folder / top, topdown=topdown)

    files = SimpleNamespace(**{**vars(os), "walk": walk})

    def load(name: str, *rest: Any) -> Any:
        return files if name == "os" else __import__(name, *rest)

    world = {**vars(builtins), "__import__": load, "print": said.append}
    code = compile(HOOK.render(cookiecutter=answers, template_commit=commit), "hook.py", "exec")
    FunctionType(code, {"__builtins__": world})()
    return said


def made(folder: Path, *names: str) -> Path:
    """Make files, and folders where a name ends so."""
    for name in names:
        place = folder / name
        (place if name.endswith("/") else place.parent).mkdir(parents=True, exist_ok=True)
        if not name.endswith("/"):
            place.touch()
    return folder


def left(folder: Path) -> list[str]:
    """Return the names of all that is there."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.mark.parametrize(
    ("names", "rest"),
    [
        (
            ["README.md", "src/tool/__init__.py"],
            ["README.md", "src", "src/tool", "src/tool/__init__.py"],
        ),
        (["README.md", "a/b/c/"], ["README.md"]),
        (["a/full.txt", "a/empty/"], ["a", "a/full.txt"]),
        (["README.md", "tests/__pycache__/x.pyc"], ["README.md"]),
        (["tests/a.py", "tests/__pycache__/a.pyc"], ["tests", "tests/a.py"]),
        (["cache/x.pyc"], ["cache", "cache/x.pyc"]),
    ],
)
def test_folders_that_no_answer_filled_go(
    tmp_path: Path, names: list[str], rest: list[str]
) -> None:
    run(made(tmp_path, *names))

    assert left(tmp_path) == rest


@pytest.mark.parametrize(
    ("author", "commit", "said"),
    [
        ("Ada", "v1.0.0", [NEXT]),
        ("Your Name", "v1.0.0", [AUTHOR, NEXT]),
        ("Ada", "", [NO_GIT, NEXT]),
        ("Your Name", "", [AUTHOR, NO_GIT, NEXT]),
        ('"Ada" O\'Hara \\ </b>', "v1.0.0", [NEXT]),
    ],
)
def test_what_comes_next_is_said(tmp_path: Path, author: str, commit: str, said: list[str]) -> None:
    assert run(made(tmp_path, "README.md"), author, commit) == said
