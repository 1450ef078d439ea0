"""Which files a guarded test may read and write, by the folder they lie in."""

import os
import sys
import sysconfig
from pathlib import Path

import pytest
from plumbline.guard.reach import Reach, of_descriptor

from tests.places import ROOT

REPO = Path("/repo")


@pytest.fixture
def reach() -> Reach:
    made = Reach(REPO)
    made.allow_temporary("/scratch")
    return made


@pytest.mark.parametrize(
    "path",
    [
        "/repo",
        "/repo/src/a.py",
        f"{sys.prefix}/lib/a.py",
        f"{sys.base_prefix}/lib/a.py",
        sysconfig.get_path("stdlib"),
        "/etc/localtime",
        "/usr/share/zoneinfo/Europe/Berlin",
        "/sys/fs/cgroup/cpu.max",  # pandas counts processors when it reads a table
        "/dev/urandom",
        "/proc/self/maps",
    ],
)
def test_the_repo_and_what_python_looks_up_is_read_by_anybody(reach: Reach, path: str) -> None:
    assert reach.judge(path, writes=False, entry=False) is None


@pytest.mark.parametrize("path", ["/elsewhere/a", "/repository/a", "/", "/etc/passwd"])
def test_nothing_else_is_read(reach: Reach, path: str) -> None:
    assert reach.judge(path, writes=False, entry=False) == "files"


@pytest.mark.parametrize("path", ["/repo/a", "/elsewhere/a", "/scratches/a", "/etc/localtime"])
def test_nothing_is_written_outside_of_the_temporary_folder(reach: Reach, path: str) -> None:
    assert reach.judge(path, writes=True, entry=False) == "files"


@pytest.mark.parametrize("writes", [True, False])
@pytest.mark.parametrize("path", ["/scratch", "/scratch/", "/scratch/a", "/repo/../scratch/a"])
def test_the_temporary_folder_is_for_tests_that_may_have_files(
    reach: Reach, path: str, writes: bool
) -> None:
    assert reach.judge(path, writes=writes, entry=False) == "tmp"


def test_no_folder_is_temporary_before_one_is_allowed() -> None:
    reach = Reach(REPO)

    assert reach.judge("/scratch/a", writes=True, entry=False) == "files"
    assert not reach.is_temporary("/scratch/a")


@pytest.mark.parametrize("writes", [True, False])
@pytest.mark.parametrize(
    ("path", "kind"), [("/repo/../elsewhere/a", "files"), ("/scratch/../elsewhere/a", "files")]
)
def test_a_path_is_followed_before_it_is_judged(
    reach: Reach, path: str, writes: bool, kind: str
) -> None:
    assert reach.judge(path, writes=writes, entry=False) == kind


@pytest.mark.parametrize(
    "path",
    [
        "/repo/src/__pycache__/a.pyc",
        "/repo/.pytest_cache/v/lastfailed",
        "/elsewhere/.hypothesis/a",
        "/repo/.mypy_cache/a",
        "/repo/.coverage",
        "/repo/.coverage.host.123",
        "/elsewhere/.pdbrc",
        os.devnull,
    ],
)
@pytest.mark.parametrize(("writes", "entry"), [(True, False), (True, True), (False, False)])
def test_the_files_of_tools_are_nobodys_business(
    reach: Reach, path: str, writes: bool, entry: bool
) -> None:
    assert reach.judge(path, writes=writes, entry=entry) is None


def test_a_file_that_only_sounds_like_a_tools_is_judged(reach: Reach) -> None:
    assert reach.judge("/repo/__pycache__.txt", writes=True, entry=True) == "files"
    assert reach.judge("/repo/.coverage/a", writes=True, entry=True) == "files"


def test_of_the_innermost_folder_around_a_file_holds_what_is_said() -> None:
    repo_in_scratch, scratch_in_repo = Reach(Path("/scratch/repo")), Reach(REPO)
    repo_in_scratch.allow_temporary("/scratch")
    scratch_in_repo.allow_temporary("/repo/tmp")

    read = [
        repo_in_scratch.judge("/scratch/repo/a", writes=False, entry=False),
        repo_in_scratch.judge("/scratch/a", writes=False, entry=False),
        scratch_in_repo.judge("/repo/tmp/a", writes=False, entry=False),
        scratch_in_repo.judge("/repo/a", writes=False, entry=False),
    ]

    assert read == [None, "tmp", "tmp", None]
    assert not repo_in_scratch.is_temporary("/scratch/repo/a")
    assert repo_in_scratch.is_temporary("/scratch/a")


def test_what_a_repo_in_a_temporary_folder_writes_in_itself_is_no_temporary_file() -> None:
    reach = Reach(Path("/scratch/repo"))
    reach.allow_temporary("/scratch")

    assert reach.judge("/scratch/repo/a", writes=True, entry=False) == "files"
    assert reach.judge("/scratch/a", writes=True, entry=False) == "tmp"


def test_an_environment_in_a_temporary_folder_is_still_pythons() -> None:
    sys.path.append("/scratch/venv")
    reach = Reach(Path("/"))
    sys.path.remove("/scratch/venv")
    reach.allow_temporary("/scratch")

    assert reach.is_temporary("/scratch/a")
    assert not reach.is_temporary("/scratch/venv/a")


def test_a_repo_at_the_very_top_is_read_as_a_whole() -> None:
    assert Reach(Path("/")).judge("/elsewhere/a", writes=False, entry=False) is None


def test_bytecode_that_is_kept_apart_is_written_by_anybody() -> None:
    before, sys.pycache_prefix = sys.pycache_prefix, "/bytecode"
    try:
        reach = Reach(REPO)
    finally:
        sys.pycache_prefix = before

    assert reach.judge("/bytecode/repo/a.pyc", writes=True, entry=False) is None
    assert reach.judge("/bytecodes/a.pyc", writes=True, entry=False) == "files"


def test_an_open_folder_has_a_path() -> None:
    descriptor = os.open(ROOT / "docs", os.O_RDONLY)

    path = of_descriptor(descriptor)
    os.close(descriptor)

    assert path == str(ROOT / "docs")
    assert of_descriptor(descriptor + 999) is None
