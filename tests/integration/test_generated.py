"""What comes out, used as its owner uses it: sessions, mistakes, the example itself."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from plumbline.checks.tables import PAGES

from tests.integration.engines import ENGINES, Machine, Renders
from tests.integration.inside import plumbline_inside
from tests.integration.test_parity import LONG, NAMED

LEVELS = ("fakes", "sanity", "pure", "logic", "real")
BIN = Path(".venv/Scripts" if os.name == "nt" else ".venv/bin")


@pytest.fixture(scope="module")
def repo(machine: Machine, renders: Renders, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repo with the example, its environment made, then committed; tests put files back."""
    made = shutil.copytree(renders.fresh("copier", {}), tmp_path_factory.mktemp("work") / "repo")
    done = machine.run("nox", "-s", "pure", cwd=made)  # makes the environment and uv.lock
    assert done.code == 0, done.text
    machine.commit_all(made)
    return made


@contextmanager
def putting_back(repo: Path) -> Iterator[dict[Path, str]]:
    """Take files to add or change, by path; put everything back afterwards."""
    before: dict[Path, str | None] = {}

    class Files(dict[Path, str]):
        def __setitem__(self, path: Path, text: str) -> None:
            file = repo / path
            before.setdefault(file, file.read_text("utf-8") if file.exists() else None)
            file.write_text(text, "utf-8")
            super().__setitem__(path, text)

    try:
        yield Files()
    finally:
        for file, text in before.items():
            if text is None:
                file.unlink()
            else:
                file.write_text(text, "utf-8")


@pytest.fixture
def planted(repo: Path) -> Iterator[dict[Path, str]]:
    """Take files that a test adds or changes."""
    with putting_back(repo) as files:
        yield files


@pytest.mark.parametrize("engine", ENGINES)
def test_all_checks_pass_at_once(
    machine: Machine, renders: Renders, tmp_path: Path, engine: str
) -> None:
    repo = renders.born(tmp_path / "repo", {}, engine)

    done = machine.run("nox", cwd=repo)

    assert done.code == 0, done.text
    for session in ("lint", "types", "quick", "levels"):
        assert f"* {session}: success" in done.text
    assert machine.git("status", "--porcelain", cwd=repo) == "?? uv.lock"


def test_the_fast_tests_show_the_table(machine: Machine, repo: Path) -> None:
    done = machine.run("nox", "-s", "unit", cwd=repo)

    assert done.code == 0, done.text
    for row in ("1 fakes ", "3 pure ", "4 logic ", "start-up and collection "):
        assert f"\n{row}" in done.text
    assert "\n2 sanity " not in done.text


def test_the_example_is_in_the_proportions_of_the_table(machine: Machine, repo: Path) -> None:
    words = ("--levels-json", "levels.json")

    done = machine.run("nox", "-s", "levels", "--", *words, cwd=repo)

    assert done.code == 0, done.text
    levels = json.loads((repo / "levels.json").read_text("utf-8"))["levels"]
    (repo / "levels.json").unlink()
    assert 70 <= sum(level["tests"] for level in levels) <= 105
    for level in levels:
        assert abs(level["share"] - level["target"]) <= 5, level


def test_the_sessions_together_run_every_test(machine: Machine, repo: Path) -> None:
    sessions = ("levels", *LEVELS, "unit", "integration")

    done = machine.run("nox", "-s", *sessions, cwd=repo)

    assert done.code == 0, done.text
    ran = {
        name: dict(re.findall(r"(?m)^\d (\w+) \D+(\d+) ", text))
        for name, text in re.findall(r"(?s)Running session (\w+)\n(.*?)nox > Session ", done.text)
    }
    assert tuple(ran) == sessions
    assert [*ran["levels"]] == [*LEVELS]
    assert [ran[name] for name in LEVELS] == [{name: ran["levels"][name]} for name in LEVELS]
    assert len(ran["unit"]) + len(ran["integration"]) == len(LEVELS)
    assert ran["unit"] | ran["integration"] == ran["levels"]


