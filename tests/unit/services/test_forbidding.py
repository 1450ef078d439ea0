"""What the guard makes of an event: is it forbidden, whose is it, where was it, and what follows."""

from functools import partial
from typing import Any

import pytest
from plumbline.guard.guard import Guard
from plumbline.guard.policy import Forbidden, Violation

from tests.guarded import IMPORTING, LIBRARY, SITE, STDLIB, At, called_in, make_guard, policy
from tests.places import ROOT

TEST = At("/repo/tests/unit/test_a.py", "test_a", "test_a")
PATHLIB = At(f"{STDLIB}/pathlib.py", "touch", "pathlib")
TOOL = At(f"{SITE}/hypothesis/internal/cache.py", "make", "hypothesis.internal.cache")
SRC = At("/repo/src/tool/services/log.py", "read", "tool.services.log")
GATEWAY = At("/repo/src/tool/gateways/git.py", "log", "tool.gateways.git")
FORK, WRITE = ("os.fork", ()), ("open", ("/repo/a", "w", 0))
MOCK = ("import", ("unittest.mock", None, None))


def saw(
    guard: Guard, event: tuple[str, tuple[Any, ...]], *places: At, forbids: str = ""
) -> list[Violation]:
    """Return what is noted of an event that code of these files causes, stopped or not."""
    guard.policy = policy(*(forbids.split() or ("process", "files", "mock")), recording=True)
    called_in(partial(guard.saw, *event), *places or (TEST,))
    return guard.policy.violations


@pytest.fixture
def guard() -> Guard:
    return make_guard()


def test_what_is_forbidden_is_stopped_and_noted(guard: Guard) -> None:
    guard.policy = policy("process")

    with pytest.raises(Forbidden, match=r"^os\.fork\(\): level logic forbids process$"):
        called_in(partial(guard.saw, *FORK), TEST, SRC)

    where = "src/tool/services/log.py:2"
    assert guard.policy.violations == [Violation("process", "os.fork()", where, "", "logic")]
    assert (guard.policy.done, guard.late, guard.broken) == (set(), [], None)


def test_what_is_not_forbidden_is_let_be(guard: Guard) -> None:
    assert saw(guard, FORK, forbids="files network") == []
    assert saw(guard, ("time.sleep", (0,)), forbids="sleep") == []


def test_without_a_policy_all_is_let_be(guard: Guard) -> None:
    guard.saw(*FORK)

    assert (guard.late, guard.broken) == ([], None)


def test_what_has_leave_to_is_noted_and_goes_on(guard: Guard) -> None:
    guard.policy = policy("process", let=frozenset({"process"}))

    called_in(partial(guard.saw, *FORK), TEST)

    assert (guard.policy.violations, guard.policy.done) == ([], {"process"})


def test_what_comes_after_the_end_of_its_test_is_told_at_the_end_of_the_run(guard: Guard) -> None:
    ended = guard.policy = policy("process", ended=True)

    with pytest.raises(Forbidden):
        called_in(partial(guard.saw, *FORK), TEST)

    assert guard.late == [(ended, ended.violations[0])]


def test_one_that_is_told_twice_is_one() -> None:
    one, other = saw(make_guard(), FORK), saw(make_guard(), FORK)

    assert len({*one, *other}) == 1


def test_an_error_of_the_guard_itself_stops_nothing_and_is_kept(guard: Guard) -> None:
    assert saw(guard, ("os.chmod", ())) == []
    assert guard.broken == "IndexError: tuple index out of range (at os.chmod)"
    assert len(saw(guard, FORK)) == 1  # it goes on


def test_what_the_guard_does_itself_is_not_judged(guard: Guard) -> None:
    guard.make_folder = lambda path: guard.saw("os.mkdir", (path, 0o777, -1))

    assert [one.what for one in saw(guard, WRITE)] == ["open('/repo/a')"]
    assert len(saw(guard, WRITE)) == 1


def test_it_shows_that_it_is_alive(guard: Guard) -> None:
    assert not guard.alive

    guard.saw("levels.self-test", ())

    assert guard.alive


@pytest.mark.parametrize(
    ("places", "where"),
    [
        ((TEST,), "tests/unit/test_a.py:2"),
        ((TEST, SRC), "src/tool/services/log.py:2"),
        ((TEST, SRC, LIBRARY), "src/tool/services/log.py:2"),
        ((LIBRARY,), ""),
        ((At("/repository/tests/test_a.py"),), ""),
    ],
)
def test_the_innermost_line_of_the_repo_is_where_it_was(
    guard: Guard, places: tuple[At, ...], where: str
) -> None:
    assert [one.where for one in saw(guard, FORK, *places)] == [where]


def test_of_the_repo_is_neither_its_environment_nor_the_package() -> None:
    guard = make_guard(ROOT)
    shown = {
        file: saw(guard, FORK, At(f"{ROOT}/tests/unit/test_a.py"), At(file))[0].where
        for file in (
            f"{ROOT}/src/other/run.py",
            f"{ROOT}/src/plumbline/cli.py",
            f"{SITE}/library/core.py",
            f"{STDLIB}/os.py",
        )
    }

    assert [*shown.values()] == ["src/other/run.py:2", *3 * ["tests/unit/test_a.py:2"]]


def test_the_gateway_that_it_went_through_is_named(guard: Guard) -> None:
    assert saw(guard, FORK, TEST, GATEWAY, LIBRARY)[0].gateway == "git"
    assert saw(guard, FORK, TEST, SRC)[0].gateway == ""


IN_SCRATCH = At("/scratch/made.py", "run", "made")


@pytest.mark.parametrize(
    ("places", "noted"),
    [
        ((TEST, IMPORTING, LIBRARY), False),
        ((TEST, IMPORTING, LIBRARY, At(f"{STDLIB}/os.py")), False),
        ((TEST, IMPORTING, SRC), True),
        ((TEST, IMPORTING, IN_SCRATCH), True),
        ((IMPORTING, TEST, LIBRARY), True),
        ((TEST, At(IMPORTING.file, "_find_and_load"), LIBRARY), True),
        ((TEST, At(LIBRARY.file, IMPORTING.function), LIBRARY), True),
    ],
)
def test_what_a_library_does_as_it_is_imported_is_let_be(
    guard: Guard, places: tuple[At, ...], noted: bool
) -> None:
    assert bool(saw(guard, FORK, *places)) is noted


@pytest.mark.parametrize(
    ("event", "places", "noted"),
    [
        (WRITE, (TEST, TOOL), False),
        (WRITE, (TEST, TOOL, PATHLIB), False),
        (WRITE, (TEST, At(f"{SITE}/pluggy.py", "make", "pluggy")), False),
        (WRITE, (TEST, TOOL, LIBRARY), True),
        (WRITE, (TOOL, TEST, PATHLIB), True),
        (WRITE, (TEST, At(TOOL.file, "make", "_pytests")), True),
        (("open", ("/scratch/a", "w", 0)), (TEST, TOOL), False),
        (FORK, (TEST, TOOL), True),
        (MOCK, (TEST,), True),
        (MOCK, (TEST, LIBRARY), False),
        (MOCK, (TEST, At(f"{STDLIB}/importlib/__init__.py")), True),
    ],
)
def test_tools_have_files_of_their_own_and_libraries_mocks(
    guard: Guard, event: tuple[str, tuple[Any, ...]], places: tuple[At, ...], noted: bool
) -> None:
    assert bool(saw(guard, event, *places, forbids="files tmp process mock")) is noted
