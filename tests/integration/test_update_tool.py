"""`copier update` to a version that differs in nothing but the tool: what an owner has to look at."""

from pathlib import Path

import pytest

from tests.integration.chain import LOCK, change, release, update
from tests.integration.engines import Answers, Machine, copy_template

PLAIN: Answers = {"example": False, "clients": False}
WHEEL = "vendor/pytest_plumbline-{}-py3-none-any.whl"
OLD, NEW = WHEEL.format("1.0.0"), WHEEL.format("1.0.1")
TABLE = "[tool.uv.sources.pytest-plumbline]"


@pytest.fixture(scope="module")
def tool(machine: Machine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a template at v1.0.0 that has v1.0.1, too; do not change it."""
    template = copy_template(tmp_path_factory.mktemp("tool") / "plumbline")
    release(machine, template, "v1.0.0")
    release(machine, template, "v1.0.1")
    machine.git("checkout", "--quiet", "v1.0.0", cwd=template)
    return template


def changed(machine: Machine, repo: Path, *files: str) -> list[str]:
    """Return the lines that differ from the last commit, without their surroundings."""
    diff = machine.git("diff", "--unified=0", "HEAD", "--", *files, cwd=repo).splitlines()
    return [line for line in diff if line[0] in "+-" and line[:3] not in ("+++", "---")]


def test_a_new_tool_is_a_wheel_a_line_and_the_lock(
    machine: Machine, tool: Path, tmp_path: Path
) -> None:
    repo = machine.render("copier", str(tool), tmp_path / "work", PLAIN)
    machine.commit_all(repo)
    before = machine.run("nox", "-s", "pure", cwd=repo)
    machine.commit_all(repo)

    done = machine.run("copier", "update", "--defaults", cwd=repo)
    after = machine.run("nox", "-s", "pure", cwd=repo)

    assert (before.code, done.code, after.code) == (0, 0, 0), before.text + done.text + after.text
    assert ("plumbline-1.0.0" in before.text, "plumbline-1.0.1" in after.text) == (True, True)
    machine.git("add", "--all", cwd=repo)
    names = machine.git("diff", "--name-status", "--no-renames", "HEAD", cwd=repo).splitlines()
    edited = (".copier-answers.yml", "pyproject.toml", LOCK)
    assert sorted(names) == sorted([f"A\t{NEW}", f"D\t{OLD}", *(f"M\t{name}" for name in edited)])
    assert changed(machine, repo, "pyproject.toml") == [f'-path = "{OLD}"', f'+path = "{NEW}"']
    assert [line for line in changed(machine, repo, LOCK) if "1.0." not in line] == []


@pytest.mark.parametrize(
    "ours",
    [
        f'[tool.uv.sources]\nours = {{ path = "ours" }}\n\n{TABLE}',  # so does `uv add`
        f'[tool.uv.sources.ours]\npath = "ours"\n\n{TABLE}',
        f'[[tool.uv.index]]\nname = "ours"\nurl = "https://example.com/simple"\n{TABLE}',
    ],
)
def test_a_source_of_the_owner_beside_it_stays(
    machine: Machine, tool: Path, tmp_path: Path, ours: str
) -> None:
    repo = machine.render("cookiecutter", str(tool), tmp_path / "work", PLAIN)
    change(repo / "pyproject.toml", TABLE, ours)
    expected = (repo / "pyproject.toml").read_text("utf-8").replace(OLD, NEW)
    machine.commit_all(repo)

    update(machine, repo)

    assert (repo / "pyproject.toml").read_text("utf-8") == expected
    assert [path.name for path in (repo / "vendor").iterdir()] == [Path(NEW).name]
