"""The whole review over the corpus, on recorded runs: each small change raises its rows and no other."""

from pathlib import Path

import pytest

from plumbline.review.running.collecting import READ

from tests.changes import Repo
from tests.integration.reading_corpus import REVIEWED, Part, read_change_file
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

    report = repo.report(mutants="mutants" in edited.raises)

    raised = {row.name for row in report.rows if report.result(row) not in ("ok", "declared")}
    assert raised - {"tests"} == edited.raises - {"check"}, report.as_markdown()
