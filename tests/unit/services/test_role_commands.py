"""What the test-writer may do: the hook's answers on commands."""

import pytest

from tests.hook import say


def run(command: str) -> tuple[int, str]:
    """Return the answer to a command that is run."""
    return say(tool_name="Bash", tool_input={"command": command})


ALLOWED = [
    "nox -s unit",
    "nox -s unit sanity",
    "nox --session pure",
    "uv run nox -s logic",
    "python -m nox -s real",
    "nox -s check",
    "pytest --level unit -k draft",
    "pytest --level=unit --level sanity",
    "plumbline check",
    "python3 -m plumbline check",
    "uv run plumbline review --base origin/main",
    "uv run python -m plumbline prove tests/unit/test_x.py::test_y --feature",
    "nox -s lint types",
    "nox -s prove -- tests/unit/test_x.py::test_y --base origin/main --feature",
    "nox -s review -- --base HEAD^",
    "nox -s unit -- tests/unit/services/test_x.py::test_y -x -q --tb=short",
    "nox -s unit -- 'tests/unit/test_x.py::test_y[a b]'",
    'nox -s unit -- -k "not slow and draft" -n 2 -p no:randomly',
    "pytest tests/unit -k draft",
    "uv run pytest tests/unit/test_x.py::TestX::test_y",
    "python -m pytest --lf -vv",
    "nox -s unit -- --tb short --maxfail 1 2>&1",
    "git status --short",
    "git diff HEAD~1 -- src",
    "git log --oneline -5 --pretty=%h",
    "git show HEAD:src/x.py",
    "rg -n 'def .*draft' src",
    'grep -rn "class Fake" tests',
    "find tests -name 'test_*.py'",
    "sed -n 10,20p src/x.py",
    "ls -la src",
    "cat src/x.py",
]


@pytest.mark.parametrize("command", ALLOWED)
def test_a_plain_command_of_its_own_runs(command: str) -> None:
    assert run(command) == (0, "")


REFUSED = [
    "",
    "sed -i s/a/b/ src/x.py",
    "sed -n 'w src/x.py' tests/x.py",
    "echo x > src/x.py",
    "cat x >> src/x.py",
    "tee src/x.py",
    "sed -n 1p -i src/x.py",
    "sed -n 1p src/x.py --in-place",
    "git diff --o=x",
    "git grep -nOsh needle",
    "git diff --no-index --textc a b",
    "sed -n 1p [-]i src/x.py",
    "git grep [-]Osh x",
    "nox -s unit 2>&1 > x",
    'python -c \'open("src/x.py", "w")\'',
    "python tests/x.py",
    "python -m cat",
    "touch src/x.py",
    "rm -rf src",
    "git checkout -- src",
    "git apply x.patch",
    "git commit -m x",
    "git -c core.pager=x log",
    "git diff --output=src/x.py",
    "git diff --outp src/x.py",
    "git log --ext-diff",
    "git grep -Ovim x",
    "rg --pre ./x y",
    "rg --pre=./x y",
    "find . -delete",
    "find . -exec rm {} +",
    "find . -fprint src/x.py",
    "nox",
    "nox -s",
    "nox -s fix",
    "plumbline",
    "plumbline fix-tables",
    "plumbline fix-skills",
    "python -m plumbline baseline",
    "uv run plumbline observe tests",
    "plumbline prove src/x.py",
    "plumbline review --json src/x.json",
    "plumbline review --markdown=tests/x.md",
    "python -m plumbline.cli check",
    "python -m levels check",
    "nox -s unit fix",
    "nox -f tests/noxfile.py -s unit",
    "nox -s unit -f tests/noxfile.py",
    "nox -s unit -- --junitxml=src/x.xml",
    "nox -s unit -- --basetemp src",
    "nox -s unit -- -o addopts=x",
    "nox -s unit -- -c tests/x.toml",
    "nox -s unit -- -p tests.evil",
    "nox -s unit -- -ptests.evil",
    "nox -s unit -- --rootdir=/",
    "nox -s unit -- @tests/arguments",
    "nox -s unit -- src/x.py",
    "nox -s prove -- src/x.py",
    "nox -s prove -- --base --output=x",
    "nox -s review -- --markdown src/x.md",
    "nox -s review -- --json src/x.json",
    "pytest --levels-json src/x.json",
    "pytest --level --levels-json=src/x.json",
    "pytest --pdbcls=tests.evil:X",
    "nox -s unit; rm x",
    "nox -s unit && rm x",
    "nox -s unit | tee src/x",
    "nox -s unit & rm x",
    "nox -s unit\nrm x",
    "nox -s unit -- -k $(rm x)",
    'nox -s unit -- -k "$(rm x)"',
    'nox -s unit -- -k "`rm x`"',
    "cat \"'$\" ; rm x '\"x'",
    'cat "\'" ; rm x "\'"',
    "cat 'x",
    "cat src/*",
    "cat ~/x",
    "X=1 pytest",
    "env pytest",
    "cd tests",
    "(rm x)",
    "{ rm x; }",
    "! rm x",
    "cat <(rm x)",
    "cat x #",
    "cat \\x",
]


@pytest.mark.parametrize("command", REFUSED)
def test_any_other_command_is_refused(command: str) -> None:
    code, error = run(command)

    assert (code, error.count("\n"), error[-2]) == (2, 1, ".")


def test_a_refused_command_hears_what_it_may_run() -> None:
    said = (
        "The test-writer may not run 'make test', only nox -s with a session of tests, lint or "
        "types, pytest, plumbline check, review or prove, git "
        "status/diff/log/show/ls-files/blame/grep, ls, cat, head, tail, wc, grep, rg, find, pwd. "
        "Hand back what you have, and say what must change outside tests/.\n"
    )

    assert run("make test") == (2, said)


def test_its_sessions_are_those_of_the_levels_and_the_checks() -> None:
    names = (
        "check fakes integration levels lint logic prove pure quick real review sanity types unit"
    )
    said = f"The test-writer may not run nox -s fix, only {', '.join(names.split())}.\n"

    assert run("nox -s fix") == (2, said)
