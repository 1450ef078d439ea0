"""The check knows every file that adopting adds, so that a .gitignore that keeps one out is told."""

from fnmatch import fnmatchcase

import yaml

from plumbline.checks.ignored import OF_FOLDERS, OURS
from plumbline.table import parse_table

from tests.integration.rendered import rendered
from tests.places import ROOT


def test_it_looks_for_all_that_adopting_adds() -> None:
    text = (ROOT / "copier.yml").read_text("utf-8")
    added = yaml.safe_load(yaml.safe_load(text)["added_files"]["default"])
    table = parse_table(rendered()["levels.toml"])
    folders = [
        f"{path}/{name}" for one in table.levels for path in one.paths for name in OF_FOLDERS
    ]

    missing = [
        name for name in added if not any(fnmatchcase(name, known) for known in (*OURS, *folders))
    ]

    assert missing == []
