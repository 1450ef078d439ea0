"""What belongs in the repo, and what a .gitignore keeps out of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..history import Git, git
from ..table import FILE, LevelsError, Table
from ..writer.role import HOOK
from .skills import WRITERS

OURS = (
    *(FILE, "levels-baseline.toml", "vendor/pytest_plumbline-*.whl", ".copier-answers*.yml"),
    *("AGENTS.md", "CLAUDE.md", "tests/AGENTS.md", "tests/CLAUDE.md"),
    *("tests/contracts/__init__.py", "tests/fakes/ruff.toml", "tests/unit/services/__init__.py"),
    *(".claude/settings.json", ".codex/hooks.json", ".github/hooks/test-writer.json"),
    *(HOOK, *WRITERS, ".agents/skills/*/SKILL.md"),
)
OF_FOLDERS = ("__init__.py", "ruff.toml")  # of each level


def check_ignored(root: Path, table: Table, ask: Git = git) -> list[str]:
    """Return a finding, `path:line: message`, for each rule of git that keeps a file of ours out."""
    files = [path.relative_to(root).as_posix() for name in OURS for path in root.glob(name)]
    skills = (path.parent.name for path in root.glob(".agents/skills/*/SKILL.md"))
    files += [f".claude/skills/{name}/SKILL.md" for name in skills]
    files += [f"{path}/{name}" for one in table.levels for path in one.paths for name in OF_FOLDERS]
    there = [file for file in files if (root / file).is_file()]
    try:
        words = ("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--")
        ignored = ask(root, *words, *(f":(literal){file}" for file in there)) if there else ""
        names = [name for name in ignored.split("\0") if name]
        said = ask(root, "check-ignore", "-v", "--stdin", given="\n".join(names)) if names else ""
    except LevelsError:
        return []  # no repository, or no git
    return [*_findings(said.splitlines())]


def _findings(lines: list[str]) -> Iterator[str]:
    rules: dict[str, list[str]] = {}
    for line in lines:
        rule, _, name = line.partition("\t")
        rules.setdefault(rule, []).append(name)
    told = []
    for rule, names in rules.items():
        file, line, pattern = rule.split(":", 2)
        told.append((file, int(line), pattern, names))
    for file, number, pattern, names in sorted(told):
        more = f" and {len(names) - 1} more of the levels' files" if len(names) > 1 else ""
        yield (
            f"{file}:{number}: {pattern} keeps {names[0]}{more} out of git, and of every clone; take "
            f"that line out, or `git add --force {' '.join(names)}`"
        )
