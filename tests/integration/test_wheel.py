"""The wheel that a repo carries: it is today's, and nobody can change it unseen."""

import os
import shutil
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.evidence import wheel
from tests.integration.engines import Done, Machine, Renders
from tests.places import ROOT

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
NAME = f"pytest_plumbline-{VERSION}-py3-none-any.whl"


@pytest.fixture(scope="module")
def locked(machine: Machine, renders: Renders, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repo with its lock and without an environment; do not change it."""
    folder = tmp_path_factory.mktemp("wheel") / "repo"
    made = shutil.copytree(renders.fresh("cookiecutter", {"example": False}), folder)
    done = machine.run("uv", "lock", cwd=made)
    assert done.code == 0, done.text
    return made


@pytest.fixture
def repo(locked: Path, tmp_path: Path) -> Path:
    """Return a repo like `locked`, for one test to change."""
    return shutil.copytree(locked, tmp_path / "repo")


def install(machine: Machine, repo: Path, *options: str) -> Done:
    """Install the tool into a new environment of a repo, and nothing else."""
    only = ("--no-install-project", "--no-install-package", "mypy")
    return machine.run("uv", "sync", *only, *options, cwd=repo)


def change(path: Path) -> None:
    """Change what a wheel does, and leave it a wheel."""
    with zipfile.ZipFile(path) as old:
        parts = [(info, old.read(info)) for info in old.infolist()]
    with zipfile.ZipFile(path, "w") as new:
        for info, content in parts:
            new.writestr(info, content + b"\n" * (info.filename == "plumbline/cli.py"))


def test_the_wheel_in_the_tree_is_that_of_the_sources() -> None:
    assert wheel.is_current(), "vendor/ holds another wheel; run `nox -s wheel` and commit it"


def test_the_lock_has_the_wheels_hash_and_installs_it(machine: Machine, repo: Path) -> None:
    done = install(machine, repo, "--locked")

    assert done.code == 0, done.text
    assert f'{{ filename = "{NAME}", hash = "sha256:' in (repo / "uv.lock").read_text("utf-8")


def test_a_changed_wheel_is_refused(machine: Machine, repo: Path) -> None:
    change(repo / "vendor" / NAME)

    kept = install(machine, repo)
    fresh = install(machine, repo, "--no-cache")
    locked = install(machine, repo, "--locked")

    for done in (kept, fresh, locked):
        assert done.code == 1
        assert "Hash mismatch for `pytest-plumbline @ file://" in done.text


@pytest.mark.parametrize("offset", [0.1, 0.5, 0.9])
def test_any_changed_byte_is_refused(machine: Machine, repo: Path, offset: float) -> None:
    content = bytearray((repo / "vendor" / NAME).read_bytes())
    content[int(len(content) * offset)] ^= 1
    (repo / "vendor" / NAME).write_bytes(content)

    done = install(machine, repo)

    assert done.code == 1
    assert "Failed to read `pytest-plumbline @ file://" in done.text


def test_a_wheel_that_is_gone_is_named(machine: Machine, repo: Path) -> None:
    shutil.rmtree(repo / "vendor")

    done = install(machine, repo)

    assert done.code == 2
    assert f"failed to open file `{repo}/vendor/{NAME}`" in done.text


def test_a_wheel_of_another_version_is_named(machine: Machine, repo: Path) -> None:
    other = NAME.replace(VERSION, "9.9.9")
    (repo / "vendor" / NAME).rename(repo / "vendor" / other)

    by_the_old_name = install(machine, repo)
    settings = (repo / "pyproject.toml").read_text("utf-8")
    (repo / "pyproject.toml").write_text(settings.replace(NAME, other), "utf-8")
    by_the_new_name = install(machine, repo)

    assert by_the_old_name.code == 2
    assert f"failed to open file `{repo}/vendor/{NAME}`" in by_the_old_name.text
    assert by_the_new_name.code != 0
    assert f"Wheel version does not match filename ({VERSION} != 9.9.9)" in by_the_new_name.text


def test_pip_does_without_uv(machine: Machine, repo: Path, tmp_path: Path) -> None:
    machine.run("uv", "venv", "--seed", str(tmp_path / "pip"), cwd=tmp_path)
    tools = tmp_path / "pip" / ("Scripts" if os.name == "nt" else "bin")
    python, tests, tool = (str(tools / name) for name in ("python", "pytest", "plumbline"))

    words = ("-m", "pip", "install", f"vendor/{NAME}", "-e", ".", "--group", "dev")
    installed = machine.run(python, *words, cwd=repo)
    ran = machine.run(tests, cwd=repo)
    checked = machine.run(tool, "--help", cwd=repo)

    assert installed.code == 0, installed.text
    assert ran.code == 0, ran.text
    assert "\n4 logic " in ran.text
    assert checked.code == 0, checked.text
