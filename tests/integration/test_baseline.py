"""The baseline of an old suite: what is on record may go on, nothing else, and only while it does."""

import os
from pathlib import Path

import pytest

from plumbline.plugin.baseline import Baseline, write_baseline
from plumbline.table import LevelsError

from tests.integration.inside import plumbline_inside
from tests.integration.suites import IN_TWO, WORKERS, Outcome, Suite

FILE = "levels-baseline.toml"
SLEEP = "import time\ndef test_a(): time.sleep(0.001)\n"
RUN = "import subprocess\ndef test_b(): subprocess.run(['true'], check=True)\n"
LEFT = "baseline: 2 violations of 2 tests left in levels-baseline.toml"


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    """Return a suite whose fast tests sleep and start a process."""
    made = Suite(tmp_path)
    made.add("tests/unit/test_s.py", SLEEP)
    made.add("tests/unit/test_r.py", RUN)
    made.add("tests/late/test_l.py", "def test_l(): pass\n")
    return made


def record(suite: Suite, *arguments: str, apart: bool = False) -> Outcome:
    if apart:
        done = suite.python("plumbline", "baseline", *arguments)
        return Outcome(done.returncode, done.stdout, done.stderr, {})
    inside = plumbline_inside(suite.folder, "baseline", *arguments)
    return Outcome(inside.code, inside.out, inside.err, {})


def text(suite: Suite) -> str:
    return (suite.folder / FILE).read_text("utf-8")


@WORKERS
def test_what_is_recorded_passes(suite: Suite, workers: tuple[str, ...]) -> None:
    assert suite.run(*workers).code == 1

    recorded = record(suite, *workers)

    assert recorded.code == 0, recorded.out
    assert f"{FILE}: 2 violations of 2 tests recorded" in recorded.out
    assert text(suite).endswith(
        '"tests/unit/test_r.py::test_b" = ["process"]\n"tests/unit/test_s.py::test_a" = ["sleep"]\n'
    )
    for chosen in ([], ["--level", "fast"], ["--level", "late"], ["-k", "test_b"]):
        run = suite.run(*workers, *chosen)
        assert run.code == 0, run.out
        assert LEFT in run.out
    assert [path.name for path in suite.folder.glob(".levels*")] == []


@WORKERS
def test_a_new_violation_fails(suite: Suite, workers: tuple[str, ...]) -> None:
    record(suite)
    suite.add("tests/unit/test_n.py", SLEEP)

    run = suite.run(*workers)

    assert run.code == 1
    assert "1 failed, 3 passed" in run.out
    assert "time.sleep(0.001): level 1 fast forbids sleep\n  at tests/unit/test_n.py:2" in run.out


@WORKERS
@pytest.mark.parametrize("chosen", [(), ("tests/unit/test_n.py",)])
def test_what_is_new_is_added_when_asked_for(
    suite: Suite, chosen: tuple[str, ...], workers: tuple[str, ...]
) -> None:
    record(suite)
    before = text(suite)
    suite.add("tests/unit/test_n.py", SLEEP)

    run = record(suite, *workers, *chosen)

    assert run.code == 1
    assert "time.sleep(0.001): level 1 fast forbids sleep\n  at tests/unit/test_n.py:2" in run.out
    assert f"{FILE}: 2 violations of 2 tests left, 0 taken out\nThe run failed; " in run.out
    assert "mend it, or run `plumbline baseline --add`." in run.out
    assert text(suite) == before

    run = record(suite, *workers, "--add", *chosen)

    assert run.code == 0, run.out
    assert f"{FILE}: 3 violations of 3 tests recorded" in run.out
    assert suite.run(*workers).code == 0


