"""The whole review over the corpus, on recorded runs: each small change raises its rows and no other."""

from pathlib import Path

import pytest

from plumbline.review.report import Report
from plumbline.review.running.collecting import READ

from tests.changes import Repo
from tests.integration.reading_corpus import REVIEWED, SILENT, STATIC, Part, read_change_file
from tests.integration.rendered import rendered


def is_read(name: str) -> bool:
    """Say whether a run may read a file that no change touches."""
    return name[0] != "." and Path(name).suffix in READ


@pytest.mark.parametrize("file", REVIEWED, ids=[file.stem for file in REVIEWED])
def test_a_change_raises_its_rows_and_no_other(file: Part) -> None:
    edited, every = read_change_file(file), dict(rendered())
    after = edited.apply(every)
    touched = {name for name, text in every.items() if after.get(name) != text}
    old = {name: text for name, text in every.items() if name in touched or is_read(name)}
    repo = Repo(old)
    repo.remove(*(old.keys() - after.keys()))
    for name, text in after.items():
        if every.get(name) != text:
            repo.write(name, text)
    repo.commit(edited.message)

    quick = repo.report(quick=True)
    whole = repo.report(mutants="mutants" in edited.raises)

    assert raised(whole) == edited.raises - {"check"}, whole.as_markdown()
    silent = {"unasserted"} if file.stem in SILENT else set()
    expected = silent | edited.raises & {*STATIC, "scope"} - edited.runs
    assert raised(quick) == expected, quick.as_markdown()


def raised(report: Report) -> set[str]:
    """Return the rows that name something or could not look."""
    results = {row.name: report.result(row) for row in report.rows}
    return {name for name, said in results.items() if said not in ("ok", "declared")} - {"tests"}
