"""What a terminal shows: colour and progress where somebody looks, none in logs."""

from io import StringIO
from threading import Event

import pytest
from plumbline.terminal import has_colour, show, waiting


class Terminal(StringIO):
    """A screen that keeps what it was told, and says when it was told something."""

    def __init__(self) -> None:
        super().__init__()
        self.told = Event()

    def isatty(self) -> bool:
        return True

    def flush(self) -> None:
        self.told.set()


@pytest.mark.parametrize(
    ("stream", "environment", "expected"),
    [
        (Terminal(), {}, True),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        (Terminal(), {"NO_COLOR": ""}, True),
        (Terminal(), {"TERM": "dumb"}, False),
        (StringIO(), {}, False),
        (StringIO(), {"FORCE_COLOR": "1"}, True),
    ],
)
def test_colour_is_for_those_who_want_it(
    stream: StringIO, environment: dict[str, str], expected: bool
) -> None:
    assert has_colour(stream, environment) is expected


def test_a_log_gets_the_text_as_it_is() -> None:
    log = StringIO()

    show("| broken | FAIL | 1 |\n", log)

    assert log.getvalue() == "| broken | FAIL | 1 |\n"


def test_slow_work_is_told_and_taken_away() -> None:
    terminal = Terminal()

    with waiting("review", terminal, patience=0.001, environment={}):
        assert terminal.told.wait(5)

    assert terminal.getvalue().startswith("\rreview: 0 s")
    assert terminal.getvalue().endswith("\r\x1b[K")


@pytest.mark.parametrize(
    ("stream", "environment"), [(StringIO(), {}), (Terminal(), {"CI": "true"})]
)
def test_nothing_is_told_in_a_log(stream: StringIO, environment: dict[str, str]) -> None:
    with waiting("review", stream, patience=0, environment=environment):
        pass

    assert stream.getvalue() == ""