@WORKERS
def test_a_slow_test_is_on_record(suite: Suite, workers: tuple[str, ...]) -> None:
    suite.change("levels.toml", "each = 0.5", "each = 0.1")
    burn = "from burning import burn\nimport time\n"
    suite.add("tests/unit/test_t.py", f"{burn}def test_t(): burn(0.25)\n")
    suite.add("tests/late/test_t.py", f"{burn}def test_t(): time.sleep(0.15)\n")
    assert suite.run(*workers).code == 1

    run = record(suite, *workers)

    assert run.code == 0, run.out
    assert '"tests/late/test_t.py::test_t" = ["each"]\n' in text(suite)
    assert '"tests/unit/test_t.py::test_t" = ["each"]\n' in text(suite)
    assert suite.run(*workers).code == 0
    suite.change("tests/unit/test_t.py", "0.25", "0.15")  # allowed, but not by much
    assert suite.run(*workers).code == 0
    suite.change("tests/unit/test_t.py", "0.15", "0.01")
    suite.change("tests/late/test_t.py", "0.15", "0.01")
    run = suite.run(*workers)
    assert run.code == 1
    assert "tests/unit/test_t.py::test_t takes less than half of the 0.2 s it may; " in run.out
    assert "tests/late/test_t.py::test_t takes less than half of the 0.1 s it may; " in run.out
    assert "2 violations of 2 tests left, 2 taken out" in record(suite, *workers).out


def test_many_that_are_slow_once_are_not_recorded(suite: Suite) -> None:
    suite.change("levels.toml", "each = 0.2\ntotal = 1.0", "each = 0.05\ntotal = 20.0")
    suite.add(
        "tests/unit/test_t.py",
        "import pytest\nfrom burning import burn\nseen = set()\n"
        "@pytest.mark.parametrize('x', range(21))\n"
        "def test_t(x):\n    burn(0 if x in seen else 0.07)\n    seen.add(x)\n",
    )

    assert "2 violations of 2 tests recorded" in record(suite).out


def test_a_new_slow_test_fails(suite: Suite) -> None:
    record(suite)
    suite.add("tests/unit/test_t.py", "from burning import burn\ndef test_t(): burn(0.25)\n")

    run = record(suite)

    assert run.code == 1
    assert "FAILED tests/unit/test_t.py::test_t - took 0.2" in run.out
    assert "test_t.py" not in text(suite)


@WORKERS
def test_another_kind_fails(suite: Suite, workers: tuple[str, ...]) -> None:
    record(suite)
    suite.change("tests/unit/test_s.py", "time.sleep(", "__import__('os').system('true'); (")

    run = suite.run(*workers)

    assert run.code == 1
    assert ": level 1 fast forbids process" in run.out
    assert "no longer does" not in run.out  # who knows what it would have done


@WORKERS
def test_a_mended_test_must_be_taken_out(suite: Suite, workers: tuple[str, ...]) -> None:
    record(suite)
    suite.change("tests/unit/test_s.py", "time.sleep(0.001)", "pass")

    run = suite.run(*workers)

    assert run.code == 1
    assert (
        "tests/unit/test_s.py::test_a no longer does sleep; "
        "take it out of levels-baseline.toml, or run `plumbline baseline`." in run.out
    )
    assert suite.run(*workers, "-k", "test_a").code == 0  # not a complete run
    assert suite.run(*workers, "--level", "late").code == 0
    assert "1 violation of 1 test left, 1 taken out" in record(suite, *workers).out
    assert suite.run(*workers).code == 0


@WORKERS
def test_a_test_that_is_gone_must_be_taken_out(suite: Suite, workers: tuple[str, ...]) -> None:
    record(suite)
    (suite.folder / "tests/unit/test_s.py").unlink()

    run = suite.run(*workers)

    assert run.code == 1
    assert "tests/unit/test_s.py::test_a was not collected (if it has a new name, " in run.out
    assert suite.run(*workers, "--level", "late").code == 0


def test_a_skipped_test_keeps_its_line(suite: Suite) -> None:
    record(suite)
    suite.add("tests/unit/test_s.py", f"import pytest\n@pytest.mark.skip\n{SLEEP[12:]}")

    assert suite.run().code == 0
    assert '"tests/unit/test_s.py::test_a"' in (record(suite), text(suite))[1]