def test_arguments_go_to_pytest(machine: Machine, repo: Path) -> None:
    words = ("-n", "2", "-k", "timestamp")

    done = machine.run("nox", "-s", "unit", "--", *words, cwd=repo)

    assert done.code == 0, done.text
    assert "1 passed" in done.text


def test_each_level_and_group_has_a_session(machine: Machine, repo: Path) -> None:
    listed = machine.run("nox", "-l", cwd=repo).text

    found = re.findall(r"^([*-]) (\S+) -> \S", listed, re.MULTILINE)
    others = ("check", "fix", "prove", "review")
    assert {name for mark, name in found if mark == "*"} == {"lint", "types", "quick", "levels"}
    assert {name for mark, name in found if mark == "-"} == {
        *(*LEVELS, "unit", "integration"),
        *others,
    }
    assert "- unit -> Run the tests of fakes, pure, logic.\n" in listed


def test_the_lock_belongs_in_the_repo_and_the_environment_does_not(
    machine: Machine, repo: Path
) -> None:
    kept = machine.git("ls-files", "uv.lock", ".venv", "vendor", cwd=repo).splitlines()

    assert [re.sub(r"-[\d.]+-", "-X-", name) for name in kept] == [
        "uv.lock",
        "vendor/pytest_plumbline-X-py3-none-any.whl",
    ]
    assert (repo / ".venv").is_dir()


def test_the_environment_is_made_once_and_follows_pyproject(
    machine: Machine, repo: Path, planted: dict[Path, str]
) -> None:
    machine.run("nox", "-s", "pure", cwd=repo)
    again = machine.run("nox", "-s", "pure", cwd=repo).text
    settings = (repo / "pyproject.toml").read_text("utf-8")
    planted[Path("pyproject.toml")] = settings.replace(
        "[project.scripts]\n", '[project.scripts]\nother = "my_project.cli:main"\n'
    )
    machine.run("nox", "-s", "pure", cwd=repo)
    other = machine.run(str(repo / BIN / "other"), "about", cwd=repo)

    assert "Installed" not in again
    assert "Built" not in again
    assert other.text.startswith("my-project 0.1.0 at ")


def test_the_example_drafts_its_own_notes(machine: Machine, repo: Path) -> None:
    tool = str((repo / BIN / "my-project").absolute())
    machine.git("commit", "--allow-empty", "--message", "feat: more", cwd=repo)

    draft = machine.run(tool, "notes", "draft", cwd=repo)
    listed = machine.run(tool, "notes", "list", cwd=repo)
    about = machine.run(tool, "about", cwd=repo)

    assert (draft.code, listed.code, about.code) == (0, 0, 0)
    assert draft.text.startswith("## [0.1.0] - ")
    assert draft.text.endswith("\n\n### Added\n- more\n\n### Changed\n- All\n")
    assert listed.text == "No release in the changelog yet.\n"
    assert about.text.startswith("my-project 0.1.0 at ")


def test_the_example_says_that_git_is_missing(machine: Machine, repo: Path, tmp_path: Path) -> None:
    tool = str((repo / BIN / "my-project").absolute())

    done = machine.run(tool, "notes", "draft", cwd=repo, PATH=str(tmp_path))

    assert (done.code, done.text) == (1, "Error: git is not installed, or not on the PATH.\n")


