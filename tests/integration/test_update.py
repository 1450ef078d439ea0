"""`copier update` of a repo born from either engine, to a newer tag of the template."""

from pathlib import Path

import pytest
import yaml

from tests.integration.engines import ENGINES, Answers, Machine, contents

TREE_FOLDER = "{{cookiecutter.project_slug}}"


@pytest.fixture
def release(own_template: Path) -> str:
    """Release the template anew, with a change to three kinds of file; return the tag."""
    tree = own_template / TREE_FOLDER
    table = tree / "levels" / "table.py"
    table.write_text(table.read_text("utf-8") + "# newer\n", "utf-8")
    settings = tree / "pyproject.toml"
    settings.write_text(
        settings.read_text("utf-8").replace("line-length = 100", "line-length = 99"), "utf-8"
    )
    (tree / "NEW.md").write_text("{{ cookiecutter.project_name }}\n", "utf-8")
    return "v1.1.0"


@pytest.mark.parametrize("engine", ENGINES)
def test_an_edited_repo_gets_the_news_and_keeps_its_edits(
    machine: Machine, own_template: Path, tmp_path: Path, release: str, engine: str
) -> None:
    machine.git("stash", "--include-untracked", "--quiet", cwd=own_template)
    repo = machine.render(engine, str(own_template), tmp_path / "work", {"example": False})
    machine.commit_all(repo)
    readme = repo / "README.md"
    readme.write_text(readme.read_text("utf-8") + "\nOurs.\n", "utf-8")
    budgets = repo / "levels.toml"
    budgets.write_text(budgets.read_text("utf-8").replace("total = 3.0", "total = 9.0"), "utf-8")
    (repo / "tests/unit/services/test_ours.py").write_text("def test_ours() -> None: ...\n")
    machine.commit_all(repo)
    machine.git("stash", "pop", "--quiet", cwd=own_template)
    machine.commit_all(own_template, tag=release)

    done = machine.run("copier", "update", "--defaults", cwd=repo)

    assert done.code == 0, done.text
    files = contents(repo)
    assert files["NEW.md"] == b"My Project\n"
    assert files["levels/table.py"].endswith(b"# newer\n")
    assert b"line-length = 99" in files["pyproject.toml"]
    assert files["README.md"].endswith(b"\nOurs.\n")
    assert b"total = 9.0" in files["levels.toml"]
    assert "tests/unit/services/test_ours.py" in files
    assert [path for path in files if path.endswith(".rej")] == []
    assert b"<<<<<<<" not in b"".join(files.values())
    assert yaml.safe_load(files[".copier-answers.yml"])["_commit"] == release


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
