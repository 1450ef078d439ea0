"""What pages, pictures and skills say of a new repo is what comes: one repo, run by the page."""

import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.evidence.pictures import FOLDER, draw, make_repo, scenes, words_in
from tests.integration.engines import Done, Machine
from tests.integration.skillful import moves
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
    for branch in machine.git("branch", "--format=%(refname:short)", cwd=made).splitlines():
        if branch != "main":
            machine.git("branch", "--quiet", "--delete", "--force", branch, cwd=made)


def test_the_walk_through_comes_out_as_it_is_told(machine: Machine, repo: Path) -> None:
    wrong = []
    for step in steps((ROOT / "docs/walkthrough.md").read_text("utf-8")):
        if isinstance(step, File):
            (repo / step.path).write_text(step.text, "utf-8")
        else:
            said = machine.run(*shlex.split(step.words), cwd=repo, COLUMNS="88").text
            wrong += [f"{step.words} does not say: {line}\n{said}" for line in missing(step, said)]

    assert wrong == []


def test_an_agent_that_keeps_to_the_skills_leaves_every_commit_green(
    machine: Machine, repo: Path
) -> None:
    def run(*words: str) -> Done:
        return machine.run("uv", "run", "--quiet", *words, cwd=repo)

    machine.git("switch", "--quiet", "--create", "work", cwd=repo)
    for move in moves(repo):
        for name, text in move.files.items():
            (repo / name).write_text(text, "utf-8")
        if move.red:
            assert run("pytest", "-q", move.red).code == 1
        if move.proven:
            assert "proven: without the change" in run("plumbline", "prove", move.proven).text
        for added, message in move.commits:
            machine.git("add", added, cwd=repo)
            machine.git("commit", "--quiet", "--message", message, cwd=repo)
    for commit in machine.git("rev-list", "--reverse", "main..work", cwd=repo).splitlines():
        machine.git("checkout", "--quiet", commit, cwd=repo)
        for words in (["plumbline", "check"], ["pytest", "-q"]):
            assert (done := run(*words)).code == 0, f"{commit} {words}\n{done.text}"

    machine.git("switch", "--quiet", "work", cwd=repo)
    for words in (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]):
        assert (done := run(*words)).code == 0, f"{words}\n{done.text}"
    assert (done := run("plumbline", "review", "--no-mutants")).code == 0, done.text
    assert "| scope       | ok     | 1 commit of the test-writer; 0 files" in done.text


def test_the_pictures_show_what_comes(machine: Machine, repo: Path) -> None:
    said = scenes(machine, repo)

    assert {path.stem for path in FOLDER.glob("*.svg")} == {*said}
    for name, text in said.items():
        kept = (FOLDER / f"{name}.svg").read_text("utf-8")
        assert words_in(kept) == words_in(draw(name, text)), "run: nox -s pictures"
