"""What a module took from unittest.mock, and what a test does with it."""

import asyncio
import importlib.util
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import ModuleType
from unittest import mock

import pytest

from plumbline.guard import patches
from plumbline.guard.guard import Guard
from plumbline.guard.mocks import judge
from plumbline.guard.policy import Violation

from tests.guarded import did, installed, policy, run
from tests.levelled import BASELINE, LEVELS, Levelled
from tests.unit.services.test_conftests import HELD, starting


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path


def module(root: Path, text: str, name: str = "test_a") -> ModuleType:
    """Return a module of a text, imported."""
    file = root / f"{name}.py"
    file.write_text(text)
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def judged(root: Path, text: str) -> list[tuple[str, str]]:
    """Return what is told of a module, and where."""
    mine = policy("mock")
    judge(mine, module(root, text), root)
    return [(one.what, one.where) for one in mine.violations]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("from unittest import mock", 1),
        ("import os\nfrom unittest import mock as double", 2),
        ("import os\n\nfrom unittest.mock import Mock", 3),
        ("from unittest.mock import ANY, patch as swap", 1),
        ("import os\nimport unittest.mock as double", 2),
        ("import os\nimport unittest.mock", 2),
        ('"""About it."""\nimport unittest\nimport os, unittest.mock', 3),
        ("try:\n    from unittest.mock import *\nexcept ImportError: pass", 2),
        ("from unittest.mock import patch\ndel patch\nfrom unittest.mock import Mock", 3),
        ("if True:\n    import os\n    from unittest.mock import Mock", 3),
        ("import unittest\nMock = unittest.mock.Mock", 1),  # no import names it
        (
            "from typing import TYPE_CHECKING\nif not TYPE_CHECKING:\n    from unittest import mock",
            1,
        ),
        ("def later():\n    from unittest import mock\n\nfrom unittest import mock", 4),
    ],
)
def test_a_module_that_has_a_name_of_mock_is_told_with_its_line(
    root: Path, text: str, line: int
) -> None:
    assert judged(root, text) == [("import unittest.mock", f"test_a.py:{line}")]


@pytest.mark.parametrize(
    "text",
    [
        "import os",
        "import unittest",
        "import unittest\n# mock",
        "import unittest.mock\ndel unittest",
        "import unittest\ndef later():\n    import unittest.mock",
        "import unittest\nclass A:\n    def later(self):\n        import unittest.mock",
        "mock = 'unittest.mock'",
        "import unittest\ndef test_other():\n    import this  # unittest.mock",
        "class Odd:\n    def __getattribute__(self, name): raise SystemError(name)\nodd = Odd()",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from unittest.mock import Mock",
        "flag = None",  # which mock has names for, like any module
        "flag = True",
    ],
)
def test_one_that_has_none_is_let_be(root: Path, text: str) -> None:
    assert judged(root, text) == []


