"""No file names `plumbline` as a requirement: on the public index that is another project."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.places import ROOT, TREE

FOLDERS = (TREE, *(ROOT / name for name in (".ci", "docs", "hooks", "src")))
NAME = r"(?<![\w./-])plumbline(?![\w./-])"
WRONG = re.compile(
    rf"(?:\binstall|\badd|\buvx|--with|--from|--upgrade-package)\b[^\n`\"'(]*?{NAME}"  # a command
    r"|[\"'\s]plumbline *(?:\[\w+\])? *(?:[<>=~!]=|@|[<>]) *[\w.]"  # with a version
    r"|^ *- *plumbline *$",  # an item of a list
    re.MULTILINE,
)


def wrong_in(text: str) -> list[str]:
    """Return where a text asks for the other project."""
    lines = (f"\n{line}" for line in text.splitlines() if "plumbline" in line)
    return [found[0] for line in lines for found in WRONG.finditer(line)]


def required(value: Any) -> list[str]:
    """Return all requirements below the keys of a pyproject.toml that hold some."""
    if isinstance(value, dict):
        return [name for inner in value.values() for name in required(inner)]
    if isinstance(value, list):
        return [re.split(r"[^\w.-]", item)[0] for item in value if isinstance(item, str)]
    return []


def files() -> list[Path]:
    """Return the files of the template that are text."""
    found = [path for folder in FOLDERS for path in folder.rglob("*")]
    found += [path for path in ROOT.iterdir() if path.name != "uv.lock"]
    hidden = ("__pycache__", ".ruff_cache")
    return [
        path
        for path in found
        if path.is_file() and path.parent.name not in hidden and path.suffix != ".whl"
    ]


def test_no_file_asks_for_the_other_project() -> None:
    texts = {path: path.read_bytes().decode("utf-8", "replace") for path in files()}

    assert len(texts) > 150
    wrong = {str(path): wrong_in(text) for path, text in texts.items()}
    assert {path: found for path, found in wrong.items() if found} == {}


@pytest.mark.parametrize("folder", [ROOT, TREE], ids=["root", "tree"])
def test_no_pyproject_asks_for_the_other_project(folder: Path) -> None:
    settings = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))
    project = settings["project"]
    names = required(settings["dependency-groups"]) + settings["build-system"]["requires"]
    names += required(project["dependencies"]) + required(project.get("optional-dependencies"))
    names += settings["tool"]["uv"].get("sources", {})

    assert "pytest" in names
    assert "plumbline" not in names


WRONG_ONES = [
    "pip install plumbline",
    "$ uv add --dev plumbline pytest",
    "uvx plumbline check",
    "uv run --with plumbline pytest",
    'dev = ["plumbline>=1"]',
    "plumbline = 'plumbline[mutants] ~= 1.0'",
    "\nplumbline==0.1.0\n",
    "    - plumbline\n",
]
OTHERS = [
    "pip install vendor/*.whl -e . --group dev\npytest && plumbline check",
    "pip install pytest-plumbline",
    'dev = ["pytest-plumbline>=1"]',
    "plumbline baseline --add",
    "install the wheel where `plumbline check` is to run",
    "copier copy ../plumbline new",
    'known-first-party = ["plumbline"]',
]


def test_a_requirement_is_seen_and_another_use_of_the_word_is_none() -> None:
    assert [text for text in WRONG_ONES + OTHERS if wrong_in(text)] == WRONG_ONES
