"""The rows of settings, comments and fakes, on small texts."""

import pytest
from plumbline.review.change import Changed
from plumbline.review.declared import Declaration, Declarations
from plumbline.review.reading.collect import read_suite
from plumbline.review.rows.doubles import kinder_fakes
from plumbline.review.rows.enforcement import enforcement_row
from plumbline.review.rows.finding import Finding
from plumbline.review.rows.limits import grown_baseline, weaker_table
from plumbline.review.rows.suppressed import silences, suppressed_row
from plumbline.review.texts import NoTextError, as_text

WHEEL = "vendor/pytest_plumbline-0.1.0-py3-none-any.whl"
DEV = 'dev = ["pytest-plumbline"]\n'
TABLE = """
[logic]
number = 4
title = "logic"
paths = ["tests"]
session = "unit"
share = 100
forbids = ["process", "sleep"]
each = 0.1
total = 1.0
"""


def said(text: str) -> str:
    """Return a text with the word that ruff would heed in this file, too."""
    return text.replace("n0qa", "noqa").replace("N0QA", "NOQA")


def changed(path: str, old: str | None, new: str | None, was: str | None = None) -> Changed:
    """Return a changed file."""
    return Changed(path, (path if old is not None else "") if was is None else was, old, new)


@pytest.mark.parametrize(
    "comment",
    [
        "# n0qa",
        "# N0QA: F401, TID251",
        "#n0qa:F401",
        "# ruff: n0qa: F401",
        "# ruff: disable[F401]",
        "# ruff: ignore[F401]",
        "# flake8: n0qa",
        "# type: ignore",
        "# type: ignore[arg-type]  # why",
        "# mypy: ignore-errors",
        "# pyright: ignore[x]",
        "# pyright: basic",
        "# pragma: no cover",
        "# pragma: no branch",
        "# pylint: disable=x",
        "# why  # n0qa",
    ],
)
def test_a_comment_that_silences_a_tool_is_found(comment: str) -> None:
    assert [line for line, _ in silences(said(f"a = 1\nb = 2  {comment}\n"))] == [2]


@pytest.mark.parametrize(
    "line", ["# not a n0qatest", "x = '# n0qa'", "# types ignored", "# a pragma"]
)
def test_other_comments_and_texts_are_none(line: str) -> None:
    assert silences(said(f"{line}\n")) == []


def test_a_suppression_that_only_moved_is_not_new() -> None:
    files = [
        changed("src/a/x.py", said("import a  # n0qa: F401\nb = 1\n"), "b = 1\n"),
        changed("src/a/y.py", None, said("b = 1\nimport a  # n0qa: F401\n")),
    ]

    assert suppressed_row(files).findings == ()


@pytest.mark.parametrize("words", ["# type: ignore[misc]", "# n0qa: RUF063", "# type: ignore"])
def test_a_suppression_is_named_as_it_is_written(words: str) -> None:
    (found,) = suppressed_row(
        [changed("src/a/x.py", "a = 1\n", said(f"a = 1  {words}  # why\n"))]
    ).findings

    assert found.text.startswith(f"`{said(words)}` is new; ")


def test_a_suppression_in_other_letters_is_not_new() -> None:
    files = [changed("src/a/x.py", said("a = 1  # N0QA: f401\n"), said("a = 2  # n0qa: F401\n"))]

    assert suppressed_row(files).findings == ()


@pytest.mark.parametrize("path", ["docs/page.md", ".agents/hooks/test_writer.py"])
def test_only_code_of_the_repo_is_looked_at(path: str) -> None:
    assert suppressed_row([changed(path, "a\n", said("a\nb  # n0qa\n"))]).findings == ()


def test_one_more_of_the_same_suppression_is_new() -> None:
    old = said("import a  # n0qa: F401\n")
    row = suppressed_row([changed("src/a/x.py", old, said(f"import b  # n0qa: F401\n{old}"))])

    assert [(one.path, one.line) for one in row.findings] == [("src/a/x.py", 1)]
    assert row.summary == "1 new suppression"


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
    (found,) = enforcement_row([changed(path, "a", "b")]).findings

    assert words in found.text


