"""Which tests and cases run no more, and which of them others make, as the quick review tells it."""

import pytest

from tests.quick import TEST_FILE as FILE
from tests.quick import weakened

HEAD = "import pytest\n"
TEST = "def test_x():\n    assert f(1) == 3\n"
PARAMS = "@pytest.fixture(params=[{}])\ndef n(request):\n    return request.param\ndef test_x(n):\n    assert f(n) == n\n"
CASES = "@pytest.mark.parametrize(('a', 'b'), [{}])\ndef test_x(a, b):\n    assert f(a) == b\n"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (TEST, "", "test_x is deleted"),
        (TEST, TEST.replace("test_x", "check_x"), "test_x is deleted, or is no test any more"),
        (TEST, "class Tests:\n    __test__ = False\n    def test_x(self): assert f(1) == 3\n", ""),
        (TEST, "def outer():\n    " + TEST.replace("\n    ", "\n        "), "no test any more"),
        (TEST, "__test__ = False\n" + TEST, "no test any more"),
        (
            TEST,
            "@pytest.mark.skipif(X, reason='x')\n" + TEST,
            "test_x may not run or fail any more, by `pytest.mark.skipif",
        ),
        (
            TEST,
            "pytestmark = [pytest.mark.xfail]\n" + TEST,
            "tests may not run or fail any more, by `pytest.mark.xfail`",
        ),
        (
            TEST,
            "@pytest.fixture(autouse=True)\ndef no():\n    pytest.skip('x')\n" + TEST,
            "any more, by `pytest.skip",
        ),
        (
            TEST,
            "here = pytest.mark.skipif(X)\n@here\n" + TEST,
            "test_x may not run or fail any more, by `pytest.mark.skipif(X)`",
        ),
        (
            CASES.format("(1, 2), (3, 4)"),
            CASES.format("(1, 2)"),
            "test_x: one case fewer: `3, 4`; restore it",
        ),
        (
            CASES.format("(1, 2), (3, 4)"),
            CASES.format("(1, 2), pytest.param(3, 4, marks=pytest.mark.skip)"),
            "any more, by `pytest.mark.skip`",
        ),
        (
            CASES.format("(1, 2), (3, 4)"),
            "def test_x():\n    assert f(1) == 2\n",
            "test_x: one case fewer: `3, 4`; restore it",
        ),
        (
            PARAMS.format("1, 2, 3"),
            PARAMS.format("1"),
            "test_x: 2 cases fewer: `2`, `3`; restore it",
        ),
    ],
)
def test_a_test_or_case_that_runs_no_more_is_named(before: str, after: str, words: str) -> None:
    found = weakened({FILE: HEAD + before}, {FILE: HEAD + after})

    assert len(found) == 1
    assert words in found[0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (CASES.format("(1, 2), (3, 4)"), CASES.format("(3, 4), (1, 2), (5, 6)")),
        (CASES.format("(1, 2), (3, 4)"), CASES.format("(1, 2), (3, 5)")),
        (CASES.format("(1, 2), (3, 4)"), CASES.format("pytest.param(1, 2, id='one'), (3, 4)")),
        (
            CASES.format("(1, 2)"),
            "@pytest.mark.parametrize(('x', 'y'), [(1, 2)])\ndef test_x(x, y):\n    assert f(x) == y\n",
        ),
        (
            CASES.format("(1, 2), (3, 4)"),
            CASES.format("(1, 2)") + "def test_y():\n    assert f(3) == 4\n",
        ),
        (f"{TEST}def test_y():\n    assert f(1) == 3\n", TEST),
        (
            CASES.format("(1, 2), (3, 4)"),
            CASES.format("(3, 4), (1, 2)").replace("[(", "argvalues=[("),
        ),
        (
            "N = 1\nN = 2\ndef test_x():\n    assert f(N) == 3\n",
            "N = 2\ndef test_x():\n    assert f(N) == 3\n",
        ),
        (TEST, "class TestX:\n    def test_x(self):\n        assert f(1) == 3\n"),
        ("", "@pytest.mark.skip\n" + TEST),
        (TEST, f"{TEST}here = pytest.mark.skipif(X)\n@here\ndef test_y():\n    assert g()\n"),
        (
            TEST,
            f"{TEST}@pytest.fixture\ndef there():\n    pytest.importorskip('x')\n"
            "def test_new(there):\n    assert g(there)\n",
        ),
        (
            TEST,
            f"{TEST}@pytest.mark.skipif(X)\nclass TestMore:\n    def test_y(self): assert g()\n",
        ),
    ],
)
def test_what_still_runs_is_not(before: str, after: str) -> None:
    assert weakened({FILE: HEAD + before}, {FILE: HEAD + after}) == []


ASSERTS = "def test_x():\n    assert f(1)(2) == 3\n    assert f(a, b)(4, k=5) == 6\n"
SPREAD = """
@pytest.mark.parametrize("given, args, kwargs, expected", {})
def test_x(given, args, kwargs, expected):
    assert f(*given)(*args, **kwargs) == expected
"""
LISTED = "[((1,), (2,), {}, 3), ((a, b), (4,), {'k': 5}, 6)]"
MADE = f'def cases():\n    """Return them."""\n    return tuple({LISTED})\n'
FROM = "from tests.cases import CASES, cases\n"


