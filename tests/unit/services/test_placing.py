"""A file of tests is placed whole, with all that speaks of it, or everything is as it was."""

from collections.abc import Mapping, Sequence

import pytest
from plumbline.placing.placing import PLAIN, place
from plumbline.table import LevelsError

from tests.contracts.placing import LEVELS
from tests.fakes.placing import FakeRepo, Fits

A, B = "tests/test_a.py", "tests/test_b.py"
UNIT_A, LATE_A = "tests/unit/test_a.py", "tests/late/test_a.py"
FILES = {
    A: "from .common import X\n\ndef test_it(): assert X\n",
    B: "from tests.test_a import X\n\ndef test_it(): assert X\n",
    "tests/common.py": "X = 1\n",
    "tests/unit/test_there.py": "def test_it(): ...\n",
    "levels.toml": f'unplaced = [\n    "tests",\n    "{A}",\n    "{B}",\n]\n{LEVELS}',
}
KNOWN = {A: Fits(), B: Fits(), "tests/unit/test_there.py": Fits()}


def repo_of(
    files: Mapping[str, str] | None = None,
    fits: Mapping[str, Fits] | None = None,
    red: Sequence[str] = (),
    only: Mapping[str, Sequence[str]] | None = None,
) -> FakeRepo:
    """Return a repo with some files more, or others."""
    return FakeRepo({**FILES, **(files or {})}, {**KNOWN, **(fits or {})}, red=red, only=only)


def refusal(repo: FakeRepo, *files: str, to: str | None = None) -> str:
    """Return why nothing was done; nothing was."""
    before = dict(repo.files)
    with pytest.raises(LevelsError) as refused:
        place(repo, files, to, dry=False)
    assert repo.files == before
    return str(refused.value)


def test_a_file_goes_where_it_fits(capsys: pytest.CaptureFixture[str]) -> None:
    repo = repo_of()

    code = place(repo, [A], None, dry=False)

    assert code == 0
    assert capsys.readouterr().out == (
        f"{A} -> {UNIT_A}: 1 test, level 2 fast\nlevels.toml: mended\n{B}: mended\n"
    )
    assert repo.read(UNIT_A).startswith(b"from ..common import X\n")
    assert repo.read(B).startswith(b"from tests.unit.test_a import X\n")
    assert not repo.has(A)


def test_what_is_placed_is_listed_no_more() -> None:
    repo = repo_of()

    place(repo, [A], None, dry=False)

    assert f'unplaced = [\n    "tests",\n    "{B}",\n]'.encode() in repo.read("levels.toml")


@pytest.mark.parametrize(
    ("line", "left"),
    [
        (f'    "{A}",\n', ""),
        (f'\t"{A}"  ,\r\n', ""),
        (f'    "{A}"\n', ""),
        (f'    "{A}", "{B}",\n', f'    "{A}", "{B}",\n'),
        (f'    "{A}",  # soon\n', f'    "{A}",  # soon\n'),
        (f'    "x/{A}",\n', f'    "x/{A}",\n'),
        ('    "tests/test_axpy",\n', '    "tests/test_axpy",\n'),
    ],
)
def test_a_line_goes_that_names_the_file_alone(line: str, left: str) -> None:
    table = f'unplaced = [\n    "tests",\n{line}]\n{LEVELS}'
    repo = repo_of({"levels.toml": table})

    place(repo, [A], None, dry=False)

    assert repo.read("levels.toml").decode() == table.replace(line, left)


@pytest.mark.parametrize(
    ("to", "new", "level"), [(None, UNIT_A, "2 fast"), ("late", LATE_A, "4 late")]
)
def test_a_level_may_be_named(
    capsys: pytest.CaptureFixture[str], to: str | None, new: str, level: str
) -> None:
    repo = repo_of(fits={A: Fits(("test_a", "test_b"))})

    place(repo, [A], to, dry=False)

    assert repo.has(new)
    assert f"{A} -> {new}: 2 tests, level {level}\n" in capsys.readouterr().out


def test_several_go_at_once() -> None:
    repo = repo_of(fits={B: Fits(level="late")})

    assert place(repo, [A, B], None, dry=False) == 0

    assert repo.read("tests/late/test_b.py").startswith(b"from tests.unit.test_a import X\n")
    assert repo.has(UNIT_A)


def test_who_imports_it_is_run_as_well() -> None:
    repo = repo_of({"tests/helper.py": "from tests.test_a import X\n"})

    place(repo, [A], None, dry=False)

    assert repo.ran == [(PLAIN, (A,)), (PLAIN, (UNIT_A, B))]
    assert repo.read("tests/helper.py") == b"from tests.unit.test_a import X\n"


def test_what_nobody_imports_changes_nothing_else() -> None:
    repo = repo_of({B: "def test_it(): ...\n"})
    before = dict(repo.files)

    place(repo, [A], None, dry=False)

    changed = {name for name, data in repo.files.items() if before.get(name) != data}
    assert changed == {UNIT_A, "levels.toml"}


@pytest.mark.parametrize("red", [UNIT_A, B])  # itself, or who imports it
def test_what_is_not_green_there_is_undone(capsys: pytest.CaptureFixture[str], red: str) -> None:
    repo = repo_of(red=[red])
    before, known = dict(repo.files), dict(repo.fits)

    assert place(repo, [A], None, dry=False) == 1

    assert capsys.readouterr().out == f"1 failed\nNot placed: {A}; all is as it was.\n"
    assert (repo.files, repo.fits) == (before, known)