def test_what_enforces_nothing_is_not() -> None:
    row = enforcement_row([changed("src/a/x.py", "a", "b")])

    assert (row.summary, row.findings) == ("what enforces the rules is as it was", ())


@pytest.mark.parametrize(
    ("old", "new", "deed"),
    [(None, "b", "is new;"), ("a", None, "is gone;"), ("a", "b", "changed;")],
)
def test_what_became_of_it_is_said(old: str | None, new: str | None, deed: str) -> None:
    (found,) = enforcement_row([changed(WHEEL, old, new)]).findings

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
    assert enforcement_row([changed(path, "a", "b")]).findings == ()


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
    assert len(enforcement_row([changed("pyproject.toml", old, new)]).findings) == named


def test_a_pyproject_that_is_no_toml_is_not_ok() -> None:
    row = enforcement_row([changed("pyproject.toml", "", "[tool\n")])

    assert row.unverified == "pyproject.toml is no valid TOML, so nobody can say what it sets"


def test_an_update_of_the_template_is_said_and_declared_but_for_levels_toml() -> None:
    answers = changed(
        ".copier-answers.yml",
        '_commit: "v1"\n_src_path: "gh:a/b"\n',
        '_commit: "v2"\n_src_path: "gh:a/b"\n',
    )
    files = [answers, changed(WHEEL, "a", "b"), changed("levels.toml", "a", "b")]

    row = enforcement_row(files)

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
    answers = changed(".copier-answers.yml", '_commit: "v1"\n_src_path: "gh:a/b"\n', new)

    row = enforcement_row([answers, changed(WHEEL, "a", "b")])

    assert [one.declared for one in row.findings] == [""]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("total = 1.0", "total = 2.0", ["logic.total rose from 1 to 2 s"]),
        ("each = 0.1", "each = 0.2", ["logic.each rose from 0.1 to 0.2 s"]),
        ('"process", "sleep"', '"sleep"', ["logic.forbids lost process"]),
        ('"tests"]', '"testing"]', ["logic.paths lost tests"]),
        (
            "total = 1.0",
            'total = 1.0\n[review]\nscope = "report"',
            ["review.scope fails no more, it only reports"],
        ),
        ("total = 1.0", "total = 0.5", []),
        ('title = "logic"', 'title = "rules"', []),
        ("[logic]", "[rules]", []),
        ('"process", "sleep"', '"sleep", "process", "mock"', []),
        ("total = 1.0", 'total = 1.0\n[review]\nmutants = "fail"', []),
    ],
)
def test_a_table_that_allows_more_is_named(old: str, new: str, words: list[str]) -> None:
    findings, unverified = weaker_table(TABLE, TABLE.replace(old, new))

    assert [one.text for one in findings] == words
    assert unverified == ""


def test_a_table_that_cannot_be_read_is_said() -> None:
    assert weaker_table("[x", TABLE)[1] == (
        "levels.toml of the base is not valid, so nobody can say what it allowed"
    )
    assert weaker_table(TABLE, "[x")[1].startswith("levels.toml: not valid TOML")
    assert weaker_table(TABLE, None) == ([Finding("levels.toml", 0, "is deleted; restore it")], "")
    assert weaker_table(None, TABLE) == ([], "")


def test_a_path_that_another_level_has_now_is_told_with_it() -> None:
    real = TABLE.replace("logic", "real").replace("4", "5").replace('["tests"]', '["real"]')
    real = real.replace("100", "0")
    before = TABLE.replace('["tests"]', '["tests", "more"]') + real

    moved = weaker_table(before, TABLE + real.replace('["real"]', '["real", "more"]'))
    gone = weaker_table(before, TABLE + real)

    assert moved == ([Finding("levels.toml", 0, "logic.paths lost more to 5 real")], "")
    assert gone == ([Finding("levels.toml", 0, "logic.paths lost more")], "")


