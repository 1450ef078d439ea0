"""Shards that become one report: which may, and which are refused with which sentence."""

from dataclasses import replace

import pytest
from plumbline.plugin.merging import check_commit, check_whole
from plumbline.plugin.shards import Shard
from plumbline.plugin.timing import Ledger
from plumbline.table import LevelsError

SHARD = Shard(
    version="1",
    commit="c" * 40,
    names=["fast"],
    whole=True,
    stopped=False,
    collected=4,
    exit=0,
    ran=["t.py::a", "t.py::b"],
    ledger=Ledger(),
)
OTHER = replace(SHARD, ran=["t.py::c", "t.py::d"])


def test_all_tests_once_are_a_whole_run() -> None:
    assert check_whole({"one": SHARD, "two": OTHER}, None)
    assert check_whole({"one": SHARD, "two": OTHER, "none": replace(SHARD, ran=[])}, 3)


@pytest.mark.parametrize(
    "chosen",
    [replace(OTHER, whole=False), replace(OTHER, collected=2), replace(OTHER, names=["late"])],
)
def test_chosen_tests_are_whole_only_by_number_and_have_no_shares(chosen: Shard) -> None:
    with pytest.raises(LevelsError) as refused:
        check_whole({"one": SHARD, "two": chosen}, None)

    assert str(refused.value) == (
        "one: paths, levels, -k or -m chose its tests, so nobody can tell whether a shard is "
        "missing; say how many there are, with --of N."
    )
    assert not check_whole({"one": SHARD, "two": chosen}, 2)


@pytest.mark.parametrize(
    ("shards", "of", "sentence"),
    [
        ([SHARD], None, "2 of 4 tests are in none of these files; name the file of each shard, or"),
        ([SHARD, SHARD], None, "2: t.py::a and 1 more ran in 1 too; a test belongs to one shard."),
        (
            [SHARD, replace(OTHER, ran=["t.py::b", "t.py::c"])],
            2,
            "2: t.py::b ran in 1 too; a test belongs to one shard.",
        ),
        ([SHARD, OTHER], 3, "2 files, but --of 3; name the file of each shard, once."),
        ([SHARD, replace(OTHER, stopped=True)], 2, "2: its run broke off; see there why, and run"),
    ],
)
def test_a_missing_or_doubled_shard_is_refused(
    shards: list[Shard], of: int | None, sentence: str
) -> None:
    with pytest.raises(LevelsError) as refused:
        check_whole({str(number): shard for number, shard in enumerate(shards, 1)}, of)

    assert str(refused.value).startswith(sentence)


def test_where_a_plugin_leaves_tests_out_the_number_decides() -> None:
    assert not check_whole({"one": SHARD, "two": replace(OTHER, ran=["t.py::c"])}, 2)


@pytest.mark.parametrize(("commit", "theirs"), [("c" * 40, "d" * 40), (None, "d" * 40)])
def test_shards_are_of_one_commit(commit: str | None, theirs: str) -> None:
    check_commit({"one": SHARD, "two": OTHER}, commit)
    with pytest.raises(LevelsError) as refused:
        check_commit({"one": SHARD, "two": replace(OTHER, commit=theirs)}, commit)

    assert str(refused.value) == (
        "two: of commit dddddddddddd, not of cccccccccccc; run all shards and the report on one commit."
    )
