"""The static rows of the review, over the corpus."""

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
    Edited,
    Part,
    as_table,
    outcome,
    read_change_file,
)
from tests.integration.rendered import rendered
from tests.places import ROOT, TREE

SILENT = ("bad-59-unasserted",)  # of the new tests that assert nothing, those whose text shows it
STATIC = {"weakened", "suppressed", "enforcement"}


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


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
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


@pytest.mark.parametrize("file", CHECKED, ids=[file.stem for file in CHECKED])
def test_what_the_check_finds_it_finds_in_those_alone(file: Part, tmp_path: Path) -> None:
    edited, old = read_change_file(file), dict(rendered())
    every, changed = tmp_path / "every", tmp_path / "changed"
    for name, text in edited.apply(old).items():
        if name.endswith((".py", ".toml")):
            is_read = old.get(name) != text or "/test_" not in name
            for folder in [every, changed] if is_read else [every]:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_text(text, encoding="utf-8")
    table = read_table(TREE)

    found = check_structure(every, table)  # the others look at one file of tests at a time
    found += check_habits(changed, table) + check_asking(changed, table)

    assert bool(found) == ("check" in edited.raises), found


@pytest.mark.parametrize("kind", ["bad", "good"])
def test_the_page_has_all_changes_and_what_names_them(kind: str) -> None:
    assert as_table(kind) in (ROOT / "docs/careless.md").read_text("utf-8")


def test_of_a_careless_change_that_no_row_names_the_page_says_why() -> None:
    bad = [part for part in FILES if part.stem.startswith("bad-")]

    assert [part.stem for part in bad if outcome(part) == "nothing"] == []
