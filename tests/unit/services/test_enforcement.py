"""Changes of what enforces the rules, as the quick review tells them."""

import pytest
from plumbline.review.rows.finding import Row

from tests.quick import TABLE, Files, findings, quick

WHEEL = "vendor/pytest_plumbline-0.1.0-py3-none-any.whl"
DEV = 'dev = ["pytest-plumbline"]\n'
ANSWERS = ".copier-answers.yml"


def enforcement(old: Files, new: Files) -> Row:
    """Return the row of a change in which no other row finds anything."""
    report = quick(old, new)
    assert {*findings(report)} <= {"enforcement"}
    return next(row for row in report.rows if row.name == "enforcement")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (WHEEL, "enforces the levels"),
        ("levels.toml", "enforces the levels"),
        ("tests/unit/ruff.toml", "how the tools check"),
        ("pytest.ini", "how the tools check"),
        (".coveragerc", "how the tools check"),
        ("noxfile.py", "how the tools check"),
        (".pre-commit-config.yaml", "how the tools check"),
        ("AGENTS.md", "agents go by it"),
        ("tests/CLAUDE.md", "agents go by it"),
        (".claude/settings.json", "agents go by it"),
        (".agents/skills/x/SKILL.md", "agents go by it"),
        (".agents/hooks/test_writer.py", "agents go by it"),
        (".github/hooks/test-writer.json", "agents go by it"),
        (".github/workflows/ci.yml", "what CI runs"),
        (".gitlab-ci.yml", "what CI runs"),
    ],
)
def test_what_enforces_the_rules_is_named(path: str, words: str) -> None:
    old, new = (f"{TABLE if path == 'levels.toml' else ''}# {word}\n" for word in ("a", "b"))

    (found,) = enforcement({path: old}, {path: new}).findings

    assert found.path == path
    assert words in found.text


def test_a_page_for_agents_that_becomes_a_setting_is_named_as_theirs() -> None:
    text = "".join(f"line {number}\n" for number in range(9))

    (found,) = enforcement({"AGENTS.md": text}, {"pytest.ini": text}).findings

    assert "agents go by it" in found.text


def test_what_enforces_nothing_is_not() -> None:
    row = enforcement({"src/a/x.py": "a"}, {"src/a/x.py": "b"})

    assert (row.summary, row.findings) == ("what enforces the rules is as it was", ())


@pytest.mark.parametrize(
    ("old", "new", "deed"),
    [
        ({}, {WHEEL: "b"}, "is new;"),
        ({WHEEL: "a"}, {}, "is gone;"),
        ({WHEEL: "a"}, {WHEEL: "b"}, "changed;"),
    ],
)
def test_what_became_of_it_is_said(old: Files, new: Files, deed: str) -> None:
    (found,) = enforcement(old, new).findings

    assert found.text.startswith(deed)


@pytest.mark.parametrize(
    "path",
    [
        "src/a/levels.py",
        "README.md",
        ".gitignore",
        ".github/CONTRIBUTING.md",
        ".github/ISSUE_TEMPLATE/bug.yml",
        ".gitlab/merge_request_templates/Default.md",
        ".readthedocs.yaml",
        "tests/conftest.py",
        "vendor/other.whl",
    ],
)
def test_other_files_are_not(path: str) -> None:
    assert enforcement({path: "a"}, {path: "b"}).findings == ()


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("[project]\nversion = '1'\n", "[project]\nversion = '2'\n", 0),
        ("[tool.ruff]\nx = 1\n", "[tool.ruff]\nx = 1  # why\n", 0),
        ("[tool.ruff]\nx = 1\n", "[tool.ruff]\nx = 2\n", 1),
        ("[tool.pytest]\nstrict = true\n", "", 1),
        (f"[dependency-groups]\n{DEV}", f"[dependency-groups]\n# {DEV}", 1),
        (f"[dependency-groups]\n{DEV}", f"[dependency-groups]\n{DEV}x = ['y']\n", 0),
        ("[dependency-groups]\ndev = ['pytest-plumbline']\n", "[dependency-groups]\ndev = []\n", 1),
        ("[dependency-groups]\ndev = ['ruff']\n", "[dependency-groups]\ndev = []\n", 0),
    ],
)
def test_of_pyproject_only_the_tools_count(old: str, new: str, named: int) -> None:
    row = enforcement({"pyproject.toml": old}, {"pyproject.toml": new})

    assert [one.path for one in row.findings] == ["pyproject.toml"] * named


def test_a_pyproject_that_is_no_toml_is_not_ok() -> None:
    report = quick({"pyproject.toml": ""}, {"pyproject.toml": "[tool\n"})

    (row,) = (row for row in report.rows if row.unverified)
    assert row.name == "enforcement"
    assert row.unverified == "pyproject.toml is no valid TOML, so nobody can say what it sets"


def test_an_update_of_the_template_is_said_and_declared_but_for_levels_toml() -> None:
    old, new = (
        {
            ANSWERS: f'_commit: "v{version}"\n_src_path: "gh:a/b"\n',
            WHEEL: version,
            "levels.toml": f"{TABLE}# {version}",
        }
        for version in "12"
    )

    row = enforcement(old, new)

    said = "it calls itself an update of the template, v1 to v2"
    assert row.summary == f"2 files that enforce the rules changed; {said}"
    assert [(one.path, one.declared) for one in row.findings] == [
        ("levels.toml", ""),
        (WHEEL, said),
    ]


@pytest.mark.parametrize(
    "new",
    [
        '_commit: "v1"\n_src_path: "gh:a/b"\n#\n',
        '_commit: "v2"\n_src_path: "gh:c/d"\n',
        "_commit: v2\n",
    ],
)
def test_other_changes_of_the_answers_excuse_nothing(new: str) -> None:
    old = {ANSWERS: '_commit: "v1"\n_src_path: "gh:a/b"\n', WHEEL: "a"}

    row = enforcement(old, {ANSWERS: new, WHEEL: "b"})

    assert [one.declared for one in row.findings] == [""]
