"""What one test of a file needs of it, and the files that a file of tests needs to be run."""

import pytest
from plumbline.review.reading.modules import World
from plumbline.review.reading.needs import cut_down, function_in, needs_of

FILE = """
import pytest
from tool import a, b
LIMIT: int = b.LIMIT
@pytest.fixture
def thing():
    return a.thing()
class Checks:
    def test_all(self): assert LIMIT
@pytest.mark.usefixtures("thing")
class TestA(Checks):
    @pytest.mark.parametrize("n", [1])
    def test_one(self, n): assert n
    def helped(self): return b.help()
    def test_two(self, thing): assert thing
def test_three(other: "Other"): assert other
class Other: pass
"""


@pytest.mark.parametrize(
    ("test", "needs"),
    [
        ("TestA.test_one", {"thing", "a", "b", "pytest", "Checks", "LIMIT"}),
        ("test_three", {"Other"}),
    ],
)
def test_a_test_needs_what_is_named_in_it_and_above_it(test: str, needs: set[str]) -> None:
    assert needs_of(FILE, test) == needs


FOR_ALL = """
import pytest
from tool import a, b, c
pytestmark = pytest.mark.filterwarnings(a.WORDS)
ORDER = c.ORDER
@pytest.fixture(autouse=True)
def clean():
    b.clean()
@pytest.fixture
def idle():
    return ORDER
def test_one(): assert True
def test_two(idle): assert idle
"""


def test_what_runs_for_all_tests_stays_in_a_file_that_is_cut_down() -> None:
    lines = cut_down(FOR_ALL, {"test_one"}).splitlines()

    assert [line for line in lines if line] == [
        "import pytest",
        "from tool import a, b",
        "pytestmark = pytest.mark.filterwarnings(a.WORDS)",
        "@pytest.fixture(autouse=True)",
        "def clean():",
        "    b.clean()",
        "def test_one(): assert True",
    ]
    assert len(lines) == len(FOR_ALL.splitlines())


SAME = "class TestA:\n    def test_one(self):\n        assert f(1) == 2\n"


@pytest.mark.parametrize(
    ("text", "called", "same"),
    [
        (f"X = 1\n\n\n{SAME}", "TestA.test_one", True),
        (SAME.replace("== 2", "==  2  # why"), "TestA.test_one", True),
        (SAME.replace("2", "3"), "TestA.test_one", False),
        (SAME, "TestB.test_one", False),
        (SAME, "test_one", False),
        ("def test_one(:\n", "TestA.test_one", False),
    ],
)
def test_a_test_is_the_same_wherever_it_stands_in_its_file(
    text: str, called: str, same: bool
) -> None:
    assert (function_in(text, called) == function_in(SAME, "TestA.test_one")) is same


WORLD = {
    "src/tool/sums.py": "from .lines import LINES\nfrom . import notes\n",
    "src/tool/__init__.py": "",
    "src/tool/lines.py": "LINES = 1\n",
    "src/tool/notes.py": "import tool.money as money\nimport tool.deep.inner\n",
    "src/tool/deep/__init__.py": "def f():\n    from .late import g\n",
    "src/tool/deep/inner.py": "",
    "src/tool/deep/late.py": "",
    "src/tool/money.py": "",
    "src/tool/idle.py": "",
    "conftest.py": "def top(): pass\n",
    "tests/conftest.py": "from tool import idle\ndef given(): pass\n",
    "tests/unit/conftest.py": "def near(): pass\n",
    "tests/unit/test_sums.py": "from tool.sums import total\ndef test_x(): assert total([]) == 0\n",
}
SOURCES = [
    "src/tool/__init__.py",
    "src/tool/deep/__init__.py",
    "src/tool/deep/inner.py",
    "src/tool/deep/late.py",
    "src/tool/lines.py",
    "src/tool/money.py",
    "src/tool/notes.py",
    "src/tool/sums.py",
]
OF_TESTS = "tests/unit/test_sums.py"


def test_imports_lead_from_file_to_file_wherever_they_stand() -> None:
    assert sorted(World(WORLD).reached(OF_TESTS)) == [*SOURCES, OF_TESTS]


@pytest.mark.parametrize(
    ("fixture", "more"),
    [
        ("near", {"tests/unit/conftest.py"}),
        ("given", {"tests/conftest.py", "src/tool/idle.py"}),
        ("top", {"conftest.py"}),
    ],
)
def test_the_conftests_above_count_whose_fixtures_are_named(fixture: str, more: set[str]) -> None:
    text = WORLD[OF_TESTS].replace("test_x()", f"test_x({fixture})")

    assert World({**WORLD, OF_TESTS: text}).reached(OF_TESTS) == {*SOURCES, OF_TESTS} | more
