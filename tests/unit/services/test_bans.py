"""The self-test of the bans, over a linter that has them or lost some."""

import pytest
from plumbline.checks.bans import PLANTED, SECOND_TIER, missing_bans
from plumbline.table import LevelsError

from tests.fakes.linter import FakeLinter

ALL = {*PLANTED.values(), SECOND_TIER}
KINDS = list(PLANTED)


def test_a_linter_with_all_bans_gives_no_finding() -> None:
    assert missing_bans(FakeLinter({"a": ALL, "b": ALL}), {"a": KINDS, "b": KINDS}) == []


@pytest.mark.parametrize("kind", sorted(PLANTED))
def test_each_lost_ban_is_a_finding(kind: str) -> None:
    linter = FakeLinter({"a": ALL, "b": ALL - {PLANTED[kind]}})

    assert missing_bans(linter, {"a": KINDS, "b": KINDS}) == [
        f"b:1: ruff lets `{PLANTED[kind]}` pass here; TID251 must refuse it, by pyproject.toml and "
        "a ruff.toml like that of tests/unit"
    ]


def test_the_second_tier_is_planted_in_tests() -> None:
    linter = FakeLinter({"tests/unit": set(PLANTED.values())})

    (finding,) = missing_bans(linter, {"tests/unit": KINDS})

    assert finding.startswith(f"tests/unit:1: ruff lets `{SECOND_TIER}` pass here; ")


def test_only_what_a_folder_forbids_is_planted() -> None:
    assert missing_bans(FakeLinter({"a": {PLANTED["mock"]}}), {"a": ["mock"]}) == []


def test_a_folder_without_bans_loses_all() -> None:
    assert len(missing_bans(FakeLinter({}), {"a": KINDS})) == len(PLANTED)


def test_a_linter_that_cannot_judge_is_no_pass() -> None:
    with pytest.raises(LevelsError):
        missing_bans(FakeLinter({"a": ALL}, broken=True), {"a": KINDS})
