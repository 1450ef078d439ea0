"""Sources that ask whether they are being tested."""

import pytest
from plumbline.checks.asking import find_asking


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('os.environ.get("PYTEST_CURRENT_TEST")', "asks for PYTEST_CURRENT_TEST"),
        ('"PYTEST_XDIST_WORKER" in os.environ', "asks for PYTEST_XDIST_WORKER"),
        ('"pytest" in sys.modules', "asks whether 'pytest' is in sys.modules"),
        ('sys.modules.get("_pytest")', "asks whether '_pytest' is in sys.modules"),
        ('sys.modules["pytest"]', "asks whether 'pytest' is in sys.modules"),
        ('"pytest" in sys.argv[0]', "asks whether 'pytest' is in sys.argv[0]"),
        ('sys.argv[0].endswith("/pytest")', "asks whether '/pytest' is in sys.argv[0]"),
        ("import pytest", "imports pytest"),
        ("from unittest import mock", "imports unittest"),
        ("import _pytest.config as c", "imports _pytest.config"),
    ],
)
def test_a_source_that_knows_of_its_tests_is_found(line: str, said: str) -> None:
    ((number, found),) = find_asking(f"import os\nx = 1\n{line}\n")

    assert number == 3
    assert found.startswith(said)


@pytest.mark.parametrize(
    "line",
    [
        'os.environ.get("HOME")',
        '"numpy" in sys.modules',
        "len(sys.argv) > 1",
        'COMMAND = ["python", "-m", "pytest"]',
        "from . import pytest",
        "'''Run pytest with PYTEST_CURRENT_TEST unset.'''",
        "import testtools",
    ],
)
def test_other_sources_are_let_be(line: str) -> None:
    assert find_asking(f"{line}\n") == []
