"""Whatever happens to the review: nothing is left behind, and the repo is only read."""

import contextlib
import hashlib
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.changes import BUG, PROOF, SUMS_FILE, TESTS_FILE
from tests.integration.changes import Repo
from tests.integration.engines import Machine

SLOW = "import time\n\n\ndef test_slow() -> None:\n    time.sleep(60)\n    assert time\n"
REVIEW = (
    "import sys\nfrom pathlib import Path\nfrom plumbline.review.history import GitHistory\n"
    "from plumbline.review.rows.dynamic import judge\n"
    "from plumbline.review.running.processes import PytestRuns\n"
    "judge(GitHistory(Path()), PytestRuns, sys.argv[1], None, mutants=True, seconds=60)\n"
)


class Watched(Repo):
    """A repo with a mended bug, its temporary folder apart, and a look at all that must stay."""

    def __init__(self, machine: Machine, folder: Path) -> None:
        super().__init__(machine, folder / "repo")
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self.append(TESTS_FILE, PROOF)
        self.write("tests/integration/test_slow.py", SLOW)
        self.git("add", TESTS_FILE)
        self.change(SUMS_FILE, *BUG)
        self.before = self.state()

    def state(self) -> dict[str, str]:
        """Return a hash of every file of the repo, .git included, and when it was changed."""
        files = sorted(path for path in self.folder.rglob("*") if path.is_file())
        return {
            path.relative_to(self.folder).as_posix(): (
                f"{path.stat().st_mtime_ns} {hashlib.sha256(path.read_bytes()).hexdigest()}"
            )
            for path in files
        }

    def start(
        self, *words: str, limit: int = 0, extra: Mapping[str, str] | None = None
    ) -> "subprocess.Popen[str]":
        """Begin a command of Python; `limit` is the size that no file may exceed."""
        own = {
            "PYTHONPATH": str(self.folder / "src"),
            "TMPDIR": str(self.temporary),
            **(self.own_bytecode() if limit else {}),
            **(extra or {}),
        }

        def restrict() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        self.started = subprocess.Popen(
            [sys.executable, *words],
            cwd=self.folder,
            env={**self.machine.environment, **own},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            preexec_fn=restrict if limit else None,
        )
        return self.started

    def own_bytecode(self) -> dict[str, str]:
        """Keep bytecode apart: Python keeps what it could write by half, and all others read it."""
        apart = {"PYTHONPYCACHEPREFIX": str(self.temporary.with_name("bytecode"))}
        return {**apart, "PYTHONDONTWRITEBYTECODE": "1"}

    def run(self, *words: str, extra: Mapping[str, str] | None = None) -> int:
        """Run a command of Python to its end; return its exit code."""
        process = self.start(*words, extra=extra)
        process.communicate(timeout=60)
        return process.returncode

    def left(self) -> list[str]:
        """Return what lies in the temporary folder."""
        return sorted(path.name for path in self.temporary.iterdir())

    def processes(self) -> list[str]:
        """Return the processes that work in the temporary folder, by what they were given or where."""
        words = ["ps", "-eww", "-o", "pid,args"]
        listed = subprocess.run(words, capture_output=True, encoding="utf-8", check=True)
        own = str(self.temporary)
        return [
            line
            for line in listed.stdout.splitlines()[1:]
            if own in line or own in _folder_of(line.split()[0])
        ]

    def await_file(self, pattern: str) -> None:
        """Wait until the temporary folder holds a file like this."""
        end = time.monotonic() + 30
        while not list(self.temporary.glob(pattern)):
            assert self.started.poll() is None, self.started.communicate()[0]
            assert time.monotonic() < end, self.left()
            time.sleep(0.01)

    def assert_untouched(self) -> None:
        """See that neither the repo nor the temporary folder shows a trace."""
        assert self.left() == []
        assert self.state() == self.before


def _folder_of(process: str) -> str:
    """Return where a process works, nothing where that is not told."""
    with contextlib.suppress(OSError):
        return str(Path(f"/proc/{process}/cwd").readlink())
    return ""


@pytest.fixture
def repo(machine: Machine, tmp_path: Path) -> Watched:
    """Return a repo with work that is partly staged, partly not tracked."""
    return Watched(machine, tmp_path)


