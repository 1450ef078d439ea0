"""Why a test was red: from its own call, or because it never came to that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType

# What a call raises that does not fit its function; the innermost frame is then the caller's.
MISFIT = re.compile(
    r"unexpected keyword|positional argument|missing \d+ required|takes no arguments"
)
NO_FIXTURE = "FixtureLookupError"
UNKNOWN = re.compile(r"cannot import name '(\w+)'(?:.*? '([\w.]+)')?|No module named '([\w.]+)'")


@dataclass(frozen=True)
class Failure:
    """How a test, or the import of its file, failed."""

    phase: str  # session, collection, setup, call, teardown, or guard
    error: str  # the type of the exception
    message: str  # its first line, the type in front
    missing: str = ""  # the name that it says is not there, after its module or class if it tells
    own: bool = False  # raised in the tests' own lines, not in what they call

    @property
    def symbol(self) -> str | None:
        """The name that code lacks for this test to run, "" for an unnamed one, None if none."""
        name = self.missing.rpartition(".")[2]
        if self.error in ("ImportError", "ModuleNotFoundError", NO_FIXTURE):
            return name
        if self.error == "AttributeError" and name:
            return name
        misfit = self.error == "TypeError" and self.own and MISFIT.search(self.message)
        return name if misfit else None

    def is_of(self, added: frozenset[str]) -> bool:
        """Say whether it lacks one of these names, or some name that it does not tell."""
        if self.symbol is None:
            return False
        whole = f".{self.missing}"  # of a function that took no such word, nobody tells the module
        known = not added.isdisjoint((self.symbol, self.missing))
        return known or not self.symbol or any(name.endswith(whole) for name in added)

    def wrong_reason(self, added: frozenset[str]) -> str:
        """Return why this red proves nothing, nothing if it came from the test's own call.

        `added` are the names that the work tree defines and the base does not.
        """
        if self.phase == "session":
            return "nothing can be run there"
        if self.phase == "collection":
            return "its file cannot be imported"
        if self.error == NO_FIXTURE:
            return f"the base has no fixture {self.missing}"
        if self.phase in ("setup", "teardown"):
            return "a fixture fails"
        if self.phase == "guard":
            return "the guard stopped it"
        if self.error in ("ImportError", "ModuleNotFoundError"):
            return "an import fails"
        if self.is_of(added):
            return f"the base has no {self.symbol or 'function of that form'}"
        return ""

    def lacks(self, added: frozenset[str]) -> bool:
        """Say whether it failed because a name is missing that the change adds."""
        if self.phase == "session":
            return False  # it says nothing of this test
        return self.is_of(added)


def failure_of(error: BaseException, phase: str, suites: Sequence[str]) -> Failure:
    """Describe an exception; `suites` are the folders that hold the tests' own lines."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    last = trace.tb_frame.f_code.co_filename if trace else ""
    name = type(error).__name__
    message = first_line(f"{name}: {error}")
    return Failure(phase, name, message, missing_name(error), last.startswith(tuple(suites)))


def missing_name(error: BaseException) -> str:
    """Return the name that an error says is not there, nothing if it speaks of none.

    Before it stands the module that has it not, or the class, where the error tells.
    """
    text = str(error)
    if isinstance(error, ImportError):
        return _unknown(text)
    if isinstance(error, AttributeError):
        return f"{_owner(error.obj)}{error.name}" if error.name else ""
    if type(error).__name__ == NO_FIXTURE:
        return getattr(error, "argname", None) or ""
    found = re.search(r"(?:([\w.]+)\(\) got an )?unexpected keyword argument '(\w+)'", text)
    return ".".join(filter(None, found.groups())) if found else ""


def _owner(thing: object) -> str:
    """Return the module or the class that was asked for an attribute, with a dot."""
    if isinstance(thing, ModuleType):
        return f"{thing.__name__}."
    kind = thing if isinstance(thing, type) else type(thing)
    return f"{kind.__module__}.{kind.__qualname__}." if thing is not None else ""


def _unknown(text: str) -> str:
    found = UNKNOWN.search(text)
    return ".".join(filter(None, (found[2], found[1], found[3]))) if found else ""


def failure_in(text: str) -> Failure:
    """Describe a failure of which there is only what pytest printed, like one of conftest.py."""
    lines = [line.removeprefix("E ").strip() for line in text.splitlines() if line.strip()]
    told = [line for line in lines if re.match(r"[\w.]*(Error|Exception|Warning)\b.*:", line)]
    message = (told or lines or ["pytest ended without a word"])[-1 if told else 0]
    error = message.partition(":")[0].rpartition(".")[2] if told else ""
    if place := re.search(r"while loading conftest '([^']+)'", text):
        message = f"{place[1]}: {message}"
    return Failure("session", error, message, _unknown(told[-1] if told else ""))


def first_line(text: str) -> str:
    """Return the first line that is not empty."""
    return next((line.strip() for line in text.splitlines() if line.strip()), "")
