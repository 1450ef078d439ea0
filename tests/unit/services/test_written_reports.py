"""Where the review writes its reports to, and what it says of a place where it cannot."""

import json
import re
from pathlib import Path

import pytest
from plumbline.review.report import refuse_places, write_reports
from plumbline.table import LevelsError

from tests.quick import quick

REPORT = quick({}, {"tests/unit/test_x.py": "def test_x():\n    assert f('ä') == 1\n"})


def test_the_markdown_is_added_and_the_json_written_anew(tmp_path: Path) -> None:
    markdown, data = tmp_path / "summary.md", tmp_path / "review.json"
    for file in (markdown, data):
        file.write_text("before\n", "utf-8")

    write_reports(REPORT, markdown, data)

    assert markdown.read_bytes() == f"before\n{REPORT.as_markdown()}".encode()
    assert json.loads(data.read_bytes()) == json.loads(json.dumps(REPORT.as_json()))
    assert data.read_bytes().endswith(b"}\n")


def test_only_what_is_asked_for_is_written(tmp_path: Path) -> None:
    write_reports(REPORT, None, tmp_path / "review.json")
    write_reports(REPORT, tmp_path / "summary.md", None)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["review.json", "summary.md"]


def test_a_place_that_will_do_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "there.md").write_text("before\n", "utf-8")

    refuse_places(tmp_path / "there.md", None, tmp_path / "new.json")

    assert [path.name for path in tmp_path.iterdir()] == ["there.md"]
    assert (tmp_path / "there.md").read_text("utf-8") == "before\n"


@pytest.mark.parametrize("name", ["gone/review.md", "folder", "file/review.md"])
def test_a_place_that_will_not_is_said_before_and_after(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    place = re.escape(str(tmp_path / name))
    said = rf"^{place}: cannot be written \(.+\); name a file in a folder that is there$"

    with pytest.raises(LevelsError, match=said):
        refuse_places(None, tmp_path / name)
    with pytest.raises(LevelsError, match=said):
        write_reports(REPORT, tmp_path / name, None)