FORBIDDEN = {  # code, what is banned of it, advice
    "tests/unit/services/test_x.py": ("import subprocess", "subprocess", "use the gateway's fake"),
    "tests/unit/pure/test_x.py": (
        "from unittest import mock",
        "unittest.mock",
        "use a fake from tests/fakes",
    ),
    "tests/unit/fakes/test_x.py": (
        "from time import sleep",
        "time.sleep",
        "give the FakeClock the time",
    ),
    "tests/commands/test_x.py": ("import socket", "socket", "use the gateway's fake"),
    "tests/fakes/x.py": ("import tempfile", "tempfile", "use the gateway's fake"),
    "tests/contracts/x.py": ("import subprocess", "subprocess", "Only a gateway starts a process"),
    "src/my_project/services/x.py": (
        "import subprocess",
        "subprocess",
        "Only a gateway starts a process",
    ),
    "src/my_project/services/y.py": ("import click", "click", "A service knows no command line"),
    "src/my_project/commands/x.py": ("import socket", "socket", "Only a gateway uses the network"),
    "src/my_project/cli2.py": ("from unittest.mock import Mock", "unittest.mock", "write a fake"),
}
ALLOWED = {
    "src/my_project/gateways/x.py": "import subprocess\n\nRUN = subprocess.run\n",
    "tests/integration/test_x.py": "import socket\n\nSOCKET = socket.socket\n",
    "tests/integration/sanity/test_x.py": "from unittest import mock\n\nMOCK = mock.Mock\n",
}


def test_forbidden_code_is_refused_with_advice_and_nothing_else_is(
    machine: Machine, repo: Path, planted: dict[Path, str]
) -> None:
    codes = {path: f"{code}\n" for path, (code, _, _) in FORBIDDEN.items()} | ALLOWED
    for path, code in codes.items():
        planted[Path(path)] = code

    by_session = machine.run("nox", "-s", "lint", cwd=repo).text
    words = ("--output-format", "concise", "--no-cache", "--select", "TID251")
    by_ruff = machine.run("ruff", "check", *words, cwd=repo).text

    found = re.findall(r"(?m)^(\S+):1:\d+: TID251 `([\w.]+)` is banned: (.*)$", by_ruff)
    assert {path: what for path, what, _ in found} == {p: FORBIDDEN[p][1] for p in FORBIDDEN}
    assert [path for path, _, advice in found if FORBIDDEN[path][2] not in advice] == []
    refused = by_session.partition("All checks passed!")[0]
    assert [what for _, what, _ in FORBIDDEN.values() if f"`{what}` is banned" not in refused] == []
    assert [path for path in ALLOWED if path in by_session + by_ruff] == []


@pytest.mark.parametrize(
    ("path", "old", "new", "folder"),
    [
        ("tests/unit/ruff.toml", ', "TID251"]', ']\nignore = ["TID251"]', "tests/unit"),
        ("tests/commands/ruff.toml", 'extend = "../unit/ruff.toml"', "", "tests/commands"),
        ("tests/fakes/ruff.toml", 'extend = "../unit/ruff.toml"', "", "tests/fakes"),
        ("pyproject.toml", '"TID251", "UP"', '"UP"', "src/my_project/services"),
        ("pyproject.toml", '"subprocess".msg', '"subprocesses".msg', "src/my_project/commands"),
    ],
)
def test_bans_that_were_switched_off_are_found(
    machine: Machine,
    repo: Path,
    planted: dict[Path, str],
    path: str,
    old: str,
    new: str,
    folder: str,
) -> None:
    text = (repo / path).read_text("utf-8")
    assert old in text
    planted[Path(path)] = text.replace(old, new)

    done = plumbline_inside(repo, "check", PATH=machine.environment["PATH"])

    assert done.code == 1
    assert f"{folder}:1: ruff lets `import subprocess` pass here" in done.out


def test_a_folder_whose_settings_let_more_pass_is_found(
    machine: Machine, repo: Path, planted: dict[Path, str]
) -> None:
    planted[Path("tests/unit/services/ruff.toml")] = 'lint.select = ["F"]\n'

    done = plumbline_inside(repo, "check", PATH=machine.environment["PATH"])

    assert done.code == 1
    assert "tests/unit/services:1: ruff lets `import subprocess` pass here;" in done.out


