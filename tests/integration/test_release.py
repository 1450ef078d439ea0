"""A release is refused until its changelog, number, wheel and updates are right."""

import shutil
from pathlib import Path

import pytest

from tests.evidence.releasable import CHANGELOG, ReleaseError
from tests.evidence.release import check_all
from tests.integration.chain import TREE, change, set_version
from tests.integration.engines import BUILT, READ, Machine, copy_template

ENTRY = (
    "# Changelog\n\n## [1.1.0] - 2026-11-25\n\n### Added\n- A thing.\n\n## [1.0.0] - 2026-01-01\n"
)


def said(root: Path, version: str) -> list[str]:
    """Check a release; return what it said."""
    lines: list[str] = []
    check_all(root, version, lines.append)
    return lines


@pytest.fixture(scope="module")
def made(machine: Machine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a template with the tag v1.0.0 that is 1.1.0 now, in its changelog, too."""
    folder = copy_template(tmp_path_factory.mktemp("made") / "plumbline", [*READ, *BUILT])
    machine.commit_all(folder, tag="v1.0.0")
    set_version(folder, "1.1.0", folder)
    (folder / CHANGELOG).write_text(ENTRY, "utf-8")
    machine.commit_all(folder)
    return folder


@pytest.fixture
def ready(made: Path, tmp_path: Path) -> Path:
    """Return a copy of it, for one test to change."""
    return shutil.copytree(made, tmp_path / "plumbline")


def test_a_version_that_is_ready_is_let_through(ready: Path) -> None:
    assert said(ready, "1.1.0") == ["Updating repos of v1.0.0 by way of both engines ..."]


def test_repos_that_skip_a_release_keep_theirs_too(machine: Machine, ready: Path) -> None:
    copier = ready / "copier.yml"
    text = copier.read_text("utf-8")
    (ready / TREE / "README.md").unlink()
    copier.write_text(text.replace("_exclude:\n", '_exclude:\n  - "/README.md"\n'), "utf-8")
    machine.commit_all(ready, tag="v1.0.1")
    copier.write_text(text, "utf-8")
    machine.commit_all(ready)

    with pytest.raises(ReleaseError, match=r"^README\.md goes from repos"):
        said(ready, "1.1.0")


def test_what_goes_is_looked_at_before_a_release(machine: Machine, ready: Path) -> None:
    (ready / TREE / "README.md").unlink()
    machine.commit_all(ready)

    with pytest.raises(ReleaseError, match=r"^README\.md goes from repos"):
        said(ready, "1.1.0")


def test_the_first_release_has_nothing_to_update_from(machine: Machine, ready: Path) -> None:
    machine.git("tag", "--delete", "v1.0.0", cwd=ready)

    assert said(ready, "1.1.0") == ["There is no release yet, so there is nothing to update from."]


def test_a_version_that_does_not_follow_is_refused(ready: Path) -> None:
    with pytest.raises(ReleaseError, match=r"does not follow v1\.0\.0; give a higher version"):
        said(ready, "1.0.0")


def test_uncommitted_work_is_refused(ready: Path) -> None:
    (ready / "README.md").write_text("x", "utf-8")

    with pytest.raises(ReleaseError, match="There is uncommitted work; commit it"):
        said(ready, "1.1.0")


def test_a_package_of_another_version_is_refused(ready: Path) -> None:
    with pytest.raises(
        ReleaseError, match=r"^pyproject\.toml has the version 1\.1\.0, not 1\.2\.0"
    ):
        said(ready, "1.2.0")


def test_a_wheel_that_is_not_of_these_sources_is_refused(machine: Machine, ready: Path) -> None:
    change(ready / "src/plumbline/table.py", "", "# new\n")
    machine.commit_all(ready)

    with pytest.raises(ReleaseError, match=r"^The wheel in vendor/ .* run `nox -s wheel`"):
        said(ready, "1.1.0")


def test_an_update_that_does_not_arrive_is_refused(machine: Machine, ready: Path) -> None:
    copier = ready / "copier.yml"
    text = copier.read_text("utf-8")
    copier.write_text(text.replace("_exclude:\n", '_exclude:\n  - "/CHANGELOG.md"\n'), "utf-8")
    (ready / TREE / "CHANGELOG.md").write_text("# New\n", "utf-8")
    machine.commit_all(ready)

    with pytest.raises(ReleaseError, match=r"does not become one of v1\.1\.0: CHANGELOG"):
        said(ready, "1.1.0")
