"""Commands, the template's versions, and a package as its owner's git repository."""

import hashlib
import os
import re
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

from tests.evidence.adoption.outcomes import OUTCOMES
from tests.evidence.adoption.packages import Package
from tests.integration import engines
from tests.places import ROOT, TOOLS, TREE

CACHE = ROOT / ".nox" / "adoption"
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
IGNORED = "".join(
    f"{line}\n" for line in ("*.egg-info/", "*.py[co]", "*.so", ".*_cache/", "build/")
)
MINE = ("GIT_", "PYTEST", "NOX", "COV_", "VIRTUAL_ENV", "PYTHONPATH", "PYTHONDONTWRITE", "UV_COMP")


class Wrong(Exception):  # noqa: N818 - what is wrong, not an error of this code
    """What is not as it should be, in a sentence."""


def check(good: bool, *words: object) -> None:
    """Raise what is wrong unless it is good."""
    if not good:
        raise Wrong("\n".join(map(str, words)))


@dataclass(frozen=True)
class Done:
    """What a command left."""

    code: int
    out: str


def environment() -> dict[str, str]:
    """Return the user's own environment, without what says where this session runs."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(MINE)}
    who = {
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in (("NAME", "Owner"), ("EMAIL", "owner@example.com"))
    }
    path = os.pathsep.join([str(TOOLS), clean.get("PATH", "")])
    return {**clean, **who, "PATH": path, "NO_COLOR": "1", "COLUMNS": "400"}


def run(*words: str, cwd: Path, good: bool = True, **more: str) -> Done:
    """Run a command; what fails is wrong unless that is not minded."""
    program = shutil.which(words[0], path=environment()["PATH"]) or words[0]
    done = subprocess.run(
        [program, *words[1:]],
        cwd=cwd,
        env={**environment(), **more},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    check(not good or done.returncode == 0, f"{' '.join(words)}: {done.returncode}", done.stdout)
    return Done(done.returncode, COLOURS.sub("", done.stdout))


def python(env: Path) -> Path:
    """Return the Python of an environment."""
    return env / "Scripts" / "python.exe" if os.name == "nt" else env / "bin" / "python"


def watching(file: Path) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return the words and the variables that make a pytest write its outcomes to a file."""
    file.unlink(missing_ok=True)
    here = str(Path(__file__).parent)  # alone: the package may have a folder `tests` too
    return ("-p", "outcomes"), {"PYTHONPATH": here, OUTCOMES: str(file)}


def commit(repo: Path, message: str, tag: str | None = None) -> None:
    """Commit all there is, and tag it."""
    run("git", "add", "--all", cwd=repo)
    run("git", "commit", "--quiet", "--message", message, cwd=repo)
    if tag:
        run("git", "tag", tag, cwd=repo)


def hashes(repo: Path, names: list[str]) -> dict[str, str]:
    """Return a hash for each file."""
    return {name: hashlib.sha256((repo / name).read_bytes()).hexdigest() for name in names}


def tracked(repo: Path) -> list[str]:
    """Return the files that git has."""
    return run("git", "ls-files", "-z", cwd=repo).out.split("\0")[:-1]


def fetch(package: Package) -> Path:
    """Return the source distribution; it is kept."""
    folder = CACHE / package.pinned
    if not list(folder.glob("*.tar.gz")):
        folder.mkdir(parents=True, exist_ok=True)
        words = (
            "uv",
            "tool",
            "run",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--no-binary",
            ":all:",
        )
        run(*words, "--dest", str(folder), package.pinned, cwd=folder)
    (file,) = folder.glob("*.tar.gz")
    return file


def unpack(package: Package, folder: Path) -> Path:
    """Return the package as its owner's repository, committed and tagged with its version."""
    folder.mkdir(parents=True)
    with tarfile.open(fetch(package)) as archive:
        archive.extractall(folder, filter="data")
    (repo,) = folder.iterdir()
    for made in repo.rglob("*.egg-info"):  # by the build, as is a list that git need not have
        shutil.rmtree(made)
    if not (repo / ".gitignore").is_file():
        (repo / ".gitignore").write_text(IGNORED, "utf-8")
    run("git", "init", "--quiet", "--initial-branch", "main", cwd=repo)
    commit(repo, "Start", package.version)
    return repo


def copy_template(folder: Path) -> Path:
    """Copy the template as it stands here, with the wheel of its sources and the tag v1.0.0."""
    engines.copy_template(folder)
    run("git", "init", "--quiet", "--initial-branch", "main", cwd=folder)
    commit(folder, "First", "v1.0.0")
    return folder


def renew_template(template: Path) -> dict[str, str]:
    """Make v1.1.0 of it; return a text that each changed file must have then."""
    news = {
        "tests/unit/ruff.toml": "\n# Of the next version.\n",
        "AGENTS.md": "\nOf the next version.\n",
        "tests/NEXT.md": "Of the next version.\n",
    }
    for name, text in news.items():
        with (template / TREE.name / name).open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
    commit(template, "Second", "v1.1.0")
    return news
