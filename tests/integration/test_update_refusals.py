"""What `copier update` refuses, in whose words, with nothing changed; docs/update.md lists it."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.integration.chain import ANSWERS_FILE, FIRST, Chain, change
from tests.integration.engines import ENGINES, Answers, Done, Machine, contents
from tests.places import ROOT

PLAIN: Answers = {"example": False, "clients": False}
Spoil = Callable[[Path, Machine, Chain], None]
# For root, too, what is read-only shall be read-only: Linux then takes one capability away.
AS_ANYONE = """
import ctypes, subprocess, sys
DROP_FROM_BOUNDS, OVERRIDE_MODES = 24, 1
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(DROP_FROM_BOUNDS, OVERRIDE_MODES, 0, 0, 0)
sys.exit(subprocess.call(sys.argv[1:]))
"""


def as_anyone(machine: Machine, *command: str, cwd: Path) -> Done:
    """Run a command without the powers of root over files."""
    return machine.run("python", "-c", AS_ANYONE, *command, cwd=cwd)


def rewrite(old: str, new: str) -> Spoil:
    """Return what replaces some of the answers file, all of it for no `old`, and commits."""

    def write(repo: Path, machine: Machine, _: Chain) -> None:
        file = repo / ANSWERS_FILE
        if old:
            change(file, old, new)
        else:
            file.write_text(new, "utf-8")
        machine.commit_all(repo)

    return write


def edit_readme(repo: Path, _: Machine, __: Chain) -> None:
    change(repo / "README.md", "", "Ours.\n")


def forget_git(repo: Path, _: Machine, __: Chain) -> None:
    shutil.rmtree(repo / ".git")


def remove_answers(repo: Path, machine: Machine, _: Chain) -> None:
    (repo / ANSWERS_FILE).unlink()
    machine.commit_all(repo)


def forbid_writing(repo: Path, _: Machine, __: Chain) -> None:
    for path in [repo, *repo.rglob("*")]:
        path.chmod(path.stat().st_mode & ~0o222)


def name_another(repo: Path, machine: Machine, chain: Chain, tag: str = "v3.0.0") -> None:
    """Name a template that has nothing to do with this repo."""
    other = repo.with_name("other")
    other.mkdir()
    (other / "copier.yml").write_text("name: x\n")
    machine.commit_all(other, tag=tag)
    rewrite("", f"_commit: {FIRST}\n_src_path: {other}\n")(repo, machine, chain)


def pass_the_newest_tag(repo: Path, machine: Machine, chain: Chain) -> None:
    """Say that this repo is from a commit after the newest tag."""
    other = repo.with_name("other")
    machine.git("clone", "--quiet", str(chain.template), str(other), cwd=repo)
    machine.git("commit", "--quiet", "--allow-empty", "--message", "More", cwd=other)
    commit = machine.git("describe", "--tags", cwd=other)
    rewrite("", f"_commit: {commit}\n_src_path: {other}\n")(repo, machine, chain)


GONE = "https://127.0.0.1:9/plumbline.git"  # the port that discards; nobody listens there
REFUSED: dict[str, tuple[str, Spoil]] = {
    "changes not committed": ("Destination repository is dirty; cannot continue.", edit_readme),
    "no git repository": ("Updating is only supported in git-tracked subprojects.", forget_git),
    "no answers file": ("Template not found", remove_answers),
    "answers file is no YAML": ("ParserError: while parsing", rewrite("", "{ no: [\n")),
    "answers file is one word": (
        "'str' object has no attribute 'items'",
        rewrite("", "nonsense\n"),
    ),
    "answers file is empty": ("'NoneType' object has no attribute 'items'", rewrite("", "")),
    "no `_src_path`": ("Template not found", rewrite("_src_path", "_source")),
    "no `_commit`": (
        "Cannot update because cannot obtain old template references",
        rewrite("_commit", "_version"),
    ),
    "`_commit` is not in the template": ("Unknown revision", rewrite(FIRST, "v0.0.7")),
    "`_src_path` is another template": ("Unknown revision", name_another),
    "`_src_path` is no folder": (
        "Local template must be a directory.",
        rewrite('_src_path: "', '_src_path: "/gone'),
    ),
    "`_src_path` cannot be reached": (
        "fatal: unable to access",
        lambda repo, machine, chain: rewrite(str(chain.template), GONE)(repo, machine, chain),
    ),
    "repo is from a commit after the newest tag": (
        "Downgrades are not supported.",
        pass_the_newest_tag,
    ),
    "an answer that is not valid": (
        "Validation error for question 'package_name': package_name must be a Python identifier",
        rewrite('e: "my_project"', 'e: "my project"'),
    ),
    "files cannot be written": ("Permission denied", forbid_writing),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_changes_nothing(
    machine: Machine, chain: Chain, tmp_path: Path, what: str
) -> None:
    repo = chain.born(tmp_path / "repo", PLAIN)
    words, spoil = REFUSED[what]
    spoil(repo, machine, chain)
    before = contents(repo)

    is_plain = spoil is not forbid_writing
    run = machine.run if is_plain else partial(as_anyone, machine)
    done = run("copier", "update", "--defaults", cwd=repo)

    assert done.code != 0
    assert words in done.text
    assert contents(repo) == before


def test_the_docs_list_what_is_refused() -> None:
    rows = [f"| {what} | {words} |" for what, (words, _) in REFUSED.items()]
    table = "\n".join(["| what is wrong | copier says |", "| --- | --- |", *rows, ""])

    assert table in (ROOT / "docs/update.md").read_text("utf-8"), table


def test_another_template_with_such_a_tag_is_not_noticed(
    machine: Machine, chain: Chain, tmp_path: Path
) -> None:
    repo = chain.born(tmp_path / "repo", PLAIN)
    name_another(repo, machine, chain, tag=FIRST)
    before = contents(repo)

    done = machine.run("copier", "update", "--defaults", cwd=repo)

    assert done.code == 0, done.text
    assert "Keeping template version" in done.text
    assert contents(repo) == before


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("place", ["a file", "read-only"])
def test_a_place_that_cannot_be_written_gets_nothing(
    machine: Machine, template: Path, tmp_path: Path, engine: str, place: str
) -> None:
    folder = tmp_path / "folder"
    if place == "a file":
        folder.write_text("x")
    else:
        folder.mkdir(mode=0o555)
    command = {
        "cookiecutter": ("cookiecutter", "--no-input", str(template), "-o", str(folder)),
        "copier": ("copier", "copy", "--defaults", str(template), str(folder)),
    }

    done = as_anyone(machine, *command[engine], cwd=tmp_path)

    words = {"cookiecutter": "Unable to create directory at", "copier": "[Errno "}
    assert done.code != 0
    assert words[engine] in done.text
    assert contents(tmp_path).keys() == {"folder"}


def test_a_repo_is_not_made_over_another(machine: Machine, template: Path, tmp_path: Path) -> None:
    (tmp_path / "my-project").mkdir()
    (tmp_path / "my-project/README.md").write_text("Ours.\n")

    done = machine.cookiecutter(str(template), tmp_path, {})

    assert done.code != 0
    assert '"my-project" directory already exists' in done.text
    assert (tmp_path / "my-project/README.md").read_text() == "Ours.\n"
