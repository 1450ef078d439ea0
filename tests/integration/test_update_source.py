"""`copier update` finds the template again, however it was named, and after it moved."""

from pathlib import Path

import pytest

from tests.integration.chain import ANSWERS_FILE, FIRST, SECOND, THIRD, Chain, change, update
from tests.integration.engines import ENGINES, Answers, Machine, contents

PLAIN: Answers = {"example": False, "clients": False}
# How the template is named; below {folder} it is one on this machine, elsewhere git leads there.
NAMES = {
    "relative path": "../../org/plumbline.git",
    "absolute path": "{folder}/org/plumbline.git",
    "file URL": "{url}/org/plumbline.git",
    "marked file URL": "git+{url}/org/plumbline.git",
    "ssh address": "git@example.com:org/plumbline.git",
    "short form": "gh:org/plumbline",
}
HOSTS = ("https://example.com/", "git@example.com:", "https://github.com/")


@pytest.fixture
def linked(tmp_path: Path) -> Machine:
    """Return a machine on which every host is the folder of the test."""
    machine = Machine(tmp_path / "home")
    for host in HOSTS:
        key = f"url.{tmp_path.as_posix()}/.insteadOf"
        machine.git("config", "--global", "--add", key, host, cwd=tmp_path)
    return machine


@pytest.fixture
def moving(linked: Machine, chain: Chain, tmp_path: Path) -> Path:
    """Return a clone of the template that has its first version only."""
    folder = tmp_path / "org" / "plumbline.git"
    linked.git("clone", "--quiet", str(chain.template), str(folder), cwd=tmp_path)
    linked.git("reset", "--quiet", "--hard", FIRST, cwd=folder)
    linked.git("tag", "--delete", SECOND, THIRD, cwd=folder)
    return folder


def move_on(machine: Machine, template: Path, *options: str) -> None:
    """Bring the other versions into the template."""
    machine.git("fetch", "--quiet", *options, cwd=template)
    machine.git("reset", "--quiet", "--hard", "origin/main", cwd=template)


def born(machine: Machine, template: str, folder: Path) -> Path:
    """Return a repo, committed, that both engines make the same from a template."""
    by_cookiecutter, repo = (
        machine.render(engine, template, folder / engine, PLAIN) for engine in ENGINES
    )
    assert contents(by_cookiecutter) == contents(repo)
    machine.commit_all(repo)
    return repo


def check(chain: Chain, repo: Path, source: str, version: str | None = THIRD) -> None:
    """See that a repo is one of the newest version, from a source."""
    files, expected = contents(repo), contents(chain.fresh("copier", THIRD, PLAIN))
    answers = files.pop(ANSWERS_FILE).decode()
    assert f'_src_path: "{source}"\n' in answers
    assert version is None or f'_commit: "{version}"\n' in answers
    assert expected.pop(ANSWERS_FILE)
    assert files == expected


@pytest.mark.parametrize("named", NAMES)
def test_a_template_is_found_by_its_name(
    linked: Machine, chain: Chain, moving: Path, tmp_path: Path, named: str
) -> None:
    name = NAMES[named].format(folder=tmp_path, url=tmp_path.as_uri())
    repo = born(linked, name, tmp_path / "work")
    move_on(linked, moving)

    update(linked, repo)

    check(chain, repo, str(moving) if named == "relative path" else name)


def test_a_template_without_tags_is_followed_by_its_commits(
    linked: Machine, chain: Chain, moving: Path, tmp_path: Path
) -> None:
    linked.git("tag", "--delete", FIRST, cwd=moving)
    repo = born(linked, str(moving), tmp_path / "work")
    move_on(linked, moving, "--no-tags")

    update(linked, repo)

    commit = linked.git("rev-parse", "--short", "HEAD", cwd=moving)
    check(chain, repo, str(moving), version=commit)


@pytest.mark.parametrize("named", ["absolute path", "short form"])
def test_a_template_that_moved_is_found_by_its_new_name(
    linked: Machine, chain: Chain, moving: Path, tmp_path: Path, named: str
) -> None:
    name = NAMES[named].format(folder=tmp_path)
    repo = born(linked, name, tmp_path / "work")
    move_on(linked, moving)
    elsewhere = moving.rename(tmp_path / "elsewhere.git")
    new = str(elsewhere) if named == "absolute path" else "https://example.com/elsewhere.git"

    assert linked.run("copier", "update", "--defaults", cwd=repo).code != 0
    change(repo / ANSWERS_FILE, f'_src_path: "{name}"', f'_src_path: "{new}"')
    linked.commit_all(repo)
    update(linked, repo)

    check(chain, repo, new)
