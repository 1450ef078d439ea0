"""Three versions of the template, with real changes to every class of file between them."""

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tests.evidence import wheel
from tests.integration.engines import BUILT, Answers, Done, Machine, copy_template

TREE = "{{cookiecutter.project_slug}}"
PACKAGE = "src/{{cookiecutter.package_name}}"
ANSWERS_FILE = ".copier-answers.yml"
LOCK = "uv.lock"
FIRST, SECOND, THIRD = VERSIONS = ("v1.0.0", "v1.1.0", "v1.2.0")

# In which files, what stands there, what comes instead; for no text, a new end.
Change = tuple[str, str, str]
TO_SECOND: list[Change] = [
    ("pyproject.toml", '"pytest-xdist>=3.8"', '"pytest-xdist>=3.8.0"'),
    ("noxfile.py", "Check the style, and", "Check style, and"),
    (".gitignore", ".venv/\n", ".venv/\n*.orig\n"),
    (".agents/skills/add-gateway/SKILL.md", "", "\n1.1\n"),
    (".agents/hooks/*", "", "# 1.1\n"),
    (".github/workflows/*", "timeout-minutes: 15", "timeout-minutes: 20"),
    ("*gitlab-ci*", "python:3.11", "python:3.12"),
    ("levels.toml", "total = 1.0", "total = 1.5"),
    ("tests/unit/pure/test_about.py", "", "\n\n# 1.1\n"),
]
TO_THIRD: list[Change] = [
    (".agents/hooks/*", "# 1.1", "# 1.2"),
    ("levels.toml", "total = 2.0", "total = 2.5"),
    ("pyproject.toml", '"nox>=2025.5"', '"nox>=2025.10"'),
    (".claude/*settings*", '"Bash(nox)"', '"Bash(nox)",\n      "Bash(nox -l)"'),
    (".claude/agents/*", "You write tests for", "You only write tests for"),
    (".codex/*hooks*", '"hooks": {', '"hooks":  {'),
    (".github/hooks/*", '"version": 1', '"version":  1'),
    (".gitattributes", "", "# 1.2\n"),
    (".editorconfig", "", "# 1.2\n"),
    (".pre-commit-config.yaml", "", "# 1.2\n"),
    ("AGENTS.md", "after every change", "after each change"),
    ("*CLAUDE.md*", "", "\n1.2\n"),
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
]
# Files of the template's own that move, go and come lie here, and where Claude Code reads them.
SKILL = "skills/refactor-test"
COPY = "{% if cookiecutter.clients %}NAME{% endif %}"
INCLUDE = f"{{% include ['{TREE}/.agents/PATH', '.agents/PATH'] %}}\n"


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
    done = machine.run("plumbline", "fix-tables", cwd=repo)
    assert done.code == 0, done.text


def set_version(template: Path, version: str, sources: Path) -> None:
    """Give the package another version, and sources of its own, and the tree its wheel."""
    project = sources / "pyproject.toml"
    text = re.sub(r'(?m)^version = ".*"$', f'version = "{version}"', project.read_text("utf-8"))
    project.write_text(text, "utf-8")
    change(sources / "src/plumbline/table.py", "", f"# {version}\n")
    wheel.renew(template / TREE, sources)


def write_references(tree: Path, **texts: str) -> None:
    """Let these be the references of a skill, in the tree and in the copy for Claude Code."""
    shutil.rmtree(tree / ".agents" / SKILL / "references", ignore_errors=True)
    shutil.rmtree(tree / ".claude" / SKILL / "references", ignore_errors=True)
    page = tree / ".agents" / SKILL / "SKILL.md"
    own = page.read_text("utf-8").partition("\nRead also ")[0]
    named = ", ".join(f"`references/{name}.md`" for name in texts)
    page.write_text(f"{own}\nRead also {named}.\n", "utf-8")
    for name, text in texts.items():
        path = f"{SKILL}/references/{name}.md"
        (tree / ".agents" / path).parent.mkdir(exist_ok=True)
        (tree / ".agents" / path).write_text(text, "utf-8")
        copy = (tree / ".claude" / path).with_name(COPY.replace("NAME", f"{name}.md"))
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(INCLUDE.replace("PATH", path), "utf-8")


def release_three(machine: Machine, template: Path) -> None:
    """Release a template three times, with files that move, go and come."""
    tree = template / TREE
    moved = "".join(f"Line {n} of a file that moves.\n" for n in range(9))
    write_references(tree, old=moved, gone="Goes.\n")
    release(machine, template, FIRST)

    change_all(tree, TO_SECOND)
    write_tables(machine, tree)
    write_references(tree, new=moved, gone="Goes.\n")
    release(machine, template, SECOND)

    change_all(tree, TO_THIRD)
    change_all(template, NEW_QUESTION)
    write_tables(machine, tree)
    write_references(tree, new=moved)
    test = "def test_come() -> None:\n    assert len(str(12)) == 2\n"
    (tree / "tests/unit/pure/test_come.py").write_text(test, "utf-8")
    release(machine, template, THIRD)


def release(machine: Machine, template: Path, tag: str) -> None:
    """Commit and tag a template as a version, with its wheel, of sources that lie beside it."""
    sources = template.with_name("sources")
    if not sources.exists():
        copy_template(sources, BUILT)
    set_version(template, tag.removeprefix("v"), sources)
    machine.commit_all(template, tag=tag)


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

    def born(self, folder: Path, answers: Answers) -> Path:
        """Return a repo made from the first version, committed, for a test to change.

        It is cookiecutter's; copier's is the same, as a test sees.
        """
        repo = shutil.copytree(self.fresh("cookiecutter", FIRST, answers), folder)
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
    """Run all sessions that `nox` runs; see that they pass and leave nothing but the lock behind."""
    done = machine.run("nox", cwd=repo)
    assert done.code == 0, done.text
    assert machine.git("status", "--porcelain", cwd=repo) in ("", f"?? {LOCK}")
    (repo / LOCK).unlink()
