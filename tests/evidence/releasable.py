"""What a release must be: its number, its changelog, the files that go with it."""

import re

from tests.classes import Version, gone

CHANGELOG = "docs/changelog.md"
FORM = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


class ReleaseError(Exception):
    """One sentence that says why there is no release, and what to do."""


def numbers(version: str) -> tuple[int, ...]:
    """Return the three numbers of a version. Raises ReleaseError for another form."""
    if not FORM.fullmatch(version):
        raise ReleaseError(f"{version!r} is no version; give one like 1.2.3.")
    return tuple(map(int, version.split(".")))


def releases(tags: list[str]) -> list[str]:
    """Return the tags that name a release, the newest last."""
    found = [tag for tag in tags if tag[0] == "v" and FORM.fullmatch(tag[1:])]
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


def check_follows(version: str, tags: list[str], *, is_clean: bool) -> None:
    """Raise ReleaseError if a version cannot follow these releases, the newest last."""
    new = numbers(version)
    if not is_clean:
        raise ReleaseError("There is uncommitted work; commit it, a tag names a commit.")
    if tags and numbers(tags[-1][1:]) >= new:
        raise ReleaseError(f"{version} does not follow {tags[-1]}; give a higher version.")


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
