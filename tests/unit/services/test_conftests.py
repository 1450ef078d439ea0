"""A conftest.py is held, while it is imported, to what the level of its folder forbids."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from plumbline.guard import guard as guard_module
from plumbline.plugin.baseline import Baseline, write_baseline
from plumbline.plugin.conftests import guard_conftests, refuse_twice
from plumbline.table import parse_table

from tests.fakes.config import FakeConfig
from tests.guarded import At, Watched, called_in, kept_signal
from tests.levelled import LEVELS, starts

HELD = "tests/unit/deep/conftest.py"
TOLD = f"os.system(b'true'): level 1 fast forbids process\n  at {HELD}:2\n"
OPTION = (
    "{}: adds the option --level, which pytest-plumbline has; give it another name, or run without "
    "the levels, with -p no:plumbline."
)


def parser(options: list[str]) -> Any:
    """Return a parser of pytest 8 with these options."""
    option = SimpleNamespace(names=lambda: options)
    return SimpleNamespace(_groups=[SimpleNamespace(options=[option])], _anonymous=None)


class Imports:
    """A run that imports a conftest.py, which does something."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config: Any = FakeConfig(folder, ())
        self.options = ["--level"]  # that were added, which pytest 8 looks at later
        self.config._parser = parser(self.options)  # noqa: SLF001  as pytest calls it
        self.manager = self.config.pluginmanager
        self.manager._importconftest = self._import  # noqa: SLF001  as pytest calls it
        self.act: Callable[[], object] = starts

    def _import(self, path: Path, *rest: Any) -> ModuleType:
        module = ModuleType(str(rest))
        module.__file__ = str(path)
        names = called_in(self.act, At(str(path), "top"))
        vars(module).update(names if isinstance(names, dict) else {})
        return module

    def do(self, act: Callable[[], object] = starts, name: str = HELD) -> ModuleType:
        """Import one that does this."""
        self.act = act
        done: ModuleType = self.manager._importconftest(self.folder / name, "more")  # noqa: SLF001  as pytest does
        return done


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Imports]:
    write_baseline(tmp_path, Baseline({"tests/unit/old/conftest.py": frozenset({"process"})}))
    with starting(tmp_path, LEVELS) as made:
        yield made


@contextmanager
def starting(folder: Path, levels: str) -> Iterator[Imports]:
    """Lend a run that begins."""
    made = Imports(folder)
    with kept_signal():
        guard_conftests(made.config, parse_table(levels))
        vars(guard_module)["_guard"].waker = Watched()
        yield made
        for end in made.config.ends:
            end()


def test_one_in_a_guarded_folder_is_held(run: Imports) -> None:
    with pytest.raises(pytest.UsageError) as refused:
        run.do()

    assert str(refused.value).startswith(TOLD)


def test_one_that_is_met_while_tests_are_collected_is_an_error_of_theirs(run: Imports) -> None:
    run.manager.register(object(), "session")

    with pytest.raises(pytest.Collector.CollectError) as refused:
        run.do()

    assert str(refused.value).startswith(TOLD)


def test_one_that_swallows_it_is_told_as_well(run: Imports) -> None:
    def swallows() -> None:
        with suppress(BaseException):
            starts()

    with pytest.raises(pytest.UsageError, match="level 1 fast forbids process"):
        run.do(swallows)


@pytest.mark.parametrize(
    "name",
    [
        "tests/conftest.py",
        "tests/late/conftest.py",
        "tests/unit/late/conftest.py",
        "conftest.py",
        "../conftest.py",
        "tests/unit/old/conftest.py",
    ],
    ids=[
        "above all levels",
        "of a free level",
        "of one inside",
        "of the repo",
        "outside",
        "on record",
    ],
)
def test_others_are_free(run: Imports, name: str) -> None:
    assert run.do(name=name).__name__ == "('more',)"


def test_what_is_there_already_is_not_held_again(run: Imports) -> None:
    run.manager.register(object(), str(run.folder / HELD))

    assert run.do().__name__ == "('more',)"


def test_what_it_may_do_is_let_be(run: Imports) -> None:
    assert run.do(partial(sys.audit, "open", "/etc/hostname", "w", 0)).__name__ == "('more',)"


@pytest.mark.parametrize("name", [HELD, "tests/conftest.py"])
def test_an_error_of_its_own_is_pytests_to_tell(run: Imports, name: str) -> None:
    def breaks() -> None:
        message = "of its own"
        raise ValueError(message)

    with pytest.raises(ValueError, match="of its own"):
        run.do(breaks, name)


@pytest.mark.parametrize("name", [HELD, "tests/conftest.py"])
def test_somebody_elses_option_of_our_name_is_one_sentence(run: Imports, name: str) -> None:
    def adds() -> None:
        message = "option names {'--level'} already added"
        raise ValueError(message)

    with pytest.raises(pytest.UsageError) as refused:
        run.do(adds, name)

    assert str(refused.value) == OPTION.format(run.folder / name)


def test_an_option_that_pytest_lets_pass_is_seen_too(run: Imports) -> None:
    run.do(lambda: None)

    with pytest.raises(pytest.UsageError) as refused:
        run.do(lambda: run.options.append("--level"))

    assert str(refused.value) == OPTION.format(run.folder / HELD)


def test_a_plugin_that_came_before_is_refused_at_once() -> None:
    refuse_twice("another plugin", parser(["--levels"]), 0)

    with pytest.raises(pytest.UsageError) as refused:
        refuse_twice("another plugin", parser(["--level"]), 0)

    assert str(refused.value) == OPTION.format("another plugin")


def test_a_guard_that_was_made_for_it_goes_with_the_run(run: Imports) -> None:
    early = vars(guard_module)["_guard"]

    assert early.early
    for end in run.config.ends:
        end()
    assert vars(guard_module)["_guard"] is early.outer
