"""Both engines, called as a user calls them, blind to this machine's settings."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.evidence import wheel
from tests.integration.commands import is_here, run_here
from tests.places import BYTECODE, ROOT, TOOLS, TREE

Answers = Mapping[str, str | bool]
ENGINES = ("cookiecutter", "copier")
# No upkeep, no samples of hooks, no waiting for the disk: what is made here lives for minutes.
GIT = """
[init]
defaultBranch = main
templateDir = ~/template
[gc]
auto = 0
[maintenance]
auto = false
[core]
fsync = none
preloadIndex = false
[index]
threads = 1
[pack]
threads = 1
"""
READ = ("copier.yml", "cookiecutter.json", "hooks", TREE.name, "tests/classes.toml")
BUILT = ("pyproject.toml", "LICENSE", "docs/package.md", "docs/changelog.md", "src")
WHO = {"NAME": "Someone", "EMAIL": "someone@example.com"}


@dataclass(frozen=True)
class Done:
    """What a command left: its exit code and everything it said."""

    code: int
    text: str


class Machine:
    """A home, a PATH and a git identity of the tests' own."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.home = home
        clean = {
            k: v
            for k, v in os.environ.items()
            if not k.startswith(("GIT_", "GITHUB_", "NOX", "PYTEST", "UV_COMPILE"))
            and k not in ("CI", "BUILD_NUMBER")  # pytest prints more there
        }
        who = {f"GIT_{role}_{k}": v for role in ("AUTHOR", "COMMITTER") for k, v in WHO.items()}
        self.environment = {
            **clean,
            **who,
            "HOME": str(home),
            "USERPROFILE": str(home),
            "GIT_CONFIG_GLOBAL": str(home / "gitconfig"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "COPIER_CACHE_DIR": str(home / "copier"),
            "MYPY_CACHE_DIR": str(home / "mypy"),
            "PIP_NO_COMPILE": "1",  # it takes longer than to install
            "COOKIECUTTER_CONFIG": str(home / "cookiecutter.yml"),
            "PATH": os.pathsep.join([str(TOOLS), clean["PATH"]]),
            **BYTECODE,
            "NO_COLOR": "1",
            "COLUMNS": "400",  # nobody breaks a sentence
            **_kept_caches(),
        }
        kept = {name: str(home / name) for name in ("cookiecutters_dir", "replay_dir")}
        (home / "cookiecutter.yml").write_text(json.dumps(kept), "utf-8")
        (home / "gitconfig").write_text(GIT, "utf-8")
        for name in ("hooks", "info"):
            (home / "template" / name).mkdir(parents=True, exist_ok=True)

    def run(self, *command: str, cwd: Path, **extra: str) -> Done:
        """Run a command of the environment's tools, in this process where that can be."""
        if is_here(command):
            return Done(*run_here(cwd, command, {**self.environment, **extra}))
        return self.run_apart(*command, cwd=cwd, **extra)

    def run_apart(self, *command: str, cwd: Path, **extra: str) -> Done:
        """Run a command in a process of its own."""
        program = shutil.which(command[0], path=str(TOOLS)) or command[0]
        done = subprocess.run(
            [program, *command[1:]],
            cwd=cwd,
            env={**self.environment, **extra},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        return Done(done.returncode, done.stdout)

    def git(self, *arguments: str, cwd: Path) -> str:
        """Run git; an error of it is an error of the test."""
        done = self.run("git", *arguments, cwd=cwd)
        assert done.code == 0, done.text
        return done.text.strip()

    def commit_all(self, folder: Path, tag: str | None = None) -> None:
        """Commit everything in a folder, and tag it."""
        self.git("init", "--quiet", cwd=folder)
        self.git("add", "--all", cwd=folder)
        self.git("commit", "--quiet", "--message", "All", cwd=folder)
        if tag:
            self.git("tag", tag, cwd=folder)
            self.git("repack", "-a", "-d", "--quiet", cwd=folder)  # it is cloned again and again

    def cookiecutter(self, template: str, folder: Path, answers: Answers, *options: str) -> Done:
        """Render into a new folder below `folder`; cookiecutter reads its words as Jinja."""
        words = [f"{name}={_literal(_word(value))}" for name, value in answers.items()]
        return self.run("cookiecutter", "--no-input", *options, template, *words, cwd=folder)

    def copier(self, template: str, folder: Path, answers: Answers, *options: str) -> Done:
        """Render into `folder`/new, called from `folder`."""
        data = [w for name, value in answers.items() for w in ("-d", f"{name}={_word(value)}")]
        return self.run(
            "copier", "copy", "--defaults", *options, *data, template, "new", cwd=folder
        )

    def render(self, engine: str, template: str, folder: Path, answers: Answers) -> Path:
        """Render the newest commit of a template with either engine; return the new repo."""
        folder.mkdir(parents=True, exist_ok=True)
        if engine == "cookiecutter":
            done = self.cookiecutter(template, folder, answers)
        else:
            done = self.copier(template, folder, answers, "--vcs-ref=HEAD")
        assert done.code == 0, done.text
        (made,) = [path for path in folder.iterdir() if path.is_dir()]
        return made


@dataclass(frozen=True)
class Renders:
    """What one template gave, each set of answers once."""

    machine: Machine
    template: Path
    folder: Path
    made: dict[str, Path] = field(default_factory=dict)

    def fresh(self, engine: str, answers: Answers) -> Path:
        """Return a fresh render; do not change it."""
        key = f"{engine} {sorted(answers.items())}"
        if key not in self.made:
            folder = self.folder / str(len(self.made))
            self.made[key] = self.machine.render(engine, str(self.template), folder, answers)
        return self.made[key]

    def born(self, folder: Path, answers: Answers, engine: str = "cookiecutter") -> Path:
        """Return a render, committed, for a test to change; both engines make the same."""
        repo = shutil.copytree(self.fresh(engine, answers), folder)
        self.machine.commit_all(repo)
        return repo


@cache
def _kept_caches() -> dict[str, str]:
    """Name the package caches that the home of the tests would hide."""
    caches = {"UV_CACHE_DIR": ("uv", "cache", "dir"), "PIP_CACHE_DIR": ("pip", "cache", "dir")}
    kept = {}
    for name, command in caches.items():
        program = shutil.which(command[0], path=os.pathsep.join([str(TOOLS), os.environ["PATH"]]))
        if program:
            done = subprocess.run(
                [program, *command[1:]], capture_output=True, encoding="utf-8", check=False
            )
            if done.returncode == 0:
                kept[name] = done.stdout.strip()
    return kept


def _word(value: str | bool) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _literal(text: str) -> str:
    is_jinja = any(mark in text for mark in ("{{", "{%", "{#"))
    return f"{{{{ {json.dumps(text, ensure_ascii=False)} }}}}" if is_jinja else text


@cache
def _wheel_now() -> tuple[str, bytes]:
    """Build the wheel of today's sources, once in a process; return its name and bytes."""
    with tempfile.TemporaryDirectory() as folder:
        made = wheel.build(Path(folder))
        return made.name, made.read_bytes()


def _renew_wheel(tree: Path) -> None:
    """Let a copied tree carry today's sources; the wheel that is kept may be older."""
    name, content = _wheel_now()
    for old in wheel.vendored(tree):
        old.unlink()
    (tree / "vendor").mkdir(exist_ok=True)
    (tree / "vendor" / name).write_bytes(content)


def copy_template(folder: Path, parts: Iterable[str] = READ) -> Path:
    """Copy the template as it stands, with what is not committed yet, to a new folder.

    Only what an engine or a release reads: copier clones all there is, five times in an update.
    """
    listed = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *parts)
    done = subprocess.run(listed, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    for name in filter(None, done.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    if TREE.name in parts:
        _renew_wheel(folder / TREE.name)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file of a repo, and every folder as such, but not .git."""
    paths = [path for path in folder.rglob("*") if ".git" not in path.relative_to(folder).parts]
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else b"a folder"
        for path in paths
    }
