"""A release is refused until its changelog, its number and its updates are right."""

from pathlib import Path

import pytest

from release import ReleaseError, check_all, check_entry

from tests.integration.engines import Machine

ENTRY = (
    "# Changelog\n\n## [1.1.0] - 2026-11-25\n\n### Added\n- A thing.\n\n## [1.0.0] - 2026-01-01\n"
)


def said(root: Path, version: str) -> list[str]:
    """Check a release; return what it said."""
    lines: list[str] = []
    check_all(root, version, lines.append)
    return lines


@pytest.fixture
def ready(machine: Machine, own_template: Path) -> Path:
    """Return a template with the tag v1.0.0, whose changelog has an entry for 1.1.0."""
    (own_template / "CHANGELOG.md").write_text(ENTRY, "utf-8")
    machine.commit_all(own_template)
    return own_template


def test_a_version_that_is_ready_is_let_through(ready: Path) -> None:
    assert said(ready, "1.1.0") == ["Updating repos of v1.0.0 by way of both engines ..."]


def test_the_first_release_has_nothing_to_update_from(machine: Machine, ready: Path) -> None:
    machine.git("tag", "--delete", "v1.0.0", cwd=ready)

    assert said(ready, "1.1.0") == ["There is no release yet, so there is nothing to update from."]


@pytest.mark.parametrize("version", ["", "1", "v1.1.0", "1.1", "1.1.0rc1", "01.1.0", "1.1.0\n"])
def test_another_form_of_version_is_refused(ready: Path, version: str) -> None:
    with pytest.raises(ReleaseError, match=r"is no version; give one like 1\.2\.3"):
        said(ready, version)


@pytest.mark.parametrize("version", ["1.0.0", "0.9.9"])
def test_a_version_that_does_not_follow_is_refused(ready: Path, version: str) -> None:
    with pytest.raises(ReleaseError, match=r"does not follow v1\.0\.0; give a higher version"):
        said(ready, version)


def test_uncommitted_work_is_refused(ready: Path) -> None:
    (ready / "README.md").write_text("x", "utf-8")

    with pytest.raises(ReleaseError, match="There is uncommitted work; commit it"):
        said(ready, "1.1.0")


@pytest.mark.parametrize("version", ["1.0.0", "1.2.0", "1.1"])
def test_a_changelog_without_the_entry_is_refused(version: str) -> None:
    with pytest.raises(ReleaseError, match=r"CHANGELOG\.md has no entry"):
        check_entry(ENTRY, version)


def test_an_update_that_does_not_arrive_is_refused(machine: Machine, ready: Path) -> None:
    copier = ready / "copier.yml"
    text = copier.read_text("utf-8")
    copier.write_text(text.replace("_exclude:\n", '_exclude:\n  - "/CHANGELOG.md"\n'), "utf-8")
    (ready / "{{cookiecutter.project_slug}}/CHANGELOG.md").write_text("# New\n", "utf-8")
    machine.commit_all(ready)

    with pytest.raises(ReleaseError, match=r"does not become one of v1\.1\.0: CHANGELOG"):
        said(ready, "1.1.0")
