"""Why a test was red: from its own call, or because it never came to that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# What a call raises that does not fit its function; the innermost frame is then the caller's.
MISFIT = re.compile(
    r"unexpected keyword|positional argument|missing \d+ required|takes no arguments"
)
NO_FIXTURE = "FixtureLookupError"
UNKNOWN = re.compile(r"cannot import name '(\w+)'|No module named '([\w.]+)'")


@dataclass(frozen=True)
class Failure:
    """How a test, or the import of its file, failed."""

    phase: str  # session, collection, setup, call, teardown, or guard
    error: str  # the type of the exception
    message: str  # its first line, the type in front
    missing: str = ""  # the name that it says is not there
    own: bool = False  # raised in the tests' own lines, not in what they call

    @property
    def symbol(self) -> str | None:
        """The name that code lacks for this test to run, "" for an unnamed one, None if none."""
        if self.error in ("ImportError", "ModuleNotFoundError", NO_FIXTURE):
            return self.missing
        if self.error == "AttributeError" and self.missing:
            return self.missing
        misfit = self.error == "TypeError" and self.own and MISFIT.search(self.message)
        return self.missing if misfit else None

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
        if self.symbol is not None and (not self.symbol or self.symbol in added):
            return f"the base has no {self.symbol or 'function of that form'}"
        return ""

    def lacks(self, added: frozenset[str]) -> bool:
        """Say whether it failed because a name is missing that the change adds."""
        if self.phase == "session":
            return False  # it says nothing of this test
        return self.symbol is not None and (not self.symbol or self.symbol in added)


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
    """Return the name that an error says is not there, nothing if it speaks of none."""
    text = str(error)
    if isinstance(error, ImportError):
        found = UNKNOWN.search(text)
        return (found[1] or found[2]).rpartition(".")[2] if found else ""
    if isinstance(error, AttributeError):
        return error.name or ""
    if type(error).__name__ == NO_FIXTURE:
        return getattr(error, "argname", None) or ""
    found = re.search(r"unexpected keyword argument '(\w+)'", text)
    return found[1] if found else ""


def failure_in(text: str) -> Failure:
    """Describe a failure of which there is only what pytest printed, like one of conftest.py."""
    lines = [line.removeprefix("E ").strip() for line in text.splitlines() if line.strip()]
    told = [line for line in lines if re.match(r"[\w.]*(Error|Exception|Warning)\b.*:", line)]
    message = (told or lines or ["pytest ended without a word"])[-1 if told else 0]
    error = message.partition(":")[0].rpartition(".")[2] if told else ""
    found = UNKNOWN.search(message)
    missing = (found[1] or found[2]).rpartition(".")[2] if found else ""
    if place := re.search(r"while loading conftest '([^']+)'", text):
        message = f"{place[1]}: {message}"
    return Failure("session", error, message, missing)


def first_line(text: str) -> str:
    """Return the first line that is not empty."""
    return next((line.strip() for line in text.splitlines() if line.strip()), "")
