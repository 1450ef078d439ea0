"""How the review reads, and what fails it."""

from dataclasses import replace

import pytest
from plumbline.review.reading.inventory import Inventory, Test
from plumbline.review.report import MOST, Report
from plumbline.review.rows.finding import Finding, Row
from plumbline.table import Level, Table

LOGIC = Level("logic", 4, "logic", ("tests/unit",), "unit", 70, (), 1.0, 1.0)
REAL = Level("real", 5, "real", ("tests/integration",), "integration", 30, (), 1.0, 1.0)
HERE = Finding("tests/unit/test_x.py", 3, "test_x lost `a`")
DECLARED = replace(HERE, declared="it was wrong (123456789)")


def report(*rows: Row, inventory: Inventory | None = None) -> Report:
    """Return a report of these rows."""
    return Report("abc, where HEAD left main", Table((LOGIC, REAL)), inventory or Inventory(), rows)


@pytest.mark.parametrize(
    ("row", "result", "fails"),
    [
        (Row("weakened", "none"), "ok", False),
        (Row("weakened", "1", (HERE,)), "FAIL", True),
        (Row("weakened", "1", (DECLARED,)), "declared", False),
        (Row("weakened", "1", (DECLARED, HERE)), "FAIL", True),
        (Row("weakened", "", (), "why"), "unverified", True),
        (Row("weakened", "", (DECLARED,), "why"), "unverified", True),
        (Row("weakened", "", (HERE,), "why"), "FAIL", True),
        (Row("weakened", "", (), "why", excuse="meant"), "unverified", False),
        (Row("weakened", "", (DECLARED,), "why", excuse="meant"), "unverified", False),
        (Row("weakened", "", (HERE,), "why", excuse="meant"), "FAIL", True),
        (Row("mutants", "1", (HERE,)), "note", False),
        (Row("mutants", "", (), "why"), "unverified", False),
        (Row("mutants", "", (HERE,), "why"), "unverified", False),
    ],
)
def test_a_row_comes_out_as_the_table_says(row: Row, result: str, fails: bool) -> None:
    found = report(row)

    assert found.result(row) == result
    assert found.failing == (["weakened"] if fails else [])


def test_it_reads_well_without_being_rendered() -> None:
    rows = (
        Row("tests", "1 added", (Finding("tests/unit/test_x.py", 1, "test_x is added"),)),
        Row("weakened", "2 ways", (HERE, replace(DECLARED, line=0))),
        Row("mutants", "", (), "no | time\nleft"),
    )
    inventory = Inventory(
        added=(Test("tests/unit/test_x.py", 1, "test_x"), Test("x.py", 1, "test_y"))
    )

    assert report(*rows, inventory=inventory).as_markdown() == (
        "**Review FAILED by weakened. Compared with abc, where HEAD left main.**\n\n"
        "| row      | result     | what |\n"
        "| -------- | ---------- | ---- |\n"
        "| tests    | note       | 1 added |\n"
        "| weakened | FAIL       | 2 ways |\n"
        "| mutants  | unverified | no \\| time left |\n\n"
        "| level          | target | added | changed | removed | moved |\n"
        "| -------------- | -----: | ----: | ------: | ------: | ----: |\n"
        "| 4 logic (50 %) |   70 % |     1 |       0 |       0 |     0 |\n"
        "| not placed     |        |     1 |       0 |       0 |     0 |\n\n"
        "**weakened**: FAIL\n\n"
        "- `tests/unit/test_x.py:3` test_x lost `a`\n"
        "- `tests/unit/test_x.py` test_x lost `a`; declared: it was wrong (123456789)\n\n"
        "**tests**: note\n\n"
        "- `tests/unit/test_x.py:1` test_x is added\n\n"
        "If it is meant, give the reason in a trailer of the commit that does it: "
        "`Tests-Changed: reason`. If you do not know whether it is, stop and tell a human.\n"
    )


def test_a_long_list_is_cut_and_counted() -> None:
    findings = tuple(replace(HERE, line=line) for line in range(1, MOST + 4))

    text = report(Row("weakened", "many", findings)).as_markdown()

    assert f"test_x.py:{MOST}`" in text
    assert f"test_x.py:{MOST + 1}`" not in text
    assert "- and 3 more; `--json FILE` holds all\n" in text
    assert " more; " not in report(Row("weakened", "many", findings[:MOST])).as_markdown()


def test_what_nobody_could_judge_says_the_way_out_or_its_reason() -> None:
    row = Row("weakened", "", (), "tests/x.py is no valid Python")

    assert "What could not be judged fails like what was found" in report(row).as_markdown()
    text = report(replace(row, excuse="meant (123456789)")).as_markdown()
    assert "Review passed" in text
    assert "| unverified | tests/x.py is no valid Python; declared: meant (123456789) |" in text
    assert "trailer" not in text


def test_one_cause_is_told_once() -> None:
    why = "tests/conftest.py: ModuleNotFoundError"
    rows = (
        Row("uncovered", "", (), f"the tests fail ({why}); make them pass first"),
        Row("unasserted", "", (), f"the tests cannot be run ({why}); see it with nox -s levels"),
        Row("broken", "", (), "another reason"),
    )

    text = report(*rows).as_markdown()

    assert f"| uncovered  | unverified | the tests fail ({why}); make them pass first |" in text
    assert "| unasserted | unverified | for the same reason as uncovered |" in text
    assert "| broken     | unverified | another reason |" in text


def test_what_was_found_is_counted_beside_what_nobody_could_judge() -> None:
    found = (Finding("tests/test_a.py", 1, "is not asked for"),)
    why = "not run to their end: tests/test_b.py"
    rows = Row("unasserted", "0 of 2", (), why), Row("speculative", "1 of 2", found, why)

    text = report(*rows).as_markdown()

    assert "| 1 of 2; of the rest: for the same reason as unasserted |" in text


def test_no_letter_can_stop_it() -> None:
    odd = Finding("tests/\udce9.py", 1, "a\x1b[31m\x07b")

    text = report(Row("weakened", "x", (odd,))).as_markdown()

    assert "- `tests/?.py:1` a?[31m?b\n" in text


def test_its_json_is_plain() -> None:
    found = report(
        Row("weakened", "1 way", (DECLARED,)),
        inventory=Inventory(moved=(Test("a.py", 2, "test_x"),)),
    ).as_json()

    assert found == {
        "version": 1,
        "verdict": "passed",
        "failed_by": [],
        "base": "abc, where HEAD left main",
        "rows": [
            {
                "name": "weakened",
                "mode": "fail",
                "result": "declared",
                "summary": "1 way",
                "unverified": "",
                "excuse": "",
                "findings": [
                    {
                        "path": "tests/unit/test_x.py",
                        "line": 3,
                        "text": "test_x lost `a`",
                        "declared": "it was wrong (123456789)",
                    }
                ],
            }
        ],
        "tests": {
            "added": [],
            "changed": [],
            "removed": [],
            "moved": [{"path": "a.py", "line": 2, "name": "test_x"}],
        },
        "notes": [],
    }
