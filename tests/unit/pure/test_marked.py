"""Which commits of a log say that they are the test-writer's."""

import pytest
from plumbline.writer.scope import marked

OTHER = "1f\nAdd code\n\nOf a person.\n"


@pytest.mark.parametrize(
    "text",
    ["Test-Writer: yes", "test-writer: Yes", "Test-Writer: true", "Test-Writer: yes (an agent)"]
    + ["Test-Writer: yes\n\nCo-Authored-By: X <x@y>", "Prose.\nTest-Writer: yes"]
    + ["\x1f\nTest-Writer: yes", "  Test-Writer : 1"],
)
def test_a_line_anywhere_is_a_mark(text: str) -> None:
    assert marked(f"{OTHER}\0" + f"2e\nAdd tests\n\n{text}\n\0" + OTHER) == [["2e", "Add tests"]]


@pytest.mark.parametrize(
    "text", ["Test-Writer: no", "Test-Writer yes", "On test-writer: yes it is", "Test-Writer: yesx"]
)
def test_other_words_are_no_mark(text: str) -> None:
    assert marked(f"2e\nAdd\n\n{text}\n\0{OTHER}") == []


def test_in_no_log_is_no_commit() -> None:
    assert marked("") == []