PROVE = ("-m", "plumbline", "prove", f"{TESTS_FILE}::test_a_hundred_is_enough")
SLOWLY = ("prove", "tests/integration/test_slow.py::test_slow")
PROVE_SLOW = ("-m", "plumbline", *SLOWLY)
WITHOUT_FORKS = (
    "import os, sys\nos.__dict__.pop('pidfd_open', 0)\n"
    "from plumbline.cli import main\nsys.exit(main(sys.argv[1:]))\n"
)
WAYS = (PROVE_SLOW, ("-c", WITHOUT_FORKS, *SLOWLY))
EITHER_WAY = pytest.mark.parametrize("command", WAYS)
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
MOMENTS = ("levels-review-*", "levels-review-*/head", "*/said-1.txt")
# Each signal at each moment, and each way with each of both.
CUT_SHORT = [
    (number, moment, WAYS[(i + j) % 2])
    for i, number in enumerate(SIGNALS)
    for j, moment in enumerate(MOMENTS)
]


def test_a_proof_leaves_nothing(repo: Watched) -> None:
    assert repo.run(*PROVE) == 0
    repo.assert_untouched()


def test_a_review_leaves_nothing(repo: Watched) -> None:
    (repo.folder / "tests/integration/test_slow.py").unlink()
    repo.before = repo.state()

    assert repo.run("-c", REVIEW, repo.git("rev-parse", "main")) == 0
    assert repo.processes() == []
    repo.assert_untouched()


@pytest.mark.parametrize(("number", "moment", "command"), CUT_SHORT)
def test_a_signal_leaves_nothing(
    repo: Watched, number: signal.Signals, moment: str, command: tuple[str, ...]
) -> None:
    process = repo.start(*command)
    repo.await_file(moment)

    process.send_signal(number)
    said, _ = process.communicate(timeout=20)

    assert process.returncode == 128 + number
    assert "Traceback" not in said
    assert repo.processes() == []
    repo.assert_untouched()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_among_mutants_leaves_nothing(repo: Watched, number: signal.Signals) -> None:
    (repo.folder / "tests/integration/test_slow.py").unlink()
    repo.append(
        SUMS_FILE,
        "\n\ndef count(to: int) -> int:\n    n = 0\n    while n < to:\n        n += 1\n    return n\n",
    )
    repo.append(
        TESTS_FILE,
        "\n\ndef test_count() -> None:\n    from tool import sums\n\n    assert sums.count(3) == 3\n",
    )
    repo.change(TESTS_FILE, "    assert total([50, 50], 10) == 100\n", "")
    repo.before = repo.state()
    process = repo.start("-c", REVIEW, repo.git("rev-parse", "main"))
    repo.await_file("*/mutants-0.out")

    process.send_signal(number)
    process.communicate(timeout=20)

    assert process.returncode
    assert repo.processes() == []
    repo.assert_untouched()


@EITHER_WAY
def test_what_a_killed_process_leaves_goes_with_the_next(
    repo: Watched, command: tuple[str, ...]
) -> None:
    process = repo.start(*command)
    repo.await_file("*/said-1.txt")
    process.kill()
    process.communicate()
    assert repo.left() != []
    assert repo.state() == repo.before
    for line in repo.processes():
        with contextlib.suppress(ProcessLookupError):  # asleep in a test of level 5, or dead by now
            os.kill(int(line.split()[0]), signal.SIGKILL)

    assert repo.run(*PROVE) == 0

    repo.assert_untouched()


@EITHER_WAY
def test_the_runs_of_a_killed_process_end_at_the_next_test(
    repo: Watched, command: tuple[str, ...]
) -> None:
    repo.write(
        "tests/integration/test_slow.py",
        "import time\n\nimport pytest\n\n\n@pytest.mark.parametrize('n', range(200))\n"
        "def test_slow(n: int) -> None:\n    time.sleep(0.2)\n    assert n >= 0\n",
    )
    process = repo.start(*command)
    repo.await_file("*/said-1.txt")
    process.kill()
    process.communicate()

    end = time.monotonic() + 10
    while repo.processes() and time.monotonic() < end:
        time.sleep(0.1)

    assert repo.processes() == []


