"""Why a row that runs of the tests decide cannot be judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..reading.inventory import Test
from ..running.facts import Facts
from ..running.runs import Outcome
from .finding import grouped, others

Told = tuple[Test, list[Outcome]]


def once(told: Iterable[Told]) -> Iterator[tuple[str, Test, list[Outcome]]]:
    """Yield tests with their cases and what to call them; copies of one that classes inherit as one."""
    for copies in grouped((_written(one), one) for one in told).values():
        test, more = copies[0][0], len(copies) - 1
        name = (
            f"{test.name} and {more} more that inherit{'s' * (more == 1)} it" if more else test.name
        )
        yield name, test, [case for _, cases in copies for case in cases]


def _written(told: Told) -> tuple[str, str]:
    test, cases = told
    return (cases[0].path, cases[0].name) if cases else (test.path, test.name)


def untested(facts: Facts, tests: Iterable[Test]) -> str:
    """Return which of the tests did not run, as a sentence, nothing if all did or were skipped."""
    if facts.head.lost:
        told = f"the work tree's tests cannot be run ({facts.head.lost.message})"
        return f"{told}; see it with {facts.table.command()}"
    for file, failure in {**facts.head.broken, **facts.late.broken}.items():
        if file not in facts.past.known:
            return f"{file} cannot be collected ({failure.message}); mend it"
    silent = [
        (test, cases)
        for test, cases in facts.outcomes(tests)
        if not any(case.outcome == "passed" for case in cases)
        if not cases or any(case.outcome != "skipped" for case in cases)
    ]
    if not silent:
        return ""
    test, cases = silent[0]
    why = next((f" ({one.failure.message})" for one in cases if one.failure), "")
    first = f"{test.path}: {test.name}{why}{others(silent)}"
    return f"not run to their end: {first}; see it with {facts.table.command()}"


def skipped_here(facts: Facts, tests: Iterable[Test]) -> str:
    """Return which of the tests are skipped on this machine, and why; nothing if none is."""
    found = {
        test.name: cases[0].why
        for test, cases in facts.outcomes(tests)
        if cases and all(case.outcome == "skipped" for case in cases)
    }
    return "skipped here: " + ", ".join(f"{n} ({why})" for n, why in found.items()) if found else ""


def unknown_base(facts: Facts, tests: Iterable[Test]) -> str:
    """Return why nobody knows what these tests do on the base, nothing if all is known."""
    notes = [*facts.space.notes]
    if facts.new_on_base.lost:
        told = f"no new test runs on the base's sources ({facts.new_on_base.lost.message})"
        notes.append(f"{told}; see it with {facts.table.tool('prove', 'NODEID')}")
    return "; ".join([*filter(None, [untested(facts, tests)]), *notes])
