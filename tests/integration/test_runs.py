"""The contract of runs, with pytest in processes, and what only these can be asked."""

from pathlib import Path
from time import monotonic

import pytest

from plumbline.review.running.making import Mutant
from plumbline.review.running.processes import PytestRuns

from tests.changes import FILES, SUMS_FILE, TESTS_FILE
from tests.contracts.runs import RunsContract, make_tree


class TestPytestRuns(RunsContract):
    @pytest.fixture
    def runs(self, tmp_path: Path) -> PytestRuns:
        return PytestRuns(tmp_path / "repo")

    def test_without_fork_each_mutant_gets_a_process(
        self, runs: PytestRuns, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "site").mkdir()
        (tmp_path / "site/sitecustomize.py").write_text("import os\n\ndel os.fork\n", "utf-8")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))

        self.test_mutants_are_noticed_or_not(runs, tmp_path)

    def test_a_mutant_that_never_ends_is_noticed(self, runs: PytestRuns, tmp_path: Path) -> None:
        old, new = "    due = sum(prices)", "    import threading; threading.Event().wait()"
        mutant = Mutant(SUMS_FILE, 6, old, new, FILES[SUMS_FILE].lstrip().replace(old, new))
        job = (mutant, [f"{TESTS_FILE}::test_prices_add_up"])

        with runs:
            found = runs.try_mutants(make_tree(tmp_path), [job], monotonic() + 60, "endless")

        assert found == [(mutant, True)]