def test_a_baseline_may_only_shrink() -> None:
    old = 'a = 3\nb = ["x", "y"]\n'

    assert [one.text for one in grown_baseline(old, 'a = 4\nb = ["x", "z"]\n')] == [
        "a rose from 3 to 4",
        "b: z is excused now; mend it instead",
    ]
    assert list(grown_baseline(old, 'a = 2\nb = ["x"]\n')) == []
    assert list(grown_baseline(old, None)) == []


FAKE = """
class FakeShop(Shop):
    def __init__(self, items):
        self._items = list(items)

    def get(self, name):
        self._check(name)
        return self._items[name].copy()

    def all(self):
        return self._items[:]

    def lose(self, name):
        raise self._lost[name]

    def _check(self, name):
        if name not in self._items:
            raise MissingError(name)
"""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "            raise MissingError(name)",
            "            return",
            "FakeShop.get raises no MissingError",
        ),
        ("        self._check(name)\n", "", "FakeShop.get raises no MissingError"),
        ("list(items)", "items", "FakeShop.__init__ copies no more"),
        ("[name].copy()", "[name]", "FakeShop.get copies no more"),
        (
            "            raise MissingError(name)",
            "            raise OddError(name)",
            "FakeShop.get rai",
        ),
        ("self._items[:]", "self._items", "FakeShop.all copies no more"),
        (
            "        raise self._lost[name]",
            "        return",
            "FakeShop.lose raises no self._lost[name] any more",
        ),
    ],
)
def test_a_fake_that_became_kinder_is_named(old: str, new: str, words: str) -> None:
    path = "tests/fakes/shop.py"
    before, after = read_suite({path: FAKE}), read_suite({path: FAKE.replace(old, new)})

    found = list(kinder_fakes(before, after, "tests/fakes"))

    assert len(found) == 1
    assert found[0].text.startswith(words)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "        self._check(name)\n",
            "        if name not in self._items:\n            raise MissingError\n",
        ),
        ("list(items)", "tuple(items)"),
        ("    def all(self):\n        return self._items[:]\n", ""),
        ("_check", "_must_have"),
        ("    def all", "    def more(self):\n        raise OddError\n\n    def all"),
    ],
)
def test_a_fake_that_is_as_strict_is_not(old: str, new: str) -> None:
    path = "tests/fakes/shop.py"
    before, after = read_suite({path: FAKE}), read_suite({path: FAKE.replace(old, new)})

    assert list(kinder_fakes(before, after, "tests/fakes")) == []


def test_a_reason_holds_for_the_files_of_its_commit() -> None:
    one = Declaration("1" * 40, "old", frozenset({"sub/tests/a.py"}))
    all_of_it = Declaration("2" * 40, "all", frozenset())

    assert Declarations((one,), "sub/").reason("tests/a.py", "") == "old (111111111)"
    assert Declarations((one,), "sub/").reason("tests/b.py") == ""
    assert Declarations((one, all_of_it), "sub/").reason("tests/b.py") == "all (222222222)"


def test_lines_that_differ_are_numbered() -> None:
    assert changed("a", "1\n2\n3\n", "0\n1\n3\n4\n").lines == {1, 4}
    assert changed("a", None, "1\n2").lines == {1, 2}
    assert changed("a", "1", None).lines == frozenset()


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a\r\nb\rc\n", "a\nb\nc\n"),
        ("\ufeffé\n".encode(), "é\n"),
        ("# coding: latin-1\né\n".encode("latin-1"), "# coding: latin-1\né\n"),
    ],
)
def test_texts_are_read_as_python_reads_them(data: bytes, text: str) -> None:
    assert as_text("a.py", data) == text


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"a\0b", "is binary"),
        ("é".encode("latin-1"), "is no UTF-8; save it as UTF-8"),
        (b"# coding: nothing\n", "names an encoding that Python does not know"),
    ],
)
def test_what_is_no_text_is_said(data: bytes, why: str) -> None:
    path = "a.py" if b"coding" in data else "a.txt"

    with pytest.raises(NoTextError, match=why):
        as_text(path, data)