@WORKERS
def test_a_file_that_is_skipped_keeps_its_lines(suite: Suite, workers: tuple[str, ...]) -> None:
    record(suite)
    before = text(suite)
    skipped = "import pytest\npytest.skip('not here', allow_module_level=True)\n"
    suite.add("tests/unit/test_s.py", skipped)

    assert suite.run(*workers).code == 0
    assert record(suite, *workers).code == 0
    assert text(suite) == before


XDIST = ("-n", "2")
ENDS = [
    *(
        (end, words)
        for end in ("assert False", "raise KeyboardInterrupt")
        for words in ((), IN_TWO)
    ),
    *(("os._exit(3)", words) for words in ((), XDIST)),
]


@pytest.mark.parametrize(("end", "workers"), ENDS)
def test_a_run_that_broke_off_tells_of_no_line(
    suite: Suite, end: str, workers: tuple[str, ...]
) -> None:
    record(suite)
    before = text(suite)
    (suite.folder / "tests/unit/test_s.py").unlink()
    suite.add("tests/unit/test_a.py", f"import os\ndef test_a(): {end}\n")
    apart = end == "os._exit(3)"

    run = (suite.run_apart if apart else suite.run)(*workers, "-x")

    assert run.code != 0
    assert "take it out" not in run.out
    record(suite, *workers, "-x", apart=apart)
    assert text(suite) == before


def test_groups_of_xdist_are_no_part_of_a_name(suite: Suite) -> None:
    suite.add(
        "tests/unit/test_s.py",
        "import pytest, time\nfrom burning import burn\none = pytest.mark.xdist_group('one')\n"
        "@one\ndef test_a(): time.sleep(0.001)\n"
        "@one\ndef test_h(): burn(0.25)\n"
        "@pytest.mark.parametrize('x', ['a@b'])\ndef test_g(x): time.sleep(0.001)\n",
    )
    grouped = ("-n", "2", "--dist", "loadgroup")

    run = record(suite, *grouped)

    assert run.code == 0, run.out
    assert '"tests/unit/test_s.py::test_a" = ["sleep"]\n' in text(suite)
    assert '"tests/unit/test_s.py::test_h" = ["each"]\n' in text(suite)
    assert '"tests/unit/test_s.py::test_g[a@b]" = ["sleep"]\n' in text(suite)
    for chosen in (grouped, IN_TWO, ()):
        run = suite.run(*chosen)
        assert run.code == 0, run.out


@WORKERS
def test_strange_names_are_kept(suite: Suite, workers: tuple[str, ...]) -> None:
    suite.add(
        "tests/unit/test_s.py",
        "import pytest, time\n@pytest.mark.parametrize('x', ['\"', \"'\", '\\n', 'é€😀', '\\\\', "
        "'a::b', ']', '\\x00\\x7f', '# [violations]'])\ndef test_a(x): time.sleep(0.001)\n",
    )

    assert "10 violations of 10 tests recorded" in record(suite, *workers).out
    run = suite.run(*workers)
    assert run.code == 0, run.out
    suite.change("tests/unit/test_s.py", "time.sleep(0.001)", "pass")
    assert "1 violation of 1 test left, 9 taken out" in record(suite, *workers).out


def test_lines_of_levels_that_do_not_run_stay(suite: Suite) -> None:
    record(suite)

    run = record(suite, "--level", "late")

    assert run.code == 0
    assert "2 violations of 2 tests left, 0 taken out" in run.out


@pytest.mark.parametrize("arguments", [(), ("--add",)])
def test_a_read_only_file_stops_the_run(suite: Suite, arguments: tuple[str, ...]) -> None:
    record(suite)
    before = text(suite)
    (suite.folder / FILE).chmod(0o444)
    suite.add("tests/unit/test_s.py", "def test_a(): pass\n")

    run = record(suite, *arguments)

    assert run.code == 4
    assert f"{FILE}: it is read-only; make it writable and run" in run.err
    assert "passed" not in run.out
    assert text(suite) == before


