"""Check that a version of the template can be released: `nox -s release -- X.Y.Z` then tags it."""

import sys
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path

from tests.classes import TREE, Version, read_version
from tests.evidence import wheel
from tests.evidence.releasable import (
    CHANGELOG,
    ReleaseError,
    check_entry,
    check_files,
    check_follows,
    releases,
)
from tests.integration.engines import ENGINES, Machine, contents
from tests.places import ROOT


def check_package(root: Path, version: str) -> None:
    """Raise ReleaseError unless the package has this version, and the tree its wheel."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    if project["version"] != version:
        raise ReleaseError(
            f"pyproject.toml has the version {project['version']}, not {version}; "
            "set it, run `nox -s wheel` and commit both."
        )
    if not wheel.is_current(root / TREE, root):
        raise ReleaseError(
            "The wheel in vendor/ of the tree is not what src/plumbline makes; "
            "run `nox -s wheel` and commit it."
        )


def version_at(machine: Machine, root: Path, commit: str) -> Version:
    """Return what a commit of the template says about files."""
    listed = machine.git("ls-tree", "-r", "-z", "--name-only", commit, "--", TREE, cwd=root)
    return read_version(
        filter(None, listed.split("\0")),
        lambda name: machine.git("show", f"{commit}:{name}", cwd=root),
    )


def check_update(machine: Machine, root: Path, last: str, version: str) -> None:
    """Raise ReleaseError unless an untouched repo of the last release becomes one of this version."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder).resolve()
        template = work / "template"
        machine.git("clone", "--quiet", str(root), str(template), cwd=work)
        machine.git("checkout", "--quiet", last, cwd=template)
        born = {
            engine: machine.render(engine, str(template), work / engine, {}) for engine in ENGINES
        }
        machine.git("checkout", "--quiet", machine.git("rev-parse", "HEAD", cwd=root), cwd=template)
        machine.git("tag", f"v{version}", cwd=template)
        fresh = contents(machine.render("copier", str(template), work / "fresh", {}))
        new = version_at(machine, root, "HEAD")
        for engine, repo in born.items():
            machine.commit_all(repo)
            done = machine.run("copier", "update", "--defaults", cwd=repo)
            left = {name for name in contents(repo) if new.lets_go(name)} - new.all_files()
            now = {name: data for name, data in contents(repo).items() if name not in left}
            wrong = sorted(name for name in {*now, *fresh} if now.get(name) != fresh.get(name))
            if done.code or wrong:
                raise ReleaseError(
                    f"A repo that {engine} made of {last} does not become one of v{version}: "
                    f"{', '.join(wrong) or done.text}."
                )


def check_all(root: Path, version: str, say: Callable[[str], None] = print) -> None:
    """Raise ReleaseError at the first thing that speaks against a release."""
    with tempfile.TemporaryDirectory() as home:
        machine = Machine(Path(home))
        tags = releases(machine.git("tag", "--list", "v*", cwd=root).split())
        changes = machine.git("status", "--porcelain", cwd=root)
        check_follows(version, tags, is_clean=not changes)
        check_package(root, version)
        changelog = (root / CHANGELOG).read_text("utf-8")
        entry = check_entry(changelog, version)
        new = version_at(machine, root, "HEAD")
        for tag in tags:
            said = entry if tag == tags[-1] else changelog  # some repos skip releases
            check_files(version_at(machine, root, tag), new, said)
        if not tags:
            say("There is no release yet, so there is nothing to update from.")
        else:
            last = tags[-1]
            say(f"Updating repos of {last} by way of both engines ...")
            check_update(machine, root, last, version)


if __name__ == "__main__":
    try:
        check_all(ROOT, "".join(sys.argv[1:2]))
    except ReleaseError as error:
        sys.exit(str(error))
