"""What a test stands in for decides its level: one of level 3 has nothing beside what it is given."""

import ast

import pytest

from tests.places import ROOT

PURE = ROOT / "tests/unit/pure"
STAND_INS = (
    frozenset(  # of a collaborator: with one of these it is a service that is tested, level 4
        (
            *("tests.fakes", "tests.guarded", "tests.changes", "tests.timed", "tests.hook"),
            *("tests.quick", "tests.facts", "tests.adopting", "tests.checked", "tests.levelled"),
            *("SimpleNamespace", "Mock", "StringIO", "Path"),
            *("Facts", "Guard", "History", "Linter", "Runs", "Stopwatch", "Waker", "Workspace"),
        )
    )
)


def stand_ins(text: str) -> set[str]:
    """Return which stand-ins for what a function depends on a module of tests imports or writes."""
    found, classes = set[str](), set[str]()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {alias.name for alias in node.names}
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.ClassDef):
            classes.add(f"class {node.name}")
    bad = {name for name in found for one in STAND_INS if f"{name}.".startswith(f"{one}.")}
    return bad | classes


def test_a_test_of_level_3_stands_in_for_nothing() -> None:
    found = {path.name: stand_ins(path.read_text("utf-8")) for path in PURE.glob("test_*.py")}

    assert len(found) > 10
    assert {name: names for name, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("from types import SimpleNamespace", {"SimpleNamespace"}),
        ("from tests.fakes.history import FakeHistory", {"tests.fakes.history"}),
        ("from tests import guarded", {"tests.guarded"}),
        ("import tests.timed", {"tests.timed"}),
        ("def test_a():\n    from tests.changes import Repo", {"tests.changes"}),
        ("from tests.hook import hook", {"tests.hook"}),
        ("from tests.walkthrough import steps", set()),
        ("from plumbline.guard.guard import Guard", {"Guard"}),
        ("class Nowhere: ...", {"class Nowhere"}),
        ("from types import MappingProxyType", set()),
        ("from pathlib import PurePosixPath", set()),
    ],
)
def test_a_stand_in_is_found(line: str, found: set[str]) -> None:
    assert found <= stand_ins(line)
    assert bool(stand_ins(line)) is bool(found)
