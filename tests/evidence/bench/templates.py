"""Templates and repos to measure: ours, and empty ones."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from tests.evidence.bench.measure import Command, run
from tests.places import ROOT, TOOLS, TREE


def tool(name: str) -> str:
    """Return the path of a tool of this environment."""
    return shutil.which(name, path=str(TOOLS)) or name


def copy_of_template(folder: Path) -> Path:
    """Copy the template without what its sessions left, as a git repository with a tag."""
    left = shutil.ignore_patterns(".git", ".nox", ".venv", "__pycache__", ".*_cache")
    shutil.copytree(ROOT, folder, ignore=left)
    commit(folder)
    return folder


def commit(folder: Path, tag: str = "v1.0.0") -> None:
    """Commit and tag all of a folder, packed as a clone is."""
    who = ("-c", "user.name=Bench", "-c", "user.email=bench@example.com")
    words = (
        ["init", "-q"],
        ["add", "-A"],
        [*who, "commit", "-qm", "All"],
        ["tag", tag],
        ["gc", "-q"],
    )
    for more in words:
        run(Command(["git", *more], folder))


def empty_template(folder: Path, repo: Path) -> Path:
    """Make a template of two questions, and files of one line in the places of those of a repo."""
    for path in repo.rglob("*"):
        if path.is_file() and path.name != ".copier-answers.yml":
            file = folder / TREE.name / path.relative_to(repo)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("{{ cookiecutter.project_slug }}\n")
    (folder / "cookiecutter.json").write_text(json.dumps({"project_slug": "empty"}))
    (folder / "copier.yml").write_text(
        '_subdirectory: "{% raw %}{{cookiecutter.project_slug}}{% endraw %}"\n'
        '_templates_suffix: ""\n'
        "project_slug: {type: str, default: empty}\n"
        "cookiecutter:\n  type: yaml\n  when: false\n"
        "  default: '{project_slug: {{ project_slug }}}'\n"
    )
    commit(folder)
    return folder


def new_repo(work: Path, name: str = "repos", answers: Sequence[str] = ()) -> Path:
    """Render answers; those that are not given are the defaults."""
    (work / name).mkdir()
    words = ["--no-input", str(ROOT), "-o", str(work / name), *answers]
    run(Command([tool("cookiecutter"), *words], work))
    return work / name / "my-project"
