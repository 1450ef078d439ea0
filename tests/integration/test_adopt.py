"""What adopting adds to a repository, what it refuses, and what an update does afterwards."""

import re
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from hooks.template_origin import ANSWERS_FILE

from tests.adopting import answers_of, message
from tests.evidence import wheel
from tests.integration.engines import Machine, contents
from tests.integration.old_repos import SHAPES, added, adopt, make_old
from tests.places import ROOT, TREE

COPIER = yaml.safe_load((ROOT / "copier.yml").read_text("utf-8"))
CANDIDATES = set(yaml.safe_load(COPIER["added_files"]["default"]))
WHEEL = wheel.vendored()[0].relative_to(TREE).as_posix()
NEWER = WHEEL.replace("-0.", "-9.", 1)
NEW = {WHEEL, "levels.toml", ANSWERS_FILE}


@pytest.fixture(params=SHAPES)
def repo(machine: Machine, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Return an old repository of each shape."""
    return make_old(machine, tmp_path / "old", request.param)


@dataclass(frozen=True)
class Adopted:
    """An old repository that adopted the levels once, for tests that only look at it."""

    repo: Path
    before: dict[str, bytes]
    expected: dict[str, Any]  # answers, by the fast tests' own reading of copier.yml
    added: set[str]
    text: str


@pytest.fixture(scope="module")
def adopted(
    machine: Machine, template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Adopted]:
    """Return how a repository of a shape comes out."""

    @cache
    def make(shape: str) -> Adopted:
        repo = make_old(machine, tmp_path_factory.mktemp("adopted") / "old [a]", shape)
        before, expected = contents(repo), answers_of(repo, layout="existing")
        done = adopt(machine, template, repo)
        assert done.code == 0, done.text
        return Adopted(repo, before, expected, added(machine, repo), done.text)

    return make


def answers(repo: Path) -> dict[str, object]:
    """Return what the answers file says."""
    data: dict[str, object] = yaml.safe_load((repo / ANSWERS_FILE).read_text("utf-8"))
    return data


@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_that_is_there_is_touched_and_all_that_is_added_is_told(
    adopted: Callable[[str], Adopted], shape: str
) -> None:
    made = adopted(shape)

    after = contents(made.repo)
    assert {path: after[path] for path in made.before} == made.before
    assert made.added - set(re.findall(r"create\S*  (\S+)\n", made.text)) == set()


@pytest.mark.parametrize("shape", SHAPES)
def test_copier_answers_what_the_fast_tests_say_of_it(
    adopted: Callable[[str], Adopted], shape: str
) -> None:
    """Held here, tests/unit/services/test_adopting.py may ask tests/adopting.py."""
    made = adopted(shape)
    kept = ("package_path", "own_files", "unplaced", "ruff_config")

    told = answers(made.repo)
    assert {name: told[name] for name in kept} == {name: made.expected[name] for name in kept}
    assert message("after_copy", made.expected) in made.text
    skill = (made.repo / ".agents/skills/add-gateway/SKILL.md").read_text("utf-8")
    assert f"`{told['package_path']}/gateways/NAME.py`" in skill
    levels = tomllib.loads((made.repo / "levels.toml").read_text("utf-8"))
    assert levels["unplaced"] == told["unplaced"]


def test_what_may_be_the_owners_is_listed_completely(
    adopted: Callable[[str], Adopted],
) -> None:
    assert adopted("untested").added == CANDIDATES | NEW


@pytest.mark.parametrize(("clients", "files", "lines"), [("true", 35, 1550), ("false", 25, 900)])
def test_what_is_added_can_be_read(
    machine: Machine, template: Path, tmp_path: Path, clients: str, files: int, lines: int
) -> None:
    repo = make_old(machine, tmp_path / "old", "src")

    adopt(machine, template, repo, "--data", f"clients={clients}")

    names = added(machine, repo)
    texts = [(repo / name).read_text("utf-8") for name in names - {WHEEL}]
    assert len(names) <= files
    assert sum(len(text.splitlines()) for text in texts) <= lines


def test_what_the_owner_has_is_not_added(machine: Machine, template: Path, repo: Path) -> None:
    had = set(contents(repo))

    done = adopt(machine, template, repo, "--overwrite")

    own = set(answers(repo)["own_files"])  # type: ignore[call-overload]
    assert added(machine, repo) == (CANDIDATES - own) | NEW
    assert own >= had & CANDIDATES
    for name in had & CANDIDATES - {name for name in own if name.endswith("__init__.py")}:
        assert name in done.text.partition("Not added, because you have your own:")[2]


def test_a_file_of_imports_is_not_put_beside_the_owners_tests(
    adopted: Callable[[str], Adopted],
) -> None:
    packages = {name for name in adopted("own tests/unit").added if name.endswith("/__init__.py")}
    assert packages == {
        f"tests/{name}/__init__.py"
        for name in ("contracts", "integration/sanity", "unit/fakes", "unit/services")
    }


@pytest.mark.parametrize(
    ("shape", "first"),
    [
        ("src", 'extend = "../../pyproject.toml"'),
        ("untested", 'extend = "../../ruff.toml"'),
        ("flat", '# extend = "../../pyproject.toml"'),
    ],
)
def test_the_bans_stand_on_the_settings_that_are_there(
    machine: Machine, template: Path, tmp_path: Path, shape: str, first: str
) -> None:
    repo = make_old(machine, tmp_path / "old", shape)

    adopt(machine, template, repo)

    lines = (repo / "tests/unit/ruff.toml").read_text("utf-8").splitlines()
    assert lines[1] == first
    (repo / "tests/unit/test_new.py").write_text("import subprocess\n")
    found = machine.run("ruff", "check", "--no-cache", "tests", cwd=repo).text
    assert "TID251" in found
    assert "test_old.py" not in found


@pytest.mark.parametrize("has_attributes", [True, False])
def test_the_wheel_keeps_its_bytes(
    machine: Machine, template: Path, tmp_path: Path, has_attributes: bool
) -> None:
    repo = make_old(machine, tmp_path / "old", "src")
    machine.git("config", "core.autocrlf", "true", cwd=repo)
    if has_attributes:
        (repo / ".gitattributes").write_text("* text\n")
        machine.commit_all(repo)

    text = adopt(machine, template, repo).text

    line = text.partition("bytes of the wheel, add to its end:\n\n")[2].partition("\n")[0]
    assert bool(line) == has_attributes
    if has_attributes:
        (repo / ".gitattributes").write_text(f"* text\n{line.strip()}\n")
    before = (repo / WHEEL).read_bytes()
    machine.commit_all(repo)
    (repo / WHEEL).unlink()
    machine.git("checkout", "--", WHEEL, cwd=repo)
    assert (repo / WHEEL).read_bytes() == before


def in_the_way(machine: Machine, template: Path, repo: Path, name: str) -> str:
    """Adopt a repository that has a file of this name; return copier's words."""
    (repo / name).parent.mkdir(exist_ok=True)
    (repo / name).write_text("_commit: v1\n")
    machine.commit_all(repo)
    before = contents(repo)
    done = adopt(machine, template, repo, "--overwrite")
    assert done.code != 0
    assert contents(repo) == before
    return done.text


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (
            "levels.toml",
            "levels.toml is there already: run `copier update` if the levels are adopted, else delete or rename it.",
        ),
        (
            ANSWERS_FILE,
            f"{ANSWERS_FILE} belongs to another template; add `--answers-file .copier-answers.levels.yml`.",
        ),
    ],
)
def test_what_stands_in_the_way_is_refused(
    machine: Machine, template: Path, tmp_path: Path, name: str, sentence: str
) -> None:
    repo = make_old(machine, tmp_path / "old", "src")

    assert sentence in in_the_way(machine, template, repo, name)


