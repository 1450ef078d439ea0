"""A release is refused until its changelog, number, wheel and updates are right."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.evidence.release import (
    CHANGELOG,
    ReleaseError,
    check_all,
    check_entry,
    check_files,
    version_at,
)
from tests.integration.chain import PACKAGE, TREE, change, set_version
from tests.integration.engines import BUILT, READ, Machine, copy_template
from tests.places import NOXFILE

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


def between(machine: Machine, root: Path) -> None:
    """Check which files go between v1.0.0 and what stands in a folder."""
    machine.commit_all(root)
    old, new = (version_at(machine, root, commit) for commit in ("v1.0.0", "HEAD"))
    check_files(
        old, new, ENTRY.replace("A thing.", "A thing; `.agents/hooks/test_writer.py` is gone.")
    )


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
    (hook,) = (own_template / TREE / ".agents/hooks").iterdir()
    hook.unlink()
    between(machine, own_template)

    (own_template / TREE / ".agents/skills/add-coverage/SKILL.md").unlink()
    name = r"\.agents/skills/add-coverage/SKILL\.md"
    with pytest.raises(ReleaseError, match=f"^{name} goes .* as `{name}`"):
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


def test_a_package_of_another_version_is_refused(ready: Path) -> None:
    with pytest.raises(
        ReleaseError, match=r"^pyproject\.toml has the version 1\.1\.0, not 1\.2\.0"
    ):
        said(ready, "1.2.0")


def change_sources(root: Path) -> None:
    change(root / "src/plumbline/table.py", "", "# new\n")


def change_wheel(root: Path) -> None:
    (wheel,) = (root / TREE / "vendor").iterdir()
    wheel.write_bytes(wheel.read_bytes() + b"\0")


def add_wheel(root: Path) -> None:
    (wheel,) = (root / TREE / "vendor").iterdir()
    shutil.copy(wheel, wheel.with_name(wheel.name.replace("1.1.0", "1.0.0")))


def name_another_wheel(root: Path) -> None:
    change(root / TREE / "pyproject.toml", "1.1.0-py3", "1.0.0-py3")


@pytest.mark.parametrize("spoil", [change_sources, change_wheel, add_wheel, name_another_wheel])
def test_a_wheel_that_is_not_of_these_sources_is_refused(
    machine: Machine, ready: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(ready)
    machine.commit_all(ready)

    with pytest.raises(ReleaseError, match=r"^The wheel in vendor/ .* run `nox -s wheel`"):
        said(ready, "1.1.0")


def test_uncommitted_work_is_refused(ready: Path) -> None:
    (ready / "README.md").write_text("x", "utf-8")

    with pytest.raises(ReleaseError, match="There is uncommitted work; commit it"):
        said(ready, "1.1.0")


@pytest.mark.parametrize("version", ["1.0.0", "1.2.0", "1.1"])
def test_a_changelog_without_the_entry_is_refused(version: str) -> None:
    with pytest.raises(ReleaseError, match=r"^docs/changelog\.md has no entry"):
        check_entry(ENTRY, version)


def test_an_update_that_does_not_arrive_is_refused(machine: Machine, ready: Path) -> None:
    copier = ready / "copier.yml"
    text = copier.read_text("utf-8")
    copier.write_text(text.replace("_exclude:\n", '_exclude:\n  - "/CHANGELOG.md"\n'), "utf-8")
    (ready / TREE / "CHANGELOG.md").write_text("# New\n", "utf-8")
    machine.commit_all(ready)

    with pytest.raises(ReleaseError, match=r"does not become one of v1\.1\.0: CHANGELOG"):
        said(ready, "1.1.0")
