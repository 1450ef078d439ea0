"""What is said of tests that ran on the base and do not run now, by what keeps them out."""

from typing import Any

import pytest
from plumbline.review.rows.finding import Finding, Row
from plumbline.review.rows.lost import find
from plumbline.review.running.collecting import Plain
from plumbline.review.running.failures import Failure
from plumbline.review.running.runs import Outcome, Run

from tests.facts import TABLE, Sides, make_facts
from tests.fakes.runs import FakeRunning

FILE = "tests/unit/pure/test_kept_out.py"
GONE = "{0} ran on the base and {1} not run now: {2}; restore it"


def outcome(name: str, word: str = "passed", assertions: int = 1, line: int = 4) -> Outcome:
    """Return a test of this file."""
    return Outcome(f"{FILE}::{name}", FILE, name, FILE, name, line, word, assertions, False, None)


def listing(**more: Any) -> dict[str, Any]:
    """Return what a run says of its settings."""
    plain: dict[str, Any] = {"entries": {}, "kept_out": {}, "settings": {}, "variables": {}}
    return {**plain, "ini": "pytest.ini", "guarded": True, **more}


def row(before: Run, now: Run, **more: Any) -> Row:
    """Return the row of runs by plain pytest, on the base and now."""
    space = Sides({FILE: ""})
    plain = Plain(space, before=before, now=now, **more)
    plain.started["head"] = FakeRunning({}, TABLE)
    return find(make_facts(space, plain=plain))


def one(found: Row) -> Finding:
    """Return the only finding."""
    (finding,) = found.findings
    return finding


def run(*names: str, **more: Any) -> Run:
    return Run(tuple(outcome(name) for name in names), listing=listing(**more))


def test_where_plain_pytest_collects_nothing_that_is_said() -> None:
    lost = Run(lost=Failure("session", "UsageError", "no such option"))

    assert row(run("test_a"), lost) == Row(
        "weakened",
        "",
        (),
        "plain pytest collects nothing here (no such option); mend its settings",
    )


def test_where_all_run_there_is_nothing_to_say() -> None:
    assert row(run("test_a"), run("test_a")) == Row("weakened", "")


@pytest.mark.parametrize(
    ("names", "told", "verb"),
    [
        (["test_a"], "test_a", "is"),
        (["test_a", "test_b"], "test_a and 1 more", "are"),
        (["test_a", "test_b", "test_c"], "test_a and 2 more", "are"),
    ],
)
def test_what_keeps_them_out_is_looked_for_in_their_own_file_last(
    names: list[str], told: str, verb: str
) -> None:
    why = "look for a condition or an `importorskip` around it"

    assert one(row(run(*names), run())) == Finding(FILE, 4, GONE.format(told, verb, why))


def test_where_nobody_lists_what_is_collected_the_command_that_does_is_said() -> None:
    why = f"`pytest --collect-only {FILE}` does not list it"

    found = one(row(Run((outcome("test_a"),)), run()))

    assert found == Finding(FILE, 4, GONE.format("test_a", "is", why))


@pytest.mark.parametrize(
    "entry",
    [
        {"file": FILE, "called": "test_a", "path": "", "name": ""},
        {"file": "", "called": "", "path": FILE, "name": "test_a"},
    ],
)
def test_a_hook_that_keeps_it_out_is_named(entry: dict[str, str]) -> None:
    node = f"{FILE}::test_a[1]"
    now = run(entries={node: entry}, kept_out={node: "tests/conftest.py"})

    why = "a hook in tests/conftest.py keeps it out"
    text = GONE.format(f"{FILE}: test_a", "is", why)
    assert one(row(run("test_a"), now)) == Finding("tests/conftest.py", 0, text)


def test_settings_that_changed_are_told_as_they_were_and_are() -> None:
    long = " ".join(f"-k{number}" for number in range(13))
    before = run("test_a", settings={"addopts": "-q", "same": "1"}, variables={"ADD": "x"})
    now = run(settings={"addopts": long, "same": "1"}, variables={"ADD": ""})

    why = f"addopts is `... {long.partition(' ')[2]}` instead of `-q`, ADD is `` instead of `x`"
    text = GONE.format(f"{FILE}: test_a", "is", why)
    assert one(row(before, now)) == Finding("pytest.ini", 0, text)


@pytest.mark.parametrize(
    ("ini", "place", "said"), [("tox.ini", "tox.ini", "tox.ini"), ("", "pytest.ini", "no file")]
)
def test_settings_of_another_file_are_told_with_it(ini: str, place: str, said: str) -> None:
    why = f"pytest's settings are those of {said}, not pytest.ini"

    found = one(row(run("test_a"), run(ini=ini)))

    assert found == Finding(place, 0, GONE.format(f"{FILE}: test_a", "is", why))


@pytest.mark.parametrize(
    ("differing", "place"),
    [(["a.cfg", "tests/conftest.py"], "tests/conftest.py"), (["b.cfg", "a.cfg"], "a.cfg")],
)
def test_else_a_file_that_differs_is_named(differing: list[str], place: str) -> None:
    found = one(row(run("test_a"), run(), differing=frozenset(differing)))

    text = GONE.format(f"{FILE}: test_a", "is", f"see what {place} keeps out")
    assert found == Finding(place, 0, text)


@pytest.mark.parametrize(("ini", "place"), [("pytest.ini", "pytest.ini"), ("", "pyproject.toml")])
def test_a_run_without_the_tool_is_told(ini: str, place: str) -> None:
    text = "plain pytest runs without plumbline, so that no level is held; take `-p no:` away"
    now = run("test_a", guarded=False, ini=ini)

    assert one(row(run("test_a", ini=ini), now)) == Finding(place, 0, text)
    assert row(run("test_a", guarded=False, ini=ini), now).findings == ()


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        (("passed", 1), ("passed", 0), "runs none of its assertions now, and did"),
        (("failed", 1), ("skipped", 0), "is skipped now, and was not"),
        (("passed", 0), ("", 0), "is not run now, and was not"),
        (("passed", 0), ("passed", 0), ""),
        (("skipped", 0), ("skipped", 0), ""),
    ],
)
def test_tests_that_do_nothing_now_are_told_file_by_file(
    was: tuple[str, int], now: tuple[str, int], said: str
) -> None:
    names = ("test_a", "test_b")
    both, past = run(*names), Run(tuple(outcome(name, *was) for name in names))

    idle = [*(outcome(name, *now) for name in names), outcome("test_new", "skipped", 0)]
    found = row(both, both, idle=idle, past=past).findings

    text = f"test_a and 1 more {said} on the base; restore it"
    assert found == ((Finding(FILE, 4, text),) if said else ())


@pytest.mark.parametrize(
    ("lost", "told"), [(1, "test_a ran"), (2, "test_a and 1 more ran")], ids=["one", "two"]
)
def test_what_no_session_runs_any_more_is_told(lost: int, told: str) -> None:
    names = ("test_a", "test_b")
    both, left = run(*names), run(*names[lost:])
    calls = {"base": "pytest", "head": "pytest tests/more"}

    found = row(both, both, by_session={"base": both, "head": left}, calls=calls)

    text = (
        f"{FILE}: {told} on the base and no session runs {'it' if lost == 1 else 'them'} now: `nox` "
        "calls pytest tests/more instead of pytest; restore it"
    )
    assert one(found) == Finding("noxfile.py", 0, text)
    known = row(both, left, by_session={"base": both, "head": left}, calls=calls)
    assert [one.path for one in known.findings] == [FILE]  # it is told already
    assert row(both, both, by_session={"base": both}).findings == ()
