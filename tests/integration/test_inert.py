"""The entry point where nobody asked for levels, and where it is unclear whether somebody did."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.suites import Suite
from tests.places import BYTECODE, ROOT

OWN_OPTION = """
def pytest_addoption(parser):
    parser.addoption("--level", default="low")
"""
USES_IT = "def test_a(request): assert request.config.getoption('level') == 'high'\n"
SAYS = (
    "plumbline: another project of this name is installed over ours; uninstall both plumbline "
    "and pytest-plumbline, then install pytest-plumbline again.\n"
)
Done = subprocess.CompletedProcess[str]


def run(folder: Path, *arguments: str, **environment: str) -> Done:
    """Run Python with these arguments in a folder."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, **BYTECODE, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """Return a folder with a test that passes and one that fails, and no levels.toml."""
    (tmp_path / "test_a.py").write_text("def test_a(): pass\ndef test_b(): assert 1 == 2\n")
    return tmp_path


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    """Return a suite with levels in a folder, whose pytest has no settings to find its root by."""
    made = Suite(tmp_path / "inner")
    (made.folder / "pyproject.toml").unlink()
    made.add("tests/unit/test_a.py", "def test_a(): pass\n")
    return made


def test_without_a_table_nothing_is_different(plain: Path) -> None:
    call = ("-m", "pytest", "-v", "-p", "no:randomly", "-p", "no:cacheprovider")

    runs = [run(plain, *call), run(plain, *call, "-p", "no:plumbline")]

    names = re.compile(r"plumbline-[\d.]+(, )?")  # pytest lists what is installed
    texts = [re.sub(r"in [\d.]+s", "in 0s", names.sub("", done.stdout)) for done in runs]
    assert texts[0] == texts[1]
    assert "1 failed, 1 passed" in texts[0]
    assert [(done.returncode, done.stderr) for done in runs] == [(1, ""), (1, "")]


def test_an_option_of_the_same_name_may_be_anothers(plain: Path) -> None:
    (plain / "conftest.py").write_text(OWN_OPTION)
    (plain / "test_a.py").write_text(USES_IT)

    done = run(plain, "-m", "pytest", "--level", "high")

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_entry_point_loads_nothing_else(tmp_path: Path) -> None:
    script = (
        "import sys, plumbline.plugin\n"
        "print(*sorted(name for name in sys.modules if name.startswith('plumbline')))"
    )

    done = run(tmp_path, "-c", script)

    assert done.stdout == "plumbline plumbline.plugin plumbline.plugin.start\n"


def test_the_entry_point_lets_garbage_be_collected(tmp_path: Path) -> None:
    done = run(tmp_path, "-c", "import gc, plumbline.plugin.run; print(gc.isenabled())")

    assert done.stdout == "True\n"


def test_a_root_that_was_guessed_below_the_table_is_told(suite: Suite) -> None:
    below = suite.folder / "tests"

    done = run(below, "-m", "pytest", "--level", "fast")

    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr == (
        f"ERROR: levels.toml is in {suite.folder}, but pytest's root is {below}; "
        f"run pytest from {suite.folder}, or give it --rootdir {suite.folder}.\n\n"
    )


@pytest.mark.parametrize("module", ["pytest", "plumbline check", "plumbline.cli"])
def test_another_project_over_our_folder_is_told(suite: Suite, tmp_path: Path, module: str) -> None:
    site = tmp_path / "site"
    shutil.copytree(ROOT / "src/plumbline", site / "plumbline")
    (site / "plumbline/__init__.py").write_text('"""Hangs pictures."""\n')
    script = "import sys; from plumbline.cli import main; sys.exit(main(['check']))"
    call = ("-c", script) if module == "plumbline.cli" else ("-m", *module.split())

    done = run(suite.folder, *call, PYTHONPATH=str(site))

    assert done.stdout == ""
    assert done.stderr == (f"ERROR: {SAYS}\n" if module == "pytest" else SAYS)
    assert done.returncode == (4 if module == "pytest" else 1)
