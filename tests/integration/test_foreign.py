"""What `nox -s adoption` found out in packages of others, on small repositories."""

import sys
from pathlib import Path

import pytest

from tests.integration.engines import Machine
from tests.integration.old_repos import adopt, make_old

ONE_DOCTEST = '"""\n>>> 1 + 1\n2\n"""\n'
SORTED = "import os\n\nimport pytest\n\nimport old\n\nprint(os, pytest, old)\n"


def test_doctests_of_a_whole_repository_are_the_owners_only(
    machine: Machine, template: Path, tmp_path: Path
) -> None:
    repo = make_old(machine, tmp_path / "old", "src")
    (repo / "src/old/__init__.py").write_text(ONE_DOCTEST)
    assert adopt(machine, template, repo).code == 0

    done = machine.run(sys.executable, "-m", "pytest", "--doctest-modules", "-q", cwd=repo)

    assert done.code == 0, done.text
    assert "2 passed" in done.text


@pytest.mark.parametrize("package", ["old", "src/old"])
def test_ruff_knows_the_package_in_the_folders_of_the_levels(
    machine: Machine, template: Path, tmp_path: Path, package: str
) -> None:
    repo = make_old(machine, tmp_path / "old", "untested")
    (repo / "ruff.toml").write_text('lint.extend-select = ["I"]\n')
    (repo / package).mkdir(parents=True, exist_ok=True)
    (repo / package / "__init__.py").touch()
    if package == "old":
        (repo / "src/old/__init__.py").unlink()
    (repo / "tests/unit/inner").mkdir(parents=True)
    (repo / "tests/unit/inner/test_old.py").write_text(SORTED)
    ruff = ("ruff", "check", "--no-cache", "tests/unit/inner")
    before = machine.run(*ruff, cwd=repo)

    assert adopt(machine, template, repo).code == 0

    assert (before.code, machine.run(*ruff, cwd=repo)) == (0, before)
