"""`copier update` along three versions of the template, for repos that their owners changed."""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.integration.engines import ENGINES, Answers, Done, Machine, contents, copy_template
from tests.places import NOXFILE

ANSWERS_FILE = ".copier-answers.yml"
GATEWAYS = "src/my_project/gateways"
EXAMPLE = re.compile(r"(test_)?(changelog|commits|draft|git|journeys|notes|sections|versions)\.py")
SKILL_FOLDERS = (".agents/skills/add-gateway", ".claude/skills/add-gateway")
PLAIN: Answers = {"example": False, "clients": False}


def change(file: Path, old: str, new: str) -> None:
    """Replace the first `old` in a file; with no `old`, put `new` at its end."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1) if old else text + new, "utf-8")


@dataclass(frozen=True)
class Chain:
    """A template with the tags v1.0.0, v1.1.0 and v1.2.0, and what was rendered from it."""

    machine: Machine
    template: Path
    folder: Path
    made: dict[str, Path] = field(default_factory=dict)

    def fresh(self, engine: str, version: str, answers: Answers) -> Path:
        """Return a fresh render of a version; do not change it."""
        key = f"{engine} {version} {answers}"
        if key not in self.made:
            self.machine.git("checkout", "--quiet", version, cwd=self.template)
            folder = self.folder / str(len(self.made))
            self.made[key] = self.machine.render(engine, str(self.template), folder, answers)
            self.machine.git("checkout", "--quiet", "main", cwd=self.template)
        return self.made[key]

    def born(self, engine: str, folder: Path, answers: Answers) -> Path:
        """Return a repo made from v1.0.0, committed, for a test to change."""
        repo = shutil.copytree(self.fresh(engine, "v1.0.0", answers), folder)
        self.machine.commit_all(repo)
        return repo


@pytest.fixture(scope="module")
def chain(machine: Machine, tmp_path_factory: pytest.TempPathFactory) -> Chain:
    folder = tmp_path_factory.mktemp("chain")
    template = copy_template(folder / "plumbline")
    tree = template / "{{cookiecutter.project_slug}}"
    (tree / "GONE.md").write_text("Soon gone.\n")
    (tree / "OLD.md").write_text("".join(f"Line {n} of a file that moves.\n" for n in range(9)))
    machine.commit_all(template, tag="v1.0.0")

    change(tree / "levels/table.py", "", "# 1.1\n")
    change(tree / "pyproject.toml", "line-length = 100", "line-length = 99")
    change(tree / NOXFILE.name, "Check the style, the bans", "Check style, the bans")
    for skill in tree.glob(".*/skills/add-gateway/*SKILL.md*"):
        change(skill, "", "\n1.1\n")
    (github,) = (tree / ".github/workflows").iterdir()
    change(github, "timeout-minutes: 15", "timeout-minutes: 20")
    (gitlab,) = tree.glob("*gitlab-ci*")
    change(gitlab, "python:3.11", "python:3.12")
    change(tree / "levels.toml", "total = 1.0", "total = 1.5")
    tables(machine, tree)
    (tree / "OLD.md").rename(tree / "NEW.md")
    machine.commit_all(template, tag="v1.1.0")

    change(tree / "levels/table.py", "# 1.1", "# 1.2")
    change(tree / "levels/advice.py", "", "# 1.2\n")
    change(tree / "levels.toml", "total = 2.0", "total = 2.5")
    tables(machine, tree)
    (tree / "GONE.md").unlink()
    change(tree / "src/{{cookiecutter.package_name}}/gateways/clock.py", "", "# 1.2\n")
    for file in tree.glob("src/*/gateways/*changelog.py*"):
        change(file, "", "# 1.2\n")
    change(tree / "src/{{cookiecutter.package_name}}/context.py", "as one value", "in one value")
    question = 'badge:\n  type: bool\n  help: "A badge?"\n  default: false\n\n'
    change(template / "copier.yml", "# Hidden: which", question + "# Hidden: which")
    change(template / "copier.yml", "", "    badge: {{ badge | to_json }}\n")
    change(
        template / "cookiecutter.json", '"clients": true,', '"clients": true,\n  "badge": false,'
    )
    (answers_file,) = tree.glob("*answers_file*")
    change(answers_file, "", "badge: {{ cookiecutter.badge | tojson }}\n")
    change(tree / "README.md", "```\n", "{% if cookiecutter.badge %}\nA badge\n{% endif %}\n```\n")
    machine.commit_all(template, tag="v1.2.0")
    return Chain(machine, template, folder / "made")


def tables(machine: Machine, repo: Path) -> None:
    done = machine.run("python", "-m", "levels", "tables", cwd=repo)
    assert done.code == 0, done.text


def untouched(_: Machine, __: Path) -> None:
    """Change nothing."""


def edited(machine: Machine, repo: Path) -> None:
    """Change what an owner changes."""
    change(repo / "levels.toml", "total = 3.0", "total = 9.0")
    tables(machine, repo)
    change(repo / "pyproject.toml", '"click>=8.2"', '"click>=8.2", "packaging>=24"')
    test = "def test_ours() -> None:\n    assert len('ours') == 4\n"
    (repo / "tests/unit/services/test_ours.py").write_text(test)
    change(repo / GATEWAYS / "clock.py", '"""The time."""', '"""The time, as we have it."""')
    (repo / GATEWAYS / "ours.py").write_text('"""Ours."""\n')
    ours = '\n\n@nox.session\ndef ours(session: nox.Session) -> None:\n    """Do ours."""\n'
    change(repo / "noxfile.py", "", ours)
    change(repo / "README.md", "", "\nOurs.\n")


def pruned(_: Machine, repo: Path) -> None:
    """Delete the example by hand, a skill in both places, and the CI file."""
    for file in [*repo.glob("src/**/*.py"), *repo.glob("tests/**/*.py")]:
        if EXAMPLE.fullmatch(file.name):
            file.unlink()
    context = repo / "src/my_project/context.py"
    lines = context.read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not re.search("[Cc]hangelog|[Gg]it|Path", line)]
    context.write_text("".join(kept), "utf-8")
    for name in SKILL_FOLDERS:
        shutil.rmtree(repo / name)
    shutil.rmtree(repo / ".github/workflows")


KINDS: dict[str, tuple[Callable[[Machine, Path], None], Answers]] = {
    "untouched": (untouched, {"ci": "gitlab"}),
    "edited": (edited, {"example": False}),
    "pruned": (pruned, {}),
}


def update(machine: Machine, repo: Path, *options: str) -> Done:
    """Update a repo and commit what came."""
    done = machine.run("copier", "update", "--defaults", *options, cwd=repo)
    assert done.code == 0, done.text
    if machine.git("status", "--porcelain", cwd=repo):
        machine.commit_all(repo)
    return done


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("steps", [("v1.2.0",), ("v1.1.0", "v1.2.0")], ids=["direct", "each"])
def test_an_update_is_a_fresh_render_with_the_changes_of_the_owner(
    machine: Machine, chain: Chain, tmp_path: Path, engine: str, kind: str, steps: tuple[str, ...]
) -> None:
    touch, answers = KINDS[kind]
    repo = chain.born(engine, tmp_path / "repo", answers)
    touch(machine, repo)
    machine.git("add", "--all", cwd=repo)
    machine.git("commit", "--quiet", "--allow-empty", "--message", "Ours", cwd=repo)
    expected = shutil.copytree(chain.fresh(engine, "v1.2.0", answers), tmp_path / "expected")
    touch(machine, expected)

    for version in steps:
        update(machine, repo, f"--vcs-ref={version}")

    assert contents(repo) == contents(expected)
    head = machine.git("rev-parse", "HEAD", cwd=repo)
    update(machine, repo)
    assert machine.git("rev-parse", "HEAD", cwd=repo) == head


@pytest.mark.parametrize("engine", ENGINES)
def test_example_and_clients_can_go_and_come_back(
    machine: Machine, chain: Chain, tmp_path: Path, engine: str
) -> None:
    repo = chain.born(engine, tmp_path / "repo", {})

    update(machine, repo, "--vcs-ref=v1.1.0", "-d", "example=false", "-d", "clients=false")
    assert contents(repo) == contents(chain.fresh(engine, "v1.1.0", PLAIN))
    update(machine, repo, "-d", "example=true", "-d", "clients=true")
    assert contents(repo) == contents(chain.fresh(engine, "v1.2.0", {}))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("named", ["relative", "absolute", "url", "no tags", "moved"])
def test_the_template_is_found_again(
    machine: Machine, chain: Chain, tmp_path: Path, engine: str, named: str
) -> None:
    template = tmp_path / ("plumbline.git" if named == "url" else "plumbline")
    machine.git("clone", "--quiet", str(chain.template), str(template), cwd=tmp_path)
    machine.git("checkout", "--quiet", "v1.0.0", cwd=template)
    if named == "no tags":
        machine.git("tag", "--delete", "v1.0.0", "v1.1.0", "v1.2.0", cwd=template)
    names = {"relative": "../plumbline", "url": template.as_uri()}
    name = names.get(named, str(template))
    repo = machine.render(engine, name, tmp_path / "work", PLAIN)
    machine.git("checkout", "--quiet", "main", cwd=template)
    machine.commit_all(repo)
    if named == "moved":
        template = template.rename(tmp_path / "elsewhere")
        change(repo / ANSWERS_FILE, name, str(template))
        machine.commit_all(repo)

    update(machine, repo)

    files, expected = contents(repo), contents(chain.fresh(engine, "v1.2.0", PLAIN))
    source = name if named == "url" else str(template)
    assert f'_src_path: "{source}"' in files.pop(ANSWERS_FILE).decode()
    assert expected.pop(ANSWERS_FILE)
    assert files == expected


def test_only_a_line_that_both_changed_is_marked(
    machine: Machine, chain: Chain, tmp_path: Path
) -> None:
    repo = chain.born("copier", tmp_path / "repo", PLAIN)
    change(repo / "pyproject.toml", "line-length = 100", "line-length = 88")
    machine.commit_all(repo)

    done = machine.run("copier", "update", "--defaults", cwd=repo)

    assert done.code == 0, done.text
    assert "UU pyproject.toml" in machine.git("status", "--porcelain", cwd=repo).splitlines()
    files = contents(repo)
    ours, theirs = (
        "before updating\nline-length = 88\n",
        "line-length = 99\n>>>>>>> after updating\n",
    )
    assert f"<<<<<<< {ours}=======\n{theirs}" in files["pyproject.toml"].decode()
    assert b"".join(files.values()).count(b"<<<<<<<") == 1
    assert [path for path in files if path.endswith(".rej")] == []


def test_neighbouring_rows_of_a_level_table_are_marked_and_then_mended(
    machine: Machine, chain: Chain, tmp_path: Path
) -> None:
    repo = chain.born("copier", tmp_path / "repo", PLAIN)
    pure_total = 'share = 10\nforbids = ["process", "network", "sleep", "files", "tmp", "mock"]\neach = 0.1\n'
    change(repo / "levels.toml", pure_total + "total = 1.0", pure_total + "total = 7.0")
    tables(machine, repo)
    machine.commit_all(repo)

    update(machine, repo)

    assert b"<<<<<<<" in (repo / "README.md").read_bytes()
    tables(machine, repo)
    assert b"<<<<<<<" not in b"".join(contents(repo).values())


def test_copier_deletes_an_edited_file_that_the_template_moved_or_removed(
    machine: Machine, chain: Chain, tmp_path: Path
) -> None:
    repo = chain.born("copier", tmp_path / "repo", PLAIN)
    change(repo / "OLD.md", "Line 4", "Our line 4")
    change(repo / "GONE.md", "", "Ours.\n")
    machine.commit_all(repo)

    done = machine.run("copier", "update", "--defaults", cwd=repo)

    assert done.code == 0, done.text
    status = machine.git("status", "--porcelain", cwd=repo).splitlines()
    assert {"D OLD.md", "D GONE.md", "?? NEW.md"} <= {line.strip() for line in status}
    assert "Our line 4" not in (repo / "NEW.md").read_text("utf-8")


def test_an_edited_repo_runs_after_the_update(
    machine: Machine, chain: Chain, tmp_path: Path
) -> None:
    touch, answers = KINDS["edited"]
    repo = chain.born("copier", tmp_path / "repo", answers)
    touch(machine, repo)
    machine.commit_all(repo)
    update(machine, repo)

    done = machine.run("nox", "-s", "unit", cwd=repo)

    assert done.code == 0, done.text
    assert machine.git("status", "--porcelain", cwd=repo) == ""


def rewrite(old: str, new: str) -> Callable[[Path, Machine], None]:
    """Return what replaces some of the answers file, all of it for no `old`, and commits."""

    def write(repo: Path, machine: Machine) -> None:
        file = repo / ANSWERS_FILE
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new) if old else new, "utf-8")
        machine.commit_all(repo)

    return write


def remove(repo: Path, machine: Machine) -> None:
    (repo / ANSWERS_FILE).unlink()
    machine.commit_all(repo)


def name_another(repo: Path, machine: Machine) -> None:
    other = repo.with_name("other")
    other.mkdir()
    (other / "copier.yml").write_text("name: x\n")
    machine.commit_all(other, tag="v3.0.0")
    rewrite("", f"_commit: v1.0.0\n_src_path: {other}\n")(repo, machine)


BAD: dict[str, tuple[Callable[[Path, Machine], None], str]] = {
    "dirty": (
        lambda repo, _: change(repo / "README.md", "", "Ours.\n"),
        "Destination repository is dirty; cannot continue.",
    ),
    "no git": (
        lambda repo, _: shutil.rmtree(repo / ".git"),
        "Updating is only supported in git-tracked subprojects.",
    ),
    "no answers": (remove, "Template not found"),
    "no YAML": (rewrite("", "{ no: [\n"), "ParserError: while parsing"),
    "a word": (rewrite("", "nonsense\n"), "'str' object has no attribute 'items'"),
    "empty": (rewrite("", ""), "'NoneType' object has no attribute 'items'"),
    "no commit": (rewrite('_commit: "v1.0.0"\n', ""), "cannot obtain old template references"),
    "unknown commit": (rewrite("v1.0.0", "v0.0.7"), "Unknown revision: 'v0.0.7'"),
    "another template": (name_another, "Unknown revision: 'v1.0.0'"),
    "no template": (rewrite('_src_path: "', '_src_path: "/gone'), "Local template must be a dir"),
    "bad answer": (rewrite('e: "my_project"', 'e: "my project"'), "must be a Python identifier"),
}


@pytest.mark.parametrize("bad", BAD)
def test_bad_input_changes_nothing(
    machine: Machine, chain: Chain, tmp_path: Path, bad: str
) -> None:
    repo = chain.born("copier", tmp_path / "repo", PLAIN)
    spoil, sentence = BAD[bad]
    spoil(repo, machine)
    before = contents(repo)

    done = machine.run("copier", "update", "--defaults", cwd=repo)

    assert done.code != 0
    assert sentence in done.text
    assert contents(repo) == before
