"""What a release is refused for: its number, its changelog, its wheel, the files that would go from repos."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.classes import Version, read_version
from tests.evidence.releasable import (
    ReleaseError,
    check_entry,
    check_files,
    check_follows,
    numbers,
    releases,
)
from tests.evidence.wheel import carries
from tests.places import ROOT, TREE

ENTRY = (
    "# Changelog\n\n## [1.1.0] - 2026-11-25\n\n### Added\n- A thing; "
    "`.agents/hooks/test_writer.py` is gone.\n\n## [1.0.0] - 2026-01-01\n"
)
PACKAGE = "src/{{cookiecutter.package_name}}"


@pytest.fixture(scope="module")
def now() -> Version:
    """Return what the template says of its files as they are."""
    found = (path.relative_to(ROOT).as_posix() for path in TREE.rglob("*") if path.is_file())
    return read_version(found, lambda name: (ROOT / name).read_text("utf-8"))


def renamed(version: Version, *pairs: tuple[str, str | None]) -> Version:
    """Return a version where files of the tree have other names, or are gone."""
    names = {name: name for name in version.names} | dict(pairs)
    assert len(names) == len(version.names)
    return replace(version, names=tuple(name for name in names.values() if name))


@pytest.mark.parametrize(
    ("name", "becomes", "gone"),
    [
        ("README.md", None, "README.md"),
        ("noxfile.py", "tasks.py", "noxfile.py"),
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
    now: Version, name: str, becomes: str | None, gone: str
) -> None:
    with pytest.raises(ReleaseError, match=f'^{gone} goes .* add "/{gone}" to _exclude'):
        check_files(now, renamed(now, (name, becomes)), ENTRY)


def test_a_file_that_is_left_to_its_owner_may_go(now: Version) -> None:
    new = renamed(now, ("CHANGELOG.md", None))

    check_files(now, replace(new, excluded=(*new.excluded, "/CHANGELOG.md")), ENTRY)

    with pytest.raises(ReleaseError, match=r"^CHANGELOG\.md goes from repos"):
        check_files(now, new, ENTRY)


def test_a_question_that_lets_a_file_go_is_seen(now: Version) -> None:
    old = replace(now, names=("README.md", "LICENSE"))
    names = ("{% if cookiecutter.badges %}README.md{% endif %}", "LICENSE")
    new = replace(now, names=names, choices={**now.choices, "badges": [False, True]})

    with pytest.raises(ReleaseError, match=r"^README\.md goes from repos"):
        check_files(old, new, ENTRY)


def test_a_file_may_lose_its_condition(now: Version) -> None:
    folder = "tests/integration"
    name = f"{folder}/{{% if cookiecutter.example %}}conftest.py{{% endif %}}"

    check_files(now, renamed(now, (name, f"{folder}/conftest.py")), ENTRY)

    with pytest.raises(ReleaseError, match=r"^tests/integration/conftest\.py goes from repos"):
        check_files(now, renamed(now, (name, None)), ENTRY)


def test_a_file_of_the_template_that_goes_is_named_in_the_changelog(now: Version) -> None:
    (hook,) = (name for name in now.names if name.startswith(".agents/hooks/"))
    check_files(now, renamed(now, (hook, None)), ENTRY)

    name = r"\.agents/skills/add-coverage/SKILL\.md"
    with pytest.raises(ReleaseError, match=f"^{name} goes .* as `{name}`"):
        check_files(now, renamed(now, (".agents/skills/add-coverage/SKILL.md", None)), ENTRY)


def test_another_wheel_is_no_file_that_goes(now: Version) -> None:
    (wheel,) = (name for name in now.names if name.startswith("vendor/"))

    check_files(now, renamed(now, (wheel, wheel.replace("-0.1", "-0.2"))), ENTRY)


@pytest.mark.parametrize("version", ["", "1", "v1.1.0", "1.1", "1.1.0rc1", "01.1.0", "1.1.0\n"])
def test_another_form_of_version_is_refused(version: str) -> None:
    with pytest.raises(ReleaseError, match=r"is no version; give one like 1\.2\.3"):
        numbers(version)


def test_tags_of_another_form_are_no_releases() -> None:
    tags = ["v1.10.0", "v1.9.0", "1.11.0", "v2.0.0rc1", "v2", "wheel-1.0.0"]

    assert releases(tags) == ["v1.9.0", "v1.10.0"]


@pytest.mark.parametrize("version", ["1.0.0", "0.9.9", "0.10.0"])
def test_a_version_that_does_not_follow_is_refused(version: str) -> None:
    with pytest.raises(ReleaseError, match=r"does not follow v1\.0\.0; give a higher version"):
        check_follows(version, ["v0.9.0", "v1.0.0"], is_clean=True)


def test_a_higher_version_follows_and_the_first_any() -> None:
    check_follows("1.10.0", ["v1.0.0", "v1.9.0"], is_clean=True)
    check_follows("0.1.0", [], is_clean=True)


def test_uncommitted_work_is_refused() -> None:
    with pytest.raises(ReleaseError, match="There is uncommitted work; commit it"):
        check_follows("1.1.0", [], is_clean=False)


@pytest.mark.parametrize("version", ["1.0.0", "1.2.0", "1.1"])
def test_a_changelog_without_the_entry_is_refused(version: str) -> None:
    with pytest.raises(ReleaseError, match=r"^docs/changelog\.md has no entry"):
        check_entry(ENTRY, version)


def change_wheel(wheel: Path) -> None:
    wheel.write_bytes(b"other")


def rename_wheel(wheel: Path) -> None:
    wheel.rename(wheel.with_name(wheel.name.replace("1.1.0", "1.0.0")))


def add_wheel(wheel: Path) -> None:
    wheel.with_name(wheel.name.replace("1.1.0", "1.0.0")).write_bytes(wheel.read_bytes())


def name_another_wheel(wheel: Path) -> None:
    settings = wheel.parents[1] / "pyproject.toml"
    settings.write_text(settings.read_text("utf-8").replace("1.1.0", "1.0.0"), "utf-8")


@pytest.mark.parametrize("spoil", [change_wheel, rename_wheel, add_wheel, name_another_wheel])
def test_a_tree_with_another_wheel_than_the_one_made_is_found(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    name = "pytest_plumbline-1.1.0-py3-none-any.whl"
    made, tree = tmp_path / "made" / name, tmp_path / "tree"
    for folder in (made.parent, tree / "vendor"):
        folder.mkdir(parents=True)
        (folder / name).write_bytes(b"wheel")
    (tree / "pyproject.toml").write_text(f'plumbline = {{ path = "vendor/{name}" }}\n', "utf-8")
    before = carries(tree, made)

    spoil(tree / "vendor" / name)

    assert (before, carries(tree, made)) == (True, False)