def test_beside_another_template_there_is_room(
    machine: Machine, template: Path, tmp_path: Path
) -> None:
    repo = make_old(machine, tmp_path / "old", "src")
    (repo / ANSWERS_FILE).write_text("_commit: v1\n_src_path: elsewhere\n")
    machine.commit_all(repo)

    done = adopt(machine, template, repo, "--answers-file", ".copier-answers.levels.yml")

    assert done.code == 0, done.text
    assert ".copier-answers.levels.yml" in added(machine, repo)


def test_an_empty_folder_is_no_repository(machine: Machine, template: Path, tmp_path: Path) -> None:
    done = adopt(machine, template, tmp_path)

    assert done.code != 0
    assert ". holds no repository that could adopt the levels; for a new project leave" in done.text
    assert [path.name for path in tmp_path.iterdir()] == []


def test_a_repository_adopts_once(machine: Machine, template: Path, tmp_path: Path) -> None:
    repo = make_old(machine, tmp_path / "old", "src")
    adopt(machine, template, repo)
    machine.commit_all(repo)

    again = adopt(machine, template, repo)
    back = machine.run("copier", "update", "--defaults", "--data", "layout=new", cwd=repo)

    assert f"{ANSWERS_FILE} says that this repository has the levels already" in again.text
    assert "layout is existing since this repository adopted the levels" in back.text
    assert 0 not in (again.code, back.code)
    assert added(machine, repo) == set()


@pytest.mark.skipif(sys.platform == "win32", reason="needs links")
def test_a_link_of_the_owner_stays(machine: Machine, template: Path, tmp_path: Path) -> None:
    repo = make_old(machine, tmp_path / "old", "own everything")
    (repo / "CLAUDE.md").unlink()
    (repo / "CLAUDE.md").symlink_to("AGENTS.md")
    machine.commit_all(repo)

    adopt(machine, template, repo)

    assert "CLAUDE.md" not in added(machine, repo)
    assert (repo / "CLAUDE.md").is_symlink()


def test_an_update_brings_the_new_version_and_touches_nothing_else(
    machine: Machine, own_template: Path, repo: Path
) -> None:
    adopt(machine, own_template, repo)
    (repo / "tests/unit/services").mkdir(parents=True, exist_ok=True)
    (repo / "tests/unit/services/test_ours.py").write_text("def test_ours() -> None: ...\n")
    (repo / ".agents/skills/reproduce-bug/SKILL.md").unlink()
    machine.commit_all(repo)
    before = contents(repo)
    tree = own_template / TREE.name
    (tree / WHEEL).rename(tree / NEWER)
    claude = "{% if cookiecutter.clients %}CLAUDE.md{% endif %}"
    for name in ("AGENTS.md", "tests/unit/ruff.toml", claude, "noxfile.py", "src/more.txt"):
        with (tree / name).open("a", encoding="utf-8") as file:
            file.write("# newer\n")
    machine.commit_all(own_template, tag="v1.1.0")

    done = machine.run("copier", "update", "--defaults", cwd=repo)

    assert done.code == 0, done.text
    after = contents(repo)
    own = set(answers(repo)["own_files"])  # type: ignore[call-overload]
    changed = {path for path in after if before.get(path) != after[path]}
    newer = {NEWER, "AGENTS.md", "tests/unit/ruff.toml", "CLAUDE.md"}
    assert changed == {ANSWERS_FILE, *(newer - own)}
    assert {path for path in set(before) - set(after) if before[path] != b"a folder"} == {WHEEL}
    assert "If the wheel in vendor/ has a new name: install it" in done.text
    machine.commit_all(repo)
    assert machine.run("copier", "update", "--defaults", cwd=repo).code == 0
    assert machine.git("status", "--porcelain", cwd=repo) == ""
