"""Three versions of the template, with real changes to every class of file between them."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tests.integration.engines import Answers, Done, Machine, copy_template

TREE = "{{cookiecutter.project_slug}}"
PACKAGE = "src/{{cookiecutter.package_name}}"
ANSWERS_FILE = ".copier-answers.yml"
FIRST, SECOND, THIRD = VERSIONS = ("v1.0.0", "v1.1.0", "v1.2.0")

# In which files of the tree, what stands there, what comes instead; for no text, a new end.
Change = tuple[str, str, str]
TO_SECOND: list[Change] = [
    ("levels/table.py", "", "# 1.1\n"),
    ("pyproject.toml", '"pytest-xdist>=3.8"', '"pytest-xdist>=3.8.0"'),
    ("*'new'*noxfile*", "Check the style, the bans", "Check style, the bans"),
    (".gitignore", ".venv/\n", ".venv/\n*.orig\n"),
    (".agents/skills/add-gateway/SKILL.md", "", "\n1.1\n"),
    (".github/workflows/*", "timeout-minutes: 15", "timeout-minutes: 20"),
    ("*gitlab-ci*", "python:3.11", "python:3.12"),
    ("levels.toml", "total = 1.0", "total = 1.5"),
    ("tests/unit/pure/test_about.py", "", "\n\n# 1.1\n"),
]
TO_THIRD: list[Change] = [
    ("levels/table.py", "# 1.1", "# 1.2"),
    ("levels/advice.py", "", "# 1.2\n"),
    ("levels.toml", "total = 2.0", "total = 2.5"),
    ("pyproject.toml", '"nox>=2025.5"', '"nox>=2025.10"'),
    (".claude/*settings*", '"Bash(nox)"', '"Bash(nox)",\n      "Bash(nox -l)"'),
    (".codex/*hooks*", '"hooks": {', '"hooks":  {'),
    (".github/hooks/*", '"version": 1', '"version":  1'),
    ("AGENTS.md", "after every change", "after each change"),
    ("*CLAUDE.md", "", "\n1.2\n"),
    ("tests/unit/ruff.toml", "", "# 1.2\n"),
    ("CHANGELOG.md", "All changes", "The changes"),
    ("*'MIT'*LICENSE*", "", "\n1.2\n"),
    ("README.md", "```\n", "{% if cookiecutter.badge %}\nA badge\n{% endif %}\n```\n"),
    (f"{PACKAGE}/gateways/clock.py", "", "\n\n# 1.2\n"),
    (f"{PACKAGE}/gateways/*changelog.py*", "", "\n\n# 1.2\n"),
    (f"{PACKAGE}/context.py", "as one value", "in one value"),
    ("*answers_file*", "", "badge: {{ cookiecutter.badge | tojson }}\n"),
]
QUESTION = 'badge:\n  type: bool\n  help: "A badge?"\n  default: false\n\n'
NEW_QUESTION: list[Change] = [
    ("copier.yml", "# Hidden: which", QUESTION + "# Hidden: which"),
    ("copier.yml", "", "    badge: {{ badge | to_json }}\n"),
    ("cookiecutter.json", '"clients": true,', '"clients": true,\n  "badge": false,'),
    ("templates/test-writer.md", "You write tests for", "You only write tests for"),
]


def change(file: Path, old: str, new: str) -> None:
    """Replace the first `old` in a file; with no `old`, put `new` at its end."""
    text = file.read_text("utf-8")
    assert old in text, (file, old)
    file.write_text(text.replace(old, new, 1) if old else text + new, "utf-8")


def change_all(folder: Path, changes: Iterable[Change]) -> None:
    """Make changes, each in at least one file."""
    for pattern, old, new in changes:
        files = sorted(folder.glob(pattern))
        assert files, pattern
        for file in files:
            change(file, old, new)


def write_tables(machine: Machine, repo: Path) -> None:
    """Write the level tables of the pages anew."""
    done = machine.run("python", "-m", "levels", "tables", cwd=repo)
    assert done.code == 0, done.text


def release_three(machine: Machine, template: Path) -> None:
    """Release a template three times, with files that move, go and come."""
    tree = template / TREE
    moved = "".join(f"# Line {n} of a file that moves.\n" for n in range(9))
    (tree / "levels/old.py").write_text(f'"""Moves."""\n\n{moved}', "utf-8")
    (tree / "levels/gone.py").write_text('"""Goes."""\n', "utf-8")
    machine.commit_all(template, tag=FIRST)

    change_all(tree, TO_SECOND)
    write_tables(machine, tree)
    (tree / "levels/old.py").rename(tree / "levels/new.py")
    machine.commit_all(template, tag=SECOND)

    change_all(tree, TO_THIRD)
    change_all(template, NEW_QUESTION)
    write_tables(machine, tree)
    (tree / "levels/gone.py").unlink()
    test = "def test_come() -> None:\n    assert len(str(12)) == 2\n"
    (tree / "tests/unit/pure/test_come.py").write_text(test, "utf-8")
    machine.commit_all(template, tag=THIRD)


@dataclass(frozen=True)
class Chain:
    """A template with three releases, and what was rendered from it."""

    machine: Machine
    template: Path
    folder: Path
    made: dict[str, Path] = field(default_factory=dict)

    def fresh(self, engine: str, version: str, answers: Answers) -> Path:
        """Return a fresh render of a version; do not change it."""
        key = f"{engine} {version} {answers}"
        if key not in self.made:
            self.machine.git("checkout", "--quiet", version, cwd=self.template)
            folder = self.folder / str(len(self.made))
            self.made[key] = self.machine.render(engine, str(self.template), folder, answers)
            self.machine.git("checkout", "--quiet", "main", cwd=self.template)
        return self.made[key]

    def born(self, engine: str, folder: Path, answers: Answers) -> Path:
        """Return a repo made from the first version, committed, for a test to change."""
        repo = shutil.copytree(self.fresh(engine, FIRST, answers), folder)
        self.machine.commit_all(repo)
        return repo


def make_chain(machine: Machine, folder: Path) -> Chain:
    """Make the three releases in a folder."""
    template = copy_template(folder / "plumbline")
    release_three(machine, template)
    return Chain(machine, template, folder / "made")


def update(machine: Machine, repo: Path, *options: str) -> Done:
    """Update a repo and commit what came."""
    done = machine.run("copier", "update", "--defaults", *options, cwd=repo)
    assert done.code == 0, done.text
    if machine.git("status", "--porcelain", cwd=repo):
        machine.commit_all(repo)
    return done


def check_all(machine: Machine, repo: Path) -> None:
    """Run all sessions that `nox` runs; see that they pass and leave nothing behind."""
    done = machine.run("nox", cwd=repo, MYPY_CACHE_DIR=str(machine.home / "mypy"))
    assert done.code == 0, done.text
    assert machine.git("status", "--porcelain", cwd=repo) == ""
