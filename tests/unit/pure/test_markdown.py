"""Pages taken apart: front matter, backticks, commands, links; and the sessions of a noxfile."""

import ast

import pytest
from plumbline.checks.markdown import Page, front_matter
from plumbline.checks.repository import sessions_in

PAGE = """---
name: x
---
# Title `a.py`

Run `nox -s
unit`, not ``a `b` c``. <!-- `hidden` -->

```sh
$ nox -s lint && nox -s types  # both
`no span`
```

- [one](docs/a.md#part), [two](https://example.com), [three](#part), `[four](x.md)`
"""


def test_spans_have_their_lines_and_blocks_none() -> None:
    spans = [(span.line, span.text) for span in Page(PAGE).spans]

    assert spans == [(4, "a.py"), (6, "nox -s unit"), (7, "a `b` c"), (14, "[four](x.md)")]


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("Never `a.py`", ["Never "]),
        ("\nNo `a.py`, no `b.py`", ["No ", "No `a.py`, no "]),
        ("First.\nNot `a.py`\nand\n`b.py`", ["Not ", ""]),
        ("---\na: b\n---\nNo `a.py`", ["No "]),
        ("`a.py`", [""]),
    ],
)
def test_a_span_knows_what_stands_before_it_in_its_line(text: str, before: list[str]) -> None:
    assert [span.before for span in Page(text).spans] == before


def test_commands_come_one_by_one() -> None:
    commands = [(span.line, span.text) for span in Page(PAGE).commands() if "nox" in span.text]

    assert commands == [(6, "nox -s unit"), (10, "nox -s lint"), (10, "nox -s types")]


def test_links_to_files_are_found() -> None:
    assert [(span.line, span.text) for span in Page(PAGE).links()] == [(14, "docs/a.md#part")]


def test_the_body_is_what_follows_the_front_matter() -> None:
    assert Page("---\na: b\n---\nText\n---\n").body == "Text\n---\n"
    assert Page("Text\n---\n").body == "Text\n---\n"


@pytest.mark.parametrize(
    "text", ["", "`", "```", "---", "---\n", "```sh\nnox -s x", "[a](", "``a`"]
)
def test_a_page_that_is_broken_is_read(text: str) -> None:
    page = Page(text)

    assert (page.text, page.links()) == (text, [])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("d: one two", "one two"),
        ("d: 'one: two'", "one: two"),
        ('d: "one"', "one"),
        ("d: >-\n  one\n  two\nname: x", "one two"),
        ("d: |\n  one\n", "one"),
        ("d: one\n  two", "one two"),
        ("d:\n  one", "one"),
        ("d:", ""),
        ("d:\n  - one\n  - two", ["one", "two"]),
        ("d:\n- one", ["one"]),
        ("e: x\n  d: inner", None),
        ("d:\n  - one\n  more\n  - two", ["one", "two"]),
        ("d: one\n- two", "one"),
        ("- one\nd: two", "two"),
    ],
)
def test_front_matter_is_read(text: str, value: str | list[str] | None) -> None:
    assert front_matter(text).get("d") == value


def test_sessions_of_a_noxfile_are_found() -> None:
    noxfile = """
@nox.session
def one(s): ...
@nox.session(venv_backend="none")
def two(s): ...
@session(name="three")
def inner(s): ...
def helper(s): ...
add("four", "...")
"""

    assert sessions_in(ast.parse(noxfile)) == {"one", "two", "three", "four"}
