"""Whether one check asks for less than another, where no word of it is looser, as the quick review tells it."""

import pytest

from tests.quick import TEST_FILE as FILE
from tests.quick import weakened, weakened_lines


def named(before: str, after: str) -> list[str]:
    """Return what the review names where one check became another."""
    return weakened_lines(f"assert {before}", f"assert {after}")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a() == b()", "a().strip() == b().strip()"),
        ("a() == b()", "a().replace(' ', '') == b().replace(' ', '')"),
        ("a() == b()", "normal(a()) == normal(b())"),
        ("a() == b()", "a().name == b().name"),
        ("a() == b()", "set(a()) == set(b())"),
        ("a().x == b().x", "a().x.lower() == b().x.lower()"),
        ("f() == [2, 1]", "sorted(f()) == sorted([2, 1])"),
        ("f() == [2, 1]", "sorted(f()) == [1, 2]"),
        ("f() == 'A b'", "f().lower() == 'a b'"),
        ("f() == 'a b'", "f().split() == ['a', 'b']"),
        ("f() == 'a b'", "f().strip() == 'a b'"),
        ("f() == 'a'", "f().removeprefix('x') == 'a'"),
        ("f() == 3", "abs(f()) == 3"),
        ("f() == 'fffff'", "int(f(), 16) == 1048575"),
    ],
)
def test_what_follows_from_the_old_check_lets_more_pass(before: str, after: str) -> None:
    said = f"test_x: lets more pass: `{before}` became `{after}`; restore it"

    assert named(before, after) == [said]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f() == V(1, 20, 3)", "str(f())[:4] == '1.20'"),
        ("f() == [1, 2]", "list(f())[0] == 1"),
        ("f() == 'a-b'", "f().replace('-', '') == 'ab'"),
    ],
)
def test_a_part_of_another_form_is_a_part(before: str, after: str) -> None:
    said = f"test_x: looks at a part only: `{before}` became `{after}`; restore it"

    assert named(before, after) == [said]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a().strip() == b().strip()", "a() == b()"),
        ("a() == b()", "list(a()) == list(b())"),
        ("a() == b()", "str(a()) == str(b())"),
        ("a() == b()", "a().x == b().y"),
        ("a() == b()", "g(a()) == h(b())"),
        ("f(1) == g(1)", "f(2) == g(2)"),
        ("f() == V(1, 20, 3)", "str(f()) == '1.20.3'"),
        ("f() == ['a']", "list(f()) == ['a']"),
        ("f() == 'a'", "f().strip() == 'b'"),
        ("f() == 'a'", "f().upper() == 'a'"),
        ("f() == 3", "f().strip() == '3'"),
        ("set(f()) == set(g())", "sorted(f()) == sorted(g())"),
    ],
)
def test_what_does_not_follow_is_another_check(before: str, after: str) -> None:
    assert named(before, after) == []


