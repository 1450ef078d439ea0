import pytest
from click.testing import CliRunner

from {{ cookiecutter.package_name }}.cli import main

from tests.conftest import Invoke


def test_help_lists_the_commands(invoke: Invoke) -> None:
    assert "  about " in invoke("--help").output


def test_an_unknown_command_is_refused(invoke: Invoke) -> None:
    result = invoke("abuot")

    assert result.exit_code == 2
    assert "No such command 'abuot'" in result.output


def test_only_a_context_is_taken_for_one() -> None:
    with pytest.raises(TypeError, match="obj must be a Context, not dict"):
        CliRunner().invoke(main, ["about"], obj={"clock": None}, catch_exceptions=False)
