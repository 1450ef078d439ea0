"""A conftest.py in a guarded folder is held, while it is imported, to what its level forbids."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from ..guard import mocks, patches
from ..guard.advice import block
from ..guard.guard import Guard, current, give_way
from ..guard.policy import Policy
from ..table import Table
from .baseline import read_baseline

OPTIONS = ("--level", "--levels-json", "--levels-record")


def taken(who: str, error: ValueError) -> str | None:
    """Return the sentence for one of our options that somebody else adds too, None for another error."""
    found = re.search(r"--[\w-]+", str(error))
    if found is None or found[0] not in OPTIONS or "already" not in str(error):
        return None
    return _sentence(who, found[0])


def refuse_twice(who: str, parser: Any, most: int) -> None:
    """Raise UsageError where one of our options was added more often; pytest 8 looks too late."""
    groups = [*getattr(parser, "_groups", ()), getattr(parser, "_anonymous", None)]
    options = [one for group in groups for one in getattr(group, "options", ())]
    names = [name for one in options if hasattr(one, "names") for name in one.names()]
    if twice := next((name for name in OPTIONS if names.count(name) > most), None):
        raise pytest.UsageError(_sentence(who, twice))


def _sentence(who: str, option: str) -> str:
    return (
        f"{who}: adds the option {option}, which pytest-plumbline has; give it another name, "
        "or run without the levels, with -p no:plumbline."
    )


def _begin(config: pytest.Config, guard: Guard) -> None:
    """Replace what a module could keep; a guard that was made for it goes with a run that cannot begin."""
    patches.install(guard)
    if guard.early:
        config.add_cleanup(lambda: give_way(guard))


def guard_conftests(config: pytest.Config, table: Table) -> None:
    """Watch the imports of conftest.py from now on; those above all levels stay free."""
    manager: Any = config.pluginmanager
    original, root = manager._importconftest, config.rootpath
    _begin(config, current(root))
    on_record = baseline.lines if (baseline := read_baseline(root)) else {}

    def asked(path: Path, *rest: Any, **named: Any) -> Any:
        try:
            module = original(path, *rest, **named)
        except ValueError as error:
            if said := taken(str(path), error):
                raise pytest.UsageError(said) from None
            raise
        refuse_twice(str(path), config._parser, 1)
        return module

    def importing(path: Path, *rest: Any, **named: Any) -> Any:
        name = PurePosixPath(path.relative_to(root)) if path.is_relative_to(root) else None
        level = table.level_of(name.parent) if name else None
        if name is None or level is None or not level.forbids or manager.get_plugin(str(path)):
            return asked(path, *rest, **named)
        guard = current(root)
        patches.install(guard)
        let = on_record.get(str(name), frozenset())
        policy = Policy(level.name, str(name), frozenset(level.forbids), let=let)
        guard.policy = policy
        try:
            module = asked(path, *rest, **named)
        except BaseException:
            if not policy.violations:
                raise
        finally:
            guard.policy = None
            policy.ended = True
        if not policy.violations:
            mocks.judge(policy, module, root)
        if policy.violations:
            error = (
                pytest.Collector.CollectError if manager.hasplugin("session") else pytest.UsageError
            )
            raise error(block(table, root, policy.violations[0]))
        return module

    manager._importconftest = importing
