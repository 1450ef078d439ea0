"""What pages and pictures show of a new repo is what comes: one repo, run by the page."""

import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.evidence.pictures import FOLDER, draw, make_repo, scenes, words_in
from tests.integration.engines import Machine
from tests.places import ROOT
from tests.walkthrough import File, missing, steps


@pytest.fixture(scope="module")
def made(machine: Machine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a new repo with its environment."""
    return make_repo(machine, tmp_path_factory.mktemp("shown"))


@pytest.fixture
def repo(machine: Machine, made: Path) -> Iterator[Path]:
    """Return the repo as it was made; it is put back afterwards."""
    yield made
    machine.git("checkout", "--quiet", "--force", "main", cwd=made)
    machine.git("clean", "--force", "-d", "--quiet", cwd=made)


def test_the_walk_through_comes_out_as_it_is_told(machine: Machine, repo: Path) -> None:
    for step in steps((ROOT / "docs/walkthrough.md").read_text("utf-8")):
        if isinstance(step, File):
            (repo / step.path).write_text(step.text, "utf-8")
            continue
        done = machine.run(*shlex.split(step.words), cwd=repo, COLUMNS="88")

        assert missing(step, done.text) == [], f"{step.words}\n{done.text}"


def test_the_pictures_show_what_comes(machine: Machine, repo: Path) -> None:
    said = scenes(machine, repo)

    assert {path.stem for path in FOLDER.glob("*.svg")} == {*said}
    for name, text in said.items():
        kept = (FOLDER / f"{name}.svg").read_text("utf-8")
        assert words_in(kept) == words_in(draw(name, text)), "run: nox -s pictures"
