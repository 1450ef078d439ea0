"""What each audit event means: the kind of thing that a test does, and how a person is told of it."""

from typing import Any

import pytest
from plumbline.guard.events import Found
from plumbline.guard.guard import Guard

from tests.guarded import At, called_in, found, make_guard


@pytest.fixture
def guard() -> Guard:
    return make_guard()


@pytest.mark.parametrize(
    ("event", "arguments", "what"),
    [
        (
            "subprocess.Popen",
            ("git", ["git", "log"], None, None),
            "subprocess.Popen(['git', 'log'])",
        ),
        ("os.system", (b"true",), "os.system(b'true')"),
        ("os.exec", ("/bin/true", ["true"], None), "os.exec('/bin/true')"),
        ("os.posix_spawn", ("/bin/true", ["true"], {}), "os.posix_spawn('/bin/true')"),
        ("os.spawn", (0, "true", ["true"], None), "os.spawn('true')"),
        ("os.startfile", ("a.txt", "open"), "os.startfile('a.txt')"),
        ("_winapi.CreateProcess", (None, "true", None), "_winapi.CreateProcess('true')"),
        ("os.fork", (), "os.fork()"),
        ("os.forkpty", (), "os.forkpty()"),
        ("cpython.PyInterpreterState_New", (), "cpython.PyInterpreterState_New()"),
        ("pty.spawn", (["true"],), "pty.spawn(['true'])"),
    ],
)
def test_a_process_is_told_with_what_it_runs(
    guard: Guard, event: str, arguments: tuple[Any, ...], what: str
) -> None:
    assert found(guard, event, *arguments) == ("process", what)


@pytest.mark.parametrize(
    ("length", "shown"),
    [(78, repr("x" * 78)), (79, repr("x" * 79)[:77] + "...")],
    ids=["fits", "too long"],
)
def test_a_long_argument_is_cut(guard: Guard, length: int, shown: str) -> None:
    assert found(guard, "os.system", "x" * length) == ("process", f"os.system({shown})")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("system", "process"),
        ("posix_spawnp", "process"),
        ("syscall", "process"),
        ("usleep", "sleep"),
        ("creat", "files"),
        ("connect", "network"),
    ],
)
def test_a_function_of_the_c_library_is_what_it_does(guard: Guard, name: str, kind: str) -> None:
    assert found(guard, "ctypes.dlsym", object(), name) == (kind, f"libc's {name} by ctypes")


def test_other_functions_of_the_c_library_are_nothing(guard: Guard) -> None:
    assert found(guard, "ctypes.dlsym", object(), "strlen") is None


def test_a_wait_is_told_with_its_seconds_and_no_wait_is_none(guard: Guard) -> None:
    assert found(guard, "time.sleep", 0.5) == ("sleep", "time.sleep(0.5)")
    assert found(guard, "time.sleep", 0) is None


PLACE = ("127.0.0.1", 9)


@pytest.mark.parametrize("call", ["connect", "bind", "sendto", "sendmsg"])
def test_a_socket_that_is_given_an_address_is_the_network(guard: Guard, call: str) -> None:
    event = f"socket.{call}"

    assert found(guard, event, object(), PLACE) == ("network", f"{event}({PLACE!r})")
    assert found(guard, event, object(), None) is None  # it talks to who is there already


@pytest.mark.parametrize("call", ["getaddrinfo", "gethostbyname", "gethostbyaddr", "getnameinfo"])
def test_a_name_that_is_looked_up_is_the_network(guard: Guard, call: str) -> None:
    event = f"socket.{call}"

    assert found(guard, event, "example.org", 80) == ("network", f"{event}('example.org')")
    assert found(guard, event, None, 80) is None


def test_the_two_ends_that_an_event_loop_makes_on_windows_are_no_network(guard: Guard) -> None:
    def bind() -> Found | None:
        return found(guard, "socket.bind", object(), PLACE)

    assert called_in(bind, At("socket.py", "_fallback_socketpair"), At("test_a.py")) is None
    assert called_in(bind, At("socket.py", "socketpair")) is not None


def test_mock_is_told_by_the_name_it_is_imported_by(guard: Guard) -> None:
    for name in ("unittest.mock", "mock", "pytest_mock"):
        assert found(guard, "import", name, None, None) == ("mock", f"import {name}")
    assert found(guard, "import", "unittest", None, None) is None


def test_changes_of_folder_and_variables_are_kept_for_the_end_of_the_test(guard: Guard) -> None:
    noted: list[tuple[str, str]] = []
    guard.state = lambda what, name: noted.append((what, name))

    assert found(guard, "os.chdir", "/elsewhere") is None
    assert found(guard, "os.putenv", b"COLOR", b"1") is None
    assert found(guard, "os.unsetenv", b"SHADE") is None

    assert noted == [("folder", ""), ("environment", "COLOR"), ("environment", "SHADE")]


def test_what_a_patch_notes_is_taken_as_it_is(guard: Guard) -> None:
    assert found(guard, "levels.note", "sleep", "a wait of 1 s") == ("sleep", "a wait of 1 s")
    assert found(guard, "levels.self-test") is None