def test_a_folder_without_a_lock_goes_when_it_is_old(repo: Watched) -> None:
    for name in ("old", "new"):
        (repo.temporary / f"levels-review-{name}").mkdir()
    os.utime(repo.temporary / "levels-review-old", (1, 1))

    assert repo.run(*PROVE) == 0

    assert repo.left() == ["levels-review-new"]


def test_a_folder_in_use_is_left_alone(repo: Watched) -> None:
    process = repo.start(*PROVE_SLOW)
    repo.await_file("*/said-1.txt")
    (folder,) = repo.left()

    assert repo.run(*PROVE) == 0

    assert repo.left() == [folder]
    process.send_signal(signal.SIGTERM)
    process.communicate()
    repo.assert_untouched()


@pytest.mark.parametrize("place", ["src/tool/big.py", "big.txt"])
def test_a_full_disk_is_said_and_leaves_nothing(repo: Watched, place: str) -> None:
    repo.write(place, "# much\n" * 3000)
    if place.startswith("src"):
        repo.commit("Big")
        repo.git("branch", "--force", "main", "HEAD")
    repo.before = repo.state()

    process = repo.start(*PROVE, limit=16_000)
    said, _ = process.communicate(timeout=30)

    assert process.returncode == 1
    assert len(said.splitlines()) == 2  # the base, and why it ends there
    assert "free space there" in said
    repo.assert_untouched()


def test_a_temporary_folder_that_cannot_be_written_is_said(repo: Watched) -> None:
    process = repo.start(*PROVE, extra={"TMPDIR": str(repo.folder / "levels.toml")})
    said, _ = process.communicate(timeout=30)

    assert process.returncode == 0  # Python finds another folder
    assert "Traceback" not in said
    repo.assert_untouched()


def test_variables_that_a_hook_sets_are_not_followed(repo: Watched, tmp_path: Path) -> None:
    other = Repo(repo.machine, tmp_path / "other")
    place = {"GIT_DIR": str(other.folder / ".git"), "GIT_WORK_TREE": str(other.folder)}
    index = {"GIT_INDEX_FILE": str(other.folder / ".git/index"), "GIT_PREFIX": "src/"}
    before = Watched.state(other)  # type: ignore[arg-type]

    assert repo.run(*PROVE, extra={**place, **index}) == 0
    assert Watched.state(other) == before  # type: ignore[arg-type]
    repo.assert_untouched()


def test_it_works_within_a_hook(repo: Watched) -> None:
    hook = repo.folder / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f'#!/bin/sh\nexec "{sys.executable}" {" ".join(PROVE)}\n', encoding="utf-8")
    hook.chmod(0o755)

    done = repo.machine.run(
        "git",
        "commit",
        "-am",
        "fix: x",
        cwd=repo.folder,
        PYTHONPATH=str(repo.folder / "src"),
        TMPDIR=str(repo.temporary),
    )

    assert done.code == 0, done.text
    assert "proven" in done.text
    assert repo.left() == []


def test_no_setting_of_git_makes_it_write_or_start_anything(repo: Watched, tmp_path: Path) -> None:
    trace = tmp_path / "ran"
    for name in ("post-index-change", "post-checkout", "fsmonitor"):
        hook = repo.folder / f".git/hooks/{name}"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\necho {name} >> '{trace}'\n", encoding="utf-8")
        hook.chmod(0o755)
    repo.git("config", "core.splitIndex", "true")
    repo.git("config", "core.untrackedCache", "true")
    repo.git("update-index", "--split-index")
    repo.git("config", "core.fsmonitor", ".git/hooks/fsmonitor")
    trace.unlink(missing_ok=True)
    repo.before = repo.state()

    assert repo.run(*PROVE) == 0
    assert not trace.exists()
    assert repo.left() == []
    assert _contents(repo.state()) == _contents(
        repo.before
    )  # git dates a shared index when it reads


def _contents(state: dict[str, str]) -> dict[str, str]:
    return {name: entry.split()[1] for name, entry in state.items()}
