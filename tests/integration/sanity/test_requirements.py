"""What the sessions install, by the files a repo has."""

import tomllib
from pathlib import Path

import pytest

from levels.requirements import TOOLS, find_requirements
from tests.places import ROOT, TREE


def test_extras_of_setup_cfg_count(tmp_path: Path) -> None:
    extras = "[options.extras_require]\ndocs =\n    sphinx\ntesting =\n    mock\n"
    (tmp_path / "setup.cfg").write_text(extras)

    assert find_requirements(tmp_path) == ["-e", ".[testing]", *TOOLS]


def test_a_setup_cfg_that_is_broken_is_left_to_the_install(tmp_path: Path) -> None:
    (tmp_path / "setup.cfg").write_text("no section\n")

    assert find_requirements(tmp_path) == ["-e", ".", *TOOLS]


def test_the_tools_are_those_of_a_new_repo() -> None:
    project = tomllib.loads((TREE / "pyproject.toml").read_text("utf-8"))

    assert {*TOOLS} - {*project["dependency-groups"]["dev"]} == {"pytest>=8"}  # older ones will do


@pytest.mark.parametrize("page", ["copier.yml", "docs/adopt.md"])
def test_an_adopter_is_told_to_keep_the_tools(page: str) -> None:
    tools = ", ".join(f'"{tool}"' for tool in TOOLS)

    assert f"{tools}])" in (ROOT / page).read_text("utf-8")
