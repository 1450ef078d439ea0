"""Check that a version of the template can be released: `nox -s release -- X.Y.Z` then tags it."""

import re
import sys
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path

from tests.classes import TREE, Version, gone, read_version
from tests.evidence import wheel
from tests.integration.engines import ENGINES, Machine, contents
from tests.places import ROOT

CHANGELOG = "docs/changelog.md"
FORM = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


class ReleaseError(Exception):
    """One sentence that says why there is no release, and what to do."""


def numbers(version: str) -> tuple[int, ...]:
    """Return the three numbers of a version. Raises ReleaseError for another form."""
    if not FORM.fullmatch(version):
        raise ReleaseError(f"{version!r} is no version; give one like 1.2.3.")
    return tuple(map(int, version.split(".")))


def releases(machine: Machine, root: Path) -> list[str]:
    """Return the tags of all releases, the newest last."""
    tags = machine.git("tag", "--list", "v*", cwd=root).split()
    found = [tag for tag in tags if FORM.fullmatch(tag[1:])]
    return sorted(found, key=lambda tag: numbers(tag[1:]))


def check_entry(changelog: str, version: str) -> str:
    """Return the lines of a version in the changelog. Raises ReleaseError without date or lines."""
    heading = rf"^## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d\n(.*?)(?=^## |\Z)"
    entry = re.search(heading, changelog, re.MULTILINE | re.DOTALL)
    if entry is None or "\n- " not in entry[1]:
        raise ReleaseError(
            f"{CHANGELOG} has no entry `## [{version}] - YYYY-MM-DD` with lines below it; write it."
        )
    return entry[1]


def check_repo(machine: Machine, root: Path, version: str) -> list[str]:
    """Return the releases. Raises ReleaseError if this version cannot follow them from here."""
    new = numbers(version)
    if machine.git("status", "--porcelain", cwd=root):
        raise ReleaseError("There is uncommitted work; commit it, a tag names a commit.")
    tags = releases(machine, root)
    if tags and numbers(tags[-1][1:]) >= new:
        raise ReleaseError(f"{version} does not follow {tags[-1]}; give a higher version.")
    return tags


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


def check_files(old: Version, new: Version, entry: str) -> None:
    """Raise ReleaseError if an update would take out an edit without a word: copier does not ask."""
    for name, whose in gone(old, new).items():
        if name.startswith("vendor/"):
            continue  # a release has another wheel, which nobody edits
        if whose != "template":
            raise ReleaseError(
                f"{name} goes from repos that have it, edits and all, and its owner may edit it; "
                f'put it back, or, so that repos keep theirs, add "/{name}" to _exclude in copier.yml.'
            )
        if f"`{name}`" not in entry:
            raise ReleaseError(
                f"{name} goes from repos that have it; say so in the entry in {CHANGELOG}, "
                f"as `{name}`, and where an edit of it belongs now."
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
        tags = check_repo(machine, root, version)
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
