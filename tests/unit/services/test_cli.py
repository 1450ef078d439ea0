"""What the command line makes of its words."""

from importlib.metadata import version

import pytest
from plumbline.cli import parse


@pytest.mark.parametrize("words", [["review", "--quik"], ["prove", "a.py::test_b", "--feture"]])
def test_a_misspelt_option_is_told_with_the_options_of_its_command(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(words)

    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert said.startswith(f"usage: plumbline {words[0]} ")
    assert said.endswith(f"unrecognized arguments: {words[-1]}\n")


def test_a_time_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(["review", "--seconds=soon"])

    assert ended.value.code == 2
    assert "argument --seconds: 'soon' is no number of seconds above 0\n" in capsys.readouterr().err


def test_what_a_command_hands_on_is_no_mistake() -> None:
    options, rest = parse(["observe", "-k", "parser"])

    assert (options.command, rest) == ("observe", ["-k", "parser"])


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(["--version"])

    assert ended.value.code == 0
    assert capsys.readouterr().out == f"plumbline {version('pytest-plumbline')}\n"
