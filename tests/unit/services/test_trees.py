"""The files of a side or a mixture: in memory, and in a folder when a run needs them there."""

import os
from pathlib import Path

import pytest
from plumbline.review.texts import NoTextError
from plumbline.review.trees import File, Tree, files_at
from plumbline.table import LevelsError

from tests.fakes.trees import make_tree

TESTS = "tests/unit/test_a.py"


def test_nothing_is_written_before_a_run_asks(tmp_path: Path) -> None:
    tree = make_tree({"src/a.py": "a = 1\n", "b.txt": ""}, tmp_path / "tree")
    assert not tree.folder.exists()

    place = tree.written()

    assert place == tmp_path / "tree"
    found = {name: file.data for name, file in files_at(place).items()}
    assert found == {"src/a.py": b"a = 1\n", "b.txt": b""}


def test_what_stands_elsewhere_is_copied_with_its_mode_and_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "run.sh").write_text("true\n", "utf-8")
    (tmp_path / "run.sh").chmod(0o755)
    (tmp_path / "link").symlink_to("run.sh")
    names = ("run.sh", "link", "gone")
    tree = Tree(tmp_path / "tree", {name: File(tmp_path / name) for name in names})

    place = tree.written()

    assert sorted(path.name for path in place.iterdir()) == ["link", "run.sh"]
    assert (place / "run.sh").stat().st_mode & 0o777 == 0o755
    assert str((place / "link").readlink()) == "run.sh"
    assert [tree.files[name].is_link for name in names] == [False, True, False]


def test_what_is_written_is_written_once(tmp_path: Path) -> None:
    tree = make_tree({"a.py": "a = 1\n"}, tmp_path / "tree")
    (tree.written() / "a.py").write_text("a = 'of the run'\n", "utf-8")

    tree.written()

    assert (tree.folder / "a.py").read_text("utf-8") == "a = 'of the run'\n"