@pytest.mark.parametrize(
    ("here", "there", "values"),
    [
        (MADE, "", "cases()"),
        (FROM, MADE, "cases()"),
        (FROM, f"CASES = {LISTED}\n", "CASES"),
        (f"{MADE}CASES = cases()\n", "", "list(CASES)"),
    ],
)
def test_asserts_that_became_cases_which_are_listed_elsewhere_are_kept(
    here: str, there: str, values: str
) -> None:
    def as_cases(old: str, new: str) -> dict[str, str]:
        text = f"{HEAD}{here}{SPREAD.format(values)}"
        return {FILE: text.replace(old, new), "tests/cases.py": there.replace(old, new)}

    whole, last = as_cases("", ""), ", ((a, b), (4,), {'k': 5}, 6)"
    assert weakened({FILE: ASSERTS}, whole) == []
    (lost,) = weakened({FILE: ASSERTS}, as_cases(last, ""))
    assert lost == "test_x: lost `f(a, b)(4, k=5) == 6`; restore it"
    assert weakened(whole, as_cases(last, "")) == [
        "test_x: one case fewer: `(a, b), (4,), {'k': 5}, 6`; restore it"
    ]


def test_turns_of_a_loop_are_listed_elsewhere_too() -> None:
    loop = "def test_x():\n    for given, args, kwargs, e in cases():\n        assert f(*given)(*args, **kwargs) == e\n"
    less = MADE.replace(", {'k': 5}, 6", ", {}, 6")

    assert weakened({FILE: ASSERTS}, {FILE: MADE + loop}) == []
    assert weakened({FILE: MADE + loop}, {FILE: less + loop}) == []  # another case for it
    assert weakened(
        {FILE: MADE + loop}, {FILE: MADE.replace("((1,), (2,), {}, 3), ", "") + loop}
    ) == ["test_x: lost `f(*given)(*args, **kwargs) == e`; restore it"]


@pytest.mark.parametrize("order", ["{new}{old}", "{old}{new}"])
def test_the_skip_that_is_new_is_named_not_the_one_that_was_there(order: str) -> None:
    old, new = "@pytest.mark.skipif(OLD)\n", "@pytest.mark.skipif(NEW)\n"

    (told,) = weakened({FILE: old + TEST}, {FILE: order.format(old=old, new=new) + TEST})

    assert "by `pytest.mark.skipif(NEW)`" in told


def test_a_test_that_only_a_skipped_one_repeats_is_gone() -> None:
    more = "".join(f"    assert g({n}) == h(k, {n})\n" for n in range(5))
    after = f"@pytest.mark.skip\ndef test_all():\n    assert f(1) == 3\n{more}"

    assert weakened({FILE: TEST}, {FILE: HEAD + after}) == [
        "test_x is deleted, or is no test any more; restore it"
    ]


WITH_HELP = "import pytest\n@pytest.fixture\ndef made():\n    return thing(1)\n"


def test_a_renamed_test_whose_set_up_became_a_fixture_is_the_same() -> None:
    before = "def test_x():\n    made = thing(1)\n    assert f(made) == 3\n"
    after = WITH_HELP + "def test_that_three_come_out(made):\n    assert f(made) == 3\n"
    less = after.replace("== 3", "> 2")

    assert weakened({FILE: before}, {FILE: after}) == []
    assert weakened({FILE: before}, {FILE: less}) != []


SOLD = "def cost(thing):\n    made = look(thing)\n    return made + 1\n"
TRIED = """
from shop import cost
def cost_cases():
    return [x for x in SOME]
def test_cost():
    for cost_in, out in cost_cases():
        assert cost(cost_in) == out
"""


@pytest.mark.parametrize(
    ("sold", "old", "new", "lost"),
    [
        (SOLD.replace("cost", "fee"), "", "", False),
        (SOLD.replace("cost", "fee"), "== out", "in out", True),
        (SOLD + SOLD.replace("cost", "fee"), "", "", True),  # what it tried is still there
        (SOLD.replace("cost", "fee"), "(fee_in)", "(fee_in, 1)", True),
    ],
)
def test_a_test_is_renamed_with_all_that_it_names(
    sold: str, old: str, new: str, lost: bool
) -> None:
    now = TRIED.replace("cost", "fee").replace(old, new)

    found = weakened({FILE: TRIED}, {FILE: now}, (SOLD, sold))
    assert found == ["test_cost is deleted, or is no test any more; restore it"] * lost


OF_CASES = """
@pytest.mark.parametrize("a, b", {})
def test_x(a, b):
    assert f(a) == b

@pytest.mark.parametrize("a, b", {})
def test_y(a, b):
    assert g(a) == b
"""


@pytest.mark.parametrize(
    ("made", "values"),
    [("CASES = {}\n", "CASES"), ("def cases():\n    return {}\n", "cases()")],
)
def test_a_case_that_is_skipped_where_cases_are_listed_is_named_once(
    made: str, values: str
) -> None:
    tests = OF_CASES.format(values, values)
    skipped = made.format("[(1, 2), pytest.param(3, 4, marks=pytest.mark.skip)]") + tests
    whole = made.format("[(1, 2), (3, 4)]") + tests
    told = ["test_x may not run or fail any more, by `pytest.mark.skip`; take it away"]

    assert weakened({FILE: whole}, {FILE: skipped}) == told
    assert weakened({FILE: skipped}, {FILE: skipped + "\n"}) == []
    assert weakened({FILE: OF_CASES.format(*["[(1, 2), (3, 4)]"] * 2)}, {FILE: skipped}) == told
