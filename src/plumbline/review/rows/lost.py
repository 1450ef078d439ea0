"""Tests that ran on the base and do not run now, whatever keeps them out."""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import Any

from ...placing import is_test_file
from ..running.collecting import NOXFILE, find_lost
from ..running.facts import Facts
from ..running.runs import Outcome, Run, by_function
from .finding import Finding, Row, grouped, others
from .weakened import SKIPS

QUESTION = "Which tests ran on the base and do not run now?"
NAME = "weakened"  # the row that they stand in


def find(facts: Facts) -> Row:
    """Name the tests of the base that are not collected now, are skipped now, or assert nothing."""
    plain, head = facts.plain, facts.space.side("head")
    if plain.is_own and plain.now.lost:
        reason = f"plain pytest collects nothing here ({plain.now.lost.message}); mend its settings"
        return Row(NAME, "", (), reason)
    files = frozenset(t.file for t in plain.before.tests if head.has(t.file))
    table = None if plain.is_own else facts.table
    lost = find_lost(plain.before, plain.now, facts.inventory, table, files)
    found = [*_told(lost, plain.before, plain.now, sorted(plain.differing))]
    found += _silent(plain.idle, plain.past)
    found += _by_sessions(facts, files, {cases[0].keys for cases in lost})
    if plain.before.listing.get("guarded") and not plain.now.listing["guarded"]:
        place = plain.now.listing["ini"] or "pyproject.toml"
        text = "plain pytest runs without plumbline, so that no level is held; take `-p no:` away"
        found.append(Finding(place, 0, text))
    return Row(NAME, "", tuple(sorted(found)))


def _by_sessions(facts: Facts, files: frozenset[str], known: Set[object]) -> Iterable[Finding]:
    """Yield what the sessions of the noxfile run no more; `known` is named already."""
    runs, calls = facts.plain.by_session, facts.plain.calls
    if len(runs) < 2:
        return
    lost = find_lost(runs["base"], runs["head"], facts.inventory, None, files)
    gone = [cases[0] for cases in lost if cases[0].keys not in known]
    if gone:
        text = (
            f"{gone[0].file}: {gone[0].called}{others(gone)} ran on the base and no session runs "
            f"{'them' if len(gone) > 1 else 'it'} now: `nox` calls {calls['head']} instead of "
            f"{calls['base']}; restore it"
        )
        yield Finding(NOXFILE, 0, text)


def _told(
    lost: list[list[Outcome]], before: Run, now: Run, differing: list[str]
) -> Iterable[Finding]:
    firsts = [cases[0] for cases in lost]
    causes = [_cause(test, before.listing, now.listing, differing) for test in firsts]
    for (place, why), tests in grouped(zip(causes, firsts, strict=True)).items():
        first = tests[0]
        name = first.called if place == first.file else f"{first.file}: {first.called}"
        verb = "are" if len(tests) > 1 else "is"
        text = f"{name}{others(tests)} ran on the base and {verb} not run now: {why}; restore it"
        yield Finding(place, first.line if place == first.file else 0, text)


def _cause(
    test: Outcome, before: dict[str, Any], now: dict[str, Any], differing: list[str]
) -> tuple[str, str]:
    """Return the file that keeps a test out, and how; the test's own where nobody can say."""
    if not now or not before:
        return test.file, f"`pytest --collect-only {test.file}` does not list it"
    nodes = [node for node, entry in now["entries"].items() if _is_same(entry, test)]
    owners = [now["kept_out"].get(node, "") for node in [test.node, *nodes]]
    if owner := next(filter(None, owners), ""):
        return owner, f"a hook in {owner} keeps it out"
    said = [
        f"{name} is `{_short(now[kind][name])}` instead of `{_short(before[kind][name])}`"
        for kind in ("settings", "variables")
        for name in now[kind]
        if now[kind][name] != before[kind][name]
    ]
    if now["ini"] != before["ini"]:
        said.insert(
            0, f"pytest's settings are those of {now['ini'] or 'no file'}, not {before['ini']}"
        )
    if said:
        return now["ini"] or before["ini"] or test.file, ", ".join(said)
    other = [name for name in differing if name.endswith(".py")] or differing
    if other:
        return other[0], f"see what {other[0]} keeps out"
    return test.file, "look for a condition or an `importorskip` around it"


def _is_same(entry: dict[str, Any], test: Outcome) -> bool:
    keys = (entry["file"], entry["called"]), (entry["path"], entry["name"])
    return not set(keys).isdisjoint(test.keys)


def _short(text: str) -> str:
    words = text.split()
    shown = " ".join(words[-12:])
    return f"... {shown}" if len(words) > 12 else shown


def _silent(tests: list[Outcome], past: Run) -> Iterable[Finding]:
    """Yield the unchanged tests that did something on the base and do nothing now, file by file."""
    before = {case.node: case for case in past.tests if case.outcome in ("passed", "failed")}
    known = [case for case in tests if case.node in before]
    words = {case.node: _left_out(case, before[case.node]) for case in known}
    firsts = [cases[0] for _, cases in by_function([one for one in known if words[one.node]])]
    for (file, word), found in grouped(((t.file, words[t.node]), t) for t in firsts).items():
        text = f"{found[0].called}{others(found)} {word} on the base; restore it"
        yield Finding(file, found[0].line, text)


def _left_out(now: Outcome, before: Outcome) -> str:
    """Return what a test does no more, a sentence that ends with the base; nothing if it does it."""
    if now.outcome == "passed":
        return "runs none of its assertions now, and did" if before.assertions else ""
    return f"is {'skipped' if now.outcome == 'skipped' else 'not run'} now, and was not"


def not_said(found: Iterable[Finding], texts: Iterable[Finding]) -> list[Finding]:
    """Return what the texts do not name already: what skips tests, in their file or in a shared one."""
    places = {one.path for one in texts if SKIPS in one.text}
    if any(not is_test_file(place) for place in places):
        return [one for one in found if one.path not in places and not is_test_file(one.path)]
    return [one for one in found if one.path not in places]
