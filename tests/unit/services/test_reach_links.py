"""Which files a guarded test may read and write, where links lead elsewhere."""

from pathlib import Path

import pytest
from plumbline.guard.reach import Reach


@pytest.fixture
def reach(tmp_path: Path) -> Reach:
    """Return what a repo beside a temporary folder allows, each with a link into the other."""
    (tmp_path / "repo").mkdir()
    (tmp_path / "scratch/inner").mkdir(parents=True)
    (tmp_path / "scratch/inner/to_repo").symlink_to(tmp_path / "repo")
    (tmp_path / "scratch/to_repo").symlink_to(tmp_path / "repo")
    (tmp_path / "scratch/.to_repo").symlink_to(tmp_path / "repo")
    (tmp_path / "repo/to_scratch").symlink_to(tmp_path / "scratch")
    (tmp_path / "to_scratch").symlink_to(tmp_path / "scratch")
    made = Reach(tmp_path / "repo")
    made.allow_temporary(str(tmp_path / "to_scratch"))
    return made


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("scratch/a", "tmp"),
        ("to_scratch/a", "tmp"),
        ("scratch/to_repo/a", "files"),
        ("repo/to_scratch/a", "tmp"),
        ("scratch/inner/./to_repo/a", "files"),
        ("scratch/inner/to_repo/a", "files"),
        ("scratch//to_repo/a", "files"),
        ("scratch/.to_repo/a", "files"),
        ("scratch/.hidden/a", "tmp"),
        ("scratch/inner/../../repo/a", "files"),
        ("scratch/inner/none/a", "tmp"),
    ],
)
@pytest.mark.parametrize("entry", [True, False])
def test_a_file_is_written_where_its_folder_really_is(
    reach: Reach, tmp_path: Path, path: str, kind: str, entry: bool
) -> None:
    assert reach.judge(str(tmp_path / path), writes=True, entry=entry) == kind


def test_a_link_itself_is_in_its_folder_whatever_it_leads_to(reach: Reach, tmp_path: Path) -> None:
    link = str(tmp_path / "scratch/to_repo")

    assert reach.judge(link, writes=True, entry=True) == "tmp"
    assert reach.judge(f"{link}/", writes=True, entry=True) == "tmp"
    assert reach.judge(link, writes=True, entry=False) == "files"


def test_a_temporary_folder_is_known_by_both_its_names(reach: Reach, tmp_path: Path) -> None:
    assert reach.is_temporary(str(tmp_path / "to_scratch/a"))
    assert reach.is_temporary(str((tmp_path / "to_scratch").resolve() / "a"))
    assert not reach.is_temporary(str(tmp_path / "repo/a"))
