"""Skills and the test-writer's text: what is found, and what the command puts right."""

from pathlib import Path

import pytest
from plumbline.checks.skills import check_skills, write_skills
from plumbline.table import LevelsError

SKILL = "---\nname: add-coverage\ndescription: Adds tests.\n---\nText\n"
FILES = {
    ".agents/skills/add-coverage/SKILL.md": SKILL,
    ".agents/skills/add-coverage/references/more.md": "More\n",
    ".claude/skills/add-coverage/SKILL.md": SKILL,
    ".claude/skills/add-coverage/references/more.md": "More\n",
    ".claude/skills/mine/SKILL.md": "mine",
    ".claude/agents/test-writer.md": "---\nname: test-writer\nskills:\n  - add-coverage\n---\nBody\n",
    ".codex/agents/test-writer.toml": "name = 'x'\ndeveloper_instructions = '''\nBody\n'''\nz = 1\n",
    ".opencode/agents/test-writer.md": "---\nmode: subagent\n---\nBody\n",
}


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """Return a repo with one skill and a test-writer, everything in order."""
    for name, text in FILES.items():
        write(tmp_path, name, text)
    return tmp_path


def write(repo: Path, name: str, text: str) -> None:
    """Write a file of the repo."""
    (repo / name).parent.mkdir(parents=True, exist_ok=True)
    (repo / name).write_text(text, "utf-8", newline="")


def delete(folder: Path) -> None:
    """Delete a folder with all that is in it."""
    for path in folder.iterdir():
        if path.is_dir():
            delete(path)
        else:
            path.unlink()
    folder.rmdir()


def contents(repo: Path) -> dict[str, bytes]:
    """Return every file of the repo."""
    files = [path for path in repo.rglob("*") if path.is_file()]
    return {path.relative_to(repo).as_posix(): path.read_bytes() for path in files}


def test_what_is_in_order_has_no_finding(repo: Path) -> None:
    before = contents(repo)

    assert check_skills(repo) == []
    assert write_skills(repo) == []
    assert contents(repo) == before


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Text", "has no front matter; begin with ---, name, description, ---"),
        (SKILL.replace("add-", "Add-"), "its name must be that of its folder;"),
        (SKILL.replace("description: Adds tests.\n", ""), "has no description;"),
        (SKILL.replace("Adds tests.", ""), "has no description;"),
        (SKILL.replace("Adds", "A" * 1100), "its description has 1107 characters; shorten it"),
    ],
)
def test_a_skill_that_clients_refuse_is_found(repo: Path, text: str, message: str) -> None:
    for folder in (".agents", ".claude"):
        write(repo, f"{folder}/skills/add-coverage/SKILL.md", text)

    (found,) = check_skills(repo)

    assert found.startswith(f".agents/skills/add-coverage/SKILL.md:1: {message}")


def test_a_skill_without_its_page_is_found(repo: Path) -> None:
    write(repo, ".agents/skills/empty/x.py", "")
    write(repo, ".claude/skills/empty/x.py", "")

    assert check_skills(repo) == [
        ".agents/skills/empty/SKILL.md:1: missing; write it, or delete the folder"
    ]


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        (".claude/skills/add-coverage/SKILL.md", SKILL + "x", "differs from .agents/skills/add-"),
        (".claude/skills/add-coverage/SKILL.md", SKILL.replace("\n", "\r\n"), "differs from"),
        (
            ".claude/agents/test-writer.md",
            FILES[".claude/agents/test-writer.md"] + "x\n",
            "text is",
        ),
        (".codex/agents/test-writer.toml", 'developer_instructions = """x"""\n', "its text is not"),
        (".opencode/agents/test-writer.md", "---\nmode: subagent\n---\nOther\n", "its text is not"),
    ],
)
def test_what_drifted_is_found_and_written_anew(
    repo: Path, path: str, text: str, message: str
) -> None:
    write(repo, path, text)

    found = check_skills(repo)
    changed = write_skills(repo)

    assert found
    assert all(message in line and "run `plumbline fix-skills`" in line for line in found)
    assert changed
    assert check_skills(repo) == []
    assert not list(repo.rglob("*.new"))


def test_a_new_skill_is_copied_with_all_its_files(repo: Path) -> None:
    write(repo, ".agents/skills/new/SKILL.md", SKILL.replace("add-coverage", "new"))
    write(repo, ".agents/skills/new/scripts/x.sh", "x")

    assert write_skills(repo) == [".claude/skills/new/SKILL.md", ".claude/skills/new/scripts/x.sh"]
    assert check_skills(repo) == []