def test_what_is_held_is_nobody_elses_any_more(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("a = 1\n", "utf-8")
    tree = Tree(tmp_path / "tree", {"a.py": File(tmp_path / "a.py"), "b.py": File(b"b = 1\n")})

    tree.hold()
    (tmp_path / "a.py").write_text("a = 2\n", "utf-8")

    assert tree.text("a.py") == (tree.folder / "a.py").read_text("utf-8") == "a = 1\n"
    assert not (tree.folder / "b.py").exists()


def test_a_text_is_put_in_its_encoding_and_nothing_is_touched_in_vain(tmp_path: Path) -> None:
    old = "# coding: latin-1\na = 'é'\n"
    tree = Tree(tmp_path / "tree", {"a.py": File(old.encode("latin-1"))})
    before = tree.files["a.py"]

    tree.put("a.py", old)
    assert tree.files["a.py"] is before

    tree.put("a.py", old.replace("é", "è"))
    assert tree.text("a.py") == "# coding: latin-1\na = 'è'\n"
    assert tree.files["a.py"].data == "# coding: latin-1\na = 'è'\n".encode("latin-1")


@pytest.mark.parametrize("name", ["a.py", "new/b.py"])
def test_a_text_that_is_put_late_is_written_too(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.py").write_text("a = 1\n", "utf-8")
    tree = Tree(tmp_path / "tree", {"a.py": File(tmp_path / "a.py")})
    tree.written()

    tree.put(name, "x = 1\n")

    assert (tree.folder / name).read_text("utf-8") == tree.text(name) == "x = 1\n"
    assert (tmp_path / "a.py").read_text("utf-8") == "a = 1\n"


def test_what_is_taken_out_is_gone_from_the_folder(tmp_path: Path) -> None:
    tree = make_tree({"a.py": "", "b.py": ""}, tmp_path / "tree")
    tree.written()

    tree.take_out(name for name in tree.files if name == "a.py")

    assert [*tree.files] == [path.name for path in tree.folder.iterdir()] == ["b.py"]


def test_the_texts_below_folders_are_those_of_python() -> None:
    files = {
        name: File(b"x = 1\r\n") for name in ("src/b/c.py", "src/b-c.py", "src.py", "tests/x.txt")
    }
    tree = Tree(Path("tree"), {**files, TESTS: File(b""), "src/no.py": File(b"\0")})

    assert [*tree.texts(["src", "tests"], tests=True)] == ["src/b/c.py", "src/b-c.py", TESTS]
    assert tree.texts(["src.py", "tests"], tests=False) == {"src.py": "x = 1\n"}


def test_bytecode_and_environments_are_left_out() -> None:
    names = (TESTS, "tests/data.json", "tests/__pycache__/a.py", "tests/a.pyc", "tests/.venv/b.py")
    tree = Tree(Path("tree"), {name: File(b"") for name in names})

    assert sorted(tree.below(["tests", "docs"])) == ["tests/data.json", TESTS]


@pytest.mark.parametrize(
    ("name", "old", "new", "same"),
    [
        ("a.py", "a", "a", True),
        ("a.py", "a", "b", False),
        ("a.py", "a", None, False),
        ("a.py", None, None, False),
        ("src/__init__.py", "", None, True),
        ("src/__init__.py", None, "a", False),
    ],
)
def test_a_file_is_the_same_if_it_holds_the_same(
    name: str, old: str | None, new: str | None, same: bool
) -> None:
    one, other = (make_tree({} if text is None else {name: text}) for text in (old, new))

    assert (one.is_same(name, other), other.is_same(name, one)) == (same, same)


def test_files_of_two_folders_are_compared_by_what_they_hold(tmp_path: Path) -> None:
    for name, text in (("a", "same"), ("b", "same"), ("c", "else")):
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "d").symlink_to("nowhere")
    one, like, other, lost = (File(tmp_path / name) for name in "abcd")

    assert [one.is_like(file) for file in (one, like, other, lost)] == [True, True, False, False]


def test_files_of_one_size_and_age_are_not_taken_for_the_same(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).write_text(name, "utf-8")
        os.utime(tmp_path / name, (1, 1))

    assert not File(tmp_path / "a").is_like(File(tmp_path / "b"))


def test_there_are_files_and_the_folders_of_files() -> None:
    tree = Tree(Path("tree"), {"src/tool/a.py": File(b"")})

    names = ("src/tool/a.py", "src/tool", "src", "src/too", "a.py")
    assert [tree.has(name) for name in names] == [True, True, True, False, False]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, r"^levels\.toml: not found in .*/tree; restore it from git"),
        ({"levels.toml": File(b"\xff")}, r"^levels\.toml: cannot be read \(is no UTF-8; "),
        ({"levels.toml": File(b"x = ")}, r"^levels\.toml: not valid TOML: "),
    ],
)
def test_a_tree_without_levels_says_so(files: dict[str, File], said: str) -> None:
    with pytest.raises(LevelsError, match=said):
        Tree(Path("tree"), files).table()


def test_what_is_no_text_is_none() -> None:
    with pytest.raises(NoTextError, match="is binary"):
        Tree(Path("tree"), {"a.py": File(b"\0")}).text("a.py")


def test_the_files_at_a_place_are_found_links_among_them(tmp_path: Path) -> None:
    for name in ("sub/a.py", "sub/.git/config", "sub/deep/b.py", "sub/deep/.git", "c.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "sub/link").symlink_to("deep")

    assert sorted(files_at(tmp_path, "sub", [".git"])) == ["sub/a.py", "sub/deep/b.py", "sub/link"]
    assert [*files_at(tmp_path, "c.py")] == ["c.py"]
    assert [*files_at(tmp_path, "sub/link")] == ["sub/link"]
    assert len(files_at(tmp_path)) == 6
    assert [*files_at(tmp_path, "gone")] == []
