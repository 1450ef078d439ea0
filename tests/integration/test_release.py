"""A release is refused until its changelog, its number and its updates are right."""

from pathlib import Path

import pytest

from tests.evidence.release import ReleaseError, check_all, check_entry, check_files, version_at
from tests.integration.chain import PACKAGE, TREE
from tests.integration.engines import Machine
from tests.places import NOXFILE

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


def between(machine: Machine, root: Path) -> None:
    """Check which files go between v1.0.0 and what stands in a folder."""
    machine.commit_all(root)
    old, new = (version_at(machine, root, commit) for commit in ("v1.0.0", "HEAD"))
    check_files(old, new, ENTRY.replace("A thing.", "A thing; `levels/scope.py` is gone."))


@pytest.mark.parametrize(
    ("name", "becomes", "gone"),
    [
        ("README.md", None, "README.md"),
        (NOXFILE.name, "tasks.py", "noxfile.py"),
        ("tests/unit/ruff.toml", "tests/ruff.toml", "tests/unit/ruff.toml"),
        (
            "{% if cookiecutter.license == 'MIT' %}LICENSE{% endif %}",
            "{% if cookiecutter.license == 'MIT-0' %}LICENSE{% endif %}",
            "LICENSE",
        ),
        (
            "tests/commands/test_about.py",
            "tests/commands/{% if cookiecutter.example %}test_about.py{% endif %}",
            "tests/commands/test_about.py",
        ),
        (
            f"{PACKAGE}/gateways/{{% if cookiecutter.example %}}git.py{{% endif %}}",
            f"{PACKAGE}/gateways/{{% if cookiecutter.example %}}history.py{{% endif %}}",
            "src/my_project/gateways/git.py",
        ),
    ],
)
def test_a_file_that_an_owner_edits_may_not_go(
    machine: Machine, own_template: Path, name: str, becomes: str | None, gone: str
) -> None:
    file = own_template / TREE / name
    if becomes:
        file.rename(own_template / TREE / becomes)
    else:
        file.unlink()

    with pytest.raises(ReleaseError, match=f'^{gone} goes .* add "/{gone}" to _exclude'):
        between(machine, own_template)


def test_a_file_that_is_left_to_its_owner_may_go(machine: Machine, own_template: Path) -> None:
    (own_template / TREE / "CHANGELOG.md").unlink()
    copier = own_template / "copier.yml"
    text = copier.read_text("utf-8")
    copier.write_text(text.replace("_exclude:\n", '_exclude:\n  - "/CHANGELOG.md"\n'), "utf-8")

    between(machine, own_template)


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


def test_a_file_may_lose_its_condition(machine: Machine, own_template: Path) -> None:
    folder = own_template / TREE / "tests/integration"
    (folder / "{% if cookiecutter.example %}conftest.py{% endif %}").rename(folder / "conftest.py")

    between(machine, own_template)


def test_a_file_of_the_template_that_goes_is_named_in_the_changelog(
    machine: Machine, own_template: Path
) -> None:
    (own_template / TREE / "levels/scope.py").unlink()
    between(machine, own_template)

    (own_template / TREE / "levels/advice.py").unlink()
    with pytest.raises(ReleaseError, match=r"^levels/advice\.py goes .* as `levels/advice\.py`"):
        between(machine, own_template)


def test_what_goes_is_looked_at_before_a_release(machine: Machine, ready: Path) -> None:
    (ready / TREE / "README.md").unlink()
    machine.commit_all(ready)

    with pytest.raises(ReleaseError, match=r"^README\.md goes from repos"):
        said(ready, "1.1.0")


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
    (ready / TREE / "CHANGELOG.md").write_text("# New\n", "utf-8")
    machine.commit_all(ready)

    with pytest.raises(ReleaseError, match=r"does not become one of v1\.1\.0: CHANGELOG"):
        said(ready, "1.1.0")
