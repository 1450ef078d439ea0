"""Both engines in a terminal, with a person who answers."""

import shutil
import sys
from pathlib import Path

import pytest
import yaml

from tests.integration.engines import ENGINES, Machine, contents
from tests.places import ROOT, TOOLS

if sys.platform != "win32":
    import pexpect

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

OF_COPIER = {
    name: question["help"]
    for name, question in yaml.safe_load((ROOT / "copier.yml").read_text("utf-8")).items()
    if not name.startswith("_") and "help" in question and name != "package_path"
}
OF_BOTH = {name: text for name, text in OF_COPIER.items() if name != "layout"}
QUESTIONS = {"cookiecutter": OF_BOTH, "copier": OF_COPIER}
TYPED = {"project_name": "My {{ braces }}", "description": '{% raw %} \\ "q" 😀'}

READY = {"cookiecutter": ": ", "copier": "\x1b[?25h"}  # what a prompt ends with
PLACE = {
    "cookiecutter": "",
    "copier": "\x1b[1;1R",
}  # a terminal says where its cursor is, or is waited for
CLEAR = {"cookiecutter": "", "copier": "\x15"}  # copier proposes the default as text to edit


def answer(machine: Machine, engine: str, template: Path, folder: Path) -> None:
    """Run an engine, type some answers and take the rest as proposed."""
    call = {"cookiecutter": [str(template)], "copier": ["copy", str(template), "my-braces"]}
    child = pexpect.spawn(
        shutil.which(engine, path=str(TOOLS)) or engine,
        call[engine],
        cwd=str(folder),
        env={**machine.environment, "TERM": "xterm"},
        encoding="utf-8",
        timeout=60,
        dimensions=(50, 300),
    )
    for name, question in QUESTIONS[engine].items():
        child.expect_exact(question)
        child.expect_exact(READY[engine])
        child.send(PLACE[engine])
        if name in TYPED:
            child.send(CLEAR[engine] + TYPED[name])
        child.send("\r")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0, child.before


def test_typed_answers_arrive_unharmed(machine: Machine, template: Path, tmp_path: Path) -> None:
    made = {}
    for engine in ENGINES:
        (tmp_path / engine).mkdir()
        answer(machine, engine, template, tmp_path / engine)
        made[engine] = contents(tmp_path / engine / "my-braces")

    assert made["cookiecutter"] == made["copier"]
    saved = yaml.safe_load(made["copier"][".copier-answers.yml"])
    assert {name: saved[name] for name in TYPED} == TYPED
