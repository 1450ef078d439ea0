"""Answers that both engines refuse, with the same sentence and nothing left on disk."""

from pathlib import Path

import pytest

from tests.integration.engines import Machine
from tests.unit.services.test_answers import BAD

# One answer to each of three questions; all others are refused at level 4, tests/unit/services/test_answers.py.
EACH = [
    *{
        row[0]: row for row in BAD if row[0] in ("project_name", "package_name", "author_email")
    }.values()
]


@pytest.mark.parametrize(("question", "answer", "sentence"), EACH)
def test_a_bad_answer_is_refused(
    machine: Machine, template: Path, tmp_path: Path, question: str, answer: str, sentence: str
) -> None:
    answers = {"project_slug": "tool", "package_name": "tool", question: answer}

    by_cookiecutter = machine.cookiecutter(str(template), tmp_path, answers, "-o", "out")
    by_copier = machine.copier(str(template), tmp_path, answers)

    assert (by_cookiecutter.code, by_cookiecutter.text) == (1, f"{sentence}\n")
    assert by_copier.code != 0
    assert sentence in by_copier.text
    assert list(tmp_path.iterdir()) == []


def test_no_option_is_an_answer_to_another_question(
    machine: Machine, template: Path, tmp_path: Path
) -> None:
    assert machine.cookiecutter(str(template), tmp_path, {"license": "WTFPL"}).code != 0
    assert machine.copier(str(template), tmp_path, {"license": "WTFPL"}).code != 0
    assert list(tmp_path.iterdir()) == []
