"""Repositories that are older than the template, as their owners may have them."""

from pathlib import Path

from tests.integration.engines import Done, Machine

STARTS = "import subprocess\n\n\ndef test_it() -> None:\n    subprocess.run(['git', 'version'], check=True)\n"
PASSES = "def test_it() -> None:\n    assert 1 + 1 == 2\n"
SETUP = "from setuptools import setup\nsetup(name='old', version='1', packages=['old'])\n"
PROJECT = """\
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[project]
name = "old"
version = "1"
[tool.ruff]
line-length = 120
"""
NOXFILE = """\
import nox
@nox.session
def lint(session): ...
"""
SHAPES: dict[str, dict[str, str]] = {
    "flat": {"setup.py": SETUP, "old/__init__.py": "", "tests/test_old.py": STARTS},
    "flat, found by setuptools": {
        "pyproject.toml": PROJECT,
        "old/__init__.py": "",
        "tests/test_old.py": PASSES,
    },
    "src": {"pyproject.toml": PROJECT, "src/old/__init__.py": "", "tests/deep/test_old.py": PASSES},
    "untested": {"pyproject.toml": PROJECT, "src/old/__init__.py": "", "ruff.toml": ""},
    "own tests/unit": {
        "pyproject.toml": PROJECT,
        "src/old/__init__.py": "",
        "tests/__init__.py": "",
        "tests/unit/__init__.py": "",
        "tests/unit/test_old.py": STARTS,
        "tests/unit/pure/test_pure.py": PASSES,
        "tests/unit/inner/deep/test_deep.py": PASSES,
        "tests/commands/test_run.py": STARTS,
        "tests/integration/test_all.py": STARTS,
    },
    "own everything": {
        "pyproject.toml": PROJECT,
        "src/old/__init__.py": "",
        ".ruff.toml": "",
        "noxfile.py": NOXFILE,
        "AGENTS.md": "# Ours\n\nRun `nox -s ours` and see `src/nowhere.py`.\n",
        "CLAUDE.md": "Ours.\n",
        ".claude/settings.json": "{}\n",
        ".claude/agents/ours.md": "Ours.\n",
        ".agents/skills/ours/SKILL.md": "---\nname: ours\ndescription: Ours.\n---\n",
        ".codex/hooks.json": "{}\n",
        ".github/workflows/ci.yml": "on: push\n",
        "tests/AGENTS.md": "Ours.\n",
        "tests/conftest.py": "",
        "tests/unit/ruff.toml": "",
        "tests/fakes/clock.py": "",
    },
}


def make_old(machine: Machine, folder: Path, shape: str) -> Path:
    """Make a repository of a shape, with everything committed."""
    for name, text in SHAPES[shape].items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    machine.commit_all(folder)
    return folder


def adopt(machine: Machine, template: Path, repo: Path, *options: str) -> Done:
    """Adopt the levels, as docs/adopt.md says."""
    words = ("--defaults", "--vcs-ref=HEAD", "--data", "layout=existing", *options)
    return machine.run("copier", "copy", *words, str(template), ".", cwd=repo)


def added(machine: Machine, repo: Path) -> set[str]:
    """Return the files that git does not know yet; no other may have changed."""
    lines = machine.git("status", "--porcelain", "--untracked-files=all", cwd=repo).splitlines()
    assert [line for line in lines if not line.startswith("?? ")] == []
    return {line[3:].strip('"') for line in lines}
