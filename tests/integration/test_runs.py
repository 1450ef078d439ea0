"""The contract of runs, with pytest in processes, and what only these can be asked."""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from subprocess import Popen, check_output
from time import monotonic

import pytest

from plumbline.review.running.children import Forked, Stem, stop
from plumbline.review.running.making import Mutant
from plumbline.review.running.processes import PytestRuns

from tests.changes import FILES, SUMS_FILE, TESTS_FILE
from tests.contracts.runs import RunsContract, make_tree

FORK = "pidfd_open"  # of os, where the system has it


class TestPytestRuns(RunsContract):
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return tmp_path

    @pytest.fixture(params=["forks", "starts anew"])
    def runs(
        self, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> PytestRuns:
        if request.param != "forks":
            monkeypatch.delattr(os, FORK, raising=False)
        return PytestRuns(tmp_path / "repo")

    def test_without_fork_each_mutant_gets_a_process(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "site").mkdir()
        (tmp_path / "site/sitecustomize.py").write_text("import os\n\ndel os.fork\n", "utf-8")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))

        self.test_mutants_are_noticed_or_not(PytestRuns(tmp_path / "repo"), tmp_path)

    def test_a_mutant_that_never_ends_is_noticed(self, runs: PytestRuns, tmp_path: Path) -> None:
        old, new = "    due = sum(prices)", "    import threading; threading.Event().wait()"
        mutant = Mutant(SUMS_FILE, 6, old, new, FILES[SUMS_FILE].lstrip().replace(old, new))
        job = (mutant, [f"{TESTS_FILE}::test_prices_add_up"])

        with runs:
            found = runs.try_mutants(make_tree(tmp_path), [job], monotonic() + 60, "endless")

        assert found == [(mutant, True)]


@pytest.mark.skipif(not hasattr(os, FORK), reason="this system cannot say when a fork has ended")
class TestStem:
    @pytest.fixture
    def stem(self) -> Iterator[Stem]:
        stem = Stem()
        yield stem
        stem.close()

    def started(self, stem: Stem, folder: Path, text: str) -> tuple[type, int | None, str]:
        """Start a module with this text; return what it is, its exit code, and what it says."""
        (folder / "asked.py").write_text(text, "utf-8")
        process = stem.start("asked", ["one", "-two"], folder, folder / "said", {"OWN": "1"})
        process.wait(30)
        return type(process), process.returncode, (folder / "said").read_text("utf-8")

    def test_a_fork_is_what_python_would_start(self, stem: Stem, tmp_path: Path) -> None:
        text = (
            "import gc, os, sys\n"
            "print(sys.argv[1:], sys.stdin.read(), os.getcwd(), sys.path[:3], os.environ['OWN'])\n"
            "print(__name__, sys.flags, [n for n in sys.path if not os.path.isabs(n)])\n"
            "print(os.listdir('/proc/self/fd'), any(one is os.walk for one in gc.get_objects()))\n"
            "sys.exit('it ends')\n"
        )
        (tmp_path / "src").mkdir()
        plain = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
        flags = check_output(
            [sys.executable, "-c", "import sys; print(sys.flags)"], text=True, env=plain
        ).strip()

        kind, code, said = self.started(stem, tmp_path, text)

        places = [str(tmp_path), str(tmp_path / "src"), str(tmp_path)]
        assert kind is Forked
        assert code == 1
        assert said.splitlines() == [
            f"['one', '-two']  {tmp_path} {places} 1",
            f"__main__ {flags} []",
            "['0', '1', '2', '3'] True",
            "it ends",
        ]

    def test_pytest_does_not_warn_of_what_is_loaded(self, stem: Stem, tmp_path: Path) -> None:
        (tmp_path / "test_x.py").write_text("def test_x(): assert [1] == [2]\n", "utf-8")

        process = stem.start("pytest", ["-q", "-W", "error"], tmp_path, tmp_path / "said", {})
        process.wait(30)

        said = (tmp_path / "said").read_text("utf-8")
        assert process.returncode == 1
        assert "At index 0 diff: 1 != 2" in said
        assert "warning" not in said

    def test_nothing_is_forked_where_a_tree_has_what_is_loaded(
        self, stem: Stem, tmp_path: Path
    ) -> None:
        (tmp_path / "pluggy").mkdir()
        (tmp_path / "pluggy/__init__.py").write_text("OURS = 'ours'\n", "utf-8")

        kind, code, said = self.started(stem, tmp_path, "import pluggy\nprint(pluggy.OURS)\n")

        assert kind is not Forked
        assert (code, said) == (0, "ours\n")

    @pytest.mark.parametrize(
        ("name", "kind"), [("pluggy.ini", Forked), ("sitecustomize.py", Popen)]
    )
    def test_what_no_fork_could_load_starts_anew(
        self, stem: Stem, tmp_path: Path, name: str, kind: type
    ) -> None:
        (tmp_path / name).touch()

        assert self.started(stem, tmp_path, "")[0] is kind

    @pytest.mark.parametrize(
        "text",
        [
            "import threading as t\nt.Thread(target=t.Event().wait, daemon=True).start()\n",
            "import tempfile\nFOLDER = tempfile.TemporaryDirectory(prefix='mine')\n",
        ],
    )
    def test_nothing_is_forked_where_a_plugin_has_what_a_fork_would_lose(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
    ) -> None:
        early = tmp_path / "early"
        (early / "own-1.dist-info").mkdir(parents=True)
        (early / "own-1.dist-info/METADATA").write_text("Name: own\nVersion: 1\n", "utf-8")
        (early / "own-1.dist-info/entry_points.txt").write_text("[pytest11]\nown = own\n", "utf-8")
        (early / "own.py").write_text(text, "utf-8")
        monkeypatch.setenv("PYTHONPATH", str(early))
        monkeypatch.setenv("TMPDIR", str(tmp_path))
        monkeypatch.setattr(
            tempfile, "tempdir", str(tmp_path)
        )  # which is kept once it was asked for

        with closing(Stem()) as stem:
            assert self.started(stem, tmp_path, "")[0] is Popen
        assert not list(tmp_path.glob("mine*"))

    def test_nothing_is_forked_where_the_system_cannot_wait(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refused(_: int) -> int:
            raise PermissionError

        monkeypatch.setattr(os, FORK, refused)

        assert self.started(Stem(), tmp_path, "")[:2] == (Popen, 0)

    def test_what_runs_ends_with_the_stem(self, stem: Stem, tmp_path: Path) -> None:
        (tmp_path / "asked.py").write_text("import time\ntime.sleep(60)\n", "utf-8")
        first, other = (stem.start("asked", [], tmp_path, tmp_path / "said", {}) for _ in range(2))
        start = time.monotonic()

        stop(first)
        stem.close()
        other.wait(5)

        assert time.monotonic() - start < 10
        assert (first.returncode, other.returncode) == (-9, -9)