@pytest.mark.parametrize("name", ["mock", "mock.mock"])
def test_the_package_that_mock_came_from_is_known_too(
    root: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    package = ModuleType(name)
    vars(package).update(__all__=["Mock"], Mock=object())
    monkeypatch.setitem(sys.modules, "mock", package)
    monkeypatch.setitem(sys.modules, name, package)

    assert judged(root, "import os\nfrom mock import Mock")[0][1] == "test_a.py:2"
    assert judged(root, "from mock import *")[0][0] == "import mock"


def test_only_what_is_forbidden_and_not_told_already_is_told(root: Path) -> None:
    made = module(root, "from unittest import mock")
    told = Violation("mock", "import unittest.mock", "test_a.py:1", "", "logic")
    free, known = policy("files"), policy("files", "mock", violations=[told])
    other = policy("mock", violations=[Violation("files", "open('x')", "", "", "logic")])

    for one in (free, known, other):
        judge(one, made, root)

    assert (free.violations, known.violations) == ([], [told])
    assert other.violations[1:] == [told]


def test_what_has_leave_to_is_noted(root: Path) -> None:
    mine = policy("mock", let=frozenset({"mock"}))

    judge(mine, module(root, "import os"), root)
    assert mine.done == set()

    judge(mine, module(root, "from unittest import mock"), root)
    assert (mine.done, mine.violations) == ({"mock"}, [])


def test_what_is_no_module_of_the_repo_has_no_line(root: Path) -> None:
    mine, none, lost = policy("mock"), policy("mock"), policy("mock")
    without_file = ModuleType("made")
    vars(without_file)["Mock"] = mock.Mock

    judge(mine, module(root, "from unittest import mock"), root / "elsewhere")
    judge(lost, without_file, root)
    judge(none, mock.Mock(), root)

    assert [one.where for one in mine.violations] == [""]
    assert [one.where for one in lost.violations] == [""]
    assert none.violations == []


@pytest.fixture
def guard(root: Path) -> Iterator[Guard]:
    with installed(root) as made:
        for _ in range(2):  # once is enough
            patches.watch_mock()
            patches.watch_asyncio()
        yield made


def noted(guard: Guard, kind: str, text: str) -> list[tuple[str, str]]:
    """Return what is noted of a test that runs some code."""
    names = {"mock": mock, "asyncio": asyncio}
    mine = policy(kind, recording=True)
    return did(guard, mine, partial(run, text, f"{guard.root}test_a.py", names))


@pytest.mark.parametrize(
    ("code", "times"),
    [
        ("mock.Mock()", 1),
        ("mock.MagicMock()", 1),
        ("mock.patch('os.getcwd', 1).start(); mock.patch.stopall()", 2),  # which enters it
        ("with mock.patch('os.getcwd', 1): pass", 1),
    ],
)
def test_a_mock_that_is_used_is_noted(guard: Guard, code: str, times: int) -> None:
    assert noted(guard, "mock", code) == times * [("mock", "unittest.mock")]


def test_a_dictionary_may_be_patched(guard: Guard) -> None:
    code = "with mock.patch.dict({'a': 1}, b=2): pass"

    assert noted(guard, "mock", code) == []


@pytest.mark.parametrize(
    ("seconds", "found"),
    [
        ("0.0001", [("sleep", "asyncio.sleep(0.0001)")]),
        ("0", []),
    ],
)
def test_a_coroutine_that_waits_is_noted(
    guard: Guard, seconds: str, found: list[tuple[str, str]]
) -> None:
    code = f"asyncio.run(asyncio.sleep({seconds}))"

    assert noted(guard, "sleep", code) == found


def test_a_coroutine_that_waits_for_ever_or_for_what_comes_is_no_sleep(guard: Guard) -> None:
    code = (
        "async def main():\n"
        "    waiting = asyncio.ensure_future(asyncio.sleep(float('inf')))\n"
        "    asyncio.get_running_loop().call_later(0.0001, waiting.cancel)\n"
        "    try: await waiting\n"
        "    except asyncio.CancelledError: pass\n"
        "    await asyncio.wait_for(asyncio.sleep(0), 5)\n"
        "asyncio.run(main())"
    )

    assert noted(guard, "sleep", code) == []


@pytest.fixture
def suite(root: Path) -> Levelled:
    return Levelled(root, LEVELS.replace('"sleep"]', '"sleep", "mock"]'))


def test_what_a_file_of_tests_took_from_mock_is_told_and_recorded(suite: Levelled) -> None:
    suite.add("tests/unit/test_u.py", lambda: {"mock": mock})
    suite.add("tests/unit/test_u.py::test_a")

    told = suite.run().failed["tests/unit/test_u.py"]

    assert told.startswith(
        "import unittest.mock: level 1 fast forbids mock\n  at tests/unit/test_u.py:1\n"
    )
    assert suite.record().code == 0
    assert suite.baseline.endswith('"tests/unit/test_u.py" = ["mock"]\n')
    for words in ([], ["--level=fast"], ["tests/unit/test_u.py"], ["-n=2"]):
        assert suite.run(*words).code == 0


def test_a_file_that_no_longer_takes_it_is_taken_out(suite: Levelled) -> None:
    (suite.folder / BASELINE).write_text('[violations]\n"tests/unit/test_u.py" = ["mock"]\n')
    suite.add("tests/unit/test_u.py::test_a")

    told = suite.run().failed[BASELINE]

    assert told.startswith(
        f"tests/unit/test_u.py no longer does mock; take it out of {BASELINE}, or run "
    )


def test_what_only_uses_a_library_with_mocks_is_not_named(suite: Levelled) -> None:
    library = ModuleType("library")
    vars(library)["thing"] = mock.Mock()
    suite.add("tests/unit/test_u.py", lambda: {"library": library})
    suite.add("tests/unit/test_u.py::test_a")

    assert suite.run().code == 0


def test_what_a_conftest_took_from_mock_is_told(root: Path) -> None:
    levels = LEVELS.replace('"sleep"]', '"sleep", "mock"]')

    with starting(root, levels) as made, pytest.raises(pytest.UsageError) as refused:
        made.do(lambda: {"mock": mock})

    assert str(refused.value).startswith(
        f"import unittest.mock: level 1 fast forbids mock\n  at {HELD}:1\n"
    )
