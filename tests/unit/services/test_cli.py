"""What the command line makes of its words."""

from importlib.metadata import version
from pathlib import Path

import pytest
from plumbline.cli import COMMANDS, EXAMPLES, find_root, parse
from plumbline.table import LevelsError


@pytest.mark.parametrize("words", [["review", "--quik"], ["prove", "a.py::test_b", "--feture"]])
def test_a_misspelt_option_is_told_with_the_options_of_its_command(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(words)

    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert said.startswith(f"usage: plumbline {words[0]} ")
    assert said.endswith(f"unrecognized arguments: {words[-1]}\n")


def test_a_time_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(["review", "--seconds=soon"])

    assert ended.value.code == 2
    assert "argument --seconds: 'soon' is no number of seconds above 0\n" in capsys.readouterr().err


def test_what_a_command_hands_on_is_no_mistake() -> None:
    options, rest = parse(["observe", "-k", "parser"])

    assert (options.command, rest) == ("observe", ["-k", "parser"])


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(["--version"])

    assert ended.value.code == 0
    assert capsys.readouterr().out == f"plumbline {version('pytest-plumbline')}\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_says_what_it_is_for_with_an_example(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse([name, "--help"])

    said = " ".join(capsys.readouterr().out.split())
    assert ended.value.code == 0
    assert said.startswith(f"usage: plumbline {name} ")
    assert said.endswith(f" example: plumbline {EXAMPLES[name]}")


@pytest.mark.parametrize("name", COMMANDS)
def test_each_example_is_taken(name: str) -> None:
    options, _ = parse(EXAMPLES[name].split())

    assert options.command == name


@pytest.mark.parametrize(
    ("words", "taken"),
    [
        ("baseline", {"add": False}),
        ("baseline --add", {"add": True}),
        ("place a.py", {"files": ["a.py"], "to": None, "dry_run": False}),
        (
            "place a.py b.py --to late --dry-run",
            {"files": ["a.py", "b.py"], "to": "late", "dry_run": True},
        ),
        ("report a.json", {"files": ["a.json"], "of": None, "levels_json": None}),
        ("report a.json --of 2 --levels-json all.json", {"of": 2, "levels_json": Path("all.json")}),
        ("review", {"base": None, "quick": False, "mutants": True, "seconds": 60.0}),
        ("review", {"markdown": None, "json": None}),
        ("review --no-mutants --seconds 2.5", {"mutants": False, "seconds": 2.5}),
        ("review --quick --base main", {"quick": True, "base": "main"}),
        (
            "review --markdown a.md --json b.json",
            {"markdown": Path("a.md"), "json": Path("b.json")},
        ),
        ("prove a.py::test_b", {"tests": ["a.py::test_b"], "base": None, "feature": False}),
        ("prove a b --base x --feature", {"tests": ["a", "b"], "base": "x", "feature": True}),
        ("scope --base main", {"base": "main"}),
    ],
)
def test_a_command_takes_its_options(words: str, taken: dict[str, object]) -> None:
    options, rest = parse(words.split())

    assert {name: getattr(options, name) for name in taken} == taken
    assert rest == []


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        ("", "the following arguments are required: command"),
        ("place", "the following arguments are required: FILE"),
        ("report", "the following arguments are required: FILE"),
        ("prove", "the following arguments are required: NODEID"),
        ("scope", "the following arguments are required: --base"),
        ("report a.json --of two", "argument --of: invalid int value: 'two'"),
        ("chek", "argument command: invalid choice: 'chek'"),
        ("review --qui", "unrecognized arguments: --qui"),
    ],
)
def test_words_that_make_no_command_are_told(
    words: str, missing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(words.split())

    assert ended.value.code == 2
    assert missing in capsys.readouterr().err


@pytest.mark.parametrize(
    ("tables", "start", "root"),
    [
        (["levels.toml"], ".", "."),
        (["levels.toml"], "src/tool/deep", "."),
        (["levels.toml", "one/levels.toml"], "one/tests", "one"),
        (["levels.toml", "one/levels.toml"], "two", "."),
    ],
)
def test_the_repo_is_the_innermost_folder_with_a_table(
    tmp_path: Path, tables: list[str], start: str, root: str
) -> None:
    for name in [start, *(str(Path(table).parent) for table in tables)]:
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
    for table in tables:
        (tmp_path / table).touch()

    assert find_root(tmp_path / start) == (tmp_path / root).resolve()


@pytest.mark.parametrize(
    ("tables", "hint"),
    [
        ([], "restore it from git"),
        (["one/levels.toml"], "there is one in one; run this there."),
        (["b/levels.toml", "a/levels.toml"], "there is one in a and in b; run this there."),
        (["packages/x/levels.toml"], "there is one in packages/x; run this there."),
        (["one/two/levels.toml"], "restore it from git"),
    ],
)
def test_without_a_table_it_is_said_where_one_is(
    tmp_path: Path, tables: list[str], hint: str
) -> None:
    for table in tables:
        (tmp_path / table).parent.mkdir(parents=True)
        (tmp_path / table).touch()

    with pytest.raises(LevelsError) as error:
        find_root(tmp_path)

    assert str(error.value).startswith(
        f"levels.toml: not found in {tmp_path.resolve()} or above it;"
    )
    assert hint in str(error.value)