def test_lint_runs_all_its_tools_and_says_which_failed(
    machine: Machine, repo: Path, planted: dict[Path, str]
) -> None:
    planted[Path("tests/unit/pure/test_x.py")] = "def test_x( ) -> None:\n    assert True\n"

    done = machine.run("nox", "-s", "lint", cwd=repo)

    assert done.code == 1
    assert "All checks passed!" in done.text
    assert "1 file would be reformatted" in done.text
    assert "tests/unit/pure/test_x.py:2: test_x asserts a constant;" in done.text
    assert "failed: ruff format --check, plumbline check" in done.text


@pytest.mark.parametrize(
    ("folder", "call", "safe"),
    [
        (".", "nox -s unit", ""),
        (".", "PYTHON -m pytest", "1"),
        (".", "PYTHON -I -m pytest", ""),
        ("tests/unit/services", "PYTHON -m pytest test_x.py", ""),
        ("..", "PYTHON -m pytest REPO/tests/unit/services/test_x.py --rootdir REPO", ""),
        ("..", "PYTHON -m pytest --rootdir=REPO REPO/tests/unit/services/test_x.py::test_x", "1"),
    ],
)
def test_the_guard_stops_what_ruff_cannot_see_however_pytest_is_started(
    machine: Machine, repo: Path, planted: dict[Path, str], folder: str, call: str, safe: str
) -> None:
    planted[Path("tests/unit/services/test_x.py")] = (
        "from pathlib import Path\n\nfrom my_project.gateways.git import SubprocessGit\n\n\n"
        "def test_x() -> None:\n    assert SubprocessGit(Path()).tags() == ()\n"
    )
    words = call.replace("PYTHON", str(repo / BIN / "python")).replace("REPO", str(repo)).split()

    done = machine.run(*words, cwd=repo / folder, PYTHONSAFEPATH=safe)

    assert done.code == 1
    assert "\nsubprocess.Popen(['git', 'rev-parse'" in done.text
    assert "): level 4 logic forbids process\n" in done.text
    assert "  Pass in FakeGit, the fake from tests/fakes/git.py." in done.text


@pytest.mark.parametrize(
    ("folder", "call", "safe"),
    [
        (".", "python -I -m plumbline check", ""),
        (".", "python -m plumbline check", "1"),
        ("tests/unit", "plumbline check", ""),
    ],
)
def test_the_checks_can_be_started_from_anywhere_in_the_repo(
    machine: Machine, repo: Path, planted: dict[Path, str], folder: str, call: str, safe: str
) -> None:
    program, *words = call.split()
    tool = str(repo / BIN / program)
    fine = machine.run(tool, *words, cwd=repo / folder, PYTHONSAFEPATH=safe)
    planted[Path("tests/unit/pure/test_x.py")] = "def test_x() -> None:\n    assert True\n"
    bad = machine.run(tool, *words, cwd=repo / folder, PYTHONSAFEPATH=safe)

    assert (fine.code, fine.text) == (0, "")
    assert bad.code == 1
    assert bad.text.startswith("tests/unit/pure/test_x.py:2: test_x asserts a constant;")


def test_a_test_is_proven(machine: Machine, repo: Path, planted: dict[Path, str]) -> None:
    source = Path("src/my_project/services/versions.py")
    tests = Path("tests/unit/pure/test_versions.py")
    text = (repo / source).read_text("utf-8")
    assert 're.compile(r"v?' in text
    planted[source] = text.replace('re.compile(r"v?', 're.compile(r"[vV]?')
    planted[tests] = (repo / tests).read_text("utf-8") + (
        "\n\ndef test_the_v_may_be_large() -> None:\n"
        '    assert versions.parse("V1.0.0") == Version(1, 0, 0)\n'
    )

    done = machine.run("nox", "-s", "prove", "--", f"{tests}::test_the_v_may_be_large", cwd=repo)
    other = machine.run(
        "nox", "-s", "prove", "--", f"{tests}::test_a_tag_names_a_version", cwd=repo
    )

    assert done.code == 0, done.text
    assert "proven: without the change AssertionError: assert None == Version(" in done.text
    assert other.code == 1
    assert "holds on both sides" in other.text