def test_two_parts_of_both_sides_are_no_less_than_the_whole() -> None:
    assert named("a() == b()", "a().x == b().x; assert a().y == b().y") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a b", "a (b|c)"),
        ("a b", "a (?:c|b)"),
        ("a (b|c)", "a (b|c|d)"),
        ("a (b|c) d", "a (b|c) (d|e)"),
        ("a b", "(a|c) (b|d)"),
        ("a b|c", "a (b|d)|c"),
    ],
)
def test_an_alternative_within_a_group_accepts_more(before: str, after: str) -> None:
    old, new = (f"raises(E, match={words!r})" for words in (before, after))
    said = f"test_x: accepts more messages: `{old}` became `{new}`; restore it"

    assert weakened_lines(*(f"with {one}:;     f()" for one in (old, new))) == [said]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a (b|c)", "a b"),
        ("a (b|c|d)", "a (d|b)"),
        ("a b|a c", "a (b|c)"),
        ("a (b|c)", "a b|a c"),
        (r"f\(b|c\)", r"f\(b|c\)!"),
        ("a b", "a (b)"),
    ],
)
def test_as_many_or_fewer_in_a_group_do_not(before: str, after: str) -> None:
    old, new = (f"with raises(E, match={words!r}):;     f()" for words in (before, after))

    assert weakened_lines(old, new) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f() > 2", "f() is not None"),
        ("f() + 1 < 5", "f() + 2 < 7"),
        ("f() - 1 < 5", "f() - 3 < 5"),
        ("1 + f() >= g() + 3", "1 + f() >= g() + 2"),
        ("f().startswith('a')", "f().startswith(('a', 'b'))"),
        ("f().endswith(('a', 'b'))", "f().endswith(('b', 'c', 'a'))"),
        ("issubclass(f(), A)", "issubclass(f(), (A, B))"),
        ("f() not in (1, 2)", "f() not in (2,)"),
        ("'one' not in f()", "'one two' not in f()"),
        ("f() in 'a b'", "f() in 'a b c'"),
    ],
)
def test_a_comparison_that_more_values_pass_is_loosened(before: str, after: str) -> None:
    said = f"test_x: is loosened: `{before}` became `{after}`; restore it"

    assert named(before, after) == [said]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f() + 2 < 6", "f() + 1 < 5"),
        ("f() + 1 < g()", "f() + 2 < h()"),
        ("f() < timedelta(n)", "f() < timedelta(n + 1)"),
        ("f() < g() + 2", "f() + 1 < g() + 3"),
        ("f() >= g() + 1", "f() - 1 >= g()"),
        ("f().startswith('a b')", "f().endswith('b')"),
        ("f().startswith(('a', 'b'))", "f().startswith('a')"),
        ("f() not in (1,)", "f() not in (1, 2)"),
        ("f() not in (1, 2)", "g() not in (1,)"),
        ("'one two' not in f()", "'one' not in f()"),
        ("f() in 'a b c'", "f() in 'a b'"),
        ("f() != 'one two'", "f() != 'one'"),
        ("isinstance(f(), A)", "hasattr(f(), 'a')"),
    ],
)
def test_one_that_asks_as_much_or_something_else_is_not(before: str, after: str) -> None:
    assert named(before, after) == []


def test_fewer_places_are_a_wider_tolerance() -> None:
    more, fewer = (f"self.assertAlmostEqual(f(), 3, places={n})" for n in (3, 1))
    said = f"test_x: has a wider tolerance: `{more}` became `{fewer}`; restore it"

    assert weakened_lines(more, fewer) == [said]
    assert weakened_lines(fewer, more) == []


def test_a_tolerance_belongs_to_what_it_is_about() -> None:
    wide, narrow = "self.assertAlmostEqual({}(), 3, delta=1)", "self.assertAlmostEqual({}(), 3)"
    said = f"has a wider tolerance: `{narrow.format('g')}` became `{wide.format('g')}`"

    assert weakened_lines(
        f"{wide.format('f')}; {narrow.format('g')}", f"{narrow.format('f')}; {wide.format('g')}"
    ) == [f"test_x: {said}; restore it"]


def test_values_that_a_name_has_more_of_are_told() -> None:
    names, more = (
        f"NAMES = {one}\ndef test_x():\n    assert f() in NAMES\n"
        for one in ("('a',)", "('a', 'b', 'c')")
    )

    assert weakened({FILE: names}, {FILE: more}) == [
        "test_x: accepts more in `f() in NAMES`: 'b', 'c'; restore it"
    ]
    assert weakened({FILE: more}, {FILE: names}) == []


def test_each_of_two_bounds_is_compared_with_its_own() -> None:
    assert weakened_lines("assert f() > 2; assert f() < 5", "assert f() < 6; assert f() > 1") == [
        "test_x: is loosened: `f() < 5` became `f() < 6`; restore it",
        "test_x: is loosened: `f() > 2` became `f() > 1`; restore it",
    ]