def test_of_several_all_go_back(capsys: pytest.CaptureFixture[str]) -> None:
    repo = repo_of(red=["tests/unit/test_b.py"])
    before = dict(repo.files)

    assert place(repo, [A, B], None, dry=False) == 1

    assert capsys.readouterr().out.endswith(
        f"Not placed: {A}, {B}; all is as it was. Place them one by one to see which can go.\n"
    )
    assert repo.files == before


class Losing(FakeRepo):
    """Runs one test less where a file was moved to."""

    def move(self, old: str, new: str) -> None:
        super().move(old, new)
        if new.startswith("tests/unit/"):
            self.fits[new] = Fits(self.fits[new].tests[1:])


def test_a_test_that_is_lost_on_the_way_is_noticed(capsys: pytest.CaptureFixture[str]) -> None:
    repo = Losing(FILES, {**KNOWN, A: Fits(("test_a", "test_b"))})
    before = dict(repo.files)

    assert place(repo, [A], None, dry=False) == 1

    assert f"{UNIT_A}: 1 test, 2 before\n" in capsys.readouterr().out
    assert repo.files == before


class Stopped(FakeRepo):
    """A person does not wait for the tests, or the disk is full."""

    error: type[BaseException] = KeyboardInterrupt

    def test(self, *_: object) -> None:  # type: ignore[override]
        raise self.error


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_who_breaks_it_off_has_all_as_it_was(error: type[BaseException]) -> None:
    repo = Stopped(FILES, KNOWN)
    repo.error = error
    before = dict(repo.files)

    with pytest.raises(error):
        place(repo, [A], None, dry=False)

    assert repo.files == before


def test_what_would_be_done_is_shown_and_nothing_is(capsys: pytest.CaptureFixture[str]) -> None:
    repo = repo_of()
    before = dict(repo.files)

    assert place(repo, [A], None, dry=True) == 0

    said = capsys.readouterr().out.splitlines()
    assert repo.files == before
    assert said[0] == f"git mv {A} {UNIT_A}  # 1 test, level 2 fast"
    assert {"-from .common import X", "+from ..common import X", f'-    "{A}",'} < {*said}
    assert {f"--- {A}", f"+++ {UNIT_A}", f"--- {B}", "--- levels.toml"} < {*said}
    assert len(repo.ran) == 1  # what is there was observed


def test_a_file_is_run_as_it_passes_where_it_is() -> None:
    repo = repo_of(only={A: (), UNIT_A: ()})

    assert place(repo, [A], None, dry=False) == 0

    assert [way for way, _ in repo.ran] == [PLAIN, (), ()]


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("tests/gone.py", "tests/gone.py: there is no such file below repo; name a file of tests."),
        ("tests", "tests: there is no such file below repo; name a file of tests."),
        ("../test_a.py", "../test_a.py: there is no such file below repo; name a file of tests."),
        (f"/{A}", f"/{A}: there is no such file below repo; name a file of tests."),
        ("tests/unit/test_there.py", "tests/unit/test_there.py: it is in level 2 fast already."),
        ("tests/test_new.py", "tests/test_new.py: git does not know it; `git add` it first."),
        ("tests/test_red.py", "tests/test_red.py: not green where they are; mend them first."),
        ("tests/none.py", "tests/none.py: no test in it was run; name a file of tests."),
        (
            "tests/test_odd.py",
            "tests/test_odd.py: fits no level: it sleeps; takes 9 s. Mend that first.",
        ),
    ],
)
def test_what_cannot_be_placed_is_refused(file: str, sentence: str) -> None:
    more = ("tests/test_new.py", "tests/test_red.py", "tests/none.py", "tests/test_odd.py")
    fits = {
        "tests/test_red.py": Fits(),
        "tests/none.py": Fits(()),
        "tests/test_odd.py": Fits(level=None, holds=("it sleeps", "takes 9 s")),
        f"/{A}": Fits(),
        "../test_a.py": Fits(),
    }
    there = dict.fromkeys((*more, f"/{A}", "../test_a.py"), "X = 1\n")
    repo = repo_of(there, fits, red=["tests/test_red.py"])

    assert refusal(repo, file) == sentence


def test_a_level_that_is_none_is_refused() -> None:
    assert refusal(repo_of(), A, to="x") == "levels.toml: no level 'x' in it; it has fast, late."


def test_one_file_of_two_without_a_test_is_named() -> None:
    repo = repo_of({"tests/none.py": ""}, {"tests/none.py": Fits(())})

    assert refusal(repo, A, "tests/none.py").startswith("tests/none.py: no test in it was run;")


def test_a_place_that_is_taken_is_refused() -> None:
    there = repo_of({UNIT_A: ""})
    twice = repo_of({"old/test_a.py": FILES[A]}, {"old/test_a.py": Fits()})

    assert refusal(there, A) == f"{A}: {UNIT_A} is taken; rename one of them first."
    assert refusal(twice, A, "old/test_a.py") == (
        f"{A}: {UNIT_A} is taken; rename one of them first."
    )
