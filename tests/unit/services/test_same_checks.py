"""Which checks are the same though they are written otherwise: another test that makes one takes over."""

import pytest

from tests.quick import TEST_FILE as FILE
from tests.quick import weakened

HEAD = "import pytest\nimport shop\nfrom .. import checks\n"
CHECKS = {"tests/checks.py": "def check(n, expected=3):\n    assert f(n) == expected\n"}
BIG = f"[{', '.join(map(str, range(300)))}]"
OTHER_BIG = BIG.replace("299", "300")
MADE = "@pytest.fixture\ndef made():\n    {} thing(1)\n"


def written(name: str, lines: str) -> str:
    """Return a test with these lines, divided by semicolons."""
    return f"def {name}:\n" + "".join(f"    {line}\n" for line in lines.split("; "))


def lost(one: str, other: str, *, above: str = "", taken: str = "") -> bool:
    """Say whether a test is missed that is gone, while one that stays makes another check, too.

    `above` stands above the one that stays, `taken` is what it takes.
    """
    kept = f"test_kept({taken})"
    before = f"{HEAD}{written('test_x()', one)}{above}{written(kept, 'assert other()')}"
    after = f"{HEAD}{above}{written(kept, f'assert other(); {other}')}"
    found = weakened({FILE: before, **CHECKS}, {FILE: after, **CHECKS})
    assert found in ([], ["test_x is deleted, or is no test any more; restore it"])
    return bool(found)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("assert f(1, 2) == 3", "a = [1, 2]; assert f(*a) == 3"),
        ("assert f(1, 2) == 3", "a = (1, 2); assert f(*a) == 3"),
        ("assert f(1) == 3", "n: int = 1; assert f(n) == 3"),
        ("assert f(1) == 3", "for n in (1,) + (2,):;     assert f(n) == 3"),
        ("assert f(2) == 3", "for n in [1, *(2, 3)]:;     assert f(n) == 3"),
        ("assert f(1) == 3", "if True:;     assert f(1) == 3"),
        ("assert f(1) == 3", "if 0:;     g(); else:;     assert f(1) == 3"),
        ("assert f(1) == 3", "try:;     assert f(1) == 3; except KeyError:;     g()"),
        (
            "assert f(1) == 3",
            "try:;     assert f(1) == 3; except Exception:;     pytest.fail('no')",
        ),
        ("assert f(1) == 3", "try:;     assert f(1) == 3; except Exception:;     g();     raise"),
        ("assert f(1) == 3", "try:;     g(); finally:;     assert f(1) == 3"),
        (f"x = {BIG}; assert f(x) == 3", f"y = {BIG}; assert f(y) == 3"),
        ("assert not f(1)", "assert f(1) is False"),
        ("assert f(1) == 3", "checks.check(1)"),
    ],
)
def test_a_check_in_other_words_is_taken_over(one: str, other: str) -> None:
    assert not lost(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("assert f(1) == 3", "while g():;     assert f(1) == 3"),
        ("assert f(1) == 3", "if 0:;     assert f(1) == 3"),
        ("assert f(1) == 3", "if True:;     g(); else:;     assert f(1) == 3"),
        ("assert f(1) == 3", "try:;     assert f(1) == 3; except Exception:;     g()"),
        ("assert f(1) == 3", "try:;     assert f(1) == 3; except (A, AssertionError):;     g()"),
        ("assert f(1) == 3", "try:;     assert f(1) == 3; except:;     g()"),
        ("assert f(1) == 3", "match g():;     case _:;         assert f(1) == 3"),
        (f"x = {BIG}; assert f(x) == 3", f"y = {OTHER_BIG}; assert f(y) == 3"),
        ("assert not f(1)", "assert f(1)"),
        ("assert not f(1).ok", "assert f(1).ok"),
        ("assert not 1 < f(1) < 5", "assert f(1) <= 1; assert f(1) >= 5"),
    ],
)
def test_a_check_that_is_another_or_may_not_be_made_is_missed(one: str, other: str) -> None:
    assert lost(one, other)


@pytest.mark.parametrize("word", ["return", "yield"])
def test_a_fixture_stands_for_what_it_gives(word: str) -> None:
    one = "assert f(thing(1)) == 3"

    assert not lost(one, "assert f(made) == 3", above=MADE.format(word), taken="made")
    assert lost(one, "assert f(made) == 3", above=MADE.format("made ="), taken="made")


def test_a_helper_that_calls_itself_is_read_once() -> None:
    again = "def again(n):\n    assert f(n) == 3\n    again(n - 1)\n"

    assert not lost("again(1)", "assert f(1) == 3", above=again)


def test_a_parameter_is_none_of_the_constants_of_its_name() -> None:
    cases = "n = 1\n@pytest.mark.parametrize('n', [2])\n"
    turns = "for n in items:;     assert f(n) == 3"

    assert not lost("assert f(2) == 3", "assert f(n) == 3", above=cases, taken="n")
    assert lost("assert f(1) == 3", "assert f(n) == 3", above=cases, taken="n")
    assert lost("assert f(1) == 3", turns, above="items = [1]\n", taken="items")
    assert not lost("assert f(1) == 3", turns, above="items = [1]\n")


@pytest.mark.parametrize(
    ("above", "values", "same"),
    [
        ("", "'n', [(1, 2)]", True),
        ("", "'n', [(1, 3)]", False),
        ("", "'n', [g((1, 2))]", False),
        ("", "'n', g([(1, 2)])", False),
        ("", "'n', ids=['a'], argvalues=[(1, 2)]", True),
        ("A = [(1, 2)]\nB = A\n", "'n', B", True),
        ("A = B\nB = A\n", "'n', A", False),
        ("A = 'n'\n", "A, [(1, 2)]", False),  # nobody looks that up
    ],
)
def test_a_case_of_one_parameter_is_all_that_is_written(
    above: str, values: str, same: bool
) -> None:
    cases = f"{above}@pytest.mark.parametrize({values})\n"

    is_lost = lost("assert f((1, 2)) == 3", "assert f(n) == 3", above=cases, taken="n")
    assert is_lost is not same
