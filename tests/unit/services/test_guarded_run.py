"""The guard in a run: whose doing an event is, and how it is told."""

import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.nodes import Act, Shared
from tests.guarded import LIBRARY, At, called_in
from tests.levelled import Levelled, notes, sleeps, starts
from tests.places import TREE

A, B, Z = (
    "tests/unit/test_a.py::test_a",
    "tests/unit/test_b.py::test_b",
    "tests/integration/test_z.py::test_z",
)
TREES = (TREE / "levels.toml").read_text("utf-8")
FILE = A.partition("::")[0]
STARTED = "os.system(b'true'): level 4 logic forbids process"
THERE = "  Or move the test to tests/integration, level 5 real, where it is allowed."


@pytest.fixture
def suite(tmp_path: Path) -> Levelled:
    return Levelled(tmp_path, TREES)


def test_the_message_teaches(suite: Levelled) -> None:
    fake = suite.folder / "tests/fakes/git.py"
    fake.parent.mkdir(parents=True)
    fake.write_text("class FakeGit: ...\n")
    gateway = At(str(suite.folder / "src/tool/gateways/git.py"))
    suite.add(A, partial(called_in, starts, gateway))
    told = (
        f"{STARTED}\n"
        "  at src/tool/gateways/git.py:2\n"
        "  Pass in FakeGit, the fake from tests/fakes/git.py.\n"
        f"{THERE}"
    )

    run = suite.run()

    assert (run.code, run.failed) == (1, {A: told})


touches = partial(sys.audit, "os.chmod", "/repo/x", 0o644, -1)


def test_each_level_has_its_own_rules(suite: Levelled) -> None:
    acts: dict[str, Act] = {
        "tmp": partial(sys.audit, "open", f"{suite.folder}/base/x", "w", 0),
        "files": partial(sys.audit, "open", "/elsewhere", "w", 0),
        "mock": notes("mock", "unittest.mock"),
        "process": starts,
        "sleep": sleeps,
    }
    folders = {"fakes": "unit/fakes", "sanity": "integration/sanity", "pure": "unit/pure"}
    folders |= {"logic": "unit", "real": "integration"}
    for folder in folders.values():
        for kind, act in acts.items():
            suite.add(f"tests/{folder}/test_a.py::test_{kind}", act)

    run = suite.run()

    free = {node for node, end in run.ends.items() if end == "passed"}
    assert free == {
        "tests/unit/test_a.py::test_tmp",
        "tests/integration/sanity/test_a.py::test_tmp",
        "tests/integration/sanity/test_a.py::test_mock",
        *(f"tests/integration/test_a.py::test_{kind}" for kind in acts),
    }
    for number, (name, folder) in enumerate(folders.items(), start=1):
        for kind in acts:
            node = f"tests/{folder}/test_a.py::test_{kind}"
            told = run.failed.get(node, "").partition("\n")[0]
            assert node in free or told.endswith(f": level {number} {name} forbids {kind}")


def test_an_import_is_code_too(suite: Levelled) -> None:
    suite.add(FILE, starts)
    suite.add(A)

    run = suite.run()

    assert (run.code, run.ends) == (2, {FILE: "failed"})
    assert run.failed[FILE].startswith(f"{STARTED}\n  at {FILE}:2\n")


def test_an_import_of_a_free_level_is_free(suite: Levelled) -> None:
    suite.add(Z.partition("::")[0], starts)
    suite.add(Z)

    assert suite.run().code == 0


def test_what_a_library_does_is_the_tests_doing(suite: Levelled) -> None:
    suite.add(A, partial(called_in, starts, LIBRARY))

    assert suite.run().failed[A].startswith(f"{STARTED}\n  at {FILE}:2\n")


def test_a_module_of_the_repo_is_named(suite: Levelled) -> None:
    suite.add(A, partial(called_in, starts, At(str(suite.folder / "own.py"))))

    assert "\n  at own.py:2\n" in suite.run().failed[A]


def test_a_test_is_no_tool_whatever_its_file_is_called(suite: Levelled) -> None:
    node = "tests/unit/test_pathlib.py::test_a"
    suite.add(node, partial(sys.audit, "os.remove", "/elsewhere", -1))

    assert "level 4 logic forbids files" in suite.run().failed[node]


@pytest.mark.parametrize("phase", ["before", "after"])
def test_a_fixture_is_held_to_the_level_that_uses_it(suite: Levelled, phase: str) -> None:
    files = {scope: f"tests/unit/test_{scope}.py" for scope in ("function", "module", "session")}
    for scope, file in files.items():
        act = {phase: suite.by(file, starts)}
        shared: Any = {"shared": (Shared(scope=scope, **act),)}
        suite.add(f"{file}::test_first", **(act if scope == "function" else shared))
        suite.add(f"{file}::test_last", **({} if scope == "function" else shared))

    run = suite.run()

    bad = {"function": "first", "module": "last", "session": "last"}
    bad = dict.fromkeys(files, "first") if phase == "before" else bad
    assert {node: told[: len(STARTED)] for node, told in run.failed.items()} == {
        f"{files[scope]}::test_{name}": STARTED for scope, name in bad.items()
    }
    for scope, name in bad.items():
        assert f"\n  at {files[scope]}:2\n" in run.failed[f"{files[scope]}::test_{name}"]


def test_a_shared_fixture_of_a_free_level_may_end_in_a_guarded_test(suite: Levelled) -> None:
    seen: list[str] = []

    def begin() -> None:
        starts()
        seen.append(os.environ["HOME"])
        os.environ["SERVER"] = "1"

    def end() -> None:
        starts()
        seen.append(os.environ["HOME"])
        del os.environ["SERVER"]

    file = "tests/conftest.py"
    server = Shared(suite.by(file, begin), suite.by(file, end), "session")
    suite.add(Z, shared=(server,))
    suite.add(B)

    run = suite.run()

    assert (run.code, run.failed) == (0, {})
    assert seen == 2 * [os.environ["HOME"]]


def test_a_test_is_not_blamed_for_what_its_shared_fixture_changes(suite: Levelled) -> None:
    change, back = os.environ.__setitem__, os.environ.__delitem__
    server = Shared(partial(change, "SERVER", "1"), partial(back, "SERVER"))
    suite.add(A, partial(change, "LEFT", "1"), shared=(server,))

    told = suite.run().failed[A]

    assert told.startswith("environment variables left changed: LEFT: level 4 logic forbids state")