def test_a_test_may_say_that_nothing_is_raised(
    machine: Machine, repo: Path, planted: dict[Path, str]
) -> None:
    planted[Path("tests/unit/pure/test_x.py")] = (
        "import pytest\n\n\n@pytest.mark.must_not_raise\ndef test_x() -> None:\n    str(1)\n"
    )

    done = machine.run("nox", "-s", "pure", "--", "tests/unit/pure/test_x.py", cwd=repo)

    assert done.code == 0, done.text


def test_a_level_table_that_is_not_true_is_found(
    machine: Machine, repo: Path, planted: dict[Path, str]
) -> None:
    table = (repo / "levels.toml").read_text("utf-8")
    planted[Path("levels.toml")] = table.replace("total = 3.0", "total = 4.0")
    pages = [page for page in PAGES if (repo / page).is_file()]
    for page in pages:
        planted[Path(page)] = (repo / page).read_text("utf-8")

    stale = machine.run("nox", "-s", "lint", cwd=repo)
    python = str((repo / BIN / "python").absolute())
    written = machine.run(python, "-m", "plumbline", "fix-tables", cwd=repo)
    mended = machine.run("nox", "-s", "lint", cwd=repo)

    assert stale.code == 1
    assert "README.md:" in stale.text
    assert "the table is not that of levels.toml; run `plumbline fix-tables`" in stale.text
    with_table = [page for page in pages if page != "tests/AGENTS.md"]
    assert written.text == "".join(f"{page}: level table written anew\n" for page in with_table)
    assert len(with_table) == 4
    assert mended.code == 0, mended.text


def test_a_table_that_cannot_be_read_stops_nox_with_one_sentence(
    machine: Machine, repo: Path, planted: dict[Path, str]
) -> None:
    planted[Path("levels.toml")] = "[logic"

    done = machine.run("nox", "-s", "unit", cwd=repo)

    assert done.code != 0
    assert done.text.startswith("levels.toml: it cannot be read (")
    assert len(done.text.splitlines()) == 1


@pytest.mark.parametrize("session", ["unit", "check"])
def test_a_table_that_makes_no_sense_is_told_in_a_sentence(
    machine: Machine, repo: Path, planted: dict[Path, str], session: str
) -> None:
    text = (repo / "levels.toml").read_text("utf-8")
    planted[Path("levels.toml")] = text.replace("share = 70", "share = 60")

    done = machine.run("nox", "-s", session, cwd=repo)

    assert done.code != 0
    assert "levels.toml: share: the shares must add up to 100, but 5 + 10 + 10 + 60 " in done.text
    assert "Traceback" not in done.text


def test_a_level_may_be_empty(machine: Machine, renders: Renders, tmp_path: Path) -> None:
    repo = renders.born(tmp_path / "repo", {"example": False})
    shutil.rmtree(repo / "tests/unit/pure")

    done = machine.run("nox", "-s", "pure", "unit", cwd=repo)

    assert done.code == 0, done.text
    assert "3 pure    pure unit                0 " in done.text


# Of all names, which test_parity.py holds to all that lint asks, those that are written oddly.
ODD = [
    *(row for row in NAMED if "package_name" in row[0] or "Про" in str(row[0])),
    (LONG, False),
]


@pytest.mark.parametrize(("names", "example"), ODD)
def test_an_odd_name_passes_all_other_checks(
    machine: Machine, template: Path, tmp_path: Path, names: dict[str, str], example: bool
) -> None:
    repo = machine.render("copier", str(template), tmp_path, {**names, "example": example})

    done = machine.run("nox", "-s", "types", "quick", "levels", cwd=repo)

    assert done.code == 0, done.text
