"""The static rows of the review, over the corpus."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from plumbline.checks.asking import check_asking
from plumbline.checks.habits import check_habits
from plumbline.checks.structure import check_structure
from plumbline.review.base import Base
from plumbline.review.change import Change, Changed
from plumbline.review.declared import TRAILER, Declaration, Declarations
from plumbline.review.rows.static import judge_texts
from plumbline.review.run import settled
from plumbline.table import read_table

from tests.integration.reading_corpus import (
    FILES,
    REVIEWED,
    SILENT,
    STATIC,
    Edited,
    Part,
    as_table,
    outcome,
    read_change_file,
)
from tests.integration.rendered import rendered
from tests.places import ROOT, TREE

OTHERS = [file for file in FILES if file not in REVIEWED]  # of which no run is recorded


def change_of(edited: Edited) -> tuple[Change, dict[str, str], dict[str, str]]:
    """Return a change as git would show it, without git."""
    old = dict(rendered())
    new = edited.apply(old)
    moved = {
        step[0].split()[2]: step[0].split()[1] for step in edited.steps if step[0][:5] == "move "
    }
    files = [
        Changed(
            name, moved.get(name, name if name in old else ""), old.get(moved.get(name, name)), text
        )
        for name, text in new.items()
        if old.get(name) != text
    ]
    gone = old.keys() - new.keys() - set(moved.values())
    files += [Changed(name, name, old[name], None) for name in gone]
    reason = edited.message.partition(f"{TRAILER}: ")[2]  # git reads it at level 5
    declared = (Declaration("0" * 40, reason, frozenset()),) if reason else ()
    change = Change(Base("0" * 40, ""), tuple(files), Declarations(declared))
    sides = [{k: v for k, v in texts.items() if is_test(k)} for texts in (old, new)]
    return change, sides[0], sides[1]


def is_test(name: str) -> bool:
    """Say whether a file is Python below tests/."""
    return name.startswith("tests/") and name.endswith(".py")


@pytest.mark.parametrize("file", OTHERS, ids=[file.stem for file in OTHERS])
def test_a_change_raises_its_rows_and_no_other(file: Part) -> None:
    edited = read_change_file(file)
    change, base, head = change_of(edited)

    found = judge_texts(change, base, head, {"my_project"})

    raised = {
        row.name: [f"{one.path}:{one.line} {one.text}" for one in row.findings if not one.declared]
        for row in (settled(one, change) for one in found.rows)
        if row.name in STATIC
    }
    expected = edited.raises & STATIC - edited.runs
    assert {name for name, lines in raised.items() if lines} == expected, raised
    assert [row.unverified for row in found.rows if row.unverified] == []
    assert bool(found.silent.findings) == (file.stem in SILENT), found.silent


CHECKED = [
    one for one in FILES if one.stem[:4] == "good" or "check" in read_change_file(one).raises
]


def checked(folder: Path, old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """Return what the check finds: of what it reads one by one, in the files that differ."""
    for name, text in new.items():
        is_test = "/test_" in name or "/contracts/" in name
        is_source = re.match(r"src/(?!.*/gateways/)", name)
        differs = old.get(name) != text or name.endswith("__init__.py")
        for place, is_read in (
            ("every", not is_source),
            ("changed", differs or not (is_test or is_source)),
        ):
            if is_read and name.endswith((".py", ".toml")):
                (folder / place / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / place / name).write_text(text, encoding="utf-8")
    table = read_table(TREE)
    found = check_structure(folder / "every", table)
    return found + [
        line for check in (check_habits, check_asking) for line in check(folder / "changed", table)
    ]


@pytest.mark.parametrize("file", CHECKED, ids=[file.stem for file in CHECKED])
def test_what_the_check_finds_it_finds_in_those_alone(file: Part, tmp_path: Path) -> None:
    edited, old = read_change_file(file), rendered()

    found = checked(tmp_path, old, edited.apply(dict(old)))

    assert bool(found) == ("check" in edited.raises), found


def test_in_the_example_itself_the_check_finds_nothing(tmp_path: Path) -> None:
    assert checked(tmp_path, {}, rendered()) == []


@pytest.mark.parametrize("kind", ["bad", "good"])
def test_the_page_has_all_changes_and_what_names_them(kind: str) -> None:
    assert as_table(kind) in (ROOT / "docs/careless.md").read_text("utf-8")


def test_of_a_careless_change_that_no_row_names_the_page_says_why() -> None:
    bad = [part for part in FILES if part.stem.startswith("bad-")]

    assert [part.stem for part in bad if outcome(part) == "nothing"] == []
