"""Which template a repo is from: a tag, past a tag, no tag, a URL, no git at all."""

import shutil
from pathlib import Path

import pytest
import yaml

from tests.integration.engines import Machine, contents

ANSWERS_FILE = ".copier-answers.yml"
NOT_UPDATABLE = (
    "git could not say which version of the template this is: `copier update` will not work."
)


def saved(repo: Path) -> dict[str, str]:
    """Return where the answers file says that a repo is from."""
    data = yaml.safe_load((repo / ANSWERS_FILE).read_text("utf-8"))
    return {name: data[name] for name in ("_commit", "_src_path")}


def both(machine: Machine, template: str, folder: Path, *options: str) -> tuple[Path, Path]:
    """Render with both engines from `folder`; `options` are copier's."""
    done = machine.cookiecutter(template, folder, {})
    assert done.code == 0, done.text
    done = machine.copier(template, folder, {}, *options)
    assert done.code == 0, done.text
    made, new = folder / "my-project", folder / "new"
    assert contents(made) == contents(new)
    return made, new


def add_commit(machine: Machine, template: Path) -> str:
    """Commit once more; return the short name of the commit."""
    (template / "more.txt").write_text("more\n")
    machine.commit_all(template)
    return machine.git("rev-parse", "--short", "HEAD", cwd=template)


def test_at_a_tag(machine: Machine, template: Path, tmp_path: Path) -> None:
    repo, _ = both(machine, str(template), tmp_path)

    assert saved(repo) == {"_commit": "v1.0.0", "_src_path": str(template)}


def test_past_a_tag(machine: Machine, own_template: Path, tmp_path: Path) -> None:
    commit = add_commit(machine, own_template)

    repo, _ = both(machine, str(own_template), tmp_path, "--vcs-ref=HEAD")

    assert saved(repo)["_commit"] == f"v1.0.0-1-g{commit}"


def test_without_any_tag(machine: Machine, own_template: Path, tmp_path: Path) -> None:
    machine.git("tag", "--delete", "v1.0.0", cwd=own_template)
    commit = machine.git("rev-parse", "--short", "HEAD", cwd=own_template)

    repo, _ = both(machine, str(own_template), tmp_path)

    assert saved(repo)["_commit"] == commit


def test_a_relative_path_is_kept_whole(
    machine: Machine, own_template: Path, tmp_path: Path
) -> None:
    work = tmp_path / "deep" / "work"
    work.mkdir(parents=True)

    repo, _ = both(machine, "../../plumbline", work)

    assert saved(repo)["_src_path"] == str(own_template)


def test_a_relative_path_and_a_folder_elsewhere(
    machine: Machine, own_template: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"

    done = machine.cookiecutter(".", own_template, {}, "--output-dir", str(elsewhere))

    assert done.code == 0, done.text
    assert saved(elsewhere / "my-project")["_src_path"] == str(own_template)


def test_a_url_stays_as_given(machine: Machine, own_template: Path, tmp_path: Path) -> None:
    machine.git("clone", "--quiet", "--bare", str(own_template), "plumbline.git", cwd=tmp_path)
    url = (tmp_path / "plumbline.git").as_uri()
    work = tmp_path / "work"
    work.mkdir()

    repo, _ = both(machine, url, work)

    assert saved(repo) == {"_commit": "v1.0.0", "_src_path": url}


def test_an_older_tag_is_checked_out(machine: Machine, own_template: Path, tmp_path: Path) -> None:
    add_commit(machine, own_template)
    machine.git("tag", "v1.1.0", cwd=own_template)
    machine.git("clone", "--quiet", "--bare", str(own_template), "plumbline.git", cwd=tmp_path)
    url = (tmp_path / "plumbline.git").as_uri()
    work = tmp_path / "work"
    work.mkdir()

    done = machine.cookiecutter(url, work, {}, "--checkout", "v1.0.0")

    assert done.code == 0, done.text
    assert saved(work / "my-project")["_commit"] == "v1.0.0"


@pytest.mark.parametrize("inside_another_repo", [False, True])
def test_without_git_no_answers_file_is_pretended(
    machine: Machine, own_template: Path, tmp_path: Path, inside_another_repo: bool
) -> None:
    shutil.rmtree(own_template / ".git")
    if inside_another_repo:
        machine.commit_all(tmp_path)
    work = tmp_path / "work"
    work.mkdir()

    by_cookiecutter = machine.cookiecutter(str(own_template), work, {})
    by_copier = machine.copier(str(own_template), work, {})

    assert (by_cookiecutter.code, by_copier.code) == (0, 0)
    assert NOT_UPDATABLE in by_cookiecutter.text
    assert NOT_UPDATABLE in by_copier.text
    assert contents(work / "my-project") == contents(work / "new")
    assert not (work / "new" / ANSWERS_FILE).exists()


def test_a_zip_file_is_no_git_repository(
    machine: Machine, own_template: Path, tmp_path: Path
) -> None:
    machine.git(
        *("archive", "--prefix=plumbline/", "--output", str(tmp_path / "t.zip"), "HEAD"),
        cwd=own_template,
    )
    work = tmp_path / "work"
    work.mkdir()

    done = machine.cookiecutter(str(tmp_path / "t.zip"), work, {})

    assert done.code == 0, done.text
    assert NOT_UPDATABLE in done.text
    assert not (work / "my-project" / ANSWERS_FILE).exists()


def test_a_machine_without_git_is_told_so(machine: Machine, template: Path, tmp_path: Path) -> None:
    done = machine.run(
        *("cookiecutter", "--no-input", str(template)), cwd=tmp_path, PATH=str(tmp_path)
    )

    assert done.code == 0, done.text
    assert NOT_UPDATABLE in done.text
    assert not (tmp_path / "my-project" / ANSWERS_FILE).exists()


@pytest.mark.parametrize(("file", "loads"), [("other.py", True), ("__init__.py", False)])
def test_another_package_called_hooks(
    machine: Machine, template: Path, tmp_path: Path, file: str, loads: bool
) -> None:
    (tmp_path / "path/hooks").mkdir(parents=True)
    (tmp_path / "path/hooks" / file).touch()
    words = ("cookiecutter", "--no-input", str(template), "--output-dir", str(tmp_path / "out"))

    done = machine.run_apart(*words, cwd=tmp_path, PYTHONPATH=str(tmp_path / "path"))

    assert (done.code == 0, (tmp_path / "out").exists()) == (loads, loads), done.text
    refusal = "Unable to load extension: No module named 'hooks.template_origin'"
    assert (refusal in done.text) != loads


def test_what_a_tool_left_in_the_tree_is_not_rendered(
    machine: Machine, own_template: Path, tmp_path: Path
) -> None:
    for package in ("tests", "tests/fakes"):
        cache = own_template / "{{cookiecutter.project_slug}}" / package / "__pycache__"
        cache.mkdir()
        (cache / "conftest.cpython-311.pyc").write_bytes(b"\0\1\2")

    repo, _ = both(machine, str(own_template), tmp_path)

    assert list(repo.rglob("__pycache__")) == []
