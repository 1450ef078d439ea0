"""Proofs where the sides do not fit: other fakes and fixtures, options, packages, what cannot be imported."""

from tests.changes import BUG, CHEAPEST_OF, PROOF, SUMS_FILE, TESTS_FILE, Repo


def test_a_fake_that_became_kinder_does_not_hide_the_red(mended: Repo) -> None:
    mended.change(
        "tests/fakes/shop.py", "return self._prices[name]", "return 0 * self._prices[name]"
    )
    mended.append(
        TESTS_FILE,
        "\n\ndef test_free() -> None:\n    from tests.fakes.shop import FakeShop\n\n"
        '    assert FakeShop({"pear": 2}).price("pear") == 0\n',
    )

    done = mended.prove("test_free")

    # With the work tree's own fake it would be green on the base as well, and prove nothing.
    assert "test_free: proven: without the change AssertionError: assert 2 == 0" in done.text


def test_a_fake_whose_interface_changed_comes_along(mended: Repo) -> None:
    mended.change(
        "tests/fakes/shop.py", "prices: dict[str, int])", "prices: dict[str, int], due: int = 0)"
    )
    mended.append(
        TESTS_FILE,
        "\n\ndef test_shop() -> None:\n    from tests.fakes.shop import FakeShop\n\n"
        '    price = FakeShop({"pear": 100}, due=1).price("pear")\n    assert total([price], 10) == 90\n',
    )

    done = mended.prove("test_shop")

    assert "test_shop: proven: without the change AssertionError: assert 100 == 90" in done.text


def test_no_option_of_the_owner_stands_in_the_way(mended: Repo) -> None:
    mended.change("pyproject.toml", '["--import', '["-x", "-n", "2", "--lf", "--import')
    mended.append(TESTS_FILE, "\n\ndef test_red() -> None:\n    assert total([1]) == 2\n")

    done = mended.prove("test_red", "test_prices_add_up", "test_a_hundred_is_enough")

    assert [line.split(": ")[1] for line in done.text.splitlines()[1:]] == [
        "holds on both sides",
        "proven",
        "not green",
    ]


def test_a_package_at_the_top_works_too() -> None:
    repo = Repo()
    repo.move("src/tool", "tool")
    repo.settle("Flat")
    repo.change("tool/sums.py", *BUG)
    repo.append(TESTS_FILE, PROOF)

    done = repo.prove("test_a_hundred_is_enough")

    assert done.code == 0, done.text


def test_a_generated_module_that_git_ignores_is_there(mended: Repo) -> None:
    mended.write("src/tool/_built.py", "VERSION = 1\n")
    mended.change(SUMS_FILE, '"""Sums of money."""', "from tool import _built")
    mended.change(SUMS_FILE, "    due = sum(prices)\n", "    due = sum(prices) * _built.VERSION\n")

    assert mended.prove("test_a_hundred_is_enough").code == 0


def test_a_file_that_the_base_cannot_import_is_cut_down_to_the_test(mended: Repo) -> None:
    mended.append(SUMS_FILE, CHEAPEST_OF)
    mended.append(
        TESTS_FILE,
        "\n\nfrom tool import sums\n\nLEAST = sums.cheapest([3, 2])\n\n\n"
        "def test_the_cheapest() -> None:\n    assert LEAST == 2\n",
    )

    done = mended.prove("test_a_hundred_is_enough", "test_prices_add_up")

    assert [line.split(": ")[1] for line in done.text.splitlines()[1:]] == [
        "holds on both sides",
        "proven",
    ]
    cut = mended.prove("test_the_cheapest")
    assert ": red for the wrong reason: its file cannot be imported (AttributeError" in cut.text
    assert mended.prove("test_the_cheapest", feature=True).code == 0


def test_a_conftest_that_the_base_cannot_import_is_left_out(mended: Repo) -> None:
    mended.append(SUMS_FILE, "\n\nLIMIT = 100\n")
    mended.write("tests/conftest.py", "from tool import sums\n\nHALF = sums.LIMIT / 2\n")

    assert mended.prove("test_a_hundred_is_enough").code == 0
    unrelated = mended.prove("test_prices_add_up", feature=True)
    assert "holds on both sides" in unrelated.text
    assert unrelated.code == 1


def test_a_syntax_error_is_said(mended: Repo) -> None:
    mended.append(TESTS_FILE, "def (\n")
    done = mended.prove("test_a_hundred_is_enough")

    assert done.code == 1
    assert "not green: SyntaxError: invalid syntax" in done.text
