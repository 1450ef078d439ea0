"""A handful of the recorded runs, made anew and compared."""

import sys

from tests.integration.engines import Machine
from tests.places import ROOT

FEW = (
    "tests/unit/services/review/test_uncovered.py::test_changed_lines_that_no_test_runs_are_named",
    "tests/unit/services/review/test_gateways.py::test_a_gateway_that_is_renamed_breaks_nothing",
    "tests/unit/services/review/test_lost.py::test_a_plugin_that_takes_tests_out_is_named",
    "tests/unit/services/review/test_pseudo.py::test_a_function_that_no_test_would_miss_is_named",
)


def test_a_handful_of_runs_are_as_they_were_recorded(machine: Machine) -> None:
    words = ("-m", "tests.evidence.recordings", "--compare")

    done = machine.run(sys.executable, *words, *FEW, cwd=ROOT)

    assert done.code == 0, done.text
    assert "runs are as they were recorded" in done.text
