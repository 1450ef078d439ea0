"""The template's own root, and the one version that many files name."""

import re
import tomllib

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


def test_every_page_names_the_wheel_that_is_there() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    wheel = re.compile(r"pytest_plumbline-(\d[\w.]*?)-py3")

    named = {page.name: {*wheel.findall(page.read_text("utf-8"))} for page in PAGES}

    assert {version} in named.values()
    assert {page: other for page, other in named.items() if other - {version}} == {}
