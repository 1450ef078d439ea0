"""Tests that are acts of a test: what pytest collects of a suite in memory."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

Act = Callable[[], object]


def nothing() -> None:
    """Do what an empty test does."""


def in_turn(*acts: Act) -> Act:
    """Return several acts as one."""
    return lambda: [act() for act in acts]


@dataclass(frozen=True, eq=False)
class Shared:
    """A fixture of several tests: of a file, or of the session."""

    before: Act = nothing
    after: Act = nothing
    scope: str = "module"


@dataclass(frozen=True)
class Case:
    """A test: what it does, what its own fixture does around it, and what it asks for."""

    act: Act = nothing
    before: Act = nothing
    after: Act = nothing
    shared: tuple[Shared, ...] = ()
    names: tuple[str, ...] = ()  # of other fixtures
    marks: tuple[pytest.MarkDecorator, ...] = ()


class _Node(pytest.Item if TYPE_CHECKING else object):  # type: ignore[misc]  # and of modules
    """A node without a conftest.py of its own, whose failures are a line each."""

    @property
    def ihook(self) -> Any:
        return self.config.hook

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:  # noqa: ARG002  it has one style
        return excinfo.exconly()

    def _repr_failure_py(self, excinfo: Any, style: Any = None) -> Any:  # noqa: ARG002  around a test
        return excinfo.getrepr(style="line", tbfilter=False)


class FakeModule(_Node, pytest.Module):
    """A file of tests."""

    def __init__(
        self,
        *,
        acts: Mapping[str, Act | Case],
        tests: Sequence[str],
        fixtures: dict[Shared, "FakeFixture"],
        **named: Any,
    ) -> None:
        super().__init__(**named)
        self.acts, self.tests, self.fixtures = acts, tests, fixtures

    def _getobj(self) -> ModuleType:
        module, act = ModuleType(self.path.stem), self.acts.get(self.nodeid, nothing)
        names = act.act() if isinstance(act, Case) else act()
        module.__file__ = str(self.path)
        vars(module).update(names if isinstance(names, dict) else {})
        return module

    def collect(self) -> list[Any]:
        assert self.obj
        return [self._item(node) for node in self.tests]

    def _item(self, node: str) -> "FakeItem":
        act = self.acts[node]
        case = act if isinstance(act, Case) else Case(act)
        fixtures = [self.fixtures.setdefault(one, FakeFixture(one)) for one in case.shared]
        name = node.partition("::")[2]
        item: FakeItem = FakeItem.from_parent(self, name=name, case=case, fixtures=fixtures)
        for mark in case.marks:
            item.add_marker(mark)
        return item


class FakeItem(_Node, pytest.Item):
    """A test, in the first line of its file."""

    def __init__(self, *, case: Case, fixtures: Sequence["FakeFixture"], **named: Any) -> None:
        super().__init__(**named)
        self.case, self.fixtures = case, fixtures
        self.fixturenames = case.names
        known = {str(number): [one] for number, one in enumerate(fixtures)}
        self._fixtureinfo = SimpleNamespace(name2fixturedefs=known)

    def setup(self) -> None:
        for fixture in self.fixtures:
            fixture.use(self)
        self.addfinalizer(self.case.after)
        self.case.before()

    def runtest(self) -> None:
        self.case.act()

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, self.name


class FakeFixture:
    """A shared fixture of a process: there once it is used, until its finalizers have run."""

    def __init__(self, shared: Shared) -> None:
        self.shared, self.scope = shared, shared.scope
        self._there = False
        self._finalizers: list[Act] = []

    def use(self, item: FakeItem) -> None:
        if self._there:
            return
        self._there = True
        owner: Any = item.session if self.scope == "session" else item.parent
        owner.addfinalizer(self.finish)
        item.ihook.pytest_fixture_setup(fixturedef=self, request=None)

    def addfinalizer(self, finalizer: Act) -> None:
        self._finalizers.append(finalizer)

    def finish(self) -> None:
        self._there = False
        while self._finalizers:
            self._finalizers.pop()()
