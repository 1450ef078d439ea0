"""The file that `plumbline baseline` writes: what stays in it, when it goes, and when it stays as it is."""

from pathlib import Path

import pytest
from plumbline.plugin.baseline import Baseline, write_baseline
from plumbline.table import LevelsError

from tests.levelled import BASELINE, Levelled
from tests.unit.services.test_recording import R, S, make_suite


@pytest.fixture
def recorded(tmp_path: Path) -> Levelled:
    return make_suite(tmp_path, recorded=True)


def test_lines_of_levels_that_do_not_run_stay(recorded: Levelled) -> None:
    before = recorded.baseline

    told = recorded.record("--level=late")

    assert (told.code, told.lines) == (
        0,
        [f"{BASELINE}: 2 violations of 2 tests left, 0 taken out"],
    )
    assert recorded.baseline == before


def test_a_part_of_the_suite_leaves_other_lines_alone(recorded: Levelled) -> None:
    recorded.add(S)
    recorded.add(R)

    told = recorded.record("tests/unit/test_s.py")

    assert told.lines == [f"{BASELINE}: 1 violation of 1 test left, 1 taken out"]
    assert recorded.baseline.endswith(f'\n"{R}" = ["process"]\n')
    assert S not in recorded.baseline


def test_the_last_one_takes_the_file_along(recorded: Levelled) -> None:
    recorded.add(S)
    recorded.add(R)

    assert recorded.record().lines == [f"{BASELINE}: no violation in any test; deleted"]
    assert not (recorded.folder / BASELINE).exists()
    run = recorded.run()
    assert (run.code, [line for line in run.lines if "baseline" in line]) == (0, [])


@pytest.mark.parametrize("add", [False, True])
def test_a_read_only_file_stops_the_run(recorded: Levelled, add: bool) -> None:
    before = recorded.baseline
    (recorded.folder / BASELINE).chmod(0o444)
    recorded.add(S)

    told = recorded.record(add=add)

    assert (told.code, told.ends) == (4, {})
    assert told.said == (
        f"{BASELINE}: it is read-only; make it writable and run `plumbline baseline` again."
    )
    assert told.lines == [f"{BASELINE}: pytest could not begin, see above; nothing was written."]
    assert recorded.baseline == before


def test_a_bad_file_stops_the_run(tmp_path: Path) -> None:
    suite = make_suite(tmp_path)
    (suite.folder / BASELINE).write_text(f'[violations]\n"{S}" = ["slep"]\n')

    for told in (suite.run(), suite.record()):
        assert (told.code, told.ends) == (4, {})
        assert told.said.startswith(
            f"{BASELINE}: violations.\"{S}\": unknown word 'slep'; the words are process, network, "
        )
    assert "slep" in suite.baseline


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    suite = make_suite(tmp_path)
    (suite.folder / BASELINE).mkdir()

    told = suite.record()

    assert told.code == 4
    assert told.said.startswith(f"{BASELINE}: cannot be read (")


LOST = Baseline({"b.py::test_b": frozenset({"tmp"})})
ODD = Baseline({"b.py::test_b[\ud800]": frozenset({"tmp"})})  # which UTF-8 has no bytes for


def test_a_failed_write_leaves_all_as_it_is(recorded: Levelled) -> None:
    before = recorded.baseline
    taken = recorded.folder / "taken"
    (taken / BASELINE / "full").mkdir(parents=True)

    for folder, new in ((recorded.folder, ODD), (taken, LOST)):
        with pytest.raises(LevelsError, match=r"cannot be written .* it is as it was\. Mend that"):
            write_baseline(folder, new)

    assert recorded.baseline == before
    assert [path.name for path in taken.rglob("*")] == [BASELINE, "full"]
