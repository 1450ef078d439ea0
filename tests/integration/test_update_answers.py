"""`copier update --data`: what an owner can switch without a newer template."""

from pathlib import Path

import pytest

from tests.integration.engines import Answers, Machine, Renders, contents


def test_the_example_can_be_taken_out_later(
    machine: Machine, renders: Renders, tmp_path: Path
) -> None:
    repo = renders.born(tmp_path / "repo", {})
    had = contents(repo)

    done = machine.run("copier", "update", "--defaults", "--data", "example=false", cwd=repo)

    assert done.code == 0, done.text
    assert contents(repo) == contents(renders.fresh("cookiecutter", {"example": False}))
    named = {line.strip() for line in done.text.partition("Those that you edited")[0].splitlines()}
    assert named >= had.keys() - contents(repo).keys()


@pytest.mark.parametrize("to", [False, True])
def test_the_files_of_clients_can_be_switched_later(
    machine: Machine, renders: Renders, tmp_path: Path, to: bool
) -> None:
    answers: Answers = {"example": False, "ci": "gitlab"}
    repo = renders.born(tmp_path / "repo", {**answers, "clients": not to})

    done = machine.run("copier", "update", "--defaults", "-d", f"clients={to}".lower(), cwd=repo)

    assert done.code == 0, done.text
    assert contents(repo) == contents(renders.fresh("cookiecutter", {**answers, "clients": to}))
    assert (repo / ".claude").exists() == to
