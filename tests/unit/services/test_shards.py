"""Files of shards: what is read, what is refused, and the report of all."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from plumbline.plugin.merging import merged
from plumbline.plugin.shards import KEY, Shard, read_shard
from plumbline.plugin.timing import Account, Cost, Ledger
from plumbline.table import LevelsError, parse_table

TABLE = parse_table("""
[fast]
number = 1
title = "no waiting"
paths = ["tests"]
session = "unit"
share = 100
forbids = ["process", "sleep"]
each = 0.1
total = 2.0
""")


def shard(tests: int, cpu: float, slowest: str) -> Shard:
    """Return a shard of level fast with so many tests of 2,000."""
    account = Account(tests, cpu, cpu, [(0.01, slowest)], collected=2_000)
    ran = [f"{slowest}[{number}]" for number in range(tests)]
    ledger = Ledger({"fast": account}, start=Cost(0.1, cpu))
    return Shard("1", None, ["fast"], True, False, 2_000, 0, ran, ledger)


ONE, TWO = shard(1_500, 2.5, "tests/test_a.py::a"), shard(500, 2.0, "tests/test_b.py::b")


def test_what_is_written_is_read(tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    file.write_text(json.dumps({KEY: asdict(ONE), "levels": []}))

    assert read_shard(file, "one.json", "1") == ONE


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ([], "a.json: not what --levels-json writes; name the file of a shard."),
        ({"levels": []}, "a.json: not what --levels-json writes; name the file of a shard."),
        ({KEY: {"version": "1"}}, "a.json: not what --levels-json writes; "),
        (
            {KEY: {"version": "2"}},
            "a.json: written by version 2 of pytest-plumbline, and this is 1;",
        ),
    ],
)
def test_what_no_shard_wrote_is_refused(tmp_path: Path, data: Any, sentence: str) -> None:
    (tmp_path / "a.json").write_text(json.dumps(data))

    with pytest.raises(LevelsError) as refused:
        read_shard(tmp_path / "a.json", "a.json", "1")

    assert str(refused.value).startswith(sentence)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        LevelsError, match=r"^a.json: cannot be read \(No such file or directory\); "
    ):
        read_shard(tmp_path / "a.json", "a.json", "1")


def test_all_shards_are_one_report(tmp_path: Path) -> None:
    report = merged(tmp_path, TABLE, {"one": ONE, "two": TWO}, complete=True)

    assert report.rows()[0][1:] == ("2000", "-", "100 %", "4.50 s", "4.50 s", "4 s cpu")
    assert report.problems()[0].startswith("level 1 fast took 4.50 s of cpu time, its total in ")
    assert "tests/test_a.py::a" in report.problems()[0]
    assert "tests/test_b.py::b" in report.problems()[0]


def test_the_baseline_holds_for_all_shards_together(tmp_path: Path) -> None:
    lines = '[violations]\n"levels.toml::fast" = ["total"]\n"tests/test_c.py::c" = ["sleep"]\n'
    (tmp_path / "levels-baseline.toml").write_text(lines)
    quick = replace(ONE, ledger=shard(1_500, 0.1, "x").ledger)

    report = merged(tmp_path, TABLE, {"one": ONE, "two": TWO}, complete=True)
    faster = merged(tmp_path, TABLE, {"one": quick}, complete=True)
    part = merged(tmp_path, TABLE, {"one": quick}, complete=False)

    gone = "tests/test_c.py::c was not collected (if it has a new name, rename it there); "
    (said,) = report.problems()
    assert said.startswith(gone)
    mended, also = faster.problems()
    assert mended.startswith("levels.toml::fast takes less than half of what it may; ")
    assert also.startswith(gone)
    assert part.problems() == []


def test_a_level_that_the_table_has_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LevelsError, match=r"^one: has a level slow that levels.toml has not; "):
        merged(tmp_path, TABLE, {"one": replace(ONE, names=["slow"])}, complete=True)
