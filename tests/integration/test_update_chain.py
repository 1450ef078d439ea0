"""`copier update` along three versions of the template, for repos that their owners changed."""

import shutil
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from tests.integration.chain import FIRST, SECOND, SKILL, THIRD, Chain, check_all, update
from tests.integration.engines import ENGINES, Answers, Machine, contents
from tests.integration.owners import OWNERS
from tests.places import ROOT

PLAIN: Answers = {"example": False, "clients": False}


def touched(chain: Chain, folder: Path, owner: str) -> tuple[Path, dict[str, bytes]]:
    """Return a repo of the first version that its owner changed, and what it is to become."""
    touch, answers = OWNERS[owner]
    repo = chain.born(folder / "repo", answers)
    touch(chain.machine, repo)
    chain.machine.git("add", "--all", cwd=repo)
    chain.machine.git("commit", "--quiet", "--allow-empty", "--message", "Ours", cwd=repo)
    expected = shutil.copytree(chain.fresh("copier", THIRD, answers), folder / "expected")
    touch(chain.machine, expected)
    return repo, contents(expected)


@pytest.mark.parametrize("version", [FIRST, THIRD])
@pytest.mark.parametrize("answers", [answers for _, answers in OWNERS.values()], ids=[*OWNERS])
def test_a_version_is_the_same_from_both_engines(
    chain: Chain, answers: Answers, version: str
) -> None:
    by_cookiecutter, by_copier = (chain.fresh(engine, version, answers) for engine in ENGINES)

    assert contents(by_cookiecutter) == contents(by_copier)


@pytest.mark.parametrize("owner", OWNERS)
def test_a_repo_becomes_a_fresh_one_with_the_edits_of_its_owner(
    machine: Machine, chain: Chain, tmp_path: Path, owner: str
) -> None:
    repo, expected = touched(chain, tmp_path, owner)

    update(machine, repo)

    assert contents(repo) == expected
    if owner != "untouched":  # which is a fresh repo, byte for byte
        check_all(machine, repo)
    head = machine.git("rev-parse", "HEAD", cwd=repo)
    update(machine, repo)
    assert machine.git("rev-parse", "HEAD", cwd=repo) == head


@pytest.mark.parametrize("owner", OWNERS)
def test_one_version_after_the_other_gives_the_same(
    machine: Machine, chain: Chain, tmp_path: Path, owner: str
) -> None:
    repo, expected = touched(chain, tmp_path, owner)

    update(machine, repo, f"--vcs-ref={SECOND}")
    update(machine, repo, f"--vcs-ref={THIRD}")

    assert contents(repo) == expected


def test_example_and_clients_can_go_and_come_back(
    machine: Machine, chain: Chain, tmp_path: Path
) -> None:
    repo = chain.born(tmp_path / "repo", {})

    update(machine, repo, f"--vcs-ref={SECOND}", "-d", "example=false", "-d", "clients=false")
    assert contents(repo) == contents(chain.fresh("copier", SECOND, PLAIN))
    update(machine, repo, "-d", "example=true", "-d", "clients=true")
    assert contents(repo) == contents(chain.fresh("copier", THIRD, {}))


def test_the_versions_differ_in_every_class_of_file(chain: Chain) -> None:
    classes = tomllib.loads((ROOT / "tests/classes.toml").read_text("utf-8"))
    changed: set[str] = set()
    for ci in ("github", "gitlab"):
        old, new = (contents(chain.fresh("copier", v, {"ci": ci})) for v in (FIRST, THIRD))
        changed |= {name for name in {*old, *new} if old.get(name) != new.get(name)}

    patterns = [pattern for row in classes.values() for pattern in row["files"]]
    missing = [p for p in patterns if not any(fnmatchcase(name, p) for name in changed)]

    assert missing == []
    references = {f".agents/{SKILL}/references/{name}.md" for name in ("old", "new", "gone")}
    assert references <= changed
    assert {f"vendor/pytest_plumbline-{v[1:]}-py3-none-any.whl" for v in (FIRST, THIRD)} <= changed
