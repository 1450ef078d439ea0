"""Sources that ask whether they are being tested."""

from pathlib import Path

import pytest
from plumbline.checks.asking import INSTEAD, check_asking

from tests.checked import checked

FILE = "src/tool/app.py"


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
def test_a_source_that_knows_of_its_tests_is_found(tmp_path: Path, line: str, said: str) -> None:
    (found,) = checked(check_asking, tmp_path, {FILE: f"import os\nx = 1\n{line}\n"})

    assert found.startswith(f"{FILE}:3: {said}")
    assert found.endswith(f"; {INSTEAD}")


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
def test_other_sources_are_let_be(tmp_path: Path, line: str) -> None:
    assert checked(check_asking, tmp_path, {FILE: f"{line}\n"}) == []