@WORKERS
def test_the_figures_say_what_is_left(suite: Suite, workers: tuple[str, ...]) -> None:
    record(suite)

    run = suite.run(*workers, GITHUB_STEP_SUMMARY="summary.md")

    assert run.data["baseline"] == {"violations": 2, "tests": 2}
    assert LEFT in (suite.folder / "summary.md").read_text("utf-8")


def test_the_last_one_takes_the_file_along(suite: Suite) -> None:
    record(suite)
    suite.add("tests/unit/test_s.py", "def test_a(): pass\n")
    suite.add("tests/unit/test_r.py", "def test_b(): pass\n")

    assert "no violation in any test; deleted" in record(suite).out
    assert not (suite.folder / FILE).exists()
    run = suite.run()
    assert run.code == 0
    assert "baseline" not in run.out


def test_a_part_of_the_suite_leaves_other_lines_alone(suite: Suite) -> None:
    record(suite)
    suite.add("tests/unit/test_s.py", "def test_a(): pass\n")
    suite.add("tests/unit/test_r.py", "def test_b(): pass\n")

    assert "1 violation of 1 test left, 1 taken" in record(suite, "tests/unit/test_s.py").out
    assert '"tests/unit/test_r.py::test_b" = ["process"]\n' in text(suite)


def test_what_surrounds_a_recorded_process_is_the_machines_own(suite: Suite) -> None:
    suite.add(
        "tests/unit/test_r.py",
        "import os, subprocess\ndef test_b():\n    subprocess.run(['true'])\n"
        "    assert os.environ['PATH'] and 'levels' not in os.environ['HOME']\n"
        "def test_c(): assert os.environ['PATH'] == ''\n",
    )
    suite.change("levels.toml", "each = 0.2", "each = 0.5")

    assert "2 violations of 2 tests" in record(suite, "-k", "not test_c").out
    run = suite.run()
    assert run.code == 0, run.out


@WORKERS
def test_state_mocks_and_imports_are_recorded(suite: Suite, workers: tuple[str, ...]) -> None:
    suite.change("levels.toml", '"sleep"]', '"sleep", "mock"]')
    suite.add(
        "tests/unit/test_m.py",
        "import os\nos.system('true')\ndef test_a(): os.environ['X_Y'] = '1'\n"
        "def test_b(monkeypatch): monkeypatch.setattr(os, 'sep', '/')\n",
    )

    recorded = record(suite, *workers)

    assert recorded.code == 0, recorded.out
    assert '"tests/unit/test_m.py" = ["process"]\n' in text(suite)
    assert '"tests/unit/test_m.py::test_a" = ["state"]\n' in text(suite)
    assert '"tests/unit/test_m.py::test_b" = ["mock"]\n' in text(suite)
    run = suite.run(*workers)
    assert run.code == 0, run.out
    suite.change("tests/unit/test_m.py", "os.system('true')", "")
    assert "tests/unit/test_m.py no longer does process;" in suite.run(*workers).out


@pytest.mark.parametrize("phase", ["before", "after"])
def test_a_shared_fixture_counts_for_all_that_use_it(suite: Suite, phase: str) -> None:
    start = "    subprocess.run(['true'])\n"
    suite.add(
        "tests/unit/test_f.py",
        "import pytest, subprocess\n@pytest.fixture(scope='module')\ndef thing():\n"
        f"{start * (phase == 'before')}    yield\n{start * (phase == 'after')}\n"
        "def test_x(thing): pass\ndef test_y(thing): pass\ndef test_z(): pass\n",
    )

    assert "4 violations of 4 tests" in record(suite).out
    for chosen in ((), IN_TWO, ("-k", "test_y")):
        run = suite.run(*chosen)
        assert run.code == 0, run.out


