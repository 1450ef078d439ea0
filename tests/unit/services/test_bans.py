"""The self-test of the bans, over a linter that has them or lost some."""

import pytest

from levels.bans import PLANTED, missing_bans
from levels.table import LevelsError
from tests.fakes.linter import FakeLinter

ALL = set(PLANTED.values())


def test_a_linter_with_all_bans_gives_no_finding() -> None:
    assert missing_bans(FakeLinter({"a": ALL, "b": ALL}), ["a", "b"]) == []


@pytest.mark.parametrize("kind", sorted(PLANTED))
def test_each_lost_ban_is_a_finding(kind: str) -> None:
    linter = FakeLinter({"a": ALL, "b": ALL - {PLANTED[kind]}})

    assert missing_bans(linter, ["a", "b"]) == [
        f"b:1: ruff lets `{PLANTED[kind]}` pass here; restore the ban (TID251) in "
        "pyproject.toml and the folder's ruff.toml"
    ]


def test_a_folder_without_bans_loses_all() -> None:
    assert len(missing_bans(FakeLinter({}), ["a"])) == len(PLANTED)


def test_a_linter_that_cannot_judge_is_no_pass() -> None:
    with pytest.raises(LevelsError):
        missing_bans(FakeLinter({"a": ALL}, broken=True), ["a"])
