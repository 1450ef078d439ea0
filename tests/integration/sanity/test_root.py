"""The template's own root, and the one version that many files name."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.places import ROOT, TREE

# Each is looked for there by name: by an engine, a tool, a forge or an agent's client.
SHOWN = {
    *("AGENTS.md", "LICENSE", "README.md", "cookiecutter.json", "copier.yml", "levels.toml"),
    *("noxfile.py", "pyproject.toml", "docs", "hooks", "src", "tests", TREE.name),
}
MADE = {"uv.lock", "dist", "__pycache__"}  # which git ignores
PAGES = [*ROOT.glob("docs/*.md"), *ROOT.glob("*.md"), TREE / "pyproject.toml", ROOT / "copier.yml"]


def test_the_root_shows_nothing_else() -> None:
    there = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}

    assert there - MADE == SHOWN


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_page_names_the_wheel_that_is_there(page: Path) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    named = re.findall(r"pytest_plumbline-(\d[\w.]*?)-py3", page.read_text("utf-8"))

    assert set(named) <= {version}
