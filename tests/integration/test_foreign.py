"""What `nox -s adoption` found out in packages of others, on small repositories."""

import re
import sys
from pathlib import Path

import pytest

from tests.integration.engines import Machine
from tests.integration.old_repos import NOXFILE, adopt, make_old
from tests.integration.test_adopted import printed

ONE_DOCTEST = '"""\n>>> 1 + 1\n2\n"""\n'
SORTED = "import os\n\nimport pytest\n\nimport old\n\nprint(os, pytest, old)\n"


def test_doctests_of_a_whole_repository_run_without_nox(
    machine: Machine, template: Path, tmp_path: Path
) -> None:
    repo = make_old(machine, tmp_path / "old", "src")
    (repo / "src/old/__init__.py").write_text(ONE_DOCTEST)
    assert adopt(machine, template, repo).code == 0
    none = (
        "import runpy, sys; sys.modules['nox'] = None; sys.argv[1:] = ['--doctest-modules', '-q']; "
    )
    script = f"{none}runpy.run_module('pytest', run_name='__main__')"

    done = machine.run(sys.executable, "-c", script, cwd=repo)

    assert done.code == 0, done.text
    assert "2 passed" in done.text


def test_the_plugin_collects_no_garbage_only_where_it_is_loaded(machine: Machine) -> None:
    tree = Path(__file__).parents[2] / "{{cookiecutter.project_slug}}"
    script = "import gc, levels.plugin; print(gc.isenabled())"

    done = machine.run(sys.executable, "-c", script, cwd=tree)

    assert done.text == "True\n"


@pytest.mark.parametrize(
    ("shape", "expected"), [("src", {"levels-check", "levels"}), ("own everything", {"lint"})]
)
def test_plain_nox_runs_what_is_there(
    machine: Machine, template: Path, tmp_path: Path, shape: str, expected: set[str]
) -> None:
    repo = make_old(machine, tmp_path / "old", shape)
    text = adopt(machine, template, repo).text
    if shape == "own everything":
        (repo / "noxfile.py").write_text(NOXFILE + "\n" + printed(text))

    done = machine.run("nox", "-l", cwd=repo)

    assert set(re.findall(r"^\* (\S+)", done.text, re.MULTILINE)) == expected
    assert "- unit" in done.text


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
