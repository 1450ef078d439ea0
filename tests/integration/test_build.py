"""How large a generated repo is, and what `uv build` ships of it: its package and nothing else."""

import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.integration.engines import Answers, Machine, Renders


@pytest.mark.parametrize(
    ("answers", "files", "lines"),
    [({}, 85, 4600), ({"example": False, "clients": False}, 45, 1600)],
    ids=["whole", "bare"],
)
def test_what_is_made_can_be_read(
    renders: Renders, answers: Answers, files: int, lines: int
) -> None:
    repo = renders.fresh("cookiecutter", answers)
    found = [path for path in repo.rglob("*") if path.is_file() and path.suffix != ".whl"]

    assert len(found) <= files
    assert sum(path.read_bytes().count(b"\n") for path in found) <= lines


@pytest.fixture(scope="module")
def repo(machine: Machine, renders: Renders, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repo whose tools have left their caches, with what `uv build` made in dist/."""
    made = renders.born(tmp_path_factory.mktemp("build") / "repo", {})
    machine.run(
        "ruff", "check", cwd=made
    )  # leaves a cache beside each ruff.toml, as `nox -s lint` does
    assert (made / "src/my_project/services/.ruff_cache").is_dir()
    done = machine.run("uv", "build", cwd=made)
    assert done.code == 0, done.text
    return made


def sources(repo: Path) -> set[str]:
    """Return the files of the package, settings and caches of tools left out."""
    paths = [path.relative_to(repo / "src") for path in (repo / "src").rglob("*")]
    return {path.as_posix() for path in paths if path.suffix == ".py" or path.name == "py.typed"}


def test_the_wheel_holds_the_package_and_its_metadata(repo: Path) -> None:
    with zipfile.ZipFile(next(repo.glob("dist/*.whl"))) as wheel:
        names = [name for name in wheel.namelist() if not name.endswith("/")]
    metadata = [name for name in names if ".dist-info/" in name]

    assert "my_project/py.typed" in names
    assert {*names} - {*metadata} == sources(repo)
    assert "my_project-0.1.0.dist-info/licenses/LICENSE" in metadata


def test_the_source_archive_holds_what_the_wheel_is_made_of(repo: Path) -> None:
    with tarfile.open(next(repo.glob("dist/*.tar.gz"))) as archive:
        names = [member.name for member in archive.getmembers() if member.isfile()]
    below = {name.removeprefix("my_project-0.1.0/") for name in names}
    beside = {name for name in below if not name.startswith("src/")}

    assert below - beside == {f"src/{name}" for name in sources(repo)}
    assert beside <= {"PKG-INFO", "pyproject.toml", "pyproject.toml.orig", "README.md", "LICENSE"}
