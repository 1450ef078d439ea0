"""`copier update` where both sides changed the same: marked, settled, or gone."""

import re
from pathlib import Path

from tests.integration.chain import (
    SKILL,
    TREE,
    Chain,
    change,
    check_all,
    update,
    write_tables,
)
from tests.integration.engines import Answers, Machine, contents
from tests.integration.owners import OUR_GATEWAY, wire_gateway

PLAIN: Answers = {"example": False, "clients": False}
WHEEL = "pytest_plumbline-1.0.0-py3-none-any.whl"
CONFLICT = re.compile(
    r"<<<<<<< before updating\n(.*?)=======\n(.*?)>>>>>>> after updating\n", re.DOTALL
)


def conflicts(repo: Path) -> dict[str, list[tuple[str, str]]]:
    """Return both sides of each conflict, by file; see that no other trace of one is left."""
    files = contents(repo)
    assert [name for name in files if name.endswith((".rej", ".orig"))] == []
    texts = {name: data.decode() for name, data in files.items() if b"<<<<<<<" in data}
    return {name: CONFLICT.findall(text) for name, text in texts.items()}


def settle(file: Path, side: int) -> None:
    """Take the first or second side of each conflict in a file."""
    file.write_text(CONFLICT.sub(rf"\{side}", file.read_text("utf-8")), "utf-8")


def test_only_a_line_that_both_changed_is_marked(
    machine: Machine, chain: Chain, tmp_path: Path
) -> None:
    repo = chain.born(tmp_path / "repo", PLAIN)
    change(repo / "pyproject.toml", '"pytest-xdist>=3.8"', '"pytest-xdist>=3.7"')
    machine.commit_all(repo)

    done = machine.run("copier", "update", "--defaults", cwd=repo)

    assert done.code == 0, done.text
    both = ('    "pytest-xdist>=3.7",\n', '    "pytest-xdist>=3.8.0",\n')
    assert conflicts(repo) == {"pyproject.toml": [both]}
    assert "UU pyproject.toml" in machine.git("status", "--porcelain", cwd=repo).splitlines()
    settle(repo / "pyproject.toml", 1)
    machine.commit_all(repo)
    check_all(machine, repo)
    settled = contents(repo)
    update(machine, repo)
    assert contents(repo) == settled


def test_neighbouring_rows_of_a_level_table_are_marked_and_then_mended(
    machine: Machine, chain: Chain, tmp_path: Path
) -> None:
    repo = chain.born(tmp_path / "repo", PLAIN)
    pure = 'share = 10\nforbids = ["process", "network", "sleep", "files", "tmp", "mock"]\n'
    pure += "each = 0.1\n"
    change(repo / "levels.toml", pure + "total = 1.0", pure + "total = 7.0")
    write_tables(machine, repo)
    machine.commit_all(repo)

    update(machine, repo)

    assert "README.md" in conflicts(repo)
    write_tables(machine, repo)
    assert conflicts(repo) == {}
    assert pure + "total = 7.0" in (repo / "levels.toml").read_text("utf-8")


def test_a_file_that_both_made_is_marked(machine: Machine, chain: Chain, tmp_path: Path) -> None:
    repo = chain.born(tmp_path / "repo", PLAIN)
    ours = "def test_ours() -> None:\n    assert len(str(7)) == 1\n"
    (repo / "tests/unit/pure/test_come.py").write_text(ours, "utf-8")
    machine.commit_all(repo)

    done = machine.run("copier", "update", "--defaults", cwd=repo)

    assert done.code == 0, done.text
    ((name, [(before, _)]),) = conflicts(repo).items()
    assert (name, before) == ("tests/unit/pure/test_come.py", ours)


def test_a_gateway_beside_the_example_survives_its_removal(
    machine: Machine, chain: Chain, tmp_path: Path
) -> None:
    repo = chain.born(tmp_path / "repo", {"clients": False})
    wire_gateway(repo)
    machine.commit_all(repo)

    done = machine.run("copier", "update", "--defaults", "-d", "example=false", cwd=repo)

    assert done.code == 0, done.text
    found = conflicts(repo)
    assert set(found) == {"src/my_project/context.py", "tests/fakes/__init__.py"}
    assert all("otto" in sides[0][0] for sides in found.values())
    assert {name: (repo / name).read_text("utf-8") for name in OUR_GATEWAY} == OUR_GATEWAY


def test_what_the_template_moved_or_removed_goes_and_is_spoken_of(
    machine: Machine, chain: Chain, tmp_path: Path
) -> None:
    repo = chain.born(tmp_path / "repo", PLAIN)
    references = repo / ".agents" / SKILL / "references"
    change(references / "old.md", "Line 4", "Our line 4")
    change(references / "gone.md", "", "Ours.\n")
    machine.commit_all(repo)

    done = machine.run("copier", "update", "--defaults", cwd=repo)

    assert done.code == 0, done.text
    listing = "git diff --name-only --diff-filter=D HEAD"
    assert f"`{listing}`" in done.text
    gone = machine.git(*listing.split()[1:], cwd=repo).splitlines()
    assert [name.rpartition("/")[2] for name in gone] == ["gone.md", "old.md", WHEEL]
    assert "Our line 4" not in (references / "new.md").read_text("utf-8")


def test_what_the_template_lets_go_of_stays_with_its_edits(
    machine: Machine, own_template: Path, tmp_path: Path
) -> None:
    repo = machine.render("copier", str(own_template), tmp_path / "work", PLAIN)
    change(repo / "CHANGELOG.md", "", "\nOurs.\n")
    machine.commit_all(repo)
    before = contents(repo)
    (own_template / TREE / "CHANGELOG.md").unlink()
    change(own_template / "copier.yml", "_exclude:\n", '_exclude:\n  - "/CHANGELOG.md"\n')
    machine.commit_all(own_template, tag="v1.1.0")

    update(machine, repo)

    after = contents(repo)
    assert {name for name in after if after[name] != before[name]} == {".copier-answers.yml"}
    assert set(after) == set(before)
