"""`copier update --data`: what an owner can switch without a newer template."""

from pathlib import Path

import pytest

from tests.integration.engines import ENGINES, Answers, Machine, contents


@pytest.mark.parametrize("engine", ENGINES)
def test_the_example_can_be_taken_out_later(
    machine: Machine, own_template: Path, tmp_path: Path, engine: str
) -> None:
    repo = machine.render(engine, str(own_template), tmp_path / "with", {})
    bare = machine.render(engine, str(own_template), tmp_path / "without", {"example": False})
    machine.commit_all(repo)

    done = machine.run("copier", "update", "--defaults", "--data", "example=false", cwd=repo)

    assert done.code == 0, done.text
    assert contents(repo) == contents(bare)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("to", [False, True])
def test_the_files_of_clients_can_be_switched_later(
    machine: Machine, own_template: Path, tmp_path: Path, engine: str, to: bool
) -> None:
    answers: Answers = {"example": False, "ci": "gitlab"}
    repo = machine.render(engine, str(own_template), tmp_path / "a", {**answers, "clients": not to})
    other = machine.render(engine, str(own_template), tmp_path / "b", {**answers, "clients": to})
    machine.commit_all(repo)

    done = machine.run("copier", "update", "--defaults", "-d", f"clients={to}".lower(), cwd=repo)

    assert done.code == 0, done.text
    assert contents(repo) == contents(other)
    assert (repo / ".claude").exists() == to