def test_the_rest_of_a_wrapper_is_kept(repo: Path) -> None:
    write(repo, ".claude/agents/test-writer.md", "---\nname: a\n---\nNew \\ ''\n")

    write_skills(repo)

    toml = (repo / ".codex/agents/test-writer.toml").read_text("utf-8")
    assert toml == "name = 'x'\ndeveloper_instructions = '''\nNew \\ ''\n'''\nz = 1\n"
    page = (repo / ".opencode/agents/test-writer.md").read_text("utf-8")
    assert page == "---\nmode: subagent\n---\nNew \\ ''\n"


def test_a_file_too_many_in_a_copy_is_found_and_left(repo: Path) -> None:
    write(repo, ".claude/skills/add-coverage/extra.md", "x")

    (found,) = check_skills(repo)

    assert "extra.md:1: is not in .agents/skills; delete it, or move it there" in found
    assert write_skills(repo) == []


OWN = "---\nname: add-coverage\ndescription: How we count here.\n---\nCount.\n"


@pytest.mark.parametrize("copies", [True, False])
@pytest.mark.parametrize(
    "path",
    ["add-coverage/SKILL.md", "team/add-coverage/SKILL.md", "add-coverage/mine/SKILL.md"],
)
def test_the_owners_own_skills_are_let_be(repo: Path, path: str, copies: bool) -> None:
    write(repo, ".agents/skills/add-gateway/SKILL.md", SKILL.replace("add-coverage", "add-gateway"))
    if not copies:
        delete(repo / ".claude/skills")
    elif path == "add-coverage/SKILL.md":
        delete(repo / ".claude/skills/add-coverage")
    write(repo, f".claude/skills/{path}", OWN)
    write(repo, f".claude/skills/{path.removesuffix('SKILL.md')}scripts/x.sh", "x")
    if copies:
        write_skills(repo)

    assert check_skills(repo) == []
    write_skills(repo)
    assert (repo / ".claude/skills" / path).read_text("utf-8") == OWN


@pytest.mark.parametrize(
    "gone",
    [
        (".claude/agents",),
        (".codex",),
        (".opencode",),
        (".claude/skills",),
        (".claude", ".codex", ".opencode"),
        (".claude", ".codex", ".opencode", ".agents"),
    ],
)
def test_an_owner_may_prune(repo: Path, gone: tuple[str, ...]) -> None:
    for folder in gone:
        delete(repo / folder)

    assert check_skills(repo) == []
    assert write_skills(repo) == []


def test_a_copy_that_is_missing_is_found(repo: Path) -> None:
    (repo / ".claude/skills/add-coverage/SKILL.md").unlink()

    (found,) = check_skills(repo)

    assert found == (
        ".claude/skills/add-coverage/SKILL.md:1: is missing; run `plumbline fix-skills`"
    )


def test_nothing_is_written_if_one_file_cannot_be(repo: Path) -> None:
    write(repo, ".claude/agents/test-writer.md", "---\nname: a\n---\nA ''' in it\n")
    write(repo, ".claude/skills/add-coverage/SKILL.md", "drifted")
    before = contents(repo)

    with pytest.raises(LevelsError, match=r"test-writer\.toml:1: has no developer_instructions in"):
        write_skills(repo)

    assert contents(repo) == before


@pytest.mark.parametrize("path", [name for name in FILES if "test-writer" in name])
def test_a_wrapper_that_is_no_text_is_one_sentence(repo: Path, path: str) -> None:
    (repo / path).write_bytes(b"\xff\xfe")

    assert any(line.startswith(f"{path}:1: cannot be read") for line in check_skills(repo))


def test_a_wrapper_that_is_no_toml_is_one_sentence(repo: Path) -> None:
    write(repo, ".codex/agents/test-writer.toml", "name = ")

    (found,) = check_skills(repo)

    assert found.startswith(".codex/agents/test-writer.toml:1: is not valid TOML: ")


def test_a_skill_that_the_test_writer_lists_must_be_there(repo: Path) -> None:
    text = FILES[".claude/agents/test-writer.md"].replace("add-coverage", "add-gone")
    write(repo, ".claude/agents/test-writer.md", text)

    assert check_skills(repo) == [
        ".claude/agents/test-writer.md:1: there is no skill add-gone in .agents/skills; "
        "correct its list of skills"
    ]
