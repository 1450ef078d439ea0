"""Commands in this process do what they do in one of their own."""

from pathlib import Path

import pytest

from tests.integration.engines import Machine, contents

CALLS = {
    "renders": ("cookiecutter", "--no-input", "TEMPLATE"),
    "refuses a choice": ("cookiecutter", "--no-input", "TEMPLATE", "license=x"),
    "refuses a name": ("cookiecutter", "--no-input", "TEMPLATE", "project_slug=a/b"),
    "copies": ("copier", "copy", "--defaults", "--vcs-ref=HEAD", "TEMPLATE", "new"),
    "needs answers": ("copier", "copy", "TEMPLATE", "new"),
    "refuses an answer": ("copier", "copy", "--defaults", "-d", "license=x", "TEMPLATE", "new"),
    "refuses an option": ("copier", "copy", "--typo", "TEMPLATE", "new"),
}


@pytest.mark.parametrize("name", CALLS)
def test_it_says_and_does_the_same(
    machine: Machine, template: Path, tmp_path: Path, name: str
) -> None:
    words = [word.replace("TEMPLATE", str(template)) for word in CALLS[name]]
    for folder in ("here", "apart"):
        (tmp_path / folder).mkdir()

    here = machine.run(*words, cwd=tmp_path / "here")
    apart = machine.run_apart(*words, cwd=tmp_path / "apart")

    assert here.code == apart.code
    assert here.text.splitlines()[-1:] == apart.text.splitlines()[-1:]
    assert contents(tmp_path / "here") == contents(tmp_path / "apart")