def test_what_conftest_does_first_need_not_be_recorded(suite: Suite) -> None:
    suite.add(
        "asking.py",
        "import functools, subprocess\n"
        "@functools.cache\ndef ask(): subprocess.run(['true'], check=True)\n",
    )
    suite.add("tests/conftest.py", "import asking\nasking.ask()\n")
    for name in ("q", "r", "s"):
        suite.add(f"tests/unit/test_{name}.py", f"import asking\ndef test_{name}(): asking.ask()\n")

    assert "no violation in any test; not needed" in record(suite).out


def test_a_thread_may_do_what_is_recorded(suite: Suite) -> None:
    suite.add(
        "tests/unit/test_s.py",
        "import threading, time\ndef test_a():\n"
        "    one = threading.Thread(target=time.sleep, args=(0.001,))\n    one.start(); one.join()\n",
    )

    assert '"tests/unit/test_s.py::test_a" = ["sleep"]' in (record(suite), text(suite))[1]
    assert suite.run().code == 0


@WORKERS
def test_a_level_over_its_total_is_recorded(suite: Suite, workers: tuple[str, ...]) -> None:
    suite.change("levels.toml", "total = 1.0", "total = 0.1")
    burn = "from burning import burn\ndef test_c(): burn(0.15)\n"
    suite.add("tests/unit/test_c.py", burn)

    recorded = record(suite, *workers)

    assert recorded.code == 0, recorded.out
    assert f"{FILE}: 3 violations of 2 tests and 1 level recorded" in recorded.out
    assert '"levels.toml::fast" = ["total"]\n' in text(suite)
    run = suite.run(*workers)
    assert run.code == 0, run.out
    suite.add("tests/unit/test_c.py", burn.replace("0.15", "0"))
    assert "levels.toml::fast takes less than half of what it may;" in suite.run(*workers).out
    assert "2 violations of 2 tests left, 1 taken out" in record(suite, *workers).out


@WORKERS
def test_a_bad_file_stops_the_run(suite: Suite, workers: tuple[str, ...]) -> None:
    suite.add(FILE, '[violations]\n"tests/unit/test_s.py::test_a" = ["slep"]\n')

    for run in (suite.run(*workers), record(suite, *workers)):
        assert run.code == 4
        assert (
            'levels-baseline.toml: violations."tests/unit/test_s.py::test_a": unknown word '
            "'slep'; the words are process, network, " in run.err
        )
        assert "Traceback" not in run.err + run.out
    assert "slep" in text(suite)


@pytest.mark.parametrize(
    ("code", "arguments", "why"),
    [
        ("import nowhere\n", (), "some tests could not be collected, see above"),
        ("import nowhere\n", IN_TWO, "some tests could not be collected, see above"),
        ("def test_k(): raise KeyboardInterrupt\n", (), "the run was interrupted"),
        ("", ("-k", "typo"), "no test ran"),
        ("", ("--typo",), "pytest could not begin, see above"),
        ("", ("--collect-only",), "no test ran"),
    ],
)
def test_a_run_that_broke_off_writes_nothing(
    suite: Suite, code: str, arguments: tuple[str, ...], why: str
) -> None:
    record(suite)
    before = text(suite)
    suite.add("tests/unit/test_s.py", "def test_a(): pass\n")
    suite.add("tests/unit/test_z.py", code)

    run = record(suite, *arguments)

    assert run.code != 0
    assert f"{FILE}: " in run.err
    assert f"{why}; nothing was written." in run.err
    assert text(suite) == before


def test_a_folder_in_its_place_is_told(suite: Suite) -> None:
    (suite.folder / FILE).mkdir()

    run = record(suite)

    assert run.code == 4
    assert f"{FILE}: cannot be read" in run.err


def test_a_failed_write_leaves_the_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_baseline(tmp_path, Baseline({"a.py::test_a": frozenset({"sleep"})}))
    before = (tmp_path / FILE).read_bytes()

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)

    with pytest.raises(LevelsError, match=r"cannot be written .* it is as it was"):
        write_baseline(tmp_path, Baseline({"b.py::test_b": frozenset({"tmp"})}))
    assert (tmp_path / FILE).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [FILE]
